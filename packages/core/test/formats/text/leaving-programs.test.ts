/** What interpreters and a browser make of marks whose values try to get out: nothing. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { chalkId, PLACEHOLDER, validate } from '@chalkmark/mark'
import { afterAll, describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { hasTool } from '../../tool.js'
import { applied, artifactOf, hashOf, markFor } from '../artifacts.js'

const dir = mkdtempSync(join(tmpdir(), 'leaving-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function run([program, ...args]: string[], name: string, content: Buffer): string {
  const path = join(dir, name)
  writeFileSync(path, content)
  const { status, stdout } = spawnSync(program!, [...args, path], { encoding: 'utf8', timeout: 60_000 })
  return `${status} ${stdout}`
}

const JAVA = 'class A { public static void main(String[] a) { System.out.println("good"); } }\n'
/** A module is decoded as a whole; of a script, the lines behind the declaration are. */
const PYTHON_IMPORT = [
  'python3',
  '-c',
  'import sys; exec(compile(open(sys.argv[1], "rb").read(), "x", "exec"))',
]
const CHROMIUM = [
  'chromium',
  ...'--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking'.split(' '),
  `--user-data-dir=${join(dir, 'profile')}`,
  '--dump-dom',
]

interface Case {
  command: string[]
  name: string
  program: string
  /** The note of the mark, as a value. */
  note: string
  /** The same in the mark's text once somebody has taken its escapes out, if the program then does something else. */
  raw?: string
  /** No mark can hold the note here. */
  refused?: true
}

const cases: Case[] = [
  {
    command: [process.execPath],
    name: 'a.cjs',
    program: 'console.log("good")\n',
    note: '\u2028console.log(`bad`)//',
    raw: '\u2028console.log(`bad`)//',
  },
  {
    command: ['php'],
    name: 'a.php',
    program: '<?php echo "good";\n',
    note: '?><?php echo "bad"; //',
    raw: '?><?php echo 5; //',
  },
  {
    command: ['php'],
    name: 'b.php',
    program: '<p>good</p>',
    note: '*/ echo "bad"; /*',
    raw: '*/ echo 5; /*',
  },
  {
    command: ['lua'],
    name: 'a.lua',
    program: `--[[ ${PLACEHOLDER} ]]\nprint("good")\n`,
    note: ']] print(5) --[[',
    raw: ']] print(5) --[[',
  },
  {
    command: ['java', '--source', '17'],
    name: 'c',
    program: `#!/usr/bin/java\n${JAVA}`,
    note: '\nclass B { int x = y; } //',
    raw: '\\u000aclass B { int x = y; } //',
  },
  {
    command: ['java', '--source', '17'],
    name: 'd',
    program: `#!/usr/bin/java\n/* ${PLACEHOLDER} */\n${JAVA}`,
    note: '*/ class B { int x = y; } /*',
    raw: '\\u002a\\u002f class B { int x = y; } /*',
  },
  {
    command: ['python3'],
    name: 'a.py',
    program: `#!/usr/bin/python3\n# ${PLACEHOLDER}\nprint(len("é"))\n`,
    note: 'Fix coding: latin-1',
    raw: 'Fix coding: latin-1',
  },
  {
    command: PYTHON_IMPORT,
    name: 'b.py',
    program: `#!/usr/bin/python3\n# ${PLACEHOLDER}\nprint("good")\n`,
    note: "coding: unicode_escape\nimport os;print('bad')#",
    raw: "coding: unicode_escape\\nprint('bad')#",
  },
  {
    command: ['ruby', '-Ku'],
    name: 'a.rb',
    program: `#!/usr/bin/ruby\n# ${PLACEHOLDER}\nputs "é".length\n`,
    note: 'Fix coding: latin-1',
    raw: 'Fix coding: latin-1',
  },
  {
    command: ['ruby'],
    name: 'b.rb',
    program: `\n\n# ${PLACEHOLDER}\nputs "good".frozen?\n`,
    note: '-*- frozen-string-literal: true -*-',
    raw: '-*- frozen-string-literal: true -*-',
  },
  { command: ['perl'], name: 'a.pl', program: 'print "good";\n', note: '\n=pod\n\nprint "bad";' },
  { command: ['bash'], name: 'a.sh', program: 'echo good\n', note: '\n$(echo bad >&2) `echo bad`' },
  {
    command: ['make', '-f'],
    name: 'e',
    program: `#!/usr/bin/make -f\nall:\n\t@# ${PLACEHOLDER}\n\t@echo good\n`,
    note: '$(info bad)',
  },
  { command: ['tclsh'], name: 'a.tcl', program: `# ${PLACEHOLDER}\nputs good\n`, note: '\n} ; puts bad' },
  {
    command: CHROMIUM,
    name: 'a.html',
    program: '<!doctype html><title>good</title><p>hi</p>\n',
    note: '--><script>document.title="bad"</script><!--',
    raw: '--><script>document.title=`bad`</script><!--',
  },
  {
    command: CHROMIUM,
    name: 'b.html',
    program: '<!doctype html><title>good</title><p>hi</p>\n',
    note: '--!><script>document.title="bad"</script>',
    raw: '--!><script>document.title=`bad`</script><!--',
  },
]

const has = (command: string) =>
  process.platform === 'linux' &&
  hasTool(command, ['chromium', 'java', 'make'].includes(command) ? ['--version'] : [devNull])

const available = new Map<string, boolean>()
const isThere = ([command]: string[]) => {
  if (!available.has(command!)) available.set(command!, has(command!))
  return available.get(command!)!
}

/** Without the page's comments, which hold the mark. */
const seen = (output: string) =>
  output
    .replace(/<!-- ?\{.*?-->/gs, '')
    .replace(/\s+/g, ' ')
    .trimEnd()

describe.each(cases)('$name with $note', ({ command, name, program, note, raw, refused }) => {
  it.skipIf(!isThere(command))('does the same', async () => {
    const bytes = Buffer.from(program)
    const before = seen(run(command, name, bytes))
    const artifact = (await artifactOf(text, name, bytes))!
    expect(before).toMatch(/good|^0 [1ft]/)
    const mark = (note: string) => hashOf(artifact, bytes).then((hash) => markFor(hash, { 'X-NOTE': note }))
    const insertion = async () => artifact.insert(await mark(note))
    if (refused) await expect(insertion).rejects.toMatchObject({ code: 'UNSAFE_MARK' })
    else expect(seen(run(command, name, applied(bytes, await insertion())))).toBe(before)
    if (raw === undefined) return
    const plain = applied(bytes, await artifact.insert(await mark('NOTE'))).toString()
    const changed = Buffer.from(plain.replace('NOTE', () => raw))
    expect(seen(run(command, name, changed))).not.toBe(before)
    const again = (await artifactOf(text, name, changed))!
    const { broken, dict } = again.mark!
    expect(broken).toBeDefined()
    expect(validate(dict, chalkId(await hashOf(again, changed))).valid).toBe(false)
  })
})
