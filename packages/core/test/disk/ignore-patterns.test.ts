/** `.chalkignore` says of paths what git says of them by the same patterns, whatever they cost elsewhere. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { ignoreTest } from '../../src/disk/ignore-patterns.js'
import { expectLinear } from '../growth.js'

describe('a pattern', () => {
  test.each<[string, string, boolean]>([
    ['a', 'a', true],
    ['a', 'b/a', true],
    ['a', 'a/b', true],
    ['/a', 'b/a', false],
    ['a/b', 'c/a/b', false],
    ['a/', 'a', false],
    ['a/', 'a/b', true],
    ['*.js', 'b/c.JS', true],
    ['a*b?c', 'axxbyc', true],
    ['a*b?c', 'a/b/c', false],
    ['**/a', 'b/c/a', true],
    ['a/**', 'a', false],
    ['a/**', 'a/b', true],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b/**/c', 'a/b/x/b/y/c', true],
    ['a/**b', 'a/x/b', false],
    ['[ab]', 'b', true],
    ['[!ab]', 'b', false],
    ['[^ab]', 'c', true],
    ['[]]', ']', true],
    ['[[:digit:]]', '7', true],
    ['[[:none:]]', '7', false],
    ['[a', '[a', false],
    ['\\*', 'a', false],
    ['\\*', '*', true],
    ['\\!a', '!a', true],
    ['\\#a', '#a', true],
    ['#a', '#a', false],
    ['a ', 'a', true],
    ['a\\ ', 'a ', true],
    ['a\\', 'a\\', false],
    ['a\n!a', 'a', false],
    ['!a\na', 'a', true],
    ['a\n!a/b', 'a/b', true],
    ['a//b', 'a/b', false],
    ['/', 'a', false],
    ['**', 'a', true],
    ['\ufeffa', 'a', true],
    ['a\r\nb', 'b', true],
  ])('%j of %j: %j', (patterns, path, ignored) => {
    expect(ignoreTest(patterns)(path, false) ?? false).toBe(ignored)
  })
})

const repository = mkdtempSync(join(tmpdir(), 'chalkmark-ignore-'))
afterAll(() => rmSync(repository, { recursive: true, force: true }))

test('says what git says', () => {
  const git = (args: string[], input = '') =>
    execFileSync('git', ['-c', 'core.ignoreCase=true', ...args], { cwd: repository, input, encoding: 'utf8' })
  git(['init', '-q'])
  mkdirSync(join(repository, 'info'), { recursive: true })
  const part = fc.constantFrom(
    'a',
    'b',
    'ab',
    '*',
    '?',
    '**',
    '[ab]',
    '[!a]',
    'a*',
    '*b',
    'a*b',
    '*a*b',
    '\\a',
    '\\*',
    '[a-c]',
  )
  const pattern = fc
    .tuple(
      fc.constantFrom('', '!', '/', '!/'),
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '/'),
    )
    .map(([start, parts, end]) => start + parts.join('/') + end)
  const names = fc.array(fc.constantFrom('a', 'b', 'ab', 'aab', 'A', 'c', 'abc', '*'), {
    minLength: 1,
    maxLength: 5,
  })
  const all = fc.sample(
    fc.tuple(
      fc.array(pattern, { minLength: 1, maxLength: 4 }),
      fc.array(names, { minLength: 20, maxLength: 20 }),
    ),
    {
      numRuns: 60,
      seed: 14,
    },
  )
  for (const [patterns, paths] of all) {
    writeFileSync(join(repository, '.gitignore'), patterns.join('\n'))
    const listed = [...new Set(paths.map((path) => path.join('/')))]
    let said = ''
    try {
      said = git(['check-ignore', '--no-index', '--stdin'], listed.join('\n'))
    } catch (error) {
      // It ends with 1 if none is ignored.
      said = String((error as { stdout: string }).stdout)
    }
    const byGit = new Set(said.split('\n').map((line) => line.replace(/^"(.*)"$/, '$1')))
    const test = ignoreTest(patterns.join('\n'))
    for (const path of listed)
      expect([patterns, path, test(path, false) ?? false]).toEqual([patterns, path, byGit.has(path)])
  }
})

describe('takes time in proportion to the patterns', () => {
  const name = 'a'.repeat(250)
  const deep = 'a/'.repeat(100)
  test.each([
    ['stars in a name', '*a', name],
    ['stars and one character', '*?', name],
    ['stars and brackets', '*[ab]', name],
    ['folders', '**/a/', deep],
    ['folders with stars', '**/*a/', deep],
    ['rules', '*a*b\n', name],
    ['negated rules', '!**/a/**/b\n', deep],
  ])('%s', async (_, unit, path) => {
    await expectLinear((length) => {
      const patterns = `${unit.repeat(length / unit.length)}b`
      return () => ignoreTest(patterns)(`${path}b.js`, false)
    }, 1 << 10)
  })
})
