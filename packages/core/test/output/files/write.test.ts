import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Change } from '../../../src/output/files/file.js'
import { reader, writeChanges } from '../../../src/output/files/write.js'

const folder = mkdtempSync(join(tmpdir(), 'chalk-write-'))
afterAll(() => rmSync(folder, { recursive: true }))

const BODY = 'let a = 1\n'.repeat(20_000)

/** A file, and a change that puts `mark` before its last line or, with `from` 0, anywhere. */
function changed(name: string, mark: string, from = BODY.length) {
  const path = join(folder, name)
  writeFileSync(path, `${BODY}//# last`, { mode: 0o755 })
  const content = `${BODY}${mark}//# last`
  const before = Buffer.from(`${BODY}//# last`.slice(from))
  const change: Change = {
    name,
    content,
    end: from > 0 ? { from, before, after: Buffer.from(content.slice(from)) } : undefined,
  }
  return { path, change, content }
}

it.each([
  ['longer', '/* mark */\n', BODY.length],
  ['far from the end', '/* mark */\n', 0],
])('writes an end that is %s', (name, mark, from) => {
  const { path, change, content } = changed(name, mark, from)
  const { ino } = statSync(path)
  writeChanges(folder, new Map([[name, change]]))
  expect(readFileSync(path, 'utf8')).toBe(content)
  expect(statSync(path).mode & 0o777).toBe(0o755)
  // In its place where only the end changes; else as a new file.
  expect(statSync(path).ino === ino).toBe(from > 0)
})

it.skipIf(process.platform === 'win32')('gives a new file no set-id bits', () => {
  const { path, change } = changed('set-id', '/* mark */\n', 0)
  chmodSync(path, 0o6755)
  writeChanges(folder, new Map([['set-id', change]]))
  expect(statSync(path).mode & 0o7777).toBe(0o755)
})

it('writes an end that is shorter', () => {
  const path = join(folder, 'shorter')
  writeFileSync(path, `${BODY}/* an old mark */`)
  const end = { from: BODY.length, before: Buffer.from('/* an old mark */'), after: Buffer.from('/*') }
  writeChanges(folder, new Map([['shorter', { name: 'shorter', content: `${BODY}/*`, end }]]))
  expect(readFileSync(path, 'utf8')).toBe(`${BODY}/*`)
})

it('leaves nothing of what another build has put there meanwhile', () => {
  const { path, change, content } = changed('twice', '/* mark */\n')
  writeFileSync(path, `${BODY}/* a longer mark, of another build */\n//# last`)
  writeChanges(folder, new Map([['twice', change]]))
  expect(readFileSync(path, 'utf8')).toBe(content)
})

it('writes a renamed file anew', () => {
  const { path, change, content } = changed('old-name', '/* mark */\n')
  const to = join(folder, 'new-name')
  writeChanges(folder, new Map([['old-name', { ...change, name: 'new-name' }]]))
  expect(existsSync(path)).toBe(false)
  expect(readFileSync(to, 'utf8')).toBe(content)
})

it('lets files take the names of others', () => {
  const dir = mkdtempSync(join(folder, 'swap-'))
  for (const name of ['a', 'b', 'c']) writeFileSync(join(dir, name), name)
  const to = (name: string, content: string) => ({ name, content })
  writeChanges(
    dir,
    new Map([
      ['a', to('b', 'from a')],
      ['b', to('a', 'from b')],
      ['c', to('d', 'from c')],
    ]),
  )
  expect(textsIn(dir)).toEqual({ a: 'from b', b: 'from a', d: 'from c' })
})

const END = { from: 2, before: Buffer.from('cd'), after: Buffer.from('mark') }
/** A change of every kind; the folder `taken` is where no file can be put. */
const CHANGES: [string, Change][] = [
  ['end', { name: 'end', content: 'abmark', end: END }],
  ['whole', { name: 'whole', content: 'mark' }],
  ['renamed', { name: 'new', content: 'mark' }],
]
it.each<[string, string, Change, RegExp]>([
  ['of a file that is not there', 'none', { name: 'none', content: 'x' }, /ENOENT/],
  ['of the end of one that is not there', 'none', { name: 'none', content: 'x', end: END }, /ENOENT/],
  [
    'to a name that cannot be taken',
    'other',
    { name: 'taken', content: 'x' },
    /EISDIR|ENOTEMPTY|EPERM|EEXIST/,
  ],
])('a change %s takes the others back', (_what, name, change, reason) => {
  for (const at of [0, CHANGES.length]) {
    const dir = mkdtempSync(join(folder, 'back-'))
    for (const file of ['end', 'whole', 'renamed', 'other', 'taken/full']) {
      mkdirSync(join(dir, file, '..'), { recursive: true })
      writeFileSync(join(dir, file), 'abcd')
    }
    const before = textsIn(dir)
    expect(() => writeChanges(dir, new Map(CHANGES.toSpliced(at, 0, [name, change])))).toThrow(reason)
    expect(textsIn(dir)).toEqual(before)
  }
})

it('says which file could not be put back', () => {
  const dir = mkdtempSync(join(folder, 'gone-'))
  writeFileSync(join(dir, 'end'), 'abcd')
  const end = {
    ...END,
    // While the second file is being written, someone takes away the first.
    get after() {
      rmSync(join(dir, 'end'))
      return END.after
    },
  }
  const changes = new Map<string, Change>([
    ['end', { name: 'end', content: 'abmark', end: END }],
    ['none', { name: 'none', content: '', end }],
  ])
  expect(() => writeChanges(dir, changes)).toThrow(/^ENOENT.*none.*; and could not be put back: .*end/)
})

/** Names with their texts, of all files in a folder. */
function textsIn(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(names.map((path) => [path.slice(dir.length + 1), readFileSync(path, 'utf8')]))
}

it('reads files one after the other', () => {
  const read = reader()
  const [small, large] = [join(folder, 'small'), join(folder, 'large')]
  writeFileSync(small, 'small')
  writeFileSync(large, BODY)
  expect(read(large).toString()).toBe(BODY)
  expect(read(small).toString()).toBe('small')
  expect(read(large).toString()).toBe(BODY)
})

it.each([0, 65_535, 65_536, 65_537, 131_072])('reads a file of %i bytes', (size) => {
  const path = join(folder, 'sized')
  writeFileSync(path, Buffer.alloc(size, 'x'))
  expect(reader()(path).equals(Buffer.alloc(size, 'x'))).toBe(true)
})
