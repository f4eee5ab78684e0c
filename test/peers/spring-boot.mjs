/**
 * Real applications of Spring Boot, with a mark and without: each is started, and each command of its `jarmode` is run
 * on it. Exit code, output and extracted files must be the same, but for the mark's own file and the digests that
 * follow from it. Prints a row for each archive; exits with 1 if anything differs.
 *
 * `pnpm build && node test/peers/spring-boot.mjs [--folder DIR] [--boot 3.3.4] [--tool command|maven|gradle] [--kind jar]`
 *
 * Needs Java 17, Maven, and Maven Central. Builds stay in the folder and are used again.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildWithGradle } from './spring-boot/gradle.mjs'
import { buildWithMaven } from './spring-boot/maven.mjs'
import { CHALKMARK, contentOf, run } from './spring-boot/run.mjs'

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(tmpdir(), 'chalkmark-spring-boot') },
    boot: { type: 'string', multiple: true, default: ['2.7.18', '3.3.4', '3.5.7', '4.0.0'] },
    tool: { type: 'string', multiple: true, default: ['command', 'maven', 'gradle'] },
    kind: { type: 'string', multiple: true, default: ['jar', 'jar, executable', 'war', 'war, executable'] },
  },
})

const known = new Map()

/** The commands of `jarmode`, by the version of Spring Boot. */
function commandsOf(boot) {
  const layertools = [
    ['help'],
    ['list'],
    ['classpath'],
    ['extract'],
    ['extract', '--destination', 'x', 'application'],
  ]
  const tools = [
    ['help'],
    ['list-layers'],
    ['extract'],
    ['extract', '--destination', 'x'],
    ['extract', '--layers'],
    ['extract', '--layers', 'application', '--destination', 'x'],
    ['extract', '--launcher'],
    ['extract', '--layers', '--launcher'],
  ]
  const [major, minor] = boot.split('.').map(Number)
  const modes = []
  if (major < 4) modes.push(...layertools.map((args) => ['layertools', args]))
  if (major > 3 || (major === 3 && minor >= 3)) modes.push(...tools.map((args) => ['tools', args]))
  return modes
}

/** What one command does with the archive in a new folder: code, output, and the files that it makes. */
function resultOf(archive, folder, args) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const name = `app.${archive.split('.').at(-1)}`
  cpSync(archive, join(folder, name))
  const { code, output } = run(['java', '-XX:TieredStopAtLevel=1', ...args(name)], folder)
  const files = {}
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1)
    if (entry.isFile() && path !== name) files[path] = contentOf(join(folder, path))
  }
  return { code, output: normal(output), files }
}

/** The same, asked once: each tool's archive is compared with an unmarked one. */
function resultOnce(archive, folder, label, args) {
  const key = `${archive} ${label}`
  if (!known.has(key)) known.set(key, resultOf(archive, folder, args))
  return known.get(key)
}

/** Output without what differs from run to run. */
function normal(output) {
  return output
    .replace(/^\d{4}-\d\d-\d\d[T ].*$/gm, '<log>')
    .replace(/\b\d+\.\d+ seconds\b/g, '<time>')
    .split('\n')
    .filter((line) => line !== '<log>')
    .join('\n')
}

/** The names of the files that differ, without those that a mark adds or changes. */
function differences(before, after) {
  const names = new Set([...Object.keys(before.files), ...Object.keys(after.files)])
  const isOfMark = (name) => /(^|\/)chalk\.json$/.test(name)
  return [
    ...(before.code === after.code ? [] : [`exit code ${before.code} → ${after.code}`]),
    ...(before.output === after.output ? [] : [`output: ${after.output.slice(0, 300)}`]),
    ...[...names].filter((name) => !isOfMark(name) && before.files[name] !== after.files[name]),
  ]
}

function compare(boot, plain, marked, folder) {
  const wrong = []
  const runs = [
    ['run', (name) => ['-jar', name, 'x', 'y']],
    ...commandsOf(boot).map(([mode, args]) => [
      `${mode} ${args.join(' ')}`,
      (name) => [`-Djarmode=${mode}`, '-jar', name, ...args],
    ]),
  ]
  for (const [label, args] of runs) {
    const before = resultOnce(plain, join(folder, 'run'), label, args)
    const after = resultOf(marked, join(folder, 'run'), args)
    if (label === 'run' && !before.output.includes('RAN x,y'))
      throw new Error(`${plain} does not run: ${before.output}`)
    for (const difference of differences(before, after)) wrong.push(`${label}: ${difference}`)
  }
  return { wrong, count: runs.length }
}

/** A copy of the archive that the command has marked. */
function markedByCommand(plain, folder) {
  const marked = join(folder, `marked.${plain.split('.').at(-1)}`)
  cpSync(plain, marked)
  const { code, output } = run(
    [process.execPath, CHALKMARK, 'insert', '--report', join(folder, 'r.json'), marked],
    folder,
  )
  if (code !== 0) throw new Error(`${plain} was not marked: ${output}`)
  return marked
}

/** Signs an archive, and says what `jarsigner -verify -strict` answers and whether the mark is valid. */
function signed(archive, folder) {
  const store = join(folder, 'store.p12')
  const pass = ['-keystore', store, '-storepass', 'changeit']
  if (!existsSync(store))
    run(['keytool', '-genkeypair', ...pass, '-alias', 'a', '-dname', 'CN=a', '-keyalg', 'EC'], folder)
  const copy = join(folder, `signed.${archive.split('.').at(-1)}`)
  cpSync(archive, copy)
  const { code } = run(['jarsigner', ...pass, copy, 'a'], folder)
  if (code !== 0) throw new Error(`${archive} was not signed`)
  const strict = run(['jarsigner', '-verify', '-strict', copy], folder).code
  return { copy, strict, verify: run([process.execPath, CHALKMARK, 'verify', copy], folder).code }
}

function tested(boot, title, plain, marked, folder) {
  const { wrong, count } = compare(boot, plain, marked, folder)
  if (run([process.execPath, CHALKMARK, 'verify', marked], folder).code !== 0)
    wrong.push('the mark is not valid')
  const [before, after] = [signed(plain, folder), signed(marked, folder)]
  if (before.strict !== after.strict) wrong.push(`jarsigner -strict ${before.strict} → ${after.strict}`)
  if (after.verify !== 0) wrong.push('the mark is not valid once the archive is signed')
  const started = resultOf(after.copy, join(folder, 'run'), (name) => ['-jar', name, 'x', 'y'])
  if (!started.output.includes('RAN x,y')) wrong.push('it does not run once it is signed')
  console.log(`| ${[boot, title, count + 2, wrong.length].join(' | ')} |`)
  for (const line of wrong) console.log(`    ${line.replaceAll('\n', ' ')}`)
  return wrong.length
}

let wrong = 0
console.log('| Spring Boot | archive | checks | different |\n| --- | --- | ---: | ---: |')
for (const boot of values.boot) {
  for (const title of values.kind) {
    const kind = { packaging: title.slice(0, 3), isExecutable: title.includes('executable') }
    const folder = join(values.folder, `${boot}-${title.replace(', ', '-')}`)
    mkdirSync(folder, { recursive: true })
    const project = { boot, ...kind, folder }
    const plain = buildWithMaven({ ...project, isMarked: false })
    if (values.tool.includes('command'))
      wrong += tested(boot, `${title}, command`, plain, markedByCommand(plain, folder), folder)
    if (values.tool.includes('maven'))
      wrong += tested(boot, `${title}, Maven`, plain, buildWithMaven({ ...project, isMarked: true }), folder)
    if (values.tool.includes('gradle')) {
      const [one, other] = [false, true].map((isMarked) => buildWithGradle({ ...project, isMarked }))
      if (one && other) wrong += tested(boot, `${title}, Gradle`, one, other, folder)
      else console.log(`| ${boot} | ${title}, Gradle | 0 | this Spring Boot needs a newer Gradle |`)
    }
  }
}
process.exitCode = wrong > 0 ? 1 : 0
