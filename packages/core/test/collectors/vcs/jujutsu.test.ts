import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCollectors } from '../../../src/collectors/run.js'
import { jujutsu } from '../../../src/collectors/vcs/jujutsu.js'
import { checkValue } from '../../../src/keys/index.js'
import { list, makeTree } from '../../disk/tree.js'
import { asking, madeUp, patient, withSignal } from '../worlds.js'

const ID = '0f1e2d3c4b5a69788796a5b4c3d2e1f001122334'
const FIELDS = [
  ...[ID, 'Jane', 'jane@example.com', '1700000000 +0100', 'Hub', 'hub@example.com', '1700000060 -0530'],
  ...['main next', 'v1', 'Begin\n\nAll of it\n'],
]

/** What the commands print, as jj's documentation has it. */
const OUTPUT: Record<string, string> = {
  log: FIELDS.join('\0'),
  git: 'fork https://example.com/fork.git\norigin https://jane:hunter2xyz@example.com/app.git\n',
  summary:
    'M a b.txt\nA a {b => c}.txt\nD gone.txt\nR src/{old.ts => new.ts}\nR m/{ => deep}/f\nR {deep => }/g\nC m/{a/b => }/h\n',
  diff: 'diff --git a/a b.txt b/a b.txt\nindex 1..2 100644\n--- a/a b.txt\n+++ b/a b.txt\n@@ -1,1 +1,2 @@\n-one\n+--two\n+three\n',
}

function collect(
  output = OUTPUT,
  markers = ['/repo/.jj'],
  world: { files?: Record<string, string>; links?: Record<string, string> } = {},
) {
  const ran: (readonly string[])[] = []
  const host = madeUp({
    ...world,
    files: { '/repo/.jj/repo/store/type': 'git', ...world.files },
    linkStat: (path) => {
      if (path.endsWith('/type') || world.files?.[path] !== undefined)
        return { kind: 'file', size: 1, changedAt: 0n }
      if (/\/(?:workspace-)?config(?:\.toml|-id)$/.test(path)) return undefined
      if (world.links?.[path] !== undefined) return { kind: 'other', size: 1, changedAt: 0n }
      return { kind: 'folder', size: 0, changedAt: 0n }
    },
    stat: (path) => (markers.includes(path) ? { kind: 'folder', size: 0, changedAt: 0n } : undefined),
    findProgram: (name) => `/usr/bin/${name}`,
    run: async (_, args) => {
      ran.push(args)
      const stdout = Buffer.from(output[args.includes('--summary') ? 'summary' : args[0]!] ?? '')
      return { code: 0, stdout, stderr: Buffer.alloc(0) }
    },
  })
  const question = withSignal(asking(jujutsu.keys, { root: '/repo/src' })[1])
  return Promise.resolve(jujutsu.collect(host, question)).then((collected) => ({ ...collected, ran }))
}

/** The Git repository in which jj keeps commits. */
const STORE = '/repo/.jj/repo/store/git'
const GIT = { '/repo/.jj/repo/store/git_target': 'git' }
const INNER = { ...GIT, [`${STORE}/HEAD`]: 'ref: refs/heads/main' }

describe('jujutsu', () => {
  it('tells the parent of the working copy, and what that changes', async () => {
    const { keys, errors, ran } = await collect()
    expect(errors).toEqual([])
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      COMMIT_ID: ID,
      _COMMIT_ID: ID,
      COMMIT_MESSAGE: 'Begin\n\nAll of it',
      AUTHOR: 'Jane <jane@example.com>',
      DATE_AUTHORED: '2023-11-14T23:13:20.000+01:00',
      COMMITTER: 'Hub <hub@example.com>',
      DATE_COMMITTED: '2023-11-14T16:44:20.000-05:30',
      BRANCH: 'main',
      TAG: 'v1',
      ORIGIN_URI: 'https://example.com/app.git',
      VCS_MODIFIED_FILES: ['a b.txt', 'a {b => c}.txt', 'src/new.ts', 'm/deep/f', 'g', 'm/h'],
      VCS_MISSING_FILES: ['gone.txt'],
      VCS_DIFF_STAT: { files: 1, insertions: 2, deletions: 1 },
      VCS_DIR_WHEN_CHALKED: '/repo',
    })
    // Nothing is recorded, and no program of the repository's settings shows anything.
    for (const args of ran)
      expect(args).toEqual(expect.arrayContaining(['--ignore-working-copy', '--no-pager']))
  })

  it('has no commit in a repository without one', async () => {
    const { keys } = await collect({ log: ['0'.repeat(40), ...Array(9).fill('')].join('\0') })
    expect(keys).not.toHaveProperty('COMMIT_ID')
    expect(keys).not.toHaveProperty('VCS_MODIFIED_FILES')
  })

  it.each([
    [{ links: { '/repo/.jj/repo/index': '../../../outside' } }, /index is a link that leads out/],
    [{ files: { '/repo/.jj/repo': '/home/jane/other/.jj/repo' } }, /repo names a repository elsewhere/],
    [{ files: { '/repo/.jj/repo/store/git_target': '../../../../o' } }, /repo names a repository elsewhere/],
    [{ files: { ...INNER, '/repo/.jj/repo/store/git_target': 'g' } }, /repo names a repository elsewhere/],
    [{ files: { ...GIT, '/repo/.jj/repo/store/git': 'gitdir: /o' } }, /repo names a repository elsewhere/],
    [{ files: { ...INNER, [`${STORE}/commondir`]: '/o' } }, /repo names a repository elsewhere/],
    [{ files: { ...INNER, [`${STORE}/CommonDir`]: '/o' } }, /repo names a repository elsewhere/],
    [{ files: { ...INNER, [`${STORE}/.git`]: 'gitdir: /o' } }, /repo names a repository elsewhere/],
    [{ files: GIT, links: { [STORE]: 'other' } }, /repo names a repository elsewhere/],
    [{ files: { '/repo/.jj/repo/config.toml': '[user]' } }, /config\.toml holds or names settings/],
    [{ files: { '/repo/.jj/repo/config-id': '8eb194ca50a1b6217d40' } }, /config-id holds or names/],
    [{ files: { '/repo/.jj/workspace-config.toml': '' } }, /workspace-config\.toml holds or names/],
    [{ files: { '/repo/.jj/workspace-config-id': 'x' } }, /workspace-config-id holds or names/],
  ])('starts nothing where it could write elsewhere: %o', async (world, reason) => {
    await expect(collect(OUTPUT, ['/repo/.jj'], world)).rejects.toThrow(reason)
    expect((await collect(OUTPUT, ['/repo/.jj'], { files: INNER })).keys).toMatchObject({ COMMIT_ID: ID })
  })

  it('leaves a checkout that Git shares to Git', async () => {
    expect(await collect(OUTPUT, ['/repo/.jj', '/repo/.git'])).toMatchObject({ keys: {}, ran: [] })
  })
})

// Few systems have jj, and building it takes minutes, so CI does without.
const hasJj = spawnSync('jj', ['--version'], { stdio: 'ignore' }).status === 0

describe.skipIf(!hasJj)('a repository that jj has made', () => {
  const env = { PATH: process.env.PATH, JJ_USER: 'Jane', JJ_EMAIL: 'jane@example.com' }

  function repository() {
    const root = makeTree({ 'app/a': 'one\n', 'app/gone': 'x\n', 'app/src/old.ts': '1\n2\n3\n' })
    const folder = join(root, 'app')
    const jj = (...args: string[]) =>
      execFileSync('jj', args, { cwd: folder, env: { ...env, HOME: root }, stdio: 'pipe' }).toString()
    jj('git', 'init', '--no-colocate')
    return { root, folder, jj }
  }

  function factsOf(folder: string, home: string) {
    const world = { root: folder, env: { ...env, HOME: home } }
    return runCollectors([patient(jujutsu)], ...asking(jujutsu.keys, world))
  }

  it('gives its commit, its files that differ, and nothing that it has not', async () => {
    const { root, folder, jj } = repository()
    jj('status')
    expect((await factsOf(folder, root)).keys).not.toHaveProperty('COMMIT_ID')
    jj('commit', '-m', 'Begin\n\nAll of it')
    expect((await factsOf(folder, root)).keys).not.toHaveProperty('BRANCH')
    jj('bookmark', 'create', 'main', '-r', '@-')
    jj('git', 'remote', 'add', 'origin', 'https://jane:hunter2xyz@example.com/app.git')
    writeFileSync(join(folder, 'a'), 'one\ntwo\n')
    writeFileSync(join(folder, 'b {c => d}'), '')
    rmSync(join(folder, 'gone'))
    mkdirSync(join(folder, 'src/deep'))
    renameSync(join(folder, 'src/old.ts'), join(folder, 'src/deep/old.ts'))
    jj('status')
    const { keys, errors } = await factsOf(join(folder, 'src'), root)
    expect(errors).toEqual([])
    expect(keys).toMatchObject({
      COMMIT_ID: jj('log', '--no-graph', '-r', '@-', '-T', 'commit_id'),
      COMMIT_MESSAGE: 'Begin\n\nAll of it',
      AUTHOR: 'Jane <jane@example.com>',
      BRANCH: 'main',
      ORIGIN_URI: 'https://example.com/app.git',
      VCS_MODIFIED_FILES: ['a', 'b {c => d}', 'src/deep/old.ts'],
      VCS_MISSING_FILES: ['gone'],
      '_X-DIRTY': true,
      VCS_DIR_WHEN_CHALKED: folder,
    })
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
  })

  it('gets its settings not written to the home folder', async () => {
    const { root, folder, jj } = repository()
    jj('commit', '-m', 'Begin')
    writeFileSync(join(folder, '.jj/repo/config.toml'), '[ui]\n')
    const { keys, errors } = await factsOf(folder, root)
    expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/config\.toml holds or names settings/)])
    expect(existsSync(join(root, '.config/jj/repos'))).toBe(false)
    // Without the check they are.
    jj('status')
    expect(existsSync(join(root, '.config/jj/repos'))).toBe(true)
  })

  /** Two commands were at work at once: whatever comes next writes commits. */
  function makeDivergent({ folder, jj }: ReturnType<typeof repository>) {
    jj('commit', '-m', 'Begin')
    writeFileSync(join(folder, 'a'), 'two\n')
    jj('commit', '-m', 'Go on')
    jj('describe', '-r', '@-', '-m', 'One')
    jj('describe', '--at-op', '@-', '-r', '@--', '-m', 'Other')
  }

  it('writes no commit where two commands were at work at once', async () => {
    const { root, folder, jj } = repository()
    makeDivergent({ root, folder, jj })
    const before = list(join(folder, '.jj/repo'))
    const { keys, errors } = await factsOf(folder, root)
    expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/jj log: /)])
    expect(list(join(folder, '.jj/repo'))).toEqual(before)
    jj('log', '--ignore-working-copy')
    expect(list(join(folder, '.jj/repo'))).not.toEqual(before)
  })

  it.each([
    ['a file in its place', (git: string) => rmSync(git, { recursive: true }), ''],
    ['a file in it', (git: string) => rmSync(join(git, 'refs/jj'), { recursive: true }), 'commondir'],
  ])('writes to no other Git repository that its own names: by %s', async (_, clear, name) => {
    const { root, folder, jj } = repository()
    makeDivergent({ root, folder, jj })
    const git = join(folder, '.jj/repo/store/git')
    cpSync(git, join(root, 'other'), { recursive: true })
    clear(git)
    writeFileSync(name === '' ? git : join(git, name), `${name === '' ? 'gitdir: ' : ''}${root}/other\n`)
    const before = list(join(root, 'other'))
    const { keys, errors } = await factsOf(folder, root)
    expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/names a repository elsewhere/)])
    expect(list(join(root, 'other'))).toEqual(before)
    // Without the check it does.
    jj('log', '--ignore-working-copy')
    expect(list(join(root, 'other'))).not.toEqual(before)
  })
})
