import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Change } from '../src/output/file.js'
import { reader, writeChange } from '../src/output/write.js'

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
  writeChange(path, path, change)
  expect(readFileSync(path, 'utf8')).toBe(content)
  expect(statSync(path).mode & 0o777).toBe(0o755)
  // In its place where only the end changes; else as a new file.
  expect(statSync(path).ino === ino).toBe(from > 0)
})

it('writes an end that is shorter', () => {
  const path = join(folder, 'shorter')
  writeFileSync(path, `${BODY}/* an old mark */`)
  const end = { from: BODY.length, before: Buffer.from('/* an old mark */'), after: Buffer.from('/*') }
  writeChange(path, path, { name: 'shorter', content: `${BODY}/*`, end })
  expect(readFileSync(path, 'utf8')).toBe(`${BODY}/*`)
})

it('writes a renamed file anew', () => {
  const { path, change, content } = changed('old-name', '/* mark */\n')
  const to = join(folder, 'new-name')
  writeChange(path, to, change)
  expect(existsSync(path)).toBe(false)
  expect(readFileSync(to, 'utf8')).toBe(content)
})

it.skipIf(!existsSync('/dev/full'))('says why a file cannot be written', () => {
  const end = { from: 0, before: Buffer.alloc(0), after: Buffer.from('x') }
  expect(() => writeChange('/dev/full', '/dev/full', { name: 'full', content: 'x', end })).toThrow(
    /ENOSPC|EINVAL/,
  )
})

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
