/**
 * Texts of other projects, marked: parsers and interpreters must read the same in them as before, every mark must be valid,
 * and removal must give the old bytes back. Prints how many were marked, and how many were left alone for which reason;
 * exits with 1 if anything differs.
 *
 * `pnpm build && node test/peers/texts.mjs [--most N] [--css-tree FILE] FOLDER [FOLDER …]`
 *
 * A folder is searched for `.js`, `.css`, `.svg`, `.html`, html5lib's `.dat` (each of its documents is a page), csstree's
 * fixtures (`.json`, each of its sources is a style sheet), and scripts by their extension or shebang. At most N of a kind are
 * taken. `--css-tree` names the module css-tree, which then reads style sheets too.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { CHALKMARK, FOR_NODE, run } from './spring-boot/run.mjs'
import { textsIn } from './texts/inputs.mjs'
import { said } from './texts/interpreters.mjs'
import { readersWith } from './texts/readers.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { most: { type: 'string' }, 'css-tree': { type: 'string' } },
})
const csstree = values['css-tree'] && (await import(pathToFileURL(resolve(values['css-tree'])).href))
const READERS = readersWith(csstree)

const work = mkdtempSync(join(tmpdir(), 'chalkmark-texts-'))

async function report(folder) {
  const texts = textsIn(folder, values.most === undefined ? undefined : Number(values.most))
  const [plain, marked] = [join(work, 'plain'), join(work, 'marked')]
  for (const place of [plain, marked]) rmSync(place, { recursive: true, force: true })
  mkdirSync(plain)
  for (const [index, text] of texts.entries()) {
    text.file = `${index}-${text.name}`
    writeFileSync(join(plain, text.file), text.content)
  }
  cpSync(plain, marked, { recursive: true })
  const reportFile = join(work, 'report.json')
  const command = (...args) => run([process.execPath, CHALKMARK, ...args], work)
  command('insert', '--all-scripts', ...FOR_NODE, '--report', reportFile, marked)
  const [host] = JSON.parse(readFileSync(reportFile, 'utf8'))
  const differences = []
  const changed = texts.filter(({ file, content }) => !readFileSync(join(marked, file)).equals(content))
  differences.push(...(await readDifferently(changed, plain, marked)))
  const verified = command('verify', '--all-scripts', '--allow-unmarked', '--json', marked)
  const [{ _CHALKS: chalks = [] }] = JSON.parse(/^\[\n.*^\]$/ms.exec(verified.output)?.[0] ?? '[{}]')
  const invalid = chalks.filter(({ _VALIDATED_METADATA: valid }) => valid === false)
  for (const { _OP_ARTIFACT_PATH: path } of invalid) differences.push(`${path}: its mark is not valid`)
  command('delete', '--all-scripts', marked)
  for (const { file, content } of texts)
    if (!content.equals(readFileSync(join(marked, file))))
      differences.push(`${file}: removal does not give the old bytes back`)
  const alone = texts.length - changed.length
  console.log(`| ${[folder, texts.length, changed.length, alone, differences.length].join(' | ')} |`)
  tell(host, marked)
  for (const difference of differences.slice(0, 20)) console.log(`    ${difference}`)
  return differences.length > 0
}

/** Names the texts in which a reader finds something else than before. */
async function readDifferently(texts, plain, marked) {
  const isRun = ({ kind }) => kind === 'script' || kind === 'svg'
  const checked = texts.filter(isRun).flatMap(({ file }) => [join(plain, file), join(marked, file)])
  const answers = await said(checked)
  const differences = []
  for (const text of texts) {
    const paths = [plain, marked].map((place) => join(place, text.file))
    let [before, after] = isRun(text)
      ? paths.map((path) => answers.get(path))
      : paths.map((path) => JSON.stringify(READERS[text.kind](readFileSync(path, 'utf8'))))
    // Checks of Perl run parts of the program, which may be in each other's way.
    if (before !== after && isRun(text))
      [before, after] = [(await said([paths[0]])).get(paths[0]), (await said([paths[1]])).get(paths[1])]
    if (before !== after) differences.push(`${text.file}: reads differently`)
  }
  return differences
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

let failed = false
try {
  console.log('| folder | texts | marked | left alone | different |\n| --- | ---: | ---: | ---: | ---: |')
  for (const folder of positionals) failed = (await report(folder)) || failed
} finally {
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0
