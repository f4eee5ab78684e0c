/**
 * Texts of other projects' test suites, marked: parsers must read the same in them as before, every mark must be valid, and
 * removal must give the old bytes back. Prints how many were marked, and how many were left alone for which reason; exits
 * with 1 if anything differs.
 *
 * `pnpm build && node test/peers/texts.mjs FOLDER [FOLDER …]`
 *
 * A folder is searched for `.js`, `.css`, `.svg`, `.html`, html5lib's `.dat` (each of its documents is a page), and files
 * without an extension that begin with `#!`.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { parseAst } from 'rollup/parseAst'
import { CHALKMARK, run } from './spring-boot/run.mjs'

const core = createRequire(new URL('../../packages/core/package.json', import.meta.url))
const { parse: parseHtml, serialize } = await import(core.resolve('parse5'))
const vite = createRequire(createRequire(import.meta.url).resolve('vite'))
const postcss = vite('postcss')

const MARK = /\{ ?"MAGIC" : "dadfedabbadabbed".*?\}(?= ?(?:\*\/|-->|$))/gmsu

const READERS = {
  js: (text) => [programOf(text), moduleOf(text), mapOf(text)],
  css: (text) => [rulesOf(text), mapOf(text)],
  html: (text) => [treeOf(text, true), treeOf(text, false)],
  svg: (_, path) => [infosetOf(path)],
  script: (text, path) => [syntaxOf(text, path)],
}

const work = mkdtempSync(join(tmpdir(), 'chalkmark-texts-'))

function report(folder) {
  const texts = textsIn(folder)
  const [plain, marked] = [join(work, 'plain'), join(work, 'marked')]
  for (const place of [plain, marked]) rmSync(place, { recursive: true, force: true })
  mkdirSync(plain)
  for (const [index, { name, content }] of texts.entries())
    writeFileSync(join(plain, `${index}-${name}`), content)
  cpSync(plain, marked, { recursive: true })
  const reportFile = join(work, 'report.json')
  const command = (...args) => run([process.execPath, CHALKMARK, ...args], work)
  command('insert', '--all-scripts', '--target', 'node', '--report', reportFile, marked)
  const [host] = JSON.parse(readFileSync(reportFile, 'utf8'))
  const differences = []
  let count = 0
  for (const [index, { name, kind }] of texts.entries()) {
    const [before, after] = [plain, marked].map((place) => join(place, `${index}-${name}`))
    const [old, fresh] = [readFileSync(before), readFileSync(after)]
    if (old.equals(fresh)) continue
    count++
    const read = (path, bytes) => JSON.stringify(READERS[kind](bytes.toString(), path))
    if (read(before, old) !== read(after, fresh)) differences.push(`${name}: reads differently`)
  }
  const verified = command('verify', '--all-scripts', '--allow-unmarked', '--json', marked)
  const [{ _CHALKS: chalks = [] }] = JSON.parse(/^\[\n.*^\]$/ms.exec(verified.output)?.[0] ?? '[{}]')
  const invalid = chalks.filter(({ _VALIDATED_METADATA: valid }) => valid === false)
  for (const { _OP_ARTIFACT_PATH: path } of invalid) differences.push(`${path}: its mark is not valid`)
  command('delete', '--all-scripts', marked)
  for (const [index, { name }] of texts.entries()) {
    const [old, back] = [plain, marked].map((place) => readFileSync(join(place, `${index}-${name}`)))
    if (!old.equals(back)) differences.push(`${name}: removal does not give the old bytes back`)
  }
  console.log(`| ${[folder, texts.length, count, texts.length - count, differences.length].join(' | ')} |`)
  tell(host, marked)
  for (const difference of differences.slice(0, 20)) console.log(`    ${difference}`)
  return differences.length > 0
}

/** Why files were left alone, the most frequent reasons first. */
function tell({ _OP_ERRORS: errors = [] }, folder) {
  const reasons = new Map()
  for (const error of errors) {
    const reason = error
      .replace(`${folder}/`, '')
      .replace(/^[^:]*: /, '')
      .replace(/\d+/g, 'N')
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  for (const [reason, number] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 12))
    console.log(`    ${number}  ${reason.slice(0, 160)}`)
}

function textsIn(folder) {
  const texts = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const kind = /\.(js|css|svg|html)$/.exec(entry.name)?.[1]
    if (kind) texts.push({ name: entry.name, kind, content: readFileSync(path) })
    else if (entry.name.endsWith('.dat')) texts.push(...pagesIn(readFileSync(path, 'utf8')))
    else if (!entry.name.includes('.')) {
      const content = readFileSync(path)
      if (content.subarray(0, 2).toString() === '#!')
        texts.push({ name: entry.name, kind: 'script', content })
    }
  }
  return texts
}

/** The documents of a file of html5lib's tree construction tests. Fragments are no pages. */
function pagesIn(tests) {
  return tests
    .split(/^#data\n/m)
    .slice(1)
    .filter((test) => !test.includes('#document-fragment'))
    .map((test) => ({ name: 'test.html', kind: 'html', content: Buffer.from(test.split(/\n#errors/)[0]) }))
}

function attempt(read) {
  try {
    return read()
  } catch (error) {
    return `refused: ${error.name}`
  }
}

const programOf = (text) => attempt(() => new Script(text) && 'a script')
const moduleOf = (text) =>
  attempt(() =>
    JSON.stringify(parseAst(text), (key, value) => (/^(start|end|_rollup.*)$/.test(key) ? 0 : value)),
  )

/** The address of the source map, as a reader finds it that does not parse (ECMA-426, 11.1.2.2). */
function mapOf(text) {
  let last
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const found = /(?:\/\/|\/\*)[#@] sourceMappingURL=([^\s'"]*)/.exec(line)?.[1]
    if (found !== undefined) last = found
  }
  return last ?? null
}

/** The style sheet without comments that hold marks, and without the line ends around them. */
function rulesOf(text) {
  return attempt(() => {
    const root = postcss.parse(text)
    root.walkComments((comment) => {
      if (comment.text.includes('dadfedabbadabbed')) comment.remove()
    })
    // An at-rule without a semicolon takes the comment behind it in.
    return root
      .toString()
      .replace(/\/\* ?\{ "MAGIC".*?\} ?\*\//gs, '')
      .replace(/\s+/g, ' ')
      .trim()
  })
}

function treeOf(text, scriptingEnabled) {
  const withoutMark = (node) => {
    if (node.childNodes)
      node.childNodes = node.childNodes.filter(
        (child) => !(child.nodeName === '#comment' && child.data.includes('dadfedabbadabbed')),
      )
    for (const child of node.childNodes ?? []) withoutMark(child)
    if (node.content) withoutMark(node.content)
    return node
  }
  return serialize(withoutMark(parseHtml(text, { scriptingEnabled })))
}

function infosetOf(path) {
  const program = 'import sys, xml.etree.ElementTree as e; print(e.canonicalize(from_file=sys.argv[1]))'
  const { status, stdout } = spawnSync('python3', ['-c', program, path], { encoding: 'utf8' })
  return status === 0 ? stdout : 'refused'
}

const CHECKS = [
  [/\b(?:ba)?sh\b/, (path, name) => [name === 'bash' ? 'bash' : 'sh', '-n', path]],
  [
    /\bpython[\d.]*\b/,
    (path) => [
      'python3',
      '-c',
      'import ast, sys; print(ast.dump(ast.parse(open(sys.argv[1], "rb").read())))',
      path,
    ],
  ],
  [/\bnode\b/, (path) => ['node', '--check', path]],
  [/\bperl\b/, (path) => ['perl', '-c', path]],
  [/\bruby\b/, (path) => ['ruby', '-c', path]],
]

/** What the interpreter's check of the syntax says. */
function syntaxOf(text, path) {
  const first = text.split('\n', 1)[0]
  for (const [pattern, commandOf] of CHECKS) {
    const name = pattern.exec(first)?.[0]
    if (name === undefined) continue
    const [program, ...args] = commandOf(path, name)
    const { status, stdout } = spawnSync(program, args, {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: 60_000,
    })
    return [status, program === 'python3' ? stdout : '']
  }
  return text.replace(MARK, '').trimEnd().length
}

let failed = false
try {
  console.log('| folder | texts | marked | left alone | different |\n| --- | ---: | ---: | ---: | ---: |')
  for (const folder of process.argv.slice(2)) failed = report(folder) || failed
} finally {
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0
