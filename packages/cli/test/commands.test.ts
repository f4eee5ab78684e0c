import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { list, makeTree } from '../../core/test/disk/tree.js'
import { hasTool } from '../../core/test/tool.js'
import { BIN, chalkmark, hostOf } from './command.js'

const FILES = {
  'package.json': '{ "name": "app", "version": "1.2.3" }\n',
  'dist/app.js': 'console.log(1)\n',
  'dist/style.css': 'body { color: red }\n',
  'src/app.ts': 'console.log(1)\n',
  'run.sh': '#!/bin/sh\necho hi\n',
}

const DATE = '2026-01-02T03:04:05Z'

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=N', '-c', 'user.email=n@example.com', ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE },
  }).trim()
}

/** A repository with one commit. */
function makeRepository(): string {
  const root = makeTree(FILES)
  git(root, 'init', '-q')
  git(root, 'add', '-A')
  git(root, 'commit', '-q', '-m', 'first')
  return root
}

describe('insert', () => {
  test('marks build output, writes the report, and prints a line', async () => {
    const root = makeRepository()
    const ran = await chalkmark(['insert', 'dist'], { cwd: root })
    expect(ran).toEqual({
      code: 0,
      stdout: '',
      stderr: 'chalkmark: marked 2 artifacts; the report is chalk-report.json\n',
    })
    const [host] = JSON.parse(readFileSync(join(root, 'chalk-report.json'), 'utf8'))
    expect(host).toMatchObject({
      _OPERATION: 'insert',
      _OP_CHALK_COUNT: 2,
      _OP_ERRORS: [],
      _OP_SEARCH_PATH: [join(root, 'dist')],
      _COMMIT_ID: git(root, 'rev-parse', 'HEAD'),
    })
    expect(host._CHALKS[0]).toMatchObject({ ARTIFACT_VERSION: '1.2.3', ARTIFACT_TYPE: 'JavaScript' })
    expect(readFileSync(join(root, 'dist/app.js'), 'utf8')).toMatch(/^console\.log\(1\)\n\/\/ \{ "MAGIC" : /)
  })

  test('marks only scripts that can be run in a source tree, and says why it left others out', async () => {
    const root = makeRepository()
    const ran = await chalkmark(['insert', '--json', '--exclude', 'dist/**'], { cwd: root })
    const host = hostOf(ran)
    expect(host._CHALKS.map((chalk: { _OP_ARTIFACT_PATH: string }) => chalk._OP_ARTIFACT_PATH)).toEqual([
      join(root, 'run.sh'),
    ])
    expect(host['_X-LEFT-OUT']['include and exclude leave it out']).toHaveLength(2)
    expect(Object.values(host['_X-LEFT-OUT']).flat()).toContain(join(root, 'src/app.ts'))
  })

  test('writes nothing in a dry run, but for the file of virtual marks', async () => {
    const root = makeRepository()
    const ran = await chalkmark(['insert', '--dry-run', 'dist'], { cwd: root })
    expect(hostOf(ran)._CHALKS).toMatchObject([{ _VIRTUAL: true }, { _VIRTUAL: true }])
    expect(git(root, 'status', '--porcelain')).toBe('')
    await chalkmark(['insert', '--virtual-file', 'marks.jsonl', 'dist'], { cwd: root })
    expect(git(root, 'status', '--porcelain')).toBe('?? marks.jsonl')
    const marks = readFileSync(join(root, 'marks.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(marks.map(({ ARTIFACT_TYPE }) => ARTIFACT_TYPE)).toEqual(['JavaScript', 'CSS'])
  })

  test('gives the same bytes for the same commit when reproducible', async () => {
    const [one, two] = [makeRepository(), makeRepository()]
    for (const cwd of [one, two]) {
      const ran = await chalkmark(['insert', '--reproducible', 'dist'], { cwd })
      expect(ran.code).toBe(0)
    }
    for (const name of ['dist/app.js', 'dist/style.css']) {
      expect(readFileSync(join(one, name), 'utf8')).toBe(readFileSync(join(two, name), 'utf8'))
    }
    expect(readFileSync(join(one, 'dist/app.js'), 'utf8')).toContain(git(one, 'rev-parse', 'HEAD'))
  })

  test('marks nothing if the report cannot be written', async () => {
    const root = makeRepository()
    const ran = await chalkmark(['insert', '--report', 'run.sh/report.json', 'dist'], { cwd: root })
    expect(ran.code).toBe(1)
    expect(ran.stderr).toMatch(/^chalkmark: the report cannot be written to .*; name another place for it\n$/)
    expect(git(root, 'status', '--porcelain')).toBe('')
  })

  test('writes no report on request', async () => {
    const root = makeRepository()
    const ran = await chalkmark(['insert', '--no-report', 'dist'], { cwd: root })
    expect(ran).toMatchObject({ code: 0, stderr: 'chalkmark: marked 2 artifacts\n' })
    expect(existsSync(join(root, 'chalk-report.json'))).toBe(false)
  })

  test('prints the report, and only that, to stdout on request', async () => {
    const root = makeRepository()
    expect(hostOf(await chalkmark(['insert', '--report', '-', 'dist'], { cwd: root }))._OP_CHALK_COUNT).toBe(
      2,
    )
    expect(existsSync(join(root, 'chalk-report.json'))).toBe(false)
  })

  test('sets keys', async () => {
    const root = makeRepository()
    const args = [
      'insert',
      '--key',
      'X-TEAM=web',
      '--key',
      'CHALK_PTR=https://example.com/{chalk_id}',
      'dist/app.js',
    ]
    await chalkmark(args, { cwd: root })
    const [chalk] = hostOf(await chalkmark(['extract', 'dist/app.js'], { cwd: root }))._CHALKS
    expect(chalk).toMatchObject({ 'X-TEAM': 'web', CHALK_PTR: `https://example.com/${chalk.CHALK_ID}` })
  })
})

describe('extract, verify and delete', () => {
  test('read what insert wrote, and take it out again', async () => {
    const root = makeRepository()
    await chalkmark(['insert', 'dist'], { cwd: root })
    const extracted = await chalkmark(['extract', 'dist'], { cwd: root })
    expect(extracted).toMatchObject({ code: 0, stderr: '' })
    expect(hostOf(extracted)).toMatchObject({
      _OPERATION: 'extract',
      _CHALKS: [{ _VALIDATED_METADATA: true }, { _VALIDATED_METADATA: true }],
      _UNMARKED: [],
    })
    expect(await chalkmark(['verify', 'dist'], { cwd: root })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'chalkmark: 2 valid marks, 0 problems\n',
    })
    await chalkmark(['delete', 'dist'], { cwd: root })
    expect(git(root, 'status', '--porcelain')).toBe('?? chalk-report.json')
  })

  test('of files inside of an archive too, on request', async () => {
    const root = makeTree({ 'in/run.sh': '#!/bin/sh\n' })
    await chalkmark(['pack', 'in', '-o', 'a.zip', '--embedded'], { cwd: root })
    const inside = hostOf(await chalkmark(['extract', 'a.zip!/'], { cwd: root }))
    const [archive] = hostOf(await chalkmark(['extract', 'a.zip'], { cwd: root }))._CHALKS
    expect(inside._CHALKS).toMatchObject([
      {
        _VALIDATED_METADATA: true,
        PATH_WITHIN_ZIP: 'run.sh',
        CONTAINING_ARTIFACT_WHEN_CHALKED: archive.CHALK_ID,
      },
    ])
    expect(archive.EMBEDDED_CHALK).toMatchObject([{ METADATA_ID: inside._CHALKS[0].METADATA_ID }])
    await chalkmark(['insert', '--no-embedded', 'a.zip'], { cwd: root })
    await chalkmark(['delete', '--embedded', 'a.zip'], { cwd: root })
    expect(hostOf(await chalkmark(['extract', 'a.zip!/'], { cwd: root }))._CHALKS).toEqual([])
  })

  test('say what is wrong, one line each, and exit with 1', async () => {
    const root = makeRepository()
    await chalkmark(['insert', 'dist'], { cwd: root })
    writeFileSync(
      join(root, 'dist/app.js'),
      readFileSync(join(root, 'dist/app.js'), 'utf8').replace('(1)', '(2)'),
    )
    writeFileSync(join(root, 'dist/new.js'), 'let x\n')
    const ran = await chalkmark(['verify', '--quiet', 'dist'], { cwd: root })
    expect(ran.code).toBe(1)
    expect(ran.stderr.split('\n')).toEqual([
      expect.stringMatching(
        /^error: dist\/app\.js: artifact was changed after marking: CHALK_ID says \S+, content gives \S+; if a step of the build did that, let chalkmark insert --missing follow it$/,
      ),
      "error: dist/new.js: it carries no mark, and the build's report does not know it; mark it with chalkmark insert",
      '',
    ])
    expect((await chalkmark(['extract', 'dist'], { cwd: root })).code).toBe(1)
    expect((await chalkmark(['verify', '--allow-unmarked', 'dist/new.js'], { cwd: root })).code).toBe(0)
    expect((await chalkmark(['verify', 'missing'], { cwd: root })).stderr).toContain('there is no such file')
  })

  test('find marks in scripts of a source tree, where none are missing', async () => {
    const root = makeRepository()
    await chalkmark(['insert', 'src/app.ts'], { cwd: root })
    writeFileSync(join(root, 'src/other.ts'), 'let x\n')
    const ran = await chalkmark(['verify', 'src'], { cwd: root })
    const note =
      'note: not checked: text without a shebang in a source tree; take such files in with --all-scripts: src/other.ts\n'
    const summary = 'chalkmark: 1 valid mark, 0 problems, 1 file left out (--verbose says why)\n'
    expect(ran).toMatchObject({ code: 0, stderr: note + summary })
  })

  test.runIf(process.platform !== 'win32')(
    'say what a file was swapped for that is not checked',
    async () => {
      const root = makeRepository()
      for (const name of ['a', 'b', 'c', 'd', 'e'])
        writeFileSync(join(root, `dist/${name}.sh`), '#!/bin/sh\n')
      await chalkmark(['insert', 'dist'], { cwd: root })
      for (const name of ['a', 'b', 'c', 'd']) {
        rmSync(join(root, `dist/${name}.sh`))
        symlinkSync('/bin/sh', join(root, `dist/${name}.sh`))
      }
      rmSync(join(root, 'dist/e.sh'))
      execFileSync('mkfifo', [join(root, 'dist/e.sh')])
      writeFileSync(join(root, 'dist/.hidden.js'), 'evil()\n')
      mkdirSync(join(root, 'dist/node_modules'))
      writeFileSync(join(root, 'dist/data.json'), '{}')
      const { stderr } = await chalkmark(['verify', 'dist'], { cwd: root })
      expect(stderr).toMatch(/^note: not checked: it is no regular file: dist\/e\.sh$/m)
      expect(stderr).toMatch(
        /^note: not checked: symbolic links are skipped;.*: dist\/a\.sh, dist\/b\.sh, dist\/c\.sh and 1 more, which --verbose names$/m,
      )
      expect(stderr).toMatch(/^note: not checked: hidden files are left out by default: dist\/\.hidden\.js$/m)
      expect(stderr).toMatch(
        /^note: not checked: installed packages are left out by default: dist\/node_modules\/?$/m,
      )
      expect(stderr).not.toContain('data.json')
      expect((await chalkmark(['verify', '--quiet', 'dist'], { cwd: root })).stderr).toBe('')
    },
  )

  test('of a bundle with marks of its inputs: it is unmarked, and what cannot be known is said', async () => {
    const root = makeRepository()
    await chalkmark(['insert', 'dist'], { cwd: root })
    const library = readFileSync(join(root, 'dist/app.js'), 'utf8')
    const bundle = `const zero = 0\n${library.replace('log(1)', 'log(0)')}console.log(zero)\n`
    writeFileSync(join(root, 'dist/app.js'), bundle)
    const run = (command: string, ...args: string[]) =>
      chalkmark([command, ...args, 'dist/app.js'], { cwd: root })
    const said =
      /the mark in line 3 \(.{23}\) is that of a file that this one was made from, or of this one before/

    for (const flags of [[], ['--allow-unmarked'], ['--allow-unchecked']]) {
      const { code, stderr } = await run('verify', '-q', ...flags)
      expect([code, stderr.trim().split('\n').length], String(flags)).toEqual([1, 1])
      expect(stderr).toMatch(said)
      expect(stderr).not.toContain('changed after marking')
    }
    expect((await run('verify', '-q', '--allow-unmarked', '--allow-unchecked')).code).toBe(0)
    const read = await run('extract')
    expect([read.code, hostOf(read)._UNMARKED, hostOf(read)._OP_ERRORS]).toEqual([
      1,
      [join(root, 'dist/app.js')],
      [expect.stringMatching(said)],
    ])
    expect((await run('extract', '--allow-unchecked')).code).toBe(0)

    await run('delete')
    expect(readFileSync(join(root, 'dist/app.js'), 'utf8')).toBe(bundle)
    await run('insert')
    expect((await run('verify', '-q')).code).toBe(0)
    expect(readFileSync(join(root, 'dist/app.js'), 'utf8').startsWith(bundle)).toBe(true)
    await run('delete')
    expect(readFileSync(join(root, 'dist/app.js'), 'utf8')).toBe(bundle)

    // In a source tree, too, where texts count only if they are marked.
    writeFileSync(join(root, 'src/app.js'), bundle)
    await chalkmark(['insert', 'run.sh'], { cwd: root })
    const { code: inTree, stderr: told } = await chalkmark(['verify', '-q', 'run.sh', 'src/app.js'], {
      cwd: root,
    })
    expect([inTree, told]).toEqual([1, expect.stringMatching(said)])

    // What was only appended is no bundle.
    writeFileSync(join(root, 'dist/app.js'), `${library}evil()\n`)
    const { code, stderr } = await run('verify', '-q', '--allow-unmarked', '--allow-unchecked')
    expect([code, stderr]).toEqual([1, expect.stringContaining('changed after marking')])
  })

  test('nothing that was checked is no success', async () => {
    const root = makeRepository()
    mkdirSync(join(root, 'empty'))
    writeFileSync(join(root, 'some.data'), 'no format that is known')
    writeFileSync(join(root, 'app.tgz'), 'no archive')
    const verify = (...args: string[]) => chalkmark(['verify', ...args], { cwd: root })
    const nothing = 'error: empty: there is no artifact, so nothing was checked; name what to check\n'
    expect(await verify('-q', 'empty')).toEqual({ code: 1, stdout: '', stderr: nothing })
    for (const name of ['some.data', 'app.tgz']) {
      // Also beside a file that is valid.
      await chalkmark(['insert', 'dist'], { cwd: root })
      for (const more of [[], ['dist/app.js']]) {
        const unknown = `error: ${name}: nothing was checked: no known format\n`
        expect(await verify('-q', ...more, name)).toEqual({ code: 1, stdout: '', stderr: unknown })
      }
    }
    expect((await verify('-q', '--allow-unmarked', '--allow-unchecked', 'empty')).code).toBe(1)
  })
})

describe('what cannot be written', () => {
  // For root there is nothing that cannot be. A Node or a clone in root's own folder is nothing for others to run.
  const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const canRun = process.platform !== 'win32' && hasTool(process.execPath, [BIN, '--version'], asNobody)

  test.runIf(canRun)('is named, and everything else is done', async () => {
    const root = makeTree({ 'dist/a.js': 'let a\n', 'dist/b.js': 'let b\n', 'dist/locked/c.js': 'let c\n' })
    for (const path of ['', ...list(root)]) {
      if (asNobody.uid !== undefined) chownSync(join(root, path), asNobody.uid, asNobody.gid)
    }
    chmodSync(join(root, 'dist/b.js'), 0o444)
    chmodSync(join(root, 'dist/locked'), 0o555)
    const ran = await chalkmark(['insert', 'dist'], { cwd: root, ...asNobody })
    expect(ran.code).toBe(1)
    expect(ran.stderr.split('\n').sort()).toEqual([
      '',
      'chalkmark: marked 1 artifact; the report is chalk-report.json',
      'error: dist/b.js: the file is read-only; make it writable (chmod u+w) and run again',
      'error: dist/locked/c.js: cannot be replaced: permission denied; run as its owner or change its mode',
    ])
    expect(readFileSync(join(root, 'dist/locked/c.js'), 'utf8')).toBe('let c\n')
    const [host] = JSON.parse(readFileSync(join(root, 'chalk-report.json'), 'utf8'))
    expect(host._UNMARKED).toEqual([join(root, 'dist/b.js'), join(root, 'dist/locked/c.js')])
    expect(host._OP_CHALK_COUNT).toBe(1)
    chmodSync(join(root, 'dist/locked'), 0o755)
    expect(list(root).filter((path) => path.includes('tmp'))).toEqual([])
  })

  test.runIf(canRun && asNobody.uid !== undefined).each(['with cp', 'without cp'])(
    'a program that runs as its owner does not run as whoever marks a copy: %s',
    async (how) => {
      const root = makeTree({ 'dist/a.sh': '' })
      // Nobody may look for a program that another user's link leads to.
      const owners = makeTree({ prog: '#!/bin/sh\nid\n' })
      chmodSync(owners, 0o755)
      chmodSync(join(owners, 'prog'), 0o6755)
      symlinkSync(join(owners, 'prog'), join(root, 'dist/prog'))
      for (const path of ['', 'dist']) chownSync(join(root, path), asNobody.uid!, asNobody.gid!)
      const env: Record<string, string> = how === 'with cp' ? {} : { PATH: root }
      const args = ['insert', '--symlinks', 'replace', 'dist']
      const ran = await chalkmark(args, { cwd: root, env, ...asNobody })
      expect(ran.stderr).toContain('marked 1 artifact')
      const { mode, uid } = lstatSync(join(root, 'dist/prog'))
      expect({ mode: mode & 0o7777, uid }).toEqual({ mode: 0o755, uid: asNobody.uid })
    },
  )
})

describe('usage', () => {
  test.each([
    [[], 2, /Usage: chalkmark <command>/],
    [['marks'], 2, /unknown command 'marks'; see chalkmark --help/],
    [['isnert'], 2, /unknown command 'isnert'; did you mean insert\? See chalkmark --help/],
    [['isnert', '--help'], 2, /unknown command 'isnert'; did you mean insert\?/],
    [['help', 'isnert'], 2, /unknown command 'isnert'; did you mean insert\?/],
    [['--verbose', 'insert'], 2, /unknown option '--verbose'/],
    [['insert', '--bogus'], 2, /unknown option '--bogus'; see chalkmark insert --help/],
    [['insert', "--pasword=hunter'2"], 2, /unknown option '--pasword'; see chalkmark insert --help/],
    [['insert', '--dryrun'], 2, /unknown option '--dryrun'; did you mean --dry-run\? See chalkmark insert/],
    [
      ['insert', '--symlinks', 'maybe'],
      2,
      /'maybe' is invalid\. Allowed choices are skip, follow, replace; see/,
    ],
    [['insert', '--report', '--json'], 2, /--report has no value: --json is an option/],
    [
      ['insert', '--config', 'a.json', '--no-config'],
      2,
      /'--no-config' cannot be used with option '--config/,
    ],
    [['extract', '--timeout', 'soon'], 2, /'soon' is invalid\. It must be a positive number/],
    [['config', 'dist'], 2, /too many arguments for 'config'/],
    [['serve'], 2, /required option '--stdio' not specified/],
    [['completion', 'tcsh'], 2, /'tcsh' is invalid .* Allowed choices are bash, zsh, fish/],
    [['insert', '--key', 'X-TEAM'], 2, /--key X-TEAM: write NAME=VALUE/],
    [['insert', '--key', 'COMIT_ID=1'], 2, /did you mean COMMIT_ID/],
    [['keys', 'CHALK_IDS'], 2, /did you mean CHALK_ID\?/],
    [
      ['pack', 'dist'],
      2,
      /required option '-o, --output <file\.zip>' not specified; see chalkmark pack --help/,
    ],
    [['extract', 'https://'], 2, /is no address/],
  ])('%j exits with %d', async (args, code, message) => {
    const ran = await chalkmark(args, { cwd: makeTree({}) })
    expect(ran).toMatchObject({ code, stdout: '' })
    expect(ran.stderr).toMatch(message)
    if (args.length > 0) expect(ran.stderr.trim().split('\n')).toHaveLength(1)
  })

  test('the report says which flags were given, in this order and by their long names', async () => {
    const root = makeTree(FILES)
    const args = [
      'insert',
      '-q',
      '--no-durable',
      '--key=X-A=b=c',
      '--report',
      '-',
      '--key',
      'X-B=1',
      '--',
      'dist',
    ]
    expect(hostOf(await chalkmark(args, { cwd: root }))._OP_CMD_FLAGS).toEqual([
      '--quiet',
      '--no-durable',
      '--key=<<redact>>',
      '--key=<<redact>>',
      '--report=-',
    ])
  })

  test('what stands behind -- is a path', async () => {
    const root = makeTree({ '--help': '#!/bin/sh\n' })
    const ran = await chalkmark(['insert', '--', '--help'], { cwd: root })
    expect(ran.stderr).toBe('chalkmark: marked 1 artifact; the report is chalk-report.json\n')
  })

  test.each([['--help'], ['-h'], ['help']])('%s lists the commands', async (...args) => {
    const ran = await chalkmark(args, { cwd: makeTree({}) })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    for (const name of ['insert', 'extract', 'delete', 'verify', 'pack', 'serve', 'keys', 'config'])
      expect(ran.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
  })

  test.each(['insert', 'extract', 'delete', 'verify', 'env', 'keys', 'config', 'pack', 'completion'])(
    '%s --help shows an example',
    async (command) => {
      const ran = await chalkmark([command, '--help'], { cwd: makeTree({}) })
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.stdout).toMatch(/Examples:\n {2}# .+\n {2}.*chalkmark/)
    },
  )

  test('keys explains a key', async () => {
    const { stdout } = await chalkmark(['keys', 'COMMIT_ID'], { cwd: makeTree({}) })
    expect(stdout).toMatch(/^COMMIT_ID {2}string, when marked, of the artifact\n {2}Hash of the commit/)
  })
})

describe('env', () => {
  test('prints a report of this environment, and writes it where --report says', async () => {
    const root = makeTree({})
    const env = { NPM_TOKEN: 'hunter2xyz', GITLAB_CI: 'true', CI_JOB_ID: '42' }
    const printed = await chalkmark(['env'], { cwd: root, env })
    expect(printed).toMatchObject({ code: 0, stderr: '' })
    expect(hostOf(printed)).toMatchObject({ _OPERATION: 'env', _BUILD_ID: '42' })
    expect(hostOf(printed)['_X-REDACTED-ENV']).toContain('NPM_TOKEN')
    expect(printed.stdout).not.toContain('hunter2xyz')
    expect(readdirSync(root)).toEqual([])
    const written = await chalkmark(['env', '--quiet', '--report', 'env.json', '--keys', 'report_default'], {
      cwd: root,
    })
    expect(written).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(JSON.parse(readFileSync(join(root, 'env.json'), 'utf8'))).toMatchObject([{ _OPERATION: 'env' }])
    const wrong = await chalkmark(['env', '--keys', 'report_al'], { cwd: root })
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toMatch(/did you mean report_all\?/)
  })
})

describe('completion', () => {
  test('for bash completes commands, options and their values', async () => {
    const { stdout } = await chalkmark(['completion', 'bash'], { cwd: makeTree({}) })
    const complete = (...words: string[]) => {
      const script = `${stdout}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_chalkmark; echo "\${COMPREPLY[*]}"`
      return execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' }).trim()
    }
    expect(complete('chalkmark', 'ext')).toBe('extract')
    expect(complete('chalkmark', 'insert', '--no-d')).toBe('--no-durable')
    expect(complete('chalkmark', 'insert', '--symlinks', 'f')).toBe('follow')
    expect(complete('chalkmark', 'completion', 'z')).toBe('zsh')
    expect(complete('chalkmark', 'help', 'ver')).toBe('verify')
  })

  test.each(['zsh', 'fish'])('for %s names every command', async (shell) => {
    const { stdout, code } = await chalkmark(['completion', shell], { cwd: makeTree({}) })
    expect(code).toBe(0)
    for (const name of ['insert', 'extract', 'delete', 'verify', 'keys', 'config', 'pack'])
      expect(stdout).toContain(name)
  })
})

describe('pack', () => {
  test('makes the same archive each time, and marks it', async () => {
    const files = { 'dist/b.js': 'let b\n', 'dist/a/run.sh': '#!/bin/sh\n', 'dist/.env.example': 'A=1\n' }
    const env = { SOURCE_DATE_EPOCH: '1700000000' }
    const [one, two] = [makeTree(files), makeTree(files)]
    for (const cwd of [one, two]) {
      const ran = await chalkmark(['pack', 'dist', '-o', 'app.zip'], {
        cwd,
        env: { ...env, TZ: cwd === one ? 'UTC' : 'Asia/Tokyo' },
      })
      expect(ran).toMatchObject({ code: 0 })
    }
    expect(readFileSync(join(one, 'app.zip')).equals(readFileSync(join(two, 'app.zip')))).toBe(true)
    expect((await chalkmark(['verify', 'app.zip'], { cwd: one })).stderr).toBe(
      'chalkmark: 1 valid mark, 0 problems\n',
    )
    await chalkmark(['insert', '--all-scripts', 'dist'], { cwd: one })
    await chalkmark(['pack', 'dist', '-o', 'marked.zip'], { cwd: one })
    const inside = hostOf(await chalkmark(['extract', 'marked.zip!/'], { cwd: one }))
    expect(inside._CHALKS.map((chalk: { _OP_ARTIFACT_PATH: string }) => chalk._OP_ARTIFACT_PATH)).toEqual([
      `${join(one, 'marked.zip')}!/a/run.sh`,
      `${join(one, 'marked.zip')}!/b.js`,
    ])
    expect(
      (await chalkmark(['verify', 'marked.zip!/b.js', 'marked.zip!/c.js'], { cwd: one })).stderr,
    ).toMatch(
      /^error: marked\.zip!\/c\.js: there is no c\.js in .*marked\.zip\nchalkmark: 1 valid mark, 1 problem\n$/,
    )
  })
})

describe('nothing', () => {
  const SOURCE = { 'src/a.js': 'a()\n', 'src/b.js': 'b()\n' }

  test.each([
    ['insert', 'nothing was marked: 2 paths: text without a shebang in a source tree', 0],
    ['extract', 'no mark was found: 2 paths: text without a shebang', 0],
    ['delete', 'no mark was taken out: ', 0],
    ['verify', 'nothing was checked', 1],
  ])('is said: %s', async (command, said, code) => {
    const root = makeTree(SOURCE)
    const ran = await chalkmark([command, 'src'], { cwd: root })
    expect(ran.stderr).toContain(said)
    expect(ran.code).toBe(code)
    if (command === 'insert')
      expect((await chalkmark([command, '--strict', 'src'], { cwd: root })).code).toBe(1)
  })

  test('is said of an empty folder, and not of marks that stay', async () => {
    const root = makeTree({ 'dist/a.sh': '#!/bin/sh\n', 'empty/x': '' })
    expect((await chalkmark(['insert', 'empty'], { cwd: root })).stderr).toContain(
      'warning: nothing was marked',
    )
    await chalkmark(['insert', 'dist'], { cwd: root })
    const again = await chalkmark(['insert', '--missing', '--strict', 'dist'], { cwd: root })
    expect([again.code, again.stderr]).toEqual([0, expect.not.stringContaining('nothing was marked')])
  })

  test('is a warning of verify if artifacts may be unmarked', async () => {
    const root = makeTree({ 'dist/a.js': 'a()\n' })
    const ran = await chalkmark(['verify', '--allow-unmarked', 'dist'], { cwd: root })
    expect([ran.code, ran.stderr]).toEqual([
      0,
      expect.stringContaining('warning: no artifact there carries a mark'),
    ])
    const strict = await chalkmark(['verify', '--allow-unmarked', '--strict', 'dist'], { cwd: root })
    expect(strict.code).toBe(1)
  })
})

test('without a repository and a variable that names the commit, one line says so, and strict fails', async () => {
  const root = makeTree({ 'dist/a.sh': '#!/bin/sh\n', 'dist/b.sh': '#!/bin/sh\n' })
  const env = { BUILD_COMMIT_ID: '', GIT_CEILING_DIRECTORIES: root }
  const ran = await chalkmark(['insert', 'dist'], { cwd: root, env })
  expect(ran.stderr.match(/the marks name no commit/g)).toHaveLength(1)
  expect(ran.code).toBe(0)
  expect((await chalkmark(['insert', '--strict', 'dist'], { cwd: root, env })).code).toBe(1)
})
