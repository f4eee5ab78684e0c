/**
 * Archives of other projects' test suites, marked: unzip and Python must find the same files in them as before, every mark must be
 * valid, and removal must give the old bytes back. Prints how many were marked, and how many were left alone for which reason;
 * exits with 1 if anything differs.
 *
 * `pnpm build && node test/peers/archives.mjs FOLDER`
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHALKMARK, FOR_NODE, run } from './spring-boot/run.mjs'

/** What Python finds in each archive that is named on stdin, as a digest; files with the bytes of their contents. */
const LIST = `import hashlib, sys, zipfile
for path in sys.stdin.read().split('\\0'):
    said = []
    try:
        with zipfile.ZipFile(path) as z:
            for i in z.infolist():
                if i.filename == 'chalk.json': continue
                said.append(repr((i.filename, i.CRC, i.file_size, i.compress_type, i.external_attr, i.date_time)))
                try: said.append(hashlib.sha256(z.read(i)).hexdigest() if i.file_size < 1 << 28 else 'large')
                except Exception as e: said.append(type(e).__name__)
    except Exception as e: said.append(type(e).__name__)
    print(hashlib.sha256('\\n'.join(said).encode('utf-8', 'surrogatepass')).hexdigest())`

const NAME = /\.(zip|jar|war|ear)$/i
const work = mkdtempSync(join(tmpdir(), 'chalkmark-archives-'))
const [plain, marked] = [join(work, 'plain'), join(work, 'marked')]

/** By its name or, as inputs of fuzzers have no extension, its first bytes. */
function isArchive(path) {
  return NAME.test(path) || /^PK(?:\x03\x04|\x05\x06)/.test(readFileSync(path).toString('latin1', 0, 4))
}

/** What programs find in archives, besides the mark. */
function seen(paths) {
  const { stdout } = spawnSync('python3', ['-c', LIST], { input: paths.join('\0'), encoding: 'utf8' })
  const lists = stdout.trim().split('\n')
  return paths.map(
    (path, index) => `python ${lists[index]}, unzip ${run(['unzip', '-tqq', path], work).code}`,
  )
}

function compare(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isArchive)
  mkdirSync(plain)
  const names = files.map((file, index) => {
    const name = `${index}.${NAME.exec(file)?.[1].toLowerCase() ?? 'zip'}`
    writeFileSync(join(plain, name), readFileSync(file))
    return name
  })
  cpSync(plain, marked, { recursive: true })
  const isSame = (name) => readFileSync(join(plain, name)).equals(readFileSync(join(marked, name)))
  const report = join(work, 'report.json')
  const command = (...args) => run([process.execPath, CHALKMARK, ...args, marked], work)
  command('insert', ...FOR_NODE, '--report', report)
  const [{ _OP_ERRORS: errors = [] }] = JSON.parse(readFileSync(report, 'utf8'))
  const changed = names.filter((name) => !isSame(name))
  const [before, after] = [plain, marked].map((place) => seen(changed.map((name) => join(place, name))))
  const wrong = changed.flatMap((name, index) =>
    before[index] === after[index] ? [] : [`${name}: ${before[index]} → ${after[index]}`],
  )
  const verified = command('verify', '--allow-unmarked', '--json')
  const [{ _CHALKS: chalks = [] }] = JSON.parse(/^\[\n.*^\]$/ms.exec(verified.output)?.[0] ?? '[{}]')
  for (const { _VALIDATED_METADATA: valid, _OP_ARTIFACT_PATH: path } of chalks)
    if (valid === false) wrong.push(`${path}: its mark is not valid`)
  command('delete')
  for (const name of names) if (!isSame(name)) wrong.push(`${name}: removal does not give the old bytes back`)
  console.log('| archives | marked | left alone | different |\n| ---: | ---: | ---: | ---: |')
  console.log(
    `| ${[names.length, changed.length, names.length - changed.length, wrong.length].join(' | ')} |`,
  )
  tell(errors)
  for (const line of wrong.slice(0, 20)) console.log(`    ${files[Number.parseInt(line, 10)] ?? ''} ${line}`)
  return wrong.length === 0
}

/** Why archives were left alone. Names and figures differ from file to file. */
function tell(errors) {
  const reasons = new Map()
  for (const error of errors) {
    const reason = error
      .replace(/^[^:]*: /, '')
      .replace(/^.*(?= (is|are|has|overlaps|reaches|lacks)\b)/, '…')
      .replace(/\d+/g, 'N')
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1]))
    console.log(`    ${count}  ${reason}`)
}

try {
  process.exitCode = compare(process.argv[2]) ? 0 : 1
} finally {
  rmSync(work, { recursive: true })
}
