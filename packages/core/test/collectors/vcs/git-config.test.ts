import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseGitConfig } from '../../../src/collectors/vcs/git/config.js'

/** What git reads from the same text. */
function gitReads(text: string): [string, string[]][] {
  const folder = mkdtempSync(join(tmpdir(), 'chalkmark-config-'))
  try {
    const file = join(folder, 'config')
    writeFileSync(file, text)
    const output = execFileSync('git', ['config', '--null', '--list', '--file', file], {
      encoding: 'utf8',
      cwd: folder,
    })
    const values = new Map<string, string[]>()
    for (const entry of output.split('\0').filter(Boolean)) {
      const end = entry.indexOf('\n')
      const [key, value] = end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)]
      values.set(key, [...(values.get(key) ?? []), value])
    }
    return [...values]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('parseGitConfig', () => {
  it.each([
    ['plain', '[core]\n\tbare = false\n\teditor=vi\n'],
    ['on one line', '[core] bare = false\n[remote "origin"] url = https://example.com/app\n'],
    ['without a newline at the end', '[core]\nbare = false'],
    ['line ends of Windows', '[core]\r\n\tbare = false\r\n\tquoted = "a b"\r\n[user]\r\n\tname = A\r\n'],
    [
      'comments',
      '# one\n; two\n[core] # three\n\tbare = false ; four\n\tname = "a # b" # five\n\turl = "a;b";c\n',
    ],
    ['case', '[Core]\n\tIgnoreCase = True\n[Remote "Origin"]\n\tURL = X\n'],
    ['quotes', '[a]\n\tb = "  x  "  y  "z"  \n\tc = ""\n\td = "a\\"b\\\\c\\n\\t"\n\te = x\\ty  \n'],
    ['continuation', '[a]\n\tb = one \\\n   two\n\tc = "x \\\ny"\n'],
    ['no value', '[core]\n\tbare\n\tfile-mode\t\n\tempty =\n'],
    ['many values', '[remote "o"]\n\turl = 1\n\turl = 2\n[x]\n\ty = z\n[remote "o"]\n\turl = 3\n'],
    [
      'names in quotes',
      '[branch "a/b \\"c\\" \\\\d ] # x"]\n\tremote = origin\n[url "https://u:p@h/"]\n\tinsteadOf = gh:\n',
    ],
    ['old names', '[branch.Main]\n\tremote = origin\n'],
    ['equals in values', '[alias]\n\tx = log --format=%H [x] y=z\n'],
  ])('reads what git reads: %s', (_, text) => {
    expect([...parseGitConfig(text)]).toEqual(gitReads(text))
  })

  it('takes nothing from lines before a section', () => {
    expect([...parseGitConfig('bare = true\n')]).toEqual([])
  })
})
