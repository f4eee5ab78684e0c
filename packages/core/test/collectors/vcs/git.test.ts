import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { git } from '../../../src/collectors/vcs/git/index.js'
import { AUTHORED, COMMITTED, EVERYTHING, Fixture } from './git-fixture.js'

let at: Fixture
beforeAll(() => {
  at = new Fixture()
})
afterAll(() => at.remove())

/** Adds a file to the index. */
function add(repository: string, file: string): void {
  at.write(`${repository}/${file}`, 'text\n')
  at.git(repository, 'add', file)
}

describe('a working copy', () => {
  it('tells the commit, the branch and where it is', async () => {
    const root = at.repository('plain', 'Subject\n\nBody.')
    const id = at.git('plain', 'rev-parse', 'HEAD')
    const { keys, errors } = await at.collect('plain')
    expect(errors).toEqual([])
    const facts = {
      BRANCH: 'main',
      COMMIT_ID: id,
      COMMIT_SIGNED: false,
      COMMIT_MESSAGE: 'Subject\n\nBody.',
      AUTHOR: 'A U Thor <author@example.com>',
      DATE_AUTHORED: AUTHORED,
      TIMESTAMP_AUTHORED: Date.parse(AUTHORED),
      COMMITTER: 'C O Mitter <committer@example.com>',
      DATE_COMMITTED: COMMITTED,
      TIMESTAMP_COMMITTED: Date.parse(COMMITTED),
      VCS_DIFF_STAT: { files: 0, insertions: 0, deletions: 0 },
    }
    const twins = Object.fromEntries(Object.entries(facts).map(([key, value]) => [`_${key}`, value]))
    expect(keys).toEqual({
      ...facts,
      ...twins,
      VCS_DIR_WHEN_CHALKED: root,
      '_X-DIRTY': false,
      '_X-WORKTREE': root,
    })
    for (const key of Object.keys(keys)) expect(git.keys).toContain(key)
  })

  it('is found from a folder inside', async () => {
    at.repository('nested')
    mkdirSync(at.path('nested', 'packages', 'app'), { recursive: true })
    at.write('nested/packages/app/new.txt', '')
    const { keys } = await at.collect(join('nested', 'packages', 'app'))
    expect(keys).toMatchObject({
      VCS_DIR_WHEN_CHALKED: at.path('nested'),
      VCS_UNTRACKED_FILES: ['packages/app/new.txt'],
      BRANCH: 'main',
    })
  })

  it('gives no path of the machine when the build is to be reproducible, but always the time', async () => {
    at.repository('reproducible')
    const { keys } = await at.collect('reproducible', { reproducible: true, wanted: ['BRANCH'] })
    expect(keys).not.toHaveProperty('VCS_DIR_WHEN_CHALKED')
    expect(keys.TIMESTAMP_COMMITTED).toBe(Date.parse(COMMITTED))
  })

  it.each([
    ['an unchanged one', () => {}, false],
    ['a new file', (name: string) => at.write(`${name}/new.txt`, ''), false],
    ['a changed file', (name: string) => at.write(`${name}/file.txt`, 'changed\n'), true],
    ['a file that is gone', (name: string) => rmSync(at.path(name, 'file.txt')), true],
    ['an added file', (name: string) => add(name, 'added.txt'), true],
    [
      'a file that is no longer tracked',
      (name: string) => at.git(name, 'rm', '-q', '--cached', 'file.txt'),
      true,
    ],
  ])('is dirty or not with %s', async (what, change, dirty) => {
    const name = `dirty-${what.replaceAll(' ', '-')}`
    at.repository(name)
    add(name, 'file.txt')
    at.git(name, 'commit', '-q', '-m', 'File')
    change(name)
    const { keys } = await at.collect(name, { wanted: ['_VCS_MODIFIED_FILES'] })
    expect(keys['_X-DIRTY']).toBe(dirty)
  })

  it('has no commit before the first', async () => {
    mkdirSync(at.path('unborn'))
    at.git('unborn', 'init', '-q')
    at.write('unborn/new.txt', '')
    const { keys, errors } = await at.collect('unborn')
    expect(errors).toEqual([])
    expect(keys).toEqual({
      BRANCH: 'main',
      _BRANCH: 'main',
      VCS_DIR_WHEN_CHALKED: at.path('unborn'),
      '_X-WORKTREE': at.path('unborn'),
      VCS_UNTRACKED_FILES: ['new.txt'],
      _VCS_UNTRACKED_FILES: ['new.txt'],
    })
  })

  it('gives nothing where there is no repository', async () => {
    mkdirSync(at.path('bare-folder'))
    expect(await at.collect('bare-folder')).toEqual({ keys: {}, errors: [], failedKeys: {} })
  })

  it('has no branch with a detached head', async () => {
    at.repository('detached')
    const id = at.git('detached', 'rev-parse', 'HEAD')
    at.git('detached', 'checkout', '-q', '--detach')
    at.git('detached', 'branch', '-q', '-D', 'main')
    const { keys, errors } = await at.collect('detached')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({ COMMIT_ID: id, COMMIT_MESSAGE: 'Begin' })
    expect(keys).not.toHaveProperty('BRANCH')
  })

  it('reads what a CI system checks out: one commit, detached, of a remote branch', async () => {
    at.repository('upstream')
    at.write('upstream/file.txt', 'two\n')
    at.git('upstream', 'commit', '-q', '-a', '-m', 'Second')
    at.git('upstream', 'tag', '-a', 'v2', '-m', 'Two')
    mkdirSync(at.path('runner'))
    at.git('runner', 'init', '-q')
    at.git('runner', 'remote', 'add', 'origin', `file://${at.path('upstream')}`)
    at.git(
      'runner',
      'fetch',
      '-q',
      '--depth=1',
      '--no-tags',
      'origin',
      '+refs/heads/main:refs/remotes/origin/main',
    )
    at.git('runner', 'checkout', '-q', '--detach', 'refs/remotes/origin/main')
    const { keys, errors } = await at.collect('runner')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({
      COMMIT_ID: at.git('upstream', 'rev-parse', 'HEAD'),
      COMMIT_MESSAGE: 'Second',
    })
    // It is a folder of this machine.
    expect(keys).not.toHaveProperty('ORIGIN_URI')
    expect(keys).not.toHaveProperty('TAG')
  })

  it('reads a shallow clone', async () => {
    at.repository('deep')
    at.git('deep', 'commit', '-q', '--allow-empty', '-m', 'Second')
    at.git('.', 'clone', '-q', '--depth=1', `file://${at.path('deep')}`, 'shallow')
    const { keys, errors } = await at.collect('shallow')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({ COMMIT_MESSAGE: 'Second', BRANCH: 'main' })
  })

  it('reads a further worktree, also of a bare repository', async () => {
    at.repository('main-tree')
    at.git('main-tree', 'remote', 'add', 'origin', 'https://example.com/app.git')
    at.git('main-tree', 'worktree', 'add', '-q', '-b', 'side', at.path('side-tree'))
    expect((await at.collect('side-tree')).keys).toMatchObject({
      BRANCH: 'side',
      ORIGIN_URI: 'https://example.com/app.git',
      VCS_DIR_WHEN_CHALKED: at.path('side-tree'),
    })
    at.git('.', 'clone', '-q', '--bare', at.path('main-tree'), 'hub/.bare')
    at.git('hub/.bare', 'worktree', 'add', '-q', at.path('hub', 'work'), 'main')
    const { keys, errors } = await at.collect('hub/work')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({ BRANCH: 'main', VCS_DIR_WHEN_CHALKED: at.path('hub', 'work') })
  })

  it('claims no commit for a project inside a bare repository', async () => {
    at.repository('seed')
    at.git('.', 'clone', '-q', '--bare', at.path('seed'), 'seed.git')
    mkdirSync(at.path('seed.git', 'project'))
    const { keys, errors } = await at.collect('seed.git/project')
    expect(keys).toEqual({})
    expect(errors).toEqual([expect.stringMatching(/^git: .*project lies in the bare repository .*seed\.git/)])
    // The usual place for the worktrees of a bare repository: `.git` leads to it, and each worktree is beside that.
    at.git('.', 'clone', '-q', '--bare', at.path('seed'), 'shed/.bare')
    at.write('shed/.git', 'gitdir: ./.bare\n')
    at.git('shed', 'worktree', 'add', '-q', at.path('shed', 'work'), 'main')
    expect((await at.collect('shed')).keys).toEqual({})
    expect((await at.collect('shed/work')).keys.BRANCH).toBe('main')
  })

  it('reads a submodule as what it is, and a changed submodule as modified', async () => {
    at.repository('library', 'Library')
    at.repository('product', 'Product')
    at.git('product', 'submodule', '--quiet', 'add', at.path('library'), 'lib')
    at.git('product', 'commit', '-q', '-m', 'Add lib')
    at.write('product/lib/new.txt', '')
    const clean = await at.collect('product')
    expect(clean.errors).toEqual([])
    expect(clean.keys).not.toHaveProperty('VCS_MODIFIED_FILES')
    const { keys, errors } = await at.collect('product/lib')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({
      COMMIT_MESSAGE: 'Library',
      VCS_DIR_WHEN_CHALKED: at.path('product', 'lib'),
      VCS_UNTRACKED_FILES: ['new.txt'],
    })
    at.git('product/lib', 'add', '.')
    at.git('product/lib', 'commit', '-q', '-m', 'Change')
    expect((await at.collect('product')).keys.VCS_MODIFIED_FILES).toEqual(['lib'])
  })

  it('says what is wrong with a submodule whose repository is missing', async () => {
    at.write('orphan/.git', 'gitdir: ../.git/modules/orphan\n')
    const { keys, errors } = await at.collect('orphan')
    expect(keys).toEqual({})
    expect(errors).toEqual([
      expect.stringMatching(/^git: .*orphan.\.git points to .*modules\/orphan, which is no git repository$/),
    ])
  })

  it('reads a file that says where the repository is at once, whatever is in it', async () => {
    at.write('orphan/.git', `gitdir: x${' '.repeat(300_000)}y\n`)
    const { errors } = await at.collect('orphan')
    expect(errors).toEqual([expect.stringContaining('which is no git repository')])
  }, 20_000)

  it('follows a link to a working copy', async () => {
    at.repository('real')
    symlinkSync(at.path('real'), at.path('link'), 'junction')
    expect((await at.collect('link')).keys.BRANCH).toBe('main')
  })
})

describe('GIT_DIR', () => {
  it('is taken, with the working tree that GIT_WORK_TREE names', async () => {
    at.repository('elsewhere', 'Elsewhere')
    at.git('.', 'clone', '-q', '--bare', at.path('elsewhere'), 'deploy.git')
    mkdirSync(at.path('www'))
    const env = { GIT_DIR: at.path('deploy.git'), GIT_WORK_TREE: at.path('www') }
    at.run('www', ['checkout', '-q', '-f'], { env })
    at.write('www/file.txt', 'changed\n')
    const { keys, errors } = await at.collect('www', { env })
    expect(errors).toEqual([])
    expect(keys).toMatchObject({ COMMIT_MESSAGE: 'Elsewhere', VCS_DIR_WHEN_CHALKED: at.path('www') })
    expect(keys.VCS_MODIFIED_FILES).toEqual(['file.txt'])
  })

  it('does not turn a folder inside the repository into its root, as in hooks', async () => {
    at.repository('hooked')
    mkdirSync(at.path('hooked', 'packages'))
    for (const GIT_DIR of [at.path('hooked', '.git'), '.git']) {
      const { keys, errors } = await at.collect('hooked/packages', {
        env: { GIT_DIR, GIT_INDEX_FILE: '.git/index' },
      })
      expect(errors).toEqual([])
      expect(keys.VCS_DIR_WHEN_CHALKED).toBe(at.path('hooked'))
      expect(keys).not.toHaveProperty('VCS_MISSING_FILES')
    }
  })

  it('is named when it leads nowhere', async () => {
    mkdirSync(at.path('nowhere'))
    const { keys, errors } = await at.collect('nowhere', { env: { GIT_DIR: at.path('gone.git') } })
    expect(keys).toEqual({})
    expect(errors).toEqual([
      `git: GIT_DIR is ${at.path('gone.git')}, which is no git repository: correct or unset it`,
    ])
  })
})

describe('tags', () => {
  const tag = (name: string, date: string, ...more: string[]) =>
    at.run('tagged', ['tag', ...more, name], { env: { GIT_COMMITTER_DATE: date } })
  beforeAll(() => {
    at.repository('tagged')
  })

  it('takes a lightweight tag by its name alone', async () => {
    tag('v1.9.0', COMMITTED)
    const { keys } = await at.collect('tagged')
    expect(keys).toMatchObject({ TAG: 'v1.9.0', TAG_SIGNED: false })
    for (const key of ['TAGGER', 'DATE_TAGGED', 'TIMESTAMP_TAGGED', 'TAG_MESSAGE'])
      expect(keys).not.toHaveProperty(key)
  })

  it('takes the highest version of several, a release above its pre-release', async () => {
    for (const name of ['v1.10.0-rc.1', 'v1.10.0', 'v1', 'latest', 'v1.2.0']) tag(name, COMMITTED)
    expect((await at.collect('tagged')).keys.TAG).toBe('v1.10.0')
  })

  it('takes an annotated tag before those, and the one that was tagged last', async () => {
    tag('annotated-late', '2026-11-23T10:00:00+02:00', '-a', '-m', 'Late\n\n"quoted" \u2028 text')
    tag('annotated-z-early', '2026-11-22T10:00:00+02:00', '-a', '-m', 'Early')
    expect((await at.collect('tagged')).keys).toMatchObject({
      TAG: 'annotated-late',
      TAG_SIGNED: false,
      TAG_MESSAGE: 'Late\n\n"quoted" \u2028 text',
      TAGGER: 'C O Mitter <committer@example.com>',
      DATE_TAGGED: '2026-11-23T10:00:00.000+02:00',
      TIMESTAMP_TAGGED: Date.parse('2026-11-23T10:00:00+02:00'),
    })
  })

  it('leaves tags of other commits alone', async () => {
    at.git('tagged', 'commit', '-q', '--allow-empty', '-m', 'Next')
    expect((await at.collect('tagged')).keys).not.toHaveProperty('TAG')
  })
})

describe('signatures', () => {
  const PGP = '-----BEGIN PGP SIGNATURE-----\n\niQEzBAAB\n=abcd\n-----END PGP SIGNATURE-----'

  it('sees one in the commit, and does not run gpg to do so', async () => {
    at.repository('signed')
    const unsigned = at.git('signed', 'cat-file', 'commit', 'HEAD')
    const header = `gpgsig ${PGP.replaceAll('\n', '\n ')}`
    const signed = `${unsigned.replace('\n\n', `\n${header}\n\n`)}\n`
    const id = at.run('signed', ['hash-object', '-t', 'commit', '-w', '--stdin'], { input: signed })
    at.git('signed', 'reset', '-q', '--hard', id)
    at.git('signed', 'config', 'gpg.program', at.path('no-such-gpg'))
    at.git('signed', 'config', 'log.showSignature', 'true')
    const { keys, errors } = await at.collect('signed')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({ COMMIT_ID: id, COMMIT_SIGNED: true, COMMIT_MESSAGE: 'Begin' })
  })

  it('is not fooled by a signature in the message', async () => {
    at.repository('forged', `Look\n\ngpgsig ${PGP}`)
    expect((await at.collect('forged')).keys.COMMIT_SIGNED).toBe(false)
  })

  it('keeps it out of a tag’s message', async () => {
    at.repository('signed-tag')
    const id = at.git('signed-tag', 'rev-parse', 'HEAD')
    const content = `object ${id}\ntype commit\ntag v1\ntagger T Agger <t@example.com> 1795321306 -0330\n\nRelease\n\nof "1"\n${PGP}\n`
    const tagged = at.run('signed-tag', ['hash-object', '-t', 'tag', '-w', '--stdin'], { input: content })
    at.git('signed-tag', 'update-ref', 'refs/tags/v1', tagged)
    expect((await at.collect('signed-tag')).keys).toMatchObject({
      TAG: 'v1',
      TAG_SIGNED: true,
      TAG_MESSAGE: 'Release\n\nof "1"',
      TAGGER: 'T Agger <t@example.com>',
      DATE_TAGGED: '2026-11-22T00:51:46.000-03:30',
    })
  })

  const hasSshKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined
  it.skipIf(!hasSshKeygen)('sees signatures made by git with an SSH key', async () => {
    at.repository('ssh-signed')
    const key = at.path('throw-away')
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    at.git('ssh-signed', 'config', 'gpg.format', 'ssh')
    at.git('ssh-signed', 'config', 'user.signingKey', key)
    at.git('ssh-signed', 'commit', '-q', '--allow-empty', '-S', '-m', 'Signed')
    at.git('ssh-signed', 'tag', '-s', '-m', 'Signed tag', 'v1')
    expect((await at.collect('ssh-signed')).keys).toMatchObject({
      COMMIT_SIGNED: true,
      COMMIT_MESSAGE: 'Signed',
      TAG: 'v1',
      TAG_SIGNED: true,
      TAG_MESSAGE: 'Signed tag',
    })
  })
})

describe('text', () => {
  it('keeps what a message holds', async () => {
    const message = 'It\'s "quoted" \\ `$HOME` */ </script> -->\n\nline\u2028paragraph\u2029 – 漢字 🎉\ttab'
    at.repository('text', message)
    expect((await at.collect('text')).keys.COMMIT_MESSAGE).toBe(message)
  })

  it('replaces bytes that are no UTF-8, and reads the encoding that a commit names', async () => {
    at.repository('encodings')
    const tree = at.git('encodings', 'rev-parse', 'HEAD^{tree}')
    const commit = (encoding: string) => {
      const text = `tree ${tree}\nauthor J\xf6rg <j@example.com> 1795321306 +0000\ncommitter J\xf6rg <j@example.com> 1795321306 +0000\n${encoding}\nGr\xfc\xdfe\n`
      const id = at.run('encodings', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
        input: Buffer.from(text, 'latin1'),
      })
      at.git('encodings', 'reset', '-q', '--hard', id)
    }
    commit('encoding ISO-8859-1\n')
    expect((await at.collect('encodings')).keys).toMatchObject({
      AUTHOR: 'Jörg <j@example.com>',
      COMMIT_MESSAGE: 'Grüße',
    })
    commit('')
    expect((await at.collect('encodings')).keys).toMatchObject({
      AUTHOR: 'J\ufffdrg <j@example.com>',
      COMMIT_MESSAGE: 'Gr\ufffd\ufffde',
    })
    commit('encoding x-unheard-of\n')
    expect((await at.collect('encodings')).keys.COMMIT_MESSAGE).toBe('Gr\ufffd\ufffde')
  })

  it('survives odd authors', async () => {
    at.repository('authors')
    const tree = at.git('authors', 'rev-parse', 'HEAD^{tree}')
    const text = `tree ${tree}\nauthor A <B> C <odd@example.com> 1795321306 +051800\ncommitter  <> 0 +0000\n\n\n`
    const id = at.run('authors', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], {
      input: text,
    })
    at.git('authors', 'reset', '-q', '--hard', id)
    const { keys, errors } = await at.collect('authors')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({
      AUTHOR: 'A <B> C <odd@example.com>',
      DATE_AUTHORED: '2026-11-22T04:21:46.000+00:00',
      COMMITTER: '<>',
      TIMESTAMP_COMMITTED: 0,
    })
    expect(keys).not.toHaveProperty('COMMIT_MESSAGE')
  })

  it('keeps branch names', async () => {
    at.repository('branches')
    at.git('branches', 'checkout', '-q', '-b', 'feature/ünï-"x"')
    expect((await at.collect('branches')).keys.BRANCH).toBe('feature/ünï-"x"')
  })
})

describe('changes', () => {
  // NTFS has no such names.
  const odd =
    process.platform === 'win32'
      ? ['with space.txt', 'ünï.txt']
      : ['with space.txt', 'ünï.txt', 'new\nline "q".txt']
  it('lists files by what became of them', async () => {
    at.repository('changes')
    const tracked = [
      'gone.txt',
      'staged-away.txt',
      'untracked-now.txt',
      'renamed.txt',
      'modified.txt',
      ...odd,
    ]
    for (const name of tracked) at.write(`changes/${name}`, `${name}\n`.repeat(9))
    at.git('changes', 'add', '.')
    at.git('changes', 'commit', '-q', '-m', 'Files')
    rmSync(at.path('changes', 'gone.txt'))
    at.git('changes', 'rm', '-q', 'staged-away.txt')
    at.git('changes', 'rm', '-q', '--cached', 'untracked-now.txt')
    at.git('changes', 'mv', 'renamed.txt', 'new name.txt')
    appendFileSync(at.path('changes', 'modified.txt'), 'more\n')
    for (const name of odd) appendFileSync(at.path('changes', name), 'more\n')
    at.write('changes/added.txt', 'x\n')
    at.git('changes', 'add', 'added.txt')
    at.write('changes/deep/er/new.txt', '')
    at.write('changes/.gitignore', 'ignored.txt\n')
    at.write('changes/ignored.txt', '')
    const index = readFileSync(at.path('changes', '.git', 'index'))
    const { keys, errors } = await at.collect('changes')
    expect(errors).toEqual([])
    expect(keys.VCS_MISSING_FILES).toEqual(['gone.txt', 'staged-away.txt'])
    expect(keys.VCS_MODIFIED_FILES).toEqual(['added.txt', 'modified.txt', 'new name.txt', ...odd].sort())
    expect(keys.VCS_UNTRACKED_FILES).toEqual(['.gitignore', 'deep/er/new.txt', 'untracked-now.txt'])
    expect(keys.VCS_DIFF_STAT).toEqual({ files: 6 + odd.length, insertions: 2 + odd.length, deletions: 27 })
    expect(keys.VCS_DIFF_PATCH).toContain('diff --git a/modified.txt b/modified.txt')
    expect(keys.VCS_DIFF_PATCH).toContain('\n+more\n')
    expect(keys._VCS_DIFF_PATCH).toBe(keys.VCS_DIFF_PATCH)
    expect(readFileSync(at.path('changes', '.git', 'index'))).toEqual(index)
  })

  it('makes a patch that git applies, whatever the user has configured', async () => {
    at.repository('patched')
    const ran = at.path('monitor-ran')
    const monitor = at.write('monitor.sh', `#!/bin/sh\necho > ${ran}\nexit 1\n`)
    chmodSync(monitor, 0o755)
    for (const [key, value] of [
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.external', 'false'],
      ['color.ui', 'always'],
      ['core.pager', 'false'],
      ['core.quotePath', 'true'],
      ['core.fsmonitor', monitor],
      ['status.showUntrackedFiles', 'no'],
      ['status.relativePaths', 'true'],
    ]) {
      at.git('patched', 'config', key!, value!)
    }
    at.write('patched/file.txt', 'ünï\n')
    at.write('patched/nëw.txt', '')
    const { keys, errors } = await at.collect('patched')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({ VCS_MODIFIED_FILES: ['file.txt'], VCS_UNTRACKED_FILES: ['nëw.txt'] })
    expect(existsSync(ran)).toBe(false)
    at.git('patched', 'checkout', '-q', 'file.txt')
    at.run('patched', ['apply', '-p1', '-'], { input: keys.VCS_DIFF_PATCH as string })
    expect(readFileSync(at.path('patched', 'file.txt'), 'utf8')).toBe('ünï\n')
  })

  it('calls an unmerged file modified', async () => {
    at.repository('merge')
    at.git('merge', 'checkout', '-q', '-b', 'other')
    at.write('merge/file.txt', 'other\n')
    at.git('merge', 'commit', '-q', '-a', '-m', 'Other')
    at.git('merge', 'checkout', '-q', 'main')
    at.write('merge/file.txt', 'main\n')
    at.git('merge', 'commit', '-q', '-a', '-m', 'Main')
    expect(() => at.git('merge', 'merge', '-q', 'other')).toThrow()
    expect((await at.collect('merge')).keys.VCS_MODIFIED_FILES).toEqual(['file.txt'])
  })

  it('leaves out a patch that is too long, and says so', async () => {
    at.repository('long')
    at.write('long/file.txt', 'a line of text\n'.repeat(100_000))
    const { keys, errors, failedKeys } = await at.collect('long')
    expect(keys.VCS_DIFF_STAT).toEqual({ files: 1, insertions: 100_000, deletions: 1 })
    expect(keys).not.toHaveProperty('VCS_DIFF_PATCH')
    expect(errors).toEqual([expect.stringMatching(/^git: VCS_DIFF_PATCH: the patch is 1\.\d MB long/)])
    expect(failedKeys).toHaveProperty('VCS_DIFF_PATCH')
  })
})

describe.skipIf(process.platform === 'win32')('processes', () => {
  let log: string
  let counting: Record<string, string>
  beforeAll(() => {
    at.repository('counted')
    at.git('counted', 'tag', '-a', 'v1', '-m', 'One')
    at.write('counted/new.txt', '')
    log = at.path('calls.log')
    counting = { PATH: at.fakeGit(`echo "$@" >> ${log}\nexec {git} "$@"`) }
  })
  const calls = async (wanted: string[], more: Record<string, string> = {}, folder = 'counted') => {
    rmSync(log, { force: true })
    const { keys, errors } = await at.collect(folder, { wanted, env: { ...counting, ...more } })
    expect(errors).toEqual([])
    const lines = spawnSync('cat', [log], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean)
    return { keys, count: lines.length, lines }
  }
  const usual = EVERYTHING.filter((key) => !key.startsWith('VCS_DIFF'))

  it('takes three for everything but a diff', async () => {
    const { keys, count } = await calls(usual)
    expect(keys).toMatchObject({
      TAG: 'v1',
      TAG_MESSAGE: 'One',
      COMMIT_MESSAGE: 'Begin',
      VCS_UNTRACKED_FILES: ['new.txt'],
    })
    expect(count).toBe(3)
  })

  it('takes one for commit and tag, and none for branch, origin and folder', async () => {
    expect((await calls(['COMMIT_ID', 'TAG'])).count).toBe(1)
    const { keys, count } = await calls(['ORIGIN_URI', 'BRANCH', 'VCS_DIR_WHEN_CHALKED'])
    expect(keys.BRANCH).toBe('main')
    expect(count).toBe(0)
  })

  it('takes one more for a diff, only where something changed', async () => {
    expect((await calls(EVERYTHING)).count).toBe(3)
    at.write('counted/file.txt', 'changed\n')
    const { keys, count } = await calls(EVERYTHING)
    expect(count).toBe(4)
    expect(keys.VCS_DIFF_STAT).toEqual({ files: 1, insertions: 1, deletions: 1 })
    at.git('counted', 'checkout', '-q', 'file.txt')
  })

  it('does not look for untracked files that nobody wants', async () => {
    const { lines } = await calls(['VCS_MODIFIED_FILES'])
    expect(lines.at(-1)).toContain('--untracked-files=no')
  })

  it('takes one more for a commit that no ref points at', async () => {
    at.git('counted', 'checkout', '-q', '--detach')
    at.git('counted', 'commit', '-q', '--allow-empty', '-m', 'Loose')
    const { keys, count } = await calls(['COMMIT_MESSAGE'])
    expect(keys.COMMIT_MESSAGE).toBe('Loose')
    expect(count).toBe(2)
    at.git('counted', 'checkout', '-q', 'main')
  })

  it('gets along with git before 2.34', async () => {
    const old = at.fakeGit(
      `case "$*" in *raw*) echo 'fatal: unknown field name: raw:size' >&2; exit 128;; esac\nexec {git} "$@"`,
    )
    const { keys, errors } = await at.collect('counted', { env: { PATH: old } })
    expect(errors).toEqual([])
    const { keys: expected } = await at.collect('counted')
    expect(keys).toEqual(expected)
    expect(keys.TAG).toBe('v1')
    mkdirSync(at.path('old-unborn'))
    at.git('old-unborn', 'init', '-q')
    expect((await at.collect('old-unborn', { env: { PATH: old } })).errors).toEqual([])
  })
})
