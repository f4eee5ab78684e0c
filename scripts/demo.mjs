/** `pnpm demo`: a real vite build with chalk(), then what it left behind: a mark, and the report in short. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bufferSource, inspectBytes, judge, text, wasm } from '../packages/core/dist/index.js'

const playground = fileURLToPath(new URL('../playground/vite8', import.meta.url))
const report = join(playground, 'chalk-report.json')
rmSync(report, { force: true })

console.log('\n$ vite build        (playground/vite8, whose config has one more line: plugins: [chalk()])\n')
const vite = join(playground, 'node_modules', 'vite', 'bin', 'vite.js')
const build = spawnSync(process.execPath, [vite, 'build'], { cwd: playground, stdio: 'inherit' })
if (build.status !== 0) process.exit(build.status ?? 1)

const dist = join(playground, 'dist')
const page = join(dist, 'index.html')
const bytes = readFileSync(page)
const inspected = await inspectBytes('index.html', bytes, { allScripts: true }, [wasm, text])
const mark = inspected?.artifact.mark
if (!inspected || !mark) {
  console.error(`demo: ${page} carries no mark`)
  process.exit(1)
}
const { errors } = await judge(inspected, bufferSource(bytes))
console.log(
  `\nThe mark at the end of dist/index.html (${errors.length === 0 ? 'valid' : `NOT valid: ${errors.join('; ')}`}):\n`,
)
for (const [key, value] of Object.entries(mark.dict)) console.log(`  ${key.padEnd(14)} ${value}`)

const [host] = JSON.parse(readFileSync(report, 'utf8'))
console.log(`\nThe report, ${relative(process.cwd(), report)}, in short:\n`)
const facts = {
  commit: host._COMMIT_ID,
  branch: host._BRANCH,
  author: host._AUTHOR,
  platform: host._OP_PLATFORM,
  when: host._DATETIME,
}
for (const [name, value] of Object.entries(facts)) if (value) console.log(`  ${name.padEnd(14)} ${value}`)
console.log(
  `  ${'marked'.padEnd(14)} ${host._CHALKS.length} of ${readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length} files`,
)
console.log(
  `  ${'problems'.padEnd(14)} ${host._OP_ERRORS.length === 0 ? 'none' : host._OP_ERRORS.join('; ')}\n`,
)
for (const chalk of host._CHALKS) {
  console.log(
    `  ${chalk.CHALK_ID}  ${chalk.ARTIFACT_TYPE.padEnd(12)} ${relative(dist, chalk._OP_ARTIFACT_PATH)}`,
  )
}
