import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { git } from '../../../src/collectors/vcs/git/index.js'
import { EVERYTHING, Fixture } from './git-fixture.js'

let at: Fixture
let id: string
beforeAll(() => {
  at = new Fixture()
  at.repository('app')
  at.git('app', 'remote', 'add', 'origin', 'https://user:token@example.com/app.git')
  id = at.git('app', 'rev-parse', 'HEAD')
})
afterAll(() => at.remove())

/** What the files of the repository say without git. */
const known = () => ({
  BRANCH: 'main',
  COMMIT_ID: id,
  ORIGIN_URI: 'https://example.com/app.git',
  VCS_DIR_WHEN_CHALKED: at.path('app'),
})

describe('without git', () => {
  it('gives what the files say, and one line', async () => {
    mkdirSync(at.path('empty'))
    const { keys, errors, failedKeys } = await at.collect('app', {
      env: { PATH: at.path('empty'), Path: at.path('empty') },
    })
    expect(keys).toMatchObject(known())
    expect(keys).not.toHaveProperty('AUTHOR')
    expect(errors).toEqual(['git: git was not found on the PATH: install it to have the facts of the commit'])
    expect(failedKeys.AUTHOR).toEqual([expect.objectContaining({ code: 'INCOMPLETE' })])
    expect(failedKeys).not.toHaveProperty('COMMIT_ID')
  })

  it('finds a commit among packed refs, with a detached head, and in worktrees', async () => {
    const env = { PATH: at.path('empty'), Path: at.path('empty') }
    const commit = async (folder: string) =>
      (await at.collect(folder, { env, wanted: ['COMMIT_ID'] })).keys.COMMIT_ID
    at.repository('packed')
    const packed = at.git('packed', 'rev-parse', 'HEAD')
    at.git('packed', 'pack-refs', '--all')
    expect(await commit('packed')).toBe(packed)
    at.git('packed', 'worktree', 'add', '-q', '-b', 'side', at.path('packed-side'))
    expect(await commit('packed-side')).toBe(packed)
    at.git('packed', 'checkout', '-q', '--detach')
    expect(await commit('packed')).toBe(packed)
    mkdirSync(at.path('packed-unborn'))
    at.git('packed-unborn', 'init', '-q')
    expect(await commit('packed-unborn')).toBeUndefined()
  })

  it('does not take what HEAD of a reftable repository holds for a branch', async () => {
    at.repository('reftable')
    writeFileSync(at.path('reftable', '.git', 'HEAD'), 'ref: refs/heads/.invalid\n')
    const env = { PATH: at.path('empty'), Path: at.path('empty') }
    expect((await at.collect('reftable', { env })).keys).not.toHaveProperty('BRANCH')
  })
})

describe.skipIf(process.platform === 'win32')('a git that', () => {
  it('refuses a repository of another user: says what to do', async () => {
    const PATH = at.fakeGit('export GIT_TEST_ASSUME_DIFFERENT_OWNER=1\nexec {git} "$@"')
    const { keys, errors } = await at.collect('app', { env: { PATH } })
    expect(keys).toMatchObject(known())
    expect(errors).toEqual([
      `git: git does not read ${at.path('app')}, which belongs to another user. If you trust it, run: git config --global --add safe.directory "${at.path('app')}"`,
    ])
    const trusting = {
      PATH,
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'alias.status',
      GIT_CONFIG_VALUE_0: 'log',
      GIT_CONFIG_KEY_1: 'safe.directory',
      GIT_CONFIG_VALUE_1: '*',
    }
    const trusted = await at.collect('app', { env: trusting })
    expect(trusted.errors).toEqual([])
    expect(trusted.keys.COMMIT_MESSAGE).toBe('Begin')
    const inFile = at.write('trusting.gitconfig', '[safe]\n\tdirectory = *\n')
    expect((await at.collect('app', { env: { PATH, GIT_CONFIG_GLOBAL: inFile } })).errors).toEqual([])
  })

  it('fails: says why, on one line, without credentials', async () => {
    const PATH = at.fakeGit(
      `printf "warning: odd\\nfatal: cannot use 'https://user:secret@example.com/app'\\nhint: try again\\n" >&2; exit 128`,
    )
    const { keys, errors } = await at.collect('app', { env: { PATH } })
    expect(keys).toMatchObject(known())
    expect(errors).toEqual(["git: cannot use 'https://example.com/app'"])
  })

  it('fails in one part only: the others remain', async () => {
    const PATH = at.fakeGit(
      'case "$*" in *" status "*) echo "fatal: index file corrupt" >&2; exit 128;; esac\nexec {git} "$@"',
    )
    const { keys, errors } = await at.collect('app', { env: { PATH } })
    expect(keys).toMatchObject({ ...known(), COMMIT_MESSAGE: 'Begin' })
    expect(errors).toEqual(['git: index file corrupt'])
  })

  it('is killed from outside: what it has written until then does not count', async () => {
    at.repository('killed')
    at.write('killed/file.txt', 'changed')
    const PATH = at.fakeGit('case "$*" in *" status "*) kill -9 $$;; esac\nexec {git} "$@"')
    const { keys, errors } = await at.collect('killed', { env: { PATH } })
    expect(keys).toMatchObject({ COMMIT_MESSAGE: 'Begin' })
    expect(keys).not.toHaveProperty('VCS_DIFF_STAT')
    expect(errors).toEqual(['git: git status was ended from outside'])
  })

  it('says something else than it was asked for: says so, and does not hang', async () => {
    const PATH = at.fakeGit('case "$*" in *for-each-ref*) echo hello;; esac\nexec {git} "$@"')
    at.repository('chatty')
    at.git('chatty', 'checkout', '-q', '--detach')
    at.git('chatty', 'branch', '-q', '-D', 'main')
    const { errors } = await at.collect('chatty', { env: { PATH } })
    expect(errors).toEqual([expect.stringContaining('for-each-ref')])
  })

  it('fails at the differences alone: the files that differ are kept', async () => {
    at.repository('undiffed')
    at.write('undiffed/untracked.txt', 'new')
    at.write('undiffed/.gitattributes', '')
    at.git('undiffed', 'add', '.gitattributes')
    const PATH = at.fakeGit(
      'case "$*" in *" diff "*) echo "fatal: no differences" >&2; exit 128;; esac\nexec {git} "$@"',
    )
    const { keys, errors } = await at.collect('undiffed', { env: { PATH } })
    expect(keys.VCS_UNTRACKED_FILES).toEqual(['untracked.txt'])
    expect(keys.VCS_MODIFIED_FILES).toEqual(['.gitattributes'])
    expect(keys).not.toHaveProperty('VCS_DIFF_STAT')
    expect(errors).toEqual(['git: no differences'])
  })

  /** The lines of a file that fake gits write. */
  const noted = (name: string) => {
    const path = at.path(name)
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
  }

  it('hangs: is ended, and the rest remains', async () => {
    const PATH = at.fakeGit(`echo $$ >> ${at.path('pids')}\nexec sleep 3600`)
    const { keys, errors } = await at.collectUntil('app', { PATH }, () => noted('pids').length >= 2)
    expect(keys).toMatchObject(known())
    expect(errors).toEqual(['time is up'])
    await expect.poll(() => noted('pids').map(Number).filter(isRunning)).toEqual([])
  })

  it('takes no notice of being ended: nobody waits for it', async () => {
    const pids = at.path('deaf-pids')
    const PATH = at.fakeGit(`trap '' INT\nsleep 3600 &\necho $$ >> ${pids}\necho $! >> ${pids}\nwait`)
    const { keys, errors } = await at.collectUntil('app', { PATH }, () => noted('deaf-pids').length >= 4)
    const running = noted('deaf-pids').map(Number).filter(isRunning)
    for (const pid of running) process.kill(pid, 'SIGKILL')
    expect(running.length).toBeGreaterThanOrEqual(4)
    expect(keys).toMatchObject(known())
    expect(errors).toEqual(['time is up'])
  })

  it('is slow with the status alone: commit and tag are kept', async () => {
    const PATH = at.fakeGit(
      `case "$*" in *" status "*) echo $$ >> ${at.path('slow')}; exec sleep 3600;; esac\necho $$ >> ${at.path('quick')}\nexec {git} "$@"`,
    )
    let quiet = 0
    const { keys, errors } = await at.collectUntil('app', { PATH }, () => {
      // The others have ended, and this process has had time to hear of it.
      const others = noted('quick').map(Number)
      const isOver = noted('slow').length > 0 && others.length >= 2 && !others.some(isRunning)
      return isOver && ++quiet > 3
    })
    expect(keys).toMatchObject({ ...known(), COMMIT_MESSAGE: 'Begin' })
    expect(keys).not.toHaveProperty('VCS_DIFF_STAT')
    expect(errors).toEqual(['time is up'])
  })

  it('is told to touch and ask nothing', async () => {
    const log = at.path('env.log')
    const PATH = at.fakeGit(`env | sort > ${log}\necho "ARGS $*" >> ${log}\nexec {git} "$@"`)
    const noise = {
      GIT_PAGER: 'less',
      GIT_TRACE: '1',
      GIT_ASKPASS: '/bin/false',
      PAGER: 'less',
      EDITOR: 'vi',
      PREFIX: '/usr',
      LC_ALL: 'de_DE.UTF-8',
      LANGUAGE: 'de',
      HARMLESS: 'kept',
    }
    const { errors } = await at.collect('app', { env: { PATH, ...noise }, wanted: ['VCS_MODIFIED_FILES'] })
    expect(errors).toEqual([])
    const lines = readFileSync(log, 'utf8').split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        'GIT_OPTIONAL_LOCKS=0',
        'GIT_TERMINAL_PROMPT=0',
        'GIT_NO_LAZY_FETCH=1',
        'LC_ALL=C',
        'HARMLESS=kept',
      ]),
    )
    expect(
      lines.filter((line) => /^(GIT_PAGER|GIT_TRACE|GIT_ASKPASS|PAGER|EDITOR|PREFIX)=/.test(line)),
    ).toEqual([])
    const args = lines.find((line) => line.startsWith('ARGS '))
    for (const setting of ['core.fsmonitor=false', 'core.quotePath=false', 'log.showSignature=false'])
      expect(args).toContain(`-c ${setting}`)
  })
})

describe('start-up', () => {
  it('starts no process where there is no repository', async () => {
    mkdirSync(at.path('none'))
    const { keys, errors } = await at.collect('none', {
      env: { PATH: at.path('empty'), Path: at.path('empty') },
    })
    expect({ keys, errors }).toEqual({ keys: {}, errors: [] })
  })

  it('names each key once', () => {
    expect(new Set(git.keys).size).toBe(git.keys.length)
    expect(EVERYTHING.every((key) => key === 'VCS_DIR_WHEN_CHALKED' || git.keys.includes(`_${key}`))).toBe(
      true,
    )
  })
})

function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z')
}
