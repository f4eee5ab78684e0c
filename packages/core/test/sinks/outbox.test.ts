import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openOutbox } from '../../src/sinks/outbox.js'
import { list, makeTree } from '../disk/tree.js'

const report = (id: string, text = '[{}]') => ({ id, operation: 'insert', action: id, text })

function setUp(most?: { reports: number; bytes: number }) {
  const state = makeTree({})
  const env = { XDG_STATE_HOME: state, LOCALAPPDATA: state }
  const open = () => openOutbox('post', 'https://x.test/', env, most)!
  const names = () => list(state).filter((name) => name.includes('.json') || name.includes('.unfit'))
  return { state, open, names }
}

test('a report waits, is taken by one process only, and is gone once it is delivered', () => {
  const { open, names, state } = setUp()
  const outbox = open()
  expect(outbox.next()).toBeUndefined()
  const { waiting } = outbox.put(report('a'))
  expect(names()).toHaveLength(1)
  expect(open().next()).toBeUndefined()
  waiting.release()
  const again = open().next()!
  expect(again.report).toEqual(report('a'))
  expect(open().next()).toBeUndefined()
  again.done()
  again.release()
  expect(names()).toEqual([])
  const label = list(state).find((name) => name.endsWith('/to'))!
  expect(readFileSync(join(state, label), 'utf8')).toBe('post https://x.test/\n')
})

test('the oldest is first, also within a millisecond', () => {
  const outbox = setUp().open()
  for (const id of ['c', 'a', 'b']) outbox.put(report(id)).waiting.release()
  const order: string[] = []
  for (let one = outbox.next(); one; one = outbox.next()) order.push(one.report.id)
  expect(order).toEqual(['c', 'a', 'b'])
})

test('what a process had when it was killed is for the next one', () => {
  const { open, names, state } = setUp()
  open().put(report('a'))
  const [name = ''] = names()
  const [file, , machine] = name.split('~')
  renameSync(join(state, name), join(state, `${file}~${2 ** 30}~${machine}~`))
  expect(open().next()?.report.id).toBe('a')
})

test('half of a report, by a process that was killed, is removed', () => {
  const { open, state } = setUp()
  const { waiting } = open().put(report('a'))
  const [name = ''] = list(state).filter((one) => one.includes('.json~'))
  waiting.done()
  const [file = '', , machine] = name.split('~')
  const half = join(state, dirname(name), `.${basename(file)}~${2 ** 30}~${machine}~`)
  writeFileSync(half, '{"id"')
  expect(open().next()).toBeUndefined()
  expect(existsSync(half)).toBe(false)
})

test('what a sink does not take is sent by hand only', () => {
  const outbox = setUp().open()
  outbox.put(report('a')).waiting.setAside()
  expect(outbox.next()).toBeUndefined()
  outbox.next('unfit')!.release()
  expect(outbox.next()).toBeUndefined()
  expect(outbox.count()).toBe(1)
})

test('too many, or too much: the oldest go, but none that a process is about to send', () => {
  const few = setUp({ reports: 3, bytes: 1e6 }).open()
  const held = few.put(report('held')).waiting
  const dropped = ['1', '2', '3', '4'].map((id) => {
    const { waiting, dropped } = few.put(report(id))
    waiting.release()
    return dropped
  })
  expect(dropped).toEqual([0, 0, 1, 1])
  expect(few.next()?.report.id).toBe('3')
  held.release()

  const small = setUp({ reports: 100, bytes: 1000 }).open()
  small.put(report('old', 'x'.repeat(600))).waiting.release()
  expect(small.put(report('new', 'x'.repeat(600))).dropped).toBe(1)
})

test('nothing else in the folder is sent', () => {
  const { open, state } = setUp()
  open().put(report('a')).waiting.done()
  const [folder = ''] = readdirSync(join(state, 'chalkmark/outbox'))
  const at = (name: string) => join(state, 'chalkmark/outbox', folder, name)
  writeFileSync(at('000000000000-x.json'), 'no JSON')
  writeFileSync(at('000000000001-x.json'), '{"id":1}')
  mkdirSync(at('000000000002-x.json'))
  writeFileSync(at('notes.txt'), 'mine')
  expect(open().next()).toBeUndefined()
  expect(existsSync(at('notes.txt'))).toBe(true)
})

test.runIf(process.platform !== 'win32')('nobody else can read it', () => {
  const { open, state } = setUp()
  open().put(report('a'))
  for (const name of list(join(state, 'chalkmark'))) {
    const stats = statSync(join(state, 'chalkmark', name))
    expect(stats.mode & 0o777, name).toBe(stats.isDirectory() ? 0o700 : 0o600)
  }
})
