/** Which config holds, and that no code runs which others could have written. */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { chalkmark } from './command.js'

/** Modes and owners tell on POSIX systems alone. */
const isPosix = process.platform !== 'win32'
const isRoot = process.geteuid?.() === 0
/** A user whom no test runs as. */
const STRANGER = 65534

/** Leaves a trace beside itself if it is run. */
const TRAP = `import { writeFileSync } from 'node:fs'
writeFileSync(new URL('./RAN', import.meta.url), '')
export default { template: 'mark_minimal' }
`

/** What a repository looks like from outside, with these files. */
function makeRepository(files: Readonly<Record<string, string>>): string {
  return makeTree({ '.git/HEAD': 'ref: refs/heads/main\n', ...files })
}

describe('config', () => {
  test.each([
    ['chalkmark.config.mjs', 'export default { template: "mark_minimal" }'],
    ['chalkmark.config.ts', 'const template: string = "mark_minimal"\nexport default { template }'],
    ['chalkmark.config.json', '{ "template": "mark_minimal" }'],
    ['package.json', '{ "chalkmark": { "template": "mark_minimal" } }'],
  ])('is read from %s, in the repository’s folders above too', async (name, content) => {
    const root = makeRepository({ [name]: content })
    mkdirSync(join(root, 'packages/app'), { recursive: true })
    const { stdout } = await chalkmark(['config', '--json', '--symlinks', 'follow'], {
      cwd: join(root, 'packages/app'),
    })
    const source = name === 'package.json' ? 'package.json#chalkmark' : name
    expect(JSON.parse(stdout)).toMatchObject({
      template: { value: 'mark_minimal', origin: join(root, source) },
      symlinks: { value: 'follow', origin: '--symlinks' },
      archives: { value: 'common', origin: 'default' },
    })
  })

  test('flags win over the file', async () => {
    const root = makeTree({
      'chalkmark.config.mjs': 'export default { template: "mark_minimal", keys: { "X-A": 1, "X-B": 1 } }',
    })
    const args = ['config', '--json', '--template', 'mark_large', '--key', 'X-B=2']
    const { template, keys } = JSON.parse((await chalkmark(args, { cwd: root })).stdout)
    expect(template).toEqual({ value: 'mark_large', origin: '--template' })
    expect(keys.value).toEqual({ 'X-A': 1, 'X-B': 2 })
  })

  test.each([
    ['export default { templat: "x" }', /unknown option 'templat'; did you mean 'template'\?/],
    ['export default { symlinks: "yes" }', /symlinks must be one of skip, follow, replace/],
    ['export default { template: "mark_minimall" }', /did you mean mark_minimal\?/],
    ['import "./missing.js"\nexport default {}', /cannot be read: .*missing/],
  ])('that is wrong is named: %s', async (content, message) => {
    const root = makeTree({ 'chalkmark.config.mjs': content })
    const ran = await chalkmark(['insert'], { cwd: root })
    expect(ran.code).toBe(2)
    expect(ran.stderr).toMatch(message)
    expect(ran.stderr.trim().split('\n')).toHaveLength(1)
  })
})

/** Every command that can meet a config, with what it needs. */
const COMMANDS = [
  ['verify', 'a.txt'],
  ['extract', 'a.txt'],
  ['delete', '--dry-run', 'a.txt'],
  ['keys', 'HASH'],
  ['completion', 'bash'],
  ['config'],
  ['env'],
  ['insert', '--dry-run', 'a.txt'],
  ['pack', 'folder', '-o', 'x.zip'],
]
/** Those of them that run the code of a config that is ours. */
const RUNNING = ['config', 'env', 'insert', 'pack']

const FILES = { 'work/a.txt': 'hi\n', 'work/folder/b.js': 'let b\n' }

describe('a config of our own', () => {
  test.each(COMMANDS)('%s', async (...args) => {
    const root = makeRepository({ ...FILES, 'chalkmark.config.mjs': TRAP })
    const ran = await chalkmark(args, { cwd: join(root, 'work') })
    const runs = RUNNING.includes(args[0]!)
    expect(existsSync(join(root, 'RAN'))).toBe(runs)
    // What it does not say to those who cannot be surprised by it.
    const looks = ['verify', 'extract', 'delete'].includes(args[0]!)
    expect(/^note: \S+chalkmark\.config\.mjs was not read: /m.test(ran.stderr)).toBe(looks)
  })

  test.each(COMMANDS)('is not run with --no-config: %s', async (...args) => {
    const root = makeRepository({ ...FILES, 'chalkmark.config.mjs': TRAP })
    const ran = await chalkmark([...args, '--no-config'], { cwd: join(root, 'work') })
    expect(existsSync(join(root, 'RAN'))).toBe(false)
    expect(ran.stderr).not.toMatch(/config/)
  })

  test.each(['verify', 'extract', 'delete'])('%s runs no code that --config names', async (command) => {
    const root = makeRepository({ ...FILES, 'chalkmark.config.mjs': TRAP })
    const ran = await chalkmark([command, '--config', 'chalkmark.config.mjs', '.'], { cwd: root })
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toMatch(/^chalkmark: chalkmark\.config\.mjs is code, which this command never runs/)
    expect(existsSync(join(root, 'RAN'))).toBe(false)
  })

  test('verify takes what --config names in JSON, and nothing from a config that it finds', async () => {
    const root = makeRepository({ ...FILES, 'package.json': '{ "chalkmark": { "exclude": "*.txt" } }' })
    const found = await chalkmark(['verify', 'work', '--include', '*.txt', '--all-scripts', '--json'], {
      cwd: root,
    })
    expect(found.stderr).toMatch(/note: .*package\.json#chalkmark was not read/)
    const args = ['verify', 'work', '--all-scripts', '--config', 'package.json', '--verbose']
    const named = await chalkmark(args, { cwd: root })
    expect(named.stderr).not.toMatch(/note:/)
    expect(named.stderr).toMatch(/work\/folder\/b\.js/)
    expect(named.stderr).not.toMatch(/error: work\/a\.txt/)
  })

  test('above the working directory is not looked for outside of a repository', async () => {
    const root = makeTree({
      ...FILES,
      'chalkmark.config.mjs': TRAP,
      'package.json': '{ "chalkmark": { "strict": true } }',
    })
    const ran = await chalkmark(['config', '--json'], { cwd: join(root, 'work') })
    expect(ran.stderr).toBe('')
    expect(JSON.parse(ran.stdout).template.origin).toBe('default')
    expect(JSON.parse(ran.stdout).strict.origin).toBe('default')
    expect(existsSync(join(root, 'RAN'))).toBe(false)
  })

  test('above the repository is not looked for', async () => {
    const root = makeTree({ 'chalkmark.config.mjs': TRAP, 'work/.git/HEAD': '', 'work/src/a.js': '' })
    const ran = await chalkmark(['config'], { cwd: join(root, 'work/src') })
    expect(ran.stderr).toBe('')
    expect(existsSync(join(root, 'RAN'))).toBe(false)
  })

  test('that is a folder is none, and nothing above stands in for it', async () => {
    const root = makeTree({
      'chalkmark.config.ts': TRAP,
      'work/chalkmark.config.ts/x': '',
      'work/package.json/x': '',
    })
    const ran = await chalkmark(['config'], { cwd: join(root, 'work') })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    const named = await chalkmark(['config', '--config', 'chalkmark.config.ts'], { cwd: join(root, 'work') })
    expect(named).toMatchObject({ code: 2, stdout: '' })
    expect(existsSync(join(root, 'RAN'))).toBe(false)
  })

  test.each(['verify', 'extract', 'delete'])('%s minds no package.json that is no JSON', async (command) => {
    const root = makeRepository({ 'package.json': '{', 'work/package.json': '<', 'work/a.sh': '#!/bin/sh\n' })
    const ran = await chalkmark([command, 'a.sh', '--json'], { cwd: join(root, 'work') })
    expect(ran.code).not.toBe(2)
    expect(ran.stderr).not.toContain('package.json')
  })

  test('verify tells what a .chalkignore file left out', async () => {
    const root = makeTree({
      'run.sh': '#!/bin/sh\n',
      'other.sh': '#!/bin/sh\n',
      '.chalkignore': 'other.sh\n',
    })
    const { stderr } = await chalkmark(['verify'], { cwd: root })
    expect(stderr).toMatch(/^note: not checked: .*\.chalkignore says so: other\.sh$/m)
  })

  test.runIf(isPosix)('that is a pipe is none', async () => {
    const root = makeTree({ 'a.txt': '' })
    for (const name of ['chalkmark.config.json', 'package.json', '.chalkignore'])
      execFileSync('mkfifo', [join(root, name)])
    expect(await chalkmark(['config'], { cwd: root })).toMatchObject({ code: 0, stderr: '' })
    expect(await chalkmark(['insert', '--dry-run', '--quiet'], { cwd: root })).toMatchObject({ stderr: '' })
  })

  test.each([
    ['chalkmark.config.ts', 'const a: string = "mark_minimal"\nexport default { template: a as string }'],
    [
      'chalkmark.config.ts',
      'const template = await Promise.resolve("mark_minimal")\nexport default { template }',
    ],
    ['chalkmark.config.mjs', 'import { template } from "./other.ts"\nexport default { template }'],
    ['chalkmark.config.js', 'module.exports = { template: "mark_minimal" }'],
  ])('leaves no compiled code behind: %s, %s', async (name, content) => {
    const other = 'export const template: string = "mark_minimal"\n'
    const root = makeTree({ [name]: content, 'other.ts': other, 'node_modules/a/b': '', 'temporary/a': '' })
    const temporary = join(root, 'temporary')
    const { stdout } = await chalkmark(['config', '--json'], {
      cwd: root,
      env: { TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    })
    expect(JSON.parse(stdout).template.value).toBe('mark_minimal')
    expect(readdirSync(root, { recursive: true }).map(String).sort()).toEqual(
      [
        name,
        'node_modules',
        join('node_modules', 'a'),
        join('node_modules', 'a', 'b'),
        'other.ts',
        'temporary',
        join('temporary', 'a'),
      ].sort(),
    )
  })
})

/** Ways in which others get a hand in a config: what is done to a tree, and what is said. */
const CONFIG = 'chalkmark.config.mjs'
const HANDS: [name: string, needsRoot: boolean, spoil: (root: string) => void, said: RegExp][] = [
  [
    'its folder is open to all',
    false,
    (root) => chmodSync(join(root, 'work'), 0o777),
    /others can write to \S+work$/,
  ],
  [
    'its folder is open to all, and sticky',
    false,
    (root) => chmodSync(join(root, 'work'), 0o1777),
    /others can write to \S+work$/,
  ],
  ['its folder is open to a group', false, openToGroup('work'), /its group can write to \S+work$/],
  [
    'it is open to all',
    false,
    (root) => chmodSync(join(root, 'work', CONFIG), 0o666),
    /others can write to \S+mjs$/,
  ],
  ['it is open to a group', false, openToGroup(`work/${CONFIG}`), /its group can write to \S+mjs$/],
  [
    'a folder above is open to all',
    false,
    (root) => chmodSync(root, 0o777),
    /others can write to \S+chalkmark-test-\w+$/,
  ],
  [
    'it is another user’s',
    true,
    (root) => own(join(root, 'work', CONFIG)),
    /mjs belongs to another user \(uid 65534\)$/,
  ],
  ['its folder is another user’s', true, (root) => own(join(root, 'work')), /work belongs to another user/],
  [
    'a folder above is another user’s',
    true,
    (root) => own(root),
    /chalkmark-test-\w+ belongs to another user/,
  ],
  [
    'it is a link to what is open to all',
    false,
    (root) => link(root, (target) => chmodSync(target, 0o666)),
    /others can write to \S+target$/,
  ],
  ['it is a link to another user’s file', true, (root) => link(root, own), /target belongs to another user/],
  [
    'it is another user’s link to our file',
    true,
    (root) => link(root, () => {}, true),
    /mjs belongs to another user/,
  ],
  ['its folder is a link to one that is open to all', false, linkFolder, /others can write to \S+other$/],
]

function own(path: string): void {
  chownSync(path, STRANGER, STRANGER)
}

function openToGroup(name: string) {
  return (root: string) => {
    const path = join(root, name)
    if (isRoot) chownSync(path, 0, STRANGER)
    chmodSync(path, 0o775)
  }
}

function link(root: string, spoil: (target: string) => void, ofAnother = false): void {
  const [path, target] = [join(root, 'work', CONFIG), join(root, 'work/target')]
  renameSync(path, target)
  spoil(target)
  symlinkSync(target, path)
  if (ofAnother) execFileSync('chown', ['-h', String(STRANGER), path])
}

function linkFolder(root: string): void {
  renameSync(join(root, 'work'), join(root, 'other'))
  chmodSync(join(root, 'other'), 0o777)
  symlinkSync(join(root, 'other'), join(root, 'work'))
}

describe.runIf(isPosix)('a config that others have a hand in', () => {
  const trees = HANDS.filter(([, needsRoot]) => isRoot || !needsRoot)
  const make = (spoil: (root: string) => void) => {
    const root = makeTree({ ...FILES, [`work/${CONFIG}`]: TRAP })
    spoil(root)
    return { root, cwd: join(root, 'work') }
  }
  const hasRun = (root: string) =>
    readdirSync(root, { recursive: true }).some((path) => String(path).endsWith('RAN'))

  test.each(trees)('is not run, whatever the command: %s', async (_name, _needsRoot, spoil, said) => {
    for (const args of COMMANDS) {
      const { root, cwd } = make(spoil)
      const ran = await chalkmark(args, { cwd })
      expect(hasRun(root), args[0]).toBe(false)
      if (!RUNNING.includes(args[0]!)) continue
      const warnings = ran.stderr.split('\n').filter((line) => /^warning: .* was not read: /.test(line))
      expect(warnings).toHaveLength(1)
      const [, reason, rest] =
        /was not read: (.*?)\. (If you trust it, name it: --config .*)/.exec(warnings[0]!) ?? []
      expect(reason).toMatch(said)
      expect(rest).toMatch(/chalkmark\.config\.mjs\. If not: --no-config$/)
    }
  })

  test.each(trees)('is run without a word where --config names it: %s', async (_name, _needsRoot, spoil) => {
    const { root, cwd } = make(spoil)
    const ran = await chalkmark(['config', '--config', CONFIG], { cwd })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(hasRun(root)).toBe(true)
  })

  test('makes insert fail with --strict', async () => {
    const { cwd } = make((root) => chmodSync(join(root, 'work'), 0o777))
    expect((await chalkmark(['insert', '--dry-run', '--strict', 'folder'], { cwd })).code).toBe(1)
  })

  test('is not passed over for one of ours that is farther away', async () => {
    const root = makeRepository({ ...FILES, 'work/package.json': '{ "chalkmark": {} }', [CONFIG]: TRAP })
    chmodSync(join(root, 'work'), 0o777)
    const ran = await chalkmark(['config'], { cwd: join(root, 'work') })
    expect(ran.stderr).toMatch(/package\.json#chalkmark was not read: others can write to/)
    expect(hasRun(root)).toBe(false)
  })

  test.runIf(isRoot)('is run for another user where it is root’s', async () => {
    const root = makeTree({ [CONFIG]: 'export default { template: "mark_minimal" }' })
    chmodSync(root, 0o755)
    const { stdout, stderr } = await chalkmark(['config', '--json'], {
      cwd: root,
      uid: STRANGER,
      gid: STRANGER,
    })
    // Not everywhere may that user read this checkout.
    if (/EACCES|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND/.test(stderr)) return
    expect(stderr).toBe('')
    expect(JSON.parse(stdout).template.value).toBe('mark_minimal')
  })
})

test.runIf(isPosix && !isRoot)('a group of the user alone may write to a config', async () => {
  const { username, gid } = userInfo()
  const lists = ['group', 'passwd'].map((name) => execFileSync('getent', [name], { encoding: 'utf8' }))
  const isAlone =
    lists[0]!.includes(`\n${username}:x:${gid}:\n`) &&
    lists[1]!.match(new RegExp(`:${gid}:`, 'g'))?.length === 1
  if (!isAlone) return
  const root = makeTree({ [CONFIG]: TRAP })
  chmodSync(root, 0o770)
  await chalkmark(['config'], { cwd: root })
  expect(existsSync(join(root, 'RAN'))).toBe(true)
})
