/** What else a repository's author can try: to have files read or written elsewhere, to waste time, to have clean called dirty. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseGitConfig } from '../../../src/collectors/vcs/git/config.js'
import { parseCommit, parseTag } from '../../../src/collectors/vcs/git/objects.js'
import { expectLinear } from '../../growth.js'
import { HostileFixture, REMOTE_LEFT_OUT } from './git-hostile.js'

let at: HostileFixture

beforeAll(() => {
  at = new HostileFixture()
})
afterAll(() => at.remove())

/** A repository in which files are stored in capital letters, and a clone of it. */
function filtered(name: string): string {
  at.repository(`${name}-origin`)
  at.write(`${name}-origin/.gitattributes`, '*.bin filter=lfs diff=lfs\n')
  const settings = { clean: 'tr a-z A-Z', smudge: 'tr A-Z a-z', required: 'true' }
  for (const [key, value] of Object.entries(settings))
    at.git('.', 'config', '--global', `filter.lfs.${key}`, value)
  for (const file of ['a.bin', 'b.bin', 'text']) at.write(`${name}-origin/${file}`, `${file}\n`)
  at.git(`${name}-origin`, 'add', '.')
  at.git(`${name}-origin`, 'commit', '-qm', 'Add')
  at.git('.', 'clone', '-q', at.path(`${name}-origin`), name)
  return name
}

describe('files that have a content filter', () => {
  it('are not called modified, and what is not known is said', async () => {
    const folder = at.prepared('unknown')
    at.git(folder, 'config', 'filter.evil.clean', 'cat')
    const { keys, errors } = await at.collectAll(folder)
    expect(keys.VCS_MODIFIED_FILES).toBeUndefined()
    expect(keys.VCS_MISSING_FILES).toEqual(['gone'])
    expect(keys.VCS_DIFF_STAT).toBeUndefined()
    expect(errors).toEqual([
      expect.stringMatching(
        /^git: changed has a content filter .* what was changed is left out; git status tells$/,
      ),
      REMOTE_LEFT_OUT,
    ])
  })

  it('are clean after a clone, although they are as young as the index', async () => {
    const { keys, errors } = await at.collectAll(filtered('cloned'))
    expect(errors).toEqual([])
    expect(keys.VCS_MODIFIED_FILES).toBeUndefined()
    expect(keys.VCS_DIFF_STAT).toEqual({ files: 0, insertions: 0, deletions: 0 })
  })

  it('leave the other files as they are', async () => {
    const folder = filtered('mixed')
    at.write('mixed/text', 'another\n')
    const { keys, errors } = await at.collectAll(folder)
    expect(errors).toEqual([])
    expect(keys.VCS_MODIFIED_FILES).toEqual(['text'])
    expect(keys.VCS_DIFF_STAT).toEqual({ files: 1, insertions: 1, deletions: 1 })
    expect(keys.VCS_DIFF_PATCH).not.toContain('.bin')
  })

  it('are found from a folder of the repository, with names that mean something to git', async () => {
    const folder = filtered('named')
    for (const name of ['sub/ü [x]*.bin', 'sub/:(top).bin', 'other.bin']) at.write(`named/${name}`, 'one\n')
    at.git(folder, 'add', '.')
    at.git(folder, 'commit', '-qm', 'Two')
    at.write('named/text', 'another\n')
    const { keys, errors } = await at.collectAll('named/sub')
    expect(errors).toEqual([])
    expect(keys.VCS_MODIFIED_FILES).toEqual(['text'])
    expect(keys.VCS_DIFF_STAT).toEqual({ files: 1, insertions: 1, deletions: 1 })
  })

  it('are doubtful once they have another size or time', async () => {
    const folder = filtered('touched')
    at.touch('touched/a.bin')
    at.write('touched/b.bin', 'longer than it was\n')
    const { keys, errors } = await at.collectAll(folder)
    expect(keys.VCS_MODIFIED_FILES).toBeUndefined()
    expect(errors).toEqual([expect.stringContaining('2 files have a content filter and another time')])
  })

  it('are modified if the index says so, and then a patch is not known', async () => {
    const folder = filtered('staged')
    at.write('staged/a.bin', 'new\n')
    at.git(folder, 'add', 'a.bin')
    const { keys, errors } = await at.collectAll(folder)
    expect(keys.VCS_MODIFIED_FILES).toEqual(['a.bin'])
    expect(keys.VCS_DIFF_PATCH).toBeUndefined()
    expect(errors).toEqual([
      'git: a.bin has a content filter. No filter is run, so what was changed is left out',
    ])
  })

  it('are told apart in great number', async () => {
    const folder = filtered('many')
    for (let index = 0; index < 600; index++)
      at.write(`many/folder-with-a-long-name-${index}/file.bin`, 'one\n')
    at.git(folder, 'add', '.')
    at.git(folder, 'commit', '-qm', 'Two')
    const clean = await at.collectAll(folder)
    expect(clean.errors).toEqual([])
    expect(clean.keys.VCS_MODIFIED_FILES).toBeUndefined()
    at.write('many/text', 'another\n')
    const { keys, errors } = await at.collectAll(folder)
    expect(keys.VCS_MODIFIED_FILES).toEqual(['text'])
    // Unless git was slow, and some files are older than the index.
    if (errors.length > 0)
      expect(errors).toEqual([expect.stringMatching(/^git: \d+ files have a content filter/)])
  })
})

describe('a working tree that the settings put elsewhere', () => {
  it.each([
    ['by its path', () => at.path('private')],
    ['by a link in the repository', () => 'link/../..'],
    ['by no path at all', () => ''],
  ])('is not looked at: %s', async (_, value) => {
    rmSync(at.path('elsewhere'), { recursive: true, force: true })
    at.repository('elsewhere')
    at.write('private/file.txt', 'a secret\n')
    mkdirSync(at.path('private/one/two'), { recursive: true })
    symlinkSync(at.path('private/one/two'), at.path('elsewhere/.git/link'), 'dir')
    // As git itself writes it, in quotes.
    appendFileSync(
      at.path('elsewhere/.git/config'),
      `[core]\n\tworktree = ${JSON.stringify(value().replaceAll('\\', '/'))}\n`,
    )
    const { keys, errors } = await at.collectAll('elsewhere')
    expect(keys).not.toHaveProperty('VCS_MODIFIED_FILES')
    expect(JSON.stringify(keys)).not.toContain('a secret')
    expect(errors.length).toBeGreaterThan(0)
  })

  it('of a submodule is the submodule', async () => {
    at.repository('lib')
    at.repository('app')
    at.git('app', 'submodule', 'add', '-q', at.path('lib'), 'sub')
    at.write('app/sub/file.txt', 'another\n')
    const { keys, errors } = await at.collectAll('app/sub')
    expect(errors).toEqual([])
    expect(keys.VCS_MODIFIED_FILES).toEqual(['file.txt'])
  })
})

describe('a HEAD that leads out of the repository', () => {
  it.each(['ref: ../../token', 'ref: refs/../../../token', 'ref: refs/heads/../../../../token'])(
    'gives no commit: %s',
    async (head) => {
      rmSync(at.path('stray'), { recursive: true, force: true })
      at.repository('stray')
      at.write('token', `${'5ec2e7'.repeat(6)}abcd\n`)
      at.write('stray/.git/HEAD', `${head}\n`)
      const { keys } = await at.collectAll('stray', { PATH: at.path('nothing-here') })
      expect(JSON.stringify(keys)).not.toContain('5ec2e7')
    },
  )
})

describe('nothing is written', () => {
  function digest(folder: string): string {
    const hash = createHash('sha256')
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      hash.update(`${name}\0`)
      try {
        hash.update(readFileSync(join(folder, name)))
      } catch {
        // A folder.
      }
    }
    return hash.digest('hex')
  }

  it('in the repository, whatever git would like to', async () => {
    const folder = at.prepared('read')
    for (const [key, value] of Object.entries({
      'core.untrackedCache': 'true',
      'core.splitIndex': 'true',
      'diff.autoRefreshIndex': 'true',
      'gc.auto': '1',
    }))
      at.git(folder, 'config', key, value)
    const before = digest(at.path(folder))
    const { keys } = await at.collectAll(folder)
    expect(keys.VCS_MODIFIED_FILES).toEqual(['changed'])
    // A file that has another time and nothing else is no change.
    expect(keys.VCS_DIFF_STAT).toMatchObject({ files: 2 })
    expect(keys.VCS_DIFF_PATCH).not.toContain('touched')
    expect(digest(at.path(folder))).toBe(before)
    at.plainGit(folder, ['diff'])
    expect(digest(at.path(folder)), 'plain git writes').not.toBe(before)
  })
})

describe.skipIf(process.platform === 'win32')('pipes and devices in a repository', () => {
  it.each([
    ['config', '/dev/zero'],
    ['packed-refs', '/dev/zero'],
    ['commondir', '/dev/zero'],
    ['refs/heads/main', '/dev/zero'],
    ['config', 'pipe'],
    ['packed-refs', 'pipe'],
    ['refs/heads/main', 'pipe'],
  ])('are not read: %s is %s', async (name, what) => {
    rmSync(at.path('strange'), { recursive: true, force: true })
    at.repository('strange')
    // Refs are looked for there only if they have no file of their own.
    if (name === 'packed-refs') at.git('strange', 'pack-refs', '--all')
    const path = at.path('strange/.git', name)
    rmSync(path, { force: true })
    if (what === 'pipe') execFileSync('mkfifo', [path])
    else symlinkSync(what, path)
    const { keys, errors } = await at.collectAll('strange')
    expect(keys).toEqual({})
    expect(errors).toEqual([expect.stringMatching(/^git: .* is no regular file: not read$/)])
  })

  it('are not read as attributes', async () => {
    at.repository('attributed')
    at.git('attributed', 'config', 'core.attributesFile', '~/../../../../../../dev/zero')
    at.touch('attributed/file.txt')
    const { keys, errors } = await at.collectAll('attributed')
    expect(keys.COMMIT_MESSAGE).toBe('Begin')
    expect(errors).toEqual([expect.stringMatching(/core\.attributesFile.*no regular file.*left out$/)])
  })

  it('are no matter where attributes are in a file of the user, or in none', async () => {
    at.repository('attributes-at-home')
    at.git('attributes-at-home', 'config', 'core.attributesFile', '~/attributes')
    expect((await at.collectAll('attributes-at-home')).errors).toEqual([])
    at.write('home/attributes', '* text\n')
    expect((await at.collectAll('attributes-at-home')).errors).toEqual([])
  })
})

describe('text costs time in proportion to its length', () => {
  it.each<[string, (length: number) => unknown]>([
    ['a config of one word', (length) => parseGitConfig(`[a]\n${'a'.repeat(length)}!`)],
    ['a config of sections that do not end', (length) => parseGitConfig('[a "'.repeat(length / 4))],
    ['a config of blanks', (length) => parseGitConfig(`[a]\nb${' '.repeat(length)}!`)],
    ['a config of backslashes', (length) => parseGitConfig(`[a "${'\\"'.repeat(length / 2)}`)],
    ['a value of blanks', (length) => parseGitConfig(`[a]\nb = c${' '.repeat(length)}d`)],
    [
      'a message with blanks inside',
      (length) => parseCommit(Buffer.from(`tree 1\n\na${' '.repeat(length)}b`)),
    ],
    [
      'an author of opened brackets',
      (length) => parseCommit(Buffer.from(`author ${'<'.repeat(length)}\n\nx`)),
    ],
    ['an author of blanks', (length) => parseCommit(Buffer.from(`author a${' '.repeat(length)}b\n\nx`))],
    [
      'an author of addresses',
      (length) => parseCommit(Buffer.from(`author ${'<> '.repeat(length / 3)}\n\nx`)),
    ],
    [
      'a time of blanks',
      (length) => parseCommit(Buffer.from(`author a <b> 1${' '.repeat(length)}+1 x\n\nx`)),
    ],
    [
      'a tag of signatures',
      (length) => parseTag(Buffer.from(`\n\n${'-----BEGIN PGP SIGNATURE-----\n'.repeat(length / 30)}`)),
    ],
    ['headers of lines', (length) => parseCommit(Buffer.from(`gpgsig a\n${' b\n'.repeat(length / 3)}\nx`))],
  ])('%s', async (_, run) => {
    await expectLinear((length) => () => run(length), 1 << 14)
  })
})

describe.skipIf(process.platform === 'win32')('a git that says too much', () => {
  it('is ended, and the rest is kept', async () => {
    at.repository('loud')
    const PATH = at.fakeGit('case "$*" in *" status "*) exec cat /dev/zero;; esac; exec {git} "$@"')
    const { keys, errors } = await at.collectAll('loud', { PATH })
    expect(keys.COMMIT_MESSAGE).toBe('Begin')
    expect(errors).toEqual(['git: git status says more than 64 MB: that is left out'])
  })
})
