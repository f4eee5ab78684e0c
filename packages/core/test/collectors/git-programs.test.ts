/**
 * Whoever wrote a repository chose its settings, attributes and hooks, and many of them name programs: git-config(1),
 * gitattributes(5), githooks(5). Collecting facts starts none of them.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { git } from '../../src/collectors/git.js'
import { Fixture } from './git-fixture.js'

/** Settings that name a program, as `git help --config` has them; `evil` is the driver's, tool's or remote's name. */
const PROGRAMS = [
  ...['alias.status', 'alias.for-each-ref', 'alias.diff', 'alias.config', 'alias.cat-file'],
  ...['browser.evil.cmd', 'browser.evil.path', 'core.alternateRefsCommand', 'core.askPass', 'core.editor'],
  ...['core.fsmonitor', 'core.gitProxy', 'core.pager', 'core.sshCommand', 'credential.helper'],
  ...['diff.evil.command', 'diff.evil.textconv', 'diff.external', 'difftool.evil.cmd', 'difftool.evil.path'],
  ...['filter.evil.clean', 'filter.evil.smudge', 'filter.evil.process', 'gpg.program', 'gpg.ssh.program'],
  ...['gpg.openpgp.program', 'gpg.x509.program', 'gpg.ssh.defaultKeyCommand', 'guitool.evil.cmd'],
  ...['instaweb.browser', 'instaweb.httpd', 'interactive.diffFilter', 'man.evil.cmd', 'man.evil.path'],
  ...['merge.evil.driver', 'mergetool.evil.cmd', 'mergetool.evil.path', 'pager.status', 'pager.diff'],
  ...['pager.config', 'pager.for-each-ref', 'remote.evil.receivepack', 'remote.evil.uploadpack'],
  ...['remote.evil.vcs', 'sendemail.ccCmd', 'sendemail.tocmd', 'sendemail.smtpServer', 'sequence.editor'],
  ...['submodule.evil.update', 'trailer.evil.cmd', 'trailer.evil.command', 'uploadpack.packObjectsHook'],
  ...['web.browser', 'help.browser'],
]

/** Names that only sound so. */
const HARMLESS =
  /^(advice|color|completion\.commands|column|commit\.(cleanup|gpgSign)|core\.fsmonitorHookVersion|clean\.requireForce|diff\.<driver>\.(binary|cachetextconv|wordRegex|xfuncname)|fsmonitor\.|format|gitcvs|gpg\.(format|minTrustLevel|ssh\.(allowedSignersFile|revocationFile))|http\.|instaweb\.modulePath|merge\.<driver>\.(name|recursive)|notes\.rewrite|push\.gpgSign|rebase\.(abbreviateCommands|rescheduleFailedExec)|remote\.<name>\.(proxy|proxyAuthMethod)|sendemail\.(smtpServer(Option|Port)|.*)|tag\.gpgSign|transfer\.credentialsInUrl|credential\.|core\.hooksPath)/i

const SUSPICIOUS =
  /command|cmd|program|hook|helper|pager|editor|driver|textconv|external|askpass|proxy|fsmonitor|\.clean|smudge|\.process|exec|browser|\.vcs|alias\.|receivepack|uploadpack$|diffFilter|name>\.update/i

let at: Fixture
let program: string
let traces: string

beforeAll(() => {
  at = new Fixture()
  traces = at.path('traces')
  program = at.write('program', `#!/bin/sh\necho "$0 $*" > "${traces}/$$"\n[ "$1" = stop ] || cat\n`)
  chmodSync(program, 0o755)
})
afterAll(() => at.remove())
beforeEach(() => {
  rmSync(traces, { recursive: true, force: true })
  mkdirSync(traces)
})

/** What was started since the test began. */
const started = () => readdirSync(traces).map((name) => readFileSync(join(traces, name), 'utf8').trim())

/** Everything that can be known, secrets included. */
const collect = (folder: string) => at.collect(folder, { wanted: [...git.keys] })

/** A repository whose every file has drivers, in which git has something to look at. */
function prepared(name: string): string {
  rmSync(at.path(name), { recursive: true, force: true })
  at.repository(name)
  at.write(`${name}/.gitattributes`, '* filter=evil diff=evil merge=evil\n')
  for (const file of ['touched', 'changed', 'gone']) at.write(`${name}/${file}`, 'one\n')
  at.git(name, 'add', '.')
  at.git(name, 'commit', '-qm', 'Two')
  at.git(name, 'tag', '-a', 'v1', '-m', 'One')
  at.git(name, 'remote', 'add', 'evil', `ext::${program} stop`)
  at.write(`${name}/changed`, 'another\n')
  rmSync(at.path(name, 'gone'))
  utimesSync(at.path(name, 'touched'), 1e9, 1e9)
  return name
}

/** Plain git, which does what the repository says. */
function plainGit(folder: string, ...args: string[]): void {
  try {
    execFileSync('git', args, {
      cwd: at.path(folder),
      env: at.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 10_000,
    })
  } catch {
    // It may complain of what the program said.
  }
}

describe.skipIf(process.platform === 'win32')('settings', () => {
  it('that name programs are all in the table', () => {
    const names = execFileSync('git', ['help', '--config'], { env: at.env, encoding: 'utf8' })
      .split('\n')
      .filter((name) => SUSPICIOUS.test(name) && !HARMLESS.test(name))
    expect(names.length).toBeGreaterThan(30)
    // `<driver>` and the like stand for names, and so does the middle of ours.
    const shape = (name: string) => name.replace(/^(alias|pager)\..*/, '$1').replace(/\..*\./, '..')
    const known = new Set(PROGRAMS.map(shape))
    const unknown = names.filter((name) => !known.has(shape(name)))
    expect(unknown).toEqual([])
  })

  const CONTROLS: Record<string, string[]> = {
    'core.fsmonitor': ['status'],
    'diff.evil.command': ['diff'],
    'diff.evil.textconv': ['diff'],
    'diff.external': ['diff'],
    'filter.evil.clean': ['status'],
    'filter.evil.process': ['status'],
  }

  it.each(PROGRAMS)('%s', async (setting) => {
    const folder = prepared('one')
    at.git(folder, 'config', setting, setting.startsWith('alias.') ? `!${program}` : program)
    if (CONTROLS[setting]) {
      plainGit(folder, ...CONTROLS[setting])
      expect(started(), 'plain git starts it').not.toEqual([])
      rmSync(traces, { recursive: true })
      mkdirSync(traces)
      // Plain git may have written down that nothing was changed.
      utimesSync(at.path(folder, 'touched'), 1e9, 1e9)
    }
    const { keys } = await collect(folder)
    expect(started()).toEqual([])
    expect(keys).toMatchObject({ COMMIT_MESSAGE: 'Two', TAG: 'v1', VCS_MISSING_FILES: ['gone'] })
  })

  it('in a file that the config includes', async () => {
    const folder = prepared('included')
    at.write('included/.git/more', `[filter "evil"]\n\tclean = ${program}\n\trequired\n`)
    at.git(folder, 'config', 'include.path', 'more')
    plainGit(folder, 'status')
    expect(started()).not.toEqual([])
    rmSync(traces, { recursive: true })
    mkdirSync(traces)
    await collect(folder)
    expect(started()).toEqual([])
  })

  it('of a filter with a name that no command line can hold', async () => {
    const folder = prepared('named')
    at.write('named/.gitattributes', '* filter=a=b\n')
    at.write('named/.git/config', `[filter "a=b"]\n\tclean = ${program}\n`)
    at.git(folder, 'config', 'core.repositoryformatversion', '0')
    const { keys, errors } = await collect(folder)
    expect(started()).toEqual([])
    expect(keys.COMMIT_MESSAGE).toBe('Two')
    expect(errors.join()).toMatch(/the content filter "a=b" cannot be switched off/)
  })

  it('of a submodule', async () => {
    at.repository('inner')
    const folder = prepared('outer')
    at.git(folder, 'submodule', 'add', '-q', at.path('inner'), 'sub')
    at.git(folder, 'commit', '-qm', 'Three')
    at.git('outer/sub', 'config', 'core.fsmonitor', program)
    at.git('outer/sub', 'config', 'filter.evil.clean', program)
    at.write('outer/sub/.gitattributes', '* filter=evil\n')
    at.write('outer/sub/file.txt', 'another\n')
    rmSync(traces, { recursive: true })
    mkdirSync(traces)
    const { keys } = await collect(folder)
    await collect('outer/sub')
    expect(started()).toEqual([])
    expect(keys.COMMIT_MESSAGE).toBe('Three')
  })
})

describe.skipIf(process.platform === 'win32')('hooks', () => {
  /** githooks(5). */
  const HOOKS =
    'applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit prepare-commit-msg commit-msg post-commit pre-rebase post-checkout post-merge pre-push pre-receive update proc-receive post-receive post-update reference-transaction push-to-checkout pre-auto-gc post-rewrite sendemail-validate fsmonitor-watchman p4-changelist p4-prepare-changelist p4-post-changelist p4-pre-submit post-index-change'

  it.each(['.git/hooks', 'hooks-of-its-own'])('in %s', async (place) => {
    const folder = prepared('hooked')
    for (const name of HOOKS.split(' ')) {
      const hook = at.write(join(folder, place, name), `#!/bin/sh\nexec ${program} ${name}\n`)
      chmodSync(hook, 0o755)
    }
    if (place !== '.git/hooks') at.git(folder, 'config', 'core.hooksPath', at.path(folder, place))
    utimesSync(at.path(folder, 'file.txt'), 1e9, 1e9)
    plainGit(folder, 'status')
    expect(started(), 'plain git starts one').not.toEqual([])
    rmSync(traces, { recursive: true })
    mkdirSync(traces)
    utimesSync(at.path(folder, 'file.txt'), 1.1e9, 1.1e9)
    await collect(folder)
    expect(started()).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('objects that are missing', () => {
  it.each([
    ['ext::', () => `ext::${program} stop`],
    ['ssh', () => 'ssh://127.0.0.1:1/x'],
    ['a folder', () => at.path('origin-of-all')],
  ])('are not fetched: %s', async (_, url) => {
    const folder = prepared('partial')
    if (!existsSync(at.path('origin-of-all'))) at.repository('origin-of-all')
    for (const [key, value] of Object.entries({
      'core.repositoryformatversion': '1',
      'extensions.partialClone': 'evil',
      'remote.evil.promisor': 'true',
      'remote.evil.url': url(),
      'remote.evil.uploadpack': program,
      'protocol.allow': 'always',
      'protocol.ext.allow': 'always',
      'core.sshCommand': program,
    }))
      at.git(folder, 'config', key, value)
    const tree = at.git(folder, 'rev-parse', 'HEAD^{tree}')
    rmSync(at.path(folder, '.git/objects', tree.slice(0, 2), tree.slice(2)), { force: true })
    plainGit(folder, 'status')
    expect(started(), 'plain git asks for them').not.toEqual([])
    rmSync(traces, { recursive: true })
    mkdirSync(traces)
    const { keys, errors } = await collect(folder)
    expect(started()).toEqual([])
    expect(keys.COMMIT_MESSAGE).toBe('Two')
    expect(errors.length).toBeGreaterThan(0)
  })
})

describe('files that have a content filter', () => {
  it('are not called modified, and what is not known is said', async () => {
    const folder = prepared('filtered')
    at.git(folder, 'config', 'filter.evil.clean', 'cat')
    const { keys, errors } = await collect(folder)
    expect(keys.VCS_MODIFIED_FILES).toBeUndefined()
    expect(keys.VCS_MISSING_FILES).toEqual(['gone'])
    expect(keys.VCS_DIFF_STAT).toBeUndefined()
    expect(errors).toEqual([
      expect.stringMatching(
        /^git: changed has a content filter .* what was changed is left out; git status tells$/,
      ),
    ])
  })

  it('are as they were at the checkout: there is nothing to say', async () => {
    at.repository('large-files')
    at.write('large-files/.gitattributes', '*.bin filter=lfs diff=lfs\n')
    at.git('large-files', 'config', 'filter.lfs.clean', 'tr a-z A-Z')
    at.git('large-files', 'config', 'filter.lfs.required', 'true')
    at.write('large-files/a.bin', 'content\n')
    at.write('large-files/text', 'text\n')
    at.git('large-files', 'add', '.')
    at.git('large-files', 'commit', '-qm', 'Add')
    // git trusts no time that is not older than the index.
    utimesSync(at.path('large-files/a.bin'), 1e9, 1e9)
    at.git('large-files', 'add', 'a.bin')
    at.git('large-files', 'status')
    const clean = await collect('large-files')
    expect(clean.errors).toEqual([])
    expect(clean.keys.VCS_MODIFIED_FILES).toBeUndefined()
    at.write('large-files/text', 'another\n')
    const { keys, errors } = await collect('large-files')
    expect(errors).toEqual([])
    expect(keys.VCS_MODIFIED_FILES).toEqual(['text'])
    expect(keys.VCS_DIFF_STAT).toEqual({ files: 1, insertions: 1, deletions: 1 })
  })
})

describe('a working tree that the settings put elsewhere', () => {
  it('is not looked at', async () => {
    at.repository('elsewhere')
    at.write('private/file.txt', 'a secret\n')
    at.git('elsewhere', 'config', 'core.worktree', at.path('private'))
    const { keys, errors } = await collect('elsewhere')
    expect(keys.COMMIT_MESSAGE).toBe('Begin')
    expect(keys).not.toHaveProperty('VCS_MODIFIED_FILES')
    expect(JSON.stringify(keys)).not.toContain('a secret')
    expect(errors).toEqual([expect.stringMatching(/core\.worktree.* left out$/)])
  })

  it('of a submodule is the submodule', async () => {
    at.repository('lib')
    at.repository('app')
    at.git('app', 'submodule', 'add', '-q', at.path('lib'), 'sub')
    at.write('app/sub/file.txt', 'another\n')
    const { keys, errors } = await collect('app/sub')
    expect(errors).toEqual([])
    expect(keys.VCS_MODIFIED_FILES).toEqual(['file.txt'])
  })
})
