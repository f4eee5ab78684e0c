/**
 * Archives of other projects' test suites, marked: unzip and Python must find the same files in them as before, and removal
 * must give the old bytes back. Prints how many were marked, and how many were left alone for which reason; exits with 1 if
 * anything differs.
 *
 * `pnpm build && node test/peers/archives.mjs FOLDER`
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHALKMARK, run } from './spring-boot/run.mjs'

const LIST = `import sys, zipfile
for i in zipfile.ZipFile(sys.argv[1]).infolist():
    if i.filename != 'chalk.json': print(i.filename, i.CRC, i.file_size, i.compress_type, i.external_attr, i.date_time)`

const folder = process.argv[2]
const work = mkdtempSync(join(tmpdir(), 'chalkmark-archives-'))
const reasons = new Map()
let marked = 0
let wrong = 0
try {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(zip|jar|war|ear)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  for (const file of files) {
    const differences = compare(file)
    for (const difference of differences) console.log(`${file}: ${difference}`)
    wrong += differences.length
  }
  console.log(`| archives | marked | left alone | different |\n| ---: | ---: | ---: | ---: |`)
  console.log(`| ${[files.length, marked, files.length - marked, wrong].join(' | ')} |`)
  for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1]))
    console.log(`    ${count}  ${reason}`)
} finally {
  rmSync(work, { recursive: true })
}
process.exitCode = wrong > 0 ? 1 : 0

function compare(file) {
  const copy = join(work, `copy.${file.split('.').at(-1).toLowerCase()}`)
  copyFileSync(file, copy)
  const before = seen(copy)
  const { output } = run(
    [process.execPath, CHALKMARK, 'insert', '--report', join(work, 'r.json'), copy],
    work,
  )
  if (readFileSync(copy).equals(readFileSync(file))) {
    const reason = /error: [^:]+: (.*)/.exec(output)?.[1] ?? 'no known format'
    // Names and figures differ from file to file.
    const kind = reason.replace(/^.*(?= (is|are|has|overlaps|reaches|lacks)\b)/, '…').replace(/\d+/g, 'N')
    reasons.set(kind, (reasons.get(kind) ?? 0) + 1)
    return []
  }
  marked++
  const after = seen(copy)
  const differences = Object.keys(before)
    .filter((program) => before[program] !== after[program])
    .map(
      (program) =>
        `${program} says ${after[program].slice(0, 300)}, and before ${before[program].slice(0, 300)}`,
    )
  if (run([process.execPath, CHALKMARK, 'verify', copy], work).code !== 0)
    differences.push('the mark is not valid')
  run([process.execPath, CHALKMARK, 'delete', copy], work)
  if (!readFileSync(copy).equals(readFileSync(file)))
    differences.push('removal does not give the old bytes back')
  return differences
}

/** What programs find in an archive, besides the mark. */
function seen(file) {
  const list = run(['python3', '-c', LIST, file], work)
  return {
    unzip: String(run(['unzip', '-tqq', file], work).code),
    python: list.code === 0 ? list.output : 'nothing',
  }
}
