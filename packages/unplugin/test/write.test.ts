import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
  const change: Change = {
    name,
    content,
    end: { from, replace: () => Buffer.from(content.slice(from)) },
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
  const end = { from: BODY.length, replace: (old: Buffer) => old.subarray(0, 2) }
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

it('leaves a file as it was if its end cannot be made', () => {
  const { path, change } = changed('failing', '')
  const replace = () => {
    throw new Error('no end')
  }
  const before = readFileSync(path)
  expect(() => writeChange(path, path, { ...change, end: { from: BODY.length, replace } })).toThrow('no end')
  expect(readFileSync(path).equals(before)).toBe(true)
  expect(readdirSync(folder).filter((name) => name.includes('chalk-tmp'))).toEqual([])
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
