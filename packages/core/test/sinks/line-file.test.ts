import { appendFileSync, chmodSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTree } from '../disk/tree.js'
import { deliverAll, newReport, ownStateFolder } from './support.js'

ownStateFolder()

const setUp = () => {
  const root = makeTree({})
  const sinks = { log: { type: 'file' as const, path: 'logs/reports.jsonl' } }
  const read = () => readFileSync(join(root, 'logs/reports.jsonl'), 'utf8')
  return { root, read, deliver: (reports: object[]) => deliverAll(reports, { sinks }, { root }) }
}

test('one report on each line, as it was', async () => {
  const { deliver, read } = setUp()
  const reports = [newReport(), newReport({ _MESSAGE: 'two\nlines' })]
  expect(await deliver(reports)).toEqual([])
  await deliver([newReport()])
  const lines = read().trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual(reports)
})

test('half a line of a killed process does not spoil the next one', async () => {
  const { root, deliver, read } = setUp()
  await deliver([newReport()])
  appendFileSync(join(root, 'logs/reports.jsonl'), '{"_OPERATION": "ins')
  await deliver([newReport()])
  const lines = read().trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  expect(JSON.parse(lines[2]!)._OPERATION).toBe('insert')
})

test.runIf(process.platform !== 'win32')('a hard link that others may have made is left alone', async () => {
  const { root, deliver, read } = setUp()
  mkdirSync(join(root, 'logs'))
  writeFileSync(join(root, 'elsewhere'), '')
  linkSync(join(root, 'elsewhere'), join(root, 'logs/reports.jsonl'))
  // In a folder of our own it is ours.
  expect(await deliver([newReport()])).toEqual([])
  expect(read()).not.toBe('')
  writeFileSync(join(root, 'elsewhere'), '')
  chmodSync(join(root, 'logs'), 0o777)
  expect(await deliver([newReport()])).toEqual([
    expect.stringContaining('it has several names (hard links) in a folder that others can write to'),
  ])
  expect(read()).toBe('')
})

test('a place that cannot be written: the report waits, and goes there later', async () => {
  const { root, deliver, read } = setUp()
  mkdirSync(join(root, 'logs/reports.jsonl'), { recursive: true })
  const options = {
    sinks: { log: { type: 'file' as const, path: 'logs/reports.jsonl' } },
    deliveryTimeout: 300,
  }
  expect(await deliverAll([newReport()], options, { root })).toEqual([expect.stringContaining('log (')])
  const { rmSync } = await import('node:fs')
  rmSync(join(root, 'logs/reports.jsonl'), { recursive: true })
  expect(await deliver([newReport()])).toEqual([])
  expect(read().trimEnd().split('\n')).toHaveLength(2)
})
