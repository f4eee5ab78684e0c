/**
 * Whoever wrote a repository chose its settings, attributes and hooks, and many of them name programs: git-config(1),
 * gitattributes(5), githooks(5). Collecting facts starts none of them.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOOKS, HostileFixture, REMOTE_LEFT_OUT } from './git-hostile.js'

/** Settings that name a program, as `git help --config` has them; `evil` is the driver's, tool's or remote's name. */
const PROGRAMS = [
  ...['alias.status', 'alias.for-each-ref', 'alias.diff', 'alias.config', 'alias.cat-file'],
  ...['alias.rev-parse', 'alias.check-attr', 'alias.ls-files', 'alias.evil.command'],
  ...['browser.evil.cmd', 'browser.evil.path', 'core.alternateRefsCommand', 'core.askPass', 'core.editor'],
  ...['core.fsmonitor', 'core.gitProxy', 'core.pager', 'core.sshCommand', 'credential.helper'],
  ...['diff.evil.command', 'diff.evil.textconv', 'diff.external', 'difftool.evil.cmd', 'difftool.evil.path'],
  ...['filter.evil.clean', 'filter.evil.smudge', 'filter.evil.process', 'gc.recentObjectsHook'],
  ...['gpg.program', 'gpg.ssh.program', 'gpg.openpgp.program', 'gpg.x509.program'],
  ...['gpg.ssh.defaultKeyCommand', 'guitool.evil.cmd', 'hook.evil.command'],
  ...['instaweb.browser', 'instaweb.httpd', 'interactive.diffFilter', 'man.evil.cmd', 'man.evil.path'],
  ...['merge.evil.driver', 'mergetool.evil.cmd', 'mergetool.evil.path', 'pager.status', 'pager.diff'],
  ...['pager.config', 'pager.for-each-ref', 'remote.evil.receivepack', 'remote.evil.uploadpack'],
  ...['remote.evil.vcs', 'sendemail.ccCmd', 'sendemail.headerCmd', 'sendemail.tocmd'],
  ...['sendemail.smtpServer', 'sequence.editor', 'submodule.evil.update', 'trailer.evil.cmd'],
  ...['trailer.evil.command', 'uploadpack.packObjectsHook', 'web.browser', 'help.browser'],
]

/** Settings that make git start another git, write something, or look elsewhere, with a value that does. */
const OTHERS: Record<string, string> = {
  'core.alternateRefsPrefixes': 'refs/heads',
  'core.commitGraph': 'true',
  'core.multiPackIndex': 'true',
  'core.splitIndex': 'true',
  'core.untrackedCache': 'true',
  'diff.autoRefreshIndex': 'true',
  'diff.ignoreSubmodules': 'none',
  'diff.submodule': 'diff',
  'fetch.bundleURI': 'https://127.0.0.1:1/',
  'fetch.writeCommitGraph': 'true',
  'gc.auto': '1',
  'index.sparse': 'true',
  'log.showSignature': 'true',
  'maintenance.auto': 'true',
  'protocol.allow': 'always',
  'protocol.ext.allow': 'always',
  'status.submoduleSummary': 'true',
  'submodule.recurse': 'true',
  'tag.gpgSign': 'true',
}

/** Names that only sound so. */
const HARMLESS =
  /^(advice|color|completion\.commands|column|commit\.(cleanup|gpgSign)|core\.fsmonitorHookVersion|clean\.requireForce|diff\.<driver>\.(binary|cachetextconv|wordRegex|xfuncname|trustExitCode)|fsmonitor\.|format|gitcvs|gpg\.(format|minTrustLevel|ssh\.(allowedSignersFile|revocationFile))|hook\.(<[^>]*>\.(enabled|event|jobs|parallel)|jobs)$|http\.|instaweb\.modulePath|merge\.<driver>\.(name|recursive)|notes\.rewrite|push\.gpgSign|rebase\.(abbreviateCommands|rescheduleFailedExec)|remote\.<name>\.(proxy|proxyAuthMethod)|sendemail\.(smtpServer(Option|Port)|.*)|tag\.gpgSign|transfer\.credentialsInUrl|credential\.|core\.hooksPath)/i

const SUSPICIOUS =
  /command|cmd|program|hook|helper|pager|editor|driver|textconv|external|askpass|proxy|fsmonitor|\.clean|smudge|\.process|exec|browser|\.vcs|alias\.|receivepack|uploadpack$|diffFilter|name>\.update/i

let at: HostileFixture

beforeAll(() => {
  at = new HostileFixture()
})
afterAll(() => at.remove())

/** Sets everything at once, and hooks of all names in both ways that git knows. */
function setAll(folder: string): void {
  const text = [...PROGRAMS.map((key) => [key, at.program] as const), ...Object.entries(OTHERS)].map(
    ([key, value]) => {
      const [section, ...middle] = key.split('.').slice(0, -1)
      const header = middle.length > 0 ? `[${section} "${middle.join('.')}"]` : `[${section}]`
      return `${header}\n\t${key.slice(key.lastIndexOf('.') + 1)} = ${section === 'alias' ? '!' : ''}${value}\n`
    },
  )
  const config = at.git(folder, 'rev-parse', '--path-format=absolute', '--git-path', 'config')
  const hooks = at.git(folder, 'rev-parse', '--path-format=absolute', '--git-path', 'hooks')
  at.addHooks(hooks.slice(at.folder.length + 1))
  appendFileSync(config, text.join(''))
  appendFileSync(config, `[hook "evil"]\n${HOOKS.map((name) => `\tevent = ${name}\n`).join('')}`)
}

describe.skipIf(process.platform === 'win32')('settings', () => {
  it('that name programs are all in the table', () => {
    const names = execFileSync('git', ['help', '--config'], { env: at.env, encoding: 'utf8' })
      .split('\n')
      .filter((name) => SUSPICIOUS.test(name) && !HARMLESS.test(name))
    expect(names.length).toBeGreaterThan(30)
    // `<driver>` and the like stand for names, and so does the middle of ours.
    const shape = (name: string) =>
      name
        .replace(/^(alias|pager)\.[^.]*$/, '$1')
        .replace(/\..*\./, '..')
        .toLowerCase()
    const known = new Set(PROGRAMS.map(shape))
    const unknown = names.filter((name) => !known.has(shape(name)))
    expect(unknown).toEqual([])
  })

  const CONTROLS: Record<string, string[]> = {
    'core.editor': ['commit', '--amend'],
    'core.fsmonitor': ['status'],
    'core.sshCommand': ['ls-remote', 'ssh://127.0.0.1/x'],
    'diff.evil.command': ['diff'],
    'diff.evil.textconv': ['diff'],
    'diff.external': ['diff'],
    'filter.evil.clean': ['status'],
    'filter.evil.process': ['status'],
    'filter.evil.smudge': ['checkout', 'gone'],
    'gpg.program': ['-c', 'user.signingKey=x', 'commit', '-S', '--allow-empty', '-m', 'Three'],
    'merge.evil.driver': ['merge', 'side'],
    'sequence.editor': ['rebase', '-i', 'HEAD~1', '--autostash'],
  }

  it.each(PROGRAMS)('%s', async (setting) => {
    const value = setting.startsWith('alias.') ? `!${at.program}` : at.program
    const control = CONTROLS[setting]
    if (control) {
      const folder = at.prepared('control')
      at.git(folder, 'stash', '-q')
      at.git(folder, 'checkout', '-qb', 'side', 'HEAD~1')
      at.write('control/file.txt', 'of the side\n')
      at.git(folder, 'commit', '-qam', 'Side')
      at.git(folder, 'checkout', '-q', 'main')
      at.write('control/file.txt', 'of main\n')
      at.git(folder, 'commit', '-qam', 'Main')
      at.spoil(folder)
      at.git(folder, 'config', setting, value)
      at.plainGit(folder, control)
      expect(at.started(), 'plain git starts it').not.toEqual([])
    }
    const folder = at.prepared('one')
    at.git(folder, 'config', setting, value)
    const { keys } = await at.collectAll(folder)
    expect(at.started()).toEqual([])
    expect(keys).toMatchObject({ COMMIT_MESSAGE: 'Two', TAG: 'v1', VCS_MISSING_FILES: ['gone'] })
  })

  /** Ways in which a folder can be a working copy. */
  const LAYOUTS: Record<string, () => string> = {
    'a repository': () => at.prepared('plain'),
    'a detached commit': () => {
      const folder = at.prepared('detached')
      at.git(folder, 'tag', '-d', 'v1')
      at.git(folder, 'checkout', '-q', '--detach')
      at.git(folder, 'branch', '-D', 'main')
      return folder
    },
    'a further worktree': () => {
      at.prepared('main-worktree')
      at.git('main-worktree', 'worktree', 'add', '-q', at.path('worktree'))
      return 'worktree'
    },
    'a submodule': () => {
      at.prepared('library')
      at.repository('program-with-library')
      at.git('program-with-library', 'submodule', 'add', '-q', at.path('library'), 'sub')
      return 'program-with-library/sub'
    },
    'a repository with a submodule whose commits differ': () => {
      at.repository('part')
      const folder = at.prepared('with-part')
      at.git(folder, 'submodule', 'add', '-q', at.path('part'), 'sub')
      at.git(folder, 'commit', '-qm', 'Two', '--', 'sub', '.gitmodules')
      at.write('with-part/sub/file.txt', 'another\n')
      at.git('with-part/sub', 'commit', '-qam', 'Three')
      setAll('with-part/sub')
      return folder
    },
    'a shallow clone': () => {
      at.prepared('deep')
      at.git('.', 'clone', '-q', '--depth=1', `file://${at.path('deep')}`, 'shallow')
      return 'shallow'
    },
    'a partial clone': () => {
      at.prepared('whole')
      at.git('whole', 'config', 'uploadpack.allowFilter', 'true')
      at.git('.', 'clone', '-q', '--filter=blob:none', `file://${at.path('whole')}`, 'partial-clone')
      return 'partial-clone'
    },
    'a sparse checkout': () => {
      const folder = at.prepared('sparse')
      at.git(folder, 'sparse-checkout', 'set', '--no-cone', '/*', '!/file.txt')
      return folder
    },
  }

  it.each(Object.keys(LAYOUTS))('all at once, in %s', async (layout) => {
    const folder = LAYOUTS[layout]!()
    at.spoil(folder)
    setAll(folder)
    at.forget()
    const { keys } = await at.collectAll(folder)
    expect(at.started()).toEqual([])
    expect(keys.COMMIT_MESSAGE).toBe('Two')
    expect(keys.VCS_MISSING_FILES).toEqual(['gone'])
    at.plainGit(folder, ['status'])
    expect(at.started(), 'plain git starts some').not.toEqual([])
  })

  it('in a file that the config includes', async () => {
    const folder = at.prepared('included')
    at.write('included/.git/more', `[filter "evil"]\n\tclean = ${at.program}\n\trequired\n`)
    at.git(folder, 'config', 'include.path', 'more')
    at.plainGit(folder, ['status'])
    expect(at.started()).not.toEqual([])
    at.spoil(folder)
    at.forget()
    await at.collectAll(folder)
    expect(at.started()).toEqual([])
  })

  it('of a submodule', async () => {
    at.repository('inner')
    const folder = at.prepared('outer')
    at.git(folder, 'submodule', 'add', '-q', at.path('inner'), 'sub')
    at.git(folder, 'commit', '-qm', 'Three')
    at.git('outer/sub', 'config', 'core.fsmonitor', at.program)
    at.git('outer/sub', 'config', 'filter.evil.clean', at.program)
    at.write('outer/sub/.gitattributes', '* filter=evil\n')
    at.write('outer/sub/file.txt', 'another\n')
    at.forget()
    const { keys } = await at.collectAll(folder)
    await at.collectAll('outer/sub')
    expect(at.started()).toEqual([])
    expect(keys.COMMIT_MESSAGE).toBe('Three')
  })

  it('of a submodule whose commits differ, where its own diff is asked for', async () => {
    at.repository('inner-two')
    at.repository('outer-two')
    at.git('outer-two', 'submodule', 'add', '-q', at.path('inner-two'), 'sub')
    at.git('outer-two', 'commit', '-qm', 'Two')
    at.write('outer-two/sub/file.txt', 'another\n')
    at.git('outer-two/sub', 'commit', '-qam', 'Two')
    at.git('outer-two/sub', 'config', 'diff.external', at.program)
    at.git('outer-two', 'config', 'diff.submodule', 'diff')
    at.plainGit('outer-two', ['diff'])
    expect(at.started(), 'plain git starts it').not.toEqual([])
    at.forget()
    const { keys } = await at.collectAll('outer-two')
    expect(at.started()).toEqual([])
    expect(keys.VCS_DIFF_PATCH).toMatch(/^\+Subproject commit [0-9a-f]{40}$/m)
  })
})

describe.skipIf(process.platform === 'win32')('content filters with odd names', () => {
  const append = (folder: string, bytes: string) =>
    appendFileSync(at.path(folder, '.git/config'), Buffer.from(bytes, 'latin1'))
  const utf8 = (text: string) => Buffer.from(text).toString('latin1')

  it.each([
    ['U+2028', utf8('a\u2028b'), /^$/],
    ['U+2029 and a good working tree', utf8('a\u2029b'), /^$/, '[core]\n\tworktree = ../\n'],
    ['dots', 'a.b..c', /^$/],
    ['the name of a setting', 'core.worktree', /^$/],
    ['a quote', 'a\\"b', /^$/],
    ['a backslash', 'a\\\\b', /^$/],
    ['capital letters', 'EviL', /^$/],
    ['a dash', '--help', /^$/],
    ['nothing', '', /^$/],
    ['other letters', utf8('größe'), /^$/],
    ['an equals sign', 'a=b', /the content filter "a=b" cannot be switched off/],
    ['bytes that are no UTF-8', 'gr\xf6\xdfe', /the content filter "gr..e" cannot be switched off/],
    ['half a letter', 'a\xc3', /cannot be switched off/],
  ])('are not run: %s', async (_, name, said, more = '') => {
    const folder = at.prepared('named')
    const attribute = name.replace(/\\(.)/g, '$1')
    at.write('named/.gitattributes', Buffer.from(`* filter=${attribute}\n`, 'latin1'))
    append(folder, `[filter "${name}"]\n\tclean = ${at.program}\n\trequired\n${more}`)
    const { keys, errors } = await at.collectAll(folder)
    expect(at.started()).toEqual([])
    expect(keys.COMMIT_MESSAGE).toBe('Two')
    const refused = errors.filter((error) => /cannot be switched off/.test(error))
    expect(refused.join()).toMatch(said)
    at.plainGit(folder, ['status'])
    expect(at.started(), 'plain git runs it').not.toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('more content filters than a command line holds', () => {
  it('are not run', async () => {
    const folder = at.prepared('many')
    at.write('many/.gitattributes', '* filter=evil29999\n')
    const filters = Array.from({ length: 30_000 }, (_, n) => `[filter "evil${n}"]\n\tclean = ${at.program}\n`)
    appendFileSync(at.path(folder, '.git/config'), filters.join(''))
    const { keys, errors } = await at.collectAll(folder)
    expect(at.started()).toEqual([])
    expect(keys.COMMIT_MESSAGE).toBe('Two')
    expect(errors).toEqual([
      'git: the settings name 30000 content filters, too many to switch off, so what was changed since the commit is left out',
      REMOTE_LEFT_OUT,
    ])
  })
})

describe.skipIf(process.platform === 'win32')('hooks', () => {
  it.each(['.git/hooks', 'hooks-of-its-own'])('in %s', async (place) => {
    const folder = at.prepared('hooked')
    at.addHooks(join(folder, place))
    if (place !== '.git/hooks') at.git(folder, 'config', 'core.hooksPath', at.path(folder, place))
    at.touch('hooked/file.txt')
    at.plainGit(folder, ['status'])
    expect(at.started(), 'plain git starts one').not.toEqual([])
    at.touch('hooked/file.txt', 1.1e9)
    at.forget()
    await at.collectAll(folder)
    expect(at.started()).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('objects that are missing', () => {
  /** A commit whose tree is gone, and a remote that promises it. */
  function partial(settings: Record<string, string>): string {
    const folder = at.prepared('partial')
    for (const [key, value] of Object.entries({
      'core.repositoryformatversion': '1',
      'extensions.partialClone': 'evil',
      'remote.evil.promisor': 'true',
      'protocol.allow': 'always',
      'protocol.ext.allow': 'always',
      ...settings,
    }))
      at.git(folder, 'config', key, value)
    at.removeObject(folder, 'HEAD^{tree}')
    return folder
  }

  const REMOTES: Record<string, () => Record<string, string>> = {
    'ext::': () => ({ 'remote.evil.url': `ext::${at.program} stop` }),
    ssh: () => ({ 'remote.evil.url': 'ssh://127.0.0.1:1/x', 'core.sshCommand': `${at.program} stop` }),
    'a folder': () => ({
      'remote.evil.url': at.path('origin-of-all'),
      'remote.evil.uploadpack': `${at.program} stop`,
    }),
    'an alias that stands for a transport': () => ({
      'remote.evil.url': '(none)::x',
      'remote.evil.vcs': 'none',
      'alias.remote-none': `!${at.program} stop`,
    }),
    'a proxy': () => ({ 'remote.evil.url': 'git://127.0.0.1/x', 'core.gitProxy': at.program }),
  }

  // git before 2.45 does not know the variable that forbids to fetch.
  it.each(
    Object.keys(REMOTES).flatMap((remote) => [
      [remote, 'this git', false] as const,
      [remote, 'an old git', true] as const,
    ]),
  )('are not fetched: %s, with %s', async (remote, _, old) => {
    if (!existsSync(at.path('origin-of-all'))) at.repository('origin-of-all')
    const folder = partial(REMOTES[remote]!())
    at.plainGit(folder, ['status'])
    expect(at.started(), 'plain git asks for them').not.toEqual([])
    at.forget()
    const PATH = old ? at.fakeGit('unset GIT_NO_LAZY_FETCH; exec {git} "$@"') : at.env.PATH!
    const { keys, errors } = await at.collectAll(folder, { PATH })
    expect(at.started()).toEqual([])
    expect(keys.COMMIT_MESSAGE).toBe('Two')
    const missing = expect.stringMatching(/^git: objects that this needs are missing in the repository/)
    expect(errors.filter((error) => error !== REMOTE_LEFT_OUT)).toEqual([missing])
  })
})

describe.skipIf(process.platform === 'win32')('a repository without a working tree', () => {
  it('that lies in another one is not looked into', async () => {
    at.prepared('around')
    at.git('.', 'clone', '-q', '--bare', at.path('around'), 'around/fixtures')
    at.git('around/fixtures', 'config', 'core.fsmonitor', at.program)
    at.git('around/fixtures', 'config', 'core.worktree', at.path('around'))
    at.git('around/fixtures', 'config', 'core.bare', 'false')
    at.forget()
    const { errors } = await at.collectAll('around/fixtures')
    expect(at.started()).toEqual([])
    expect(errors.length).toBeGreaterThan(0)
    at.plainGit('around/fixtures', ['status'])
    expect(at.started(), 'plain git starts it').not.toEqual([])
  })
})
