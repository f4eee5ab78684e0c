/** The Gradle plugin in real builds: on the Gradle that Debian has, and on the newest whose API is published. */
import { execFileSync, spawn } from 'node:child_process'
import { lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTool } from '../../packages/core/test/tool.js'
import { run, runNode } from './support/build.js'
import { CHALKMARK } from './support/chalkmark.js'
import {
  buildPlugin,
  type Gradle,
  type GradleProject,
  type GradleProjectOptions,
  gradleProject,
  installedGradle,
  newestGradle,
  type Plugin,
  runGradle,
} from './support/gradle.js'

const ARCHIVES = [
  'app/build/libs/app-1.0.jar',
  'lib/build/libs/lib-1.0.jar',
  'lib/build/libs/lib-1.0-sources.jar',
  'web/build/libs/web-1.0.war',
]
const APP = ARCHIVES[0]!
const LIB = ARCHIVES[1]!

const canRun =
  process.platform !== 'win32' &&
  hasTool('gradle') &&
  hasTool('mvn') &&
  hasTool('javac') &&
  hasTool('unzip', ['-v'])

const projects: GradleProject[] = []
const gradles: Gradle[] = []
let plugin: Plugin | undefined

beforeAll(() => {
  if (canRun) plugin = buildPlugin()
}, 600_000)
afterAll(() => {
  for (const gradle of gradles) gradle.stop()
  for (const project of projects) project.remove()
  plugin?.remove()
})

function newProject(options: GradleProjectOptions = {}): GradleProject {
  const project = gradleProject(options)
  projects.push(project)
  return project
}

const bytesOf = (project: GradleProject, name: string) => readFileSync(project.path(name))
const allBytes = (project: GradleProject) => ARCHIVES.map((name) => bytesOf(project, name).toString('base64'))
const unzip = (...args: string[]) => execFileSync('unzip', args, { encoding: 'utf8' })
const markOf = (project: GradleProject, name: string) =>
  JSON.parse(unzip('-p', project.path(name), 'chalk.json'))
const namesIn = (project: GradleProject, name: string) => unzip('-Z1', project.path(name)).trim().split('\n')
/** Each entry's version, size, method, time and name, in the archive's order. */
const entriesOf = (project: GradleProject, name: string) =>
  unzip('-Zl', project.path(name))
    .split('\n')
    .filter((line) => /^[-d]/.test(line))
const verify = (project: GradleProject, names: string[]) =>
  runNode([CHALKMARK, 'verify', ...names], project.dir)

async function expectMarked(project: GradleProject, names: string[]): Promise<void> {
  await verify(project, names)
  for (const name of names) expect(namesIn(project, name)).toContain('chalk.json')
}

function expectUnmarked(project: GradleProject, names: string[]): void {
  for (const name of names) expect(namesIn(project, name)).not.toContain('chalk.json')
}

async function expectGone(pids: number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(0)
  await expect.poll(() => pids.filter(isRunning), { timeout: 20_000 }).toEqual([])
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe.skipIf(!canRun).sequential.each([
  ['the installed Gradle', installedGradle],
  ['the newest Gradle', newestGradle],
])('%s', (_name, create) => {
  let gradle: Gradle
  beforeAll(() => {
    gradle = create(plugin!)
    gradles.push(gradle)
  }, 120_000)

  /** What Gradle has no part in is not run on both. */
  const once = create === installedGradle ? it : it.skip

  async function build(project: GradleProject, args: string[] = ['assemble'], mayFail = false) {
    const { code, stdout, stderr } = await runGradle(gradle, project.dir, args, { mayFail })
    return { code, output: `${stdout}\n${stderr}` }
  }

  it('marks every archive and changes nothing else', { timeout: 300_000 }, async () => {
    const plain = newProject({ block: false })
    const marked = newProject()
    await build(plain)
    const { output } = await build(marked, ['--parallel', 'assemble'])
    expect(output).not.toContain('chalkmark')
    expect(marked.starts()).toHaveLength(1)

    await expectMarked(marked, ARCHIVES)
    for (const name of ARCHIVES) {
      expect(namesIn(marked, name)).toEqual([...namesIn(plain, name), 'chalk.json'])
      // A war holds jars, which are marked.
      const isSame = (entry: string) => !entry.endsWith('.jar')
      const entries = entriesOf(marked, name).slice(0, -1)
      expect(entries.filter(isSame)).toEqual(entriesOf(plain, name).filter(isSame))
    }
    const runApp = (project: GradleProject) => run(['java', '-jar', APP], project.dir)
    expect((await runApp(marked)).stdout).toBe('drawing 1.0\n~~~\n~~~~~~~\n~~~~~\n')
    expect(await runApp(marked)).toEqual(await runApp(plain))
    const reader = fileURLToPath(new URL('support/java/Manifest.java', import.meta.url))
    const manifests = await run(['java', reader, ...ARCHIVES], marked.dir)
    expect(manifests.stdout).toBe('org.example.drawing.Main\nnull\nnull\nnull\n')

    expect(ARCHIVES.map((name) => markOf(marked, name).PACKAGE_URI)).toEqual([
      'pkg:maven/org.example.drawing/app@1.0',
      'pkg:maven/org.example.drawing/lib@1.0',
      'pkg:maven/org.example.drawing/lib@1.0?classifier=sources',
      'pkg:maven/org.example.drawing/web@1.0?type=war',
    ])
    expect(markOf(marked, APP)).toMatchObject({ ARTIFACT_VERSION: '1.0', ARTIFACT_TYPE: 'JAR' })
    const [report] = JSON.parse(marked.read('build/chalk-report.json'))
    expect(report._CHALKS).toHaveLength(ARCHIVES.length)
  })

  it('does nothing when nothing has changed, and marks again for another commit', {
    timeout: 300_000,
  }, async () => {
    // A task that has marked archives on its class path, as tests have.
    const check = `
      task check2 {
        inputs.files(sourceSets.main.runtimeClasspath).withNormalizer(ClasspathNormalizer)
        def mark = file("$buildDir/checked")
        outputs.file(mark)
        doLast { mark << 'x' }
      }`
    const project = newProject({ files: { '+app/build.gradle': check } })
    const tasks = ['assemble', 'check2']
    await build(project, tasks)
    const first = allBytes(project)

    const { output } = await build(project, tasks)
    expect(output).toMatch(/9 actionable tasks: 9 up-to-date/)
    expect(project.starts()).toHaveLength(1)
    expect(allBytes(project)).toEqual(first)

    const commit = project.commit({ message: 'Draw the second line' })
    await build(project, tasks)
    expect(project.starts()).toHaveLength(2)
    for (const name of ARCHIVES) expect(markOf(project, name).COMMIT_ID).toBe(commit)
    await expectMarked(project, ARCHIVES)
    expect(project.read('app/build/checked')).toBe('x')

    const { output: verified } = await build(project, ['chalkmarkVerify'])
    expect(verified).toContain('BUILD SUCCESSFUL')
  })

  once(
    'reproducible: the same bytes in another folder, and none anew for another commit',
    {
      timeout: 300_000,
    },
    async () => {
      const one = newProject({ block: 'reproducible = true' })
      const other = newProject({ block: 'reproducible = true' })
      await build(one)
      // The daemon would keep the variables that it was started with.
      await runGradle(gradle, other.dir, ['--no-daemon', 'assemble'], {
        env: { TZ: 'Asia/Tokyo', CI: 'true', GITHUB_RUN_ID: '1' },
      })
      await expectMarked(one, ARCHIVES)
      expect(allBytes(other)).toEqual(allBytes(one))

      one.commit({ message: 'Draw the second line' })
      const { output } = await build(one)
      expect(output).toMatch(/8 actionable tasks: 8 up-to-date/)
      expect(one.starts()).toHaveLength(1)
    },
  )

  it('leaves the marks of archives out of what unpacks them', { timeout: 300_000 }, async () => {
    const project = newProject({
      files: {
        '+app/build.gradle': `
          task fat(type: Jar) {
            dependsOn ':lib:jar', ':web:war', jar
            duplicatesStrategy = 'fail'
            from { zipTree(file('../lib/build/libs/lib-1.0.jar')) }
            from { zipTree(file('../web/build/libs/web-1.0.war')) }
            from { zipTree(file('build/libs/app-1.0.jar')) }
            exclude 'META-INF/**'
          }
          if (fat.hasProperty('archiveFileName')) fat.archiveFileName = 'fat.jar' else fat.archiveName = 'fat.jar'
          `,
      },
    })
    await build(project, [':app:fat'])
    const fat = 'app/build/libs/fat.jar'
    await expectMarked(project, [LIB, APP, fat])
    expect(namesIn(project, fat).filter((name) => name === 'chalk.json')).toHaveLength(1)
  })

  once('marks what the options say', { timeout: 300_000 }, async () => {
    const project = newProject({
      block: `
        exclude = ['*-sources.jar', 'web/**/*.war']
        template = ['ARTIFACT_VERSION', 'CHALK_PTR', 'X-TEAM']
        keys = [CHALK_PTR: "https://example.com/\${rootProject.name}"]
        report = 'build/reports/marks.json'`,
      files: {
        '+app/build.gradle': `\napply plugin: 'dev.chalkmark'\nchalkmark { keys = ['X-TEAM': 'lines']; template = 'mark_web' }\n`,
      },
    })
    const { output } = await build(project)
    expect(output).toContain(
      "chalkmark: template of :app does not hold: it is the whole build's, and : sets it",
    )
    expectUnmarked(project, ARCHIVES.slice(2))
    await expectMarked(project, [APP, LIB])
    expect(markOf(project, APP)).toMatchObject({
      ARTIFACT_VERSION: '1.0',
      CHALK_PTR: 'https://example.com/drawing',
      'X-TEAM': 'lines',
    })
    expect(markOf(project, LIB)).not.toHaveProperty('X-TEAM')
    expect(markOf(project, LIB)).not.toHaveProperty('COMMIT_ID')
    expect(JSON.parse(project.read('build/reports/marks.json'))[0]._CHALKS).toHaveLength(2)
  })

  it('marks by hand', { timeout: 300_000 }, async () => {
    const project = newProject({ block: 'enabled = false' })
    await build(project)
    expectUnmarked(project, ARCHIVES)
    const { code, output } = await build(project, ['chalkmarkVerify'], true)
    expect(code).not.toBe(0)
    expect(output).toContain(APP)

    await build(project, ['chalkmark', `-Pchalkmark.files=${APP}`])
    await expectMarked(project, [APP])
    expectUnmarked(project, [LIB])
    await build(project, ['chalkmark', 'chalkmarkVerify'])
    await expectMarked(project, ARCHIVES)
  })

  once(
    'jars that are signed after they were marked verify, and signed ones are left alone',
    { timeout: 300_000 },
    async () => {
      const store = ['-keystore', 'keys.p12', '-storepass', 'changeit']
      const project = newProject({
        files: {
          '+lib/build.gradle': `
          jar {
            def store = rootProject.file('keys.p12')
            def file = file("$buildDir/libs/lib-1.0.jar")
            doLast {
              def process = ['jarsigner', '-keystore', store.path, '-storepass', 'changeit', file.path, 'key'].execute()
              process.in.text
              if (process.waitFor() != 0) throw new GradleException('jarsigner failed')
            }
          }`,
        },
      })
      const subject = ['-alias', 'key', '-dname', 'CN=Ada Example', '-keyalg', 'EC', '-validity', '3650']
      await run(['keytool', '-genkeypair', ...store, ...subject], project.dir)
      const { output } = await build(project)
      expect(output).toMatch(/lib\/build\/libs\/lib-1\.0\.jar is not marked: the jar is signed/)
      expectUnmarked(project, [LIB])
      await run(['jarsigner', ...store, APP, 'key'], project.dir)
      await expectMarked(project, [APP])
      for (const name of [APP, LIB]) {
        const { stdout } = await run(['jarsigner', '-verify', '-verbose', ...store, name], project.dir)
        expect(stdout).toContain('jar verified.')
      }
      expect(namesIn(project, LIB)).toContain('META-INF/KEY.SF')
      const { stdout } = await run(['java', '-jar', APP], project.dir)
      expect(stdout).toContain('drawing 1.0')
    },
  )

  once('leaves a broken archive alone, and tries again', { timeout: 300_000 }, async () => {
    const project = newProject({
      files: {
        '+lib/build.gradle': `
          sourcesJar {
            def file = file("$buildDir/libs/lib-1.0-sources.jar")
            doLast {
              def bytes = file.bytes
              def at = bytes.length - 22 - 30
              bytes[at] = (byte) (bytes[at] ^ 0x55)
              for (int i = at; i < at + 20; i++) bytes[i] = 0x55
              file.bytes = bytes
            }
          }`,
      },
    })
    const plain = newProject({
      block: false,
      files: { 'lib/build.gradle': project.read('lib/build.gradle') },
    })
    const broken = ARCHIVES[2]!
    const { output } = await build(project)
    await build(plain)
    expect(output).toMatch(/chalkmark: lib\/build\/libs\/lib-1\.0-sources\.jar is not marked: .+/)
    expect(bytesOf(project, broken)).toEqual(bytesOf(plain, broken))
    await expectMarked(project, [APP, LIB, ARCHIVES[3]!])
    expect((await build(project)).output).toContain('is not marked')
  })

  it('without the command: a warning, and strict: an error', { timeout: 300_000 }, async () => {
    const missing = (strict: boolean) =>
      newProject({ block: `strict = ${strict}\ncommand = '/nowhere/chalkmark'` })
    const lenient = missing(false)
    const { output } = await build(lenient)
    expect(output).toMatch(/chalkmark: \S+\.jar is not marked: .*npm install/)
    expect(output.match(/npm install -D/g)).toHaveLength(1)
    expectUnmarked(lenient, ARCHIVES)

    // It is there now: what was not marked is not up to date.
    lenient.write('build.gradle', lenient.read('build.gradle').replace("command = '/nowhere/chalkmark'", ''))
    await build(lenient)
    await expectMarked(lenient, ARCHIVES)

    const { code, output: said } = await build(missing(true), ['assemble'], true)
    expect(code).not.toBe(0)
    expect(said).toMatch(/is not marked: .*npm install/)
  })

  once('a command that dies: its last words, and the build goes on', { timeout: 300_000 }, async () => {
    const command = '#!/bin/sh\nread line\necho "the disk is on fire" >&2\nexit 3\n'
    const project = newProject({ command })
    const { output } = await build(project)
    expect(output).toMatch(/is not marked: .*exit code 3.*the disk is on fire/)
    expectUnmarked(project, ARCHIVES)

    // The note that an archive is not marked takes the place of a link.
    const note = project.path('app/build/tmp/jar/unmarked.chalkmark')
    project.write('precious.txt', 'precious')
    rmSync(note)
    symlinkSync(project.path('precious.txt'), note)
    await build(project)
    expect(project.read('precious.txt')).toBe('precious')
    expect(lstatSync(note).isFile()).toBe(true)

    const { code } = await build(newProject({ command, block: 'strict = true' }), ['assemble'], true)
    expect(code).not.toBe(0)
  })

  it('a report that is lost: a warning, and strict: an error', { timeout: 300_000 }, async () => {
    const command = `#!${process.execPath}
      import { createInterface } from 'node:readline'
      let config
      createInterface({ input: process.stdin }).on('line', (line) => {
        const { id, method, params } = JSON.parse(line)
        config ??= params.config
        const results = {
          begin: { protocol: 1, version: '0' },
          mark: { marked: true, chalkId: '', metadataId: '', hash: '', warnings: ['it looks odd with ' + config] },
          end: { marked: 1, unmarked: 0, report: null, errors: ['the disk is full'] },
        }
        console.log(JSON.stringify({ jsonrpc: '2.0', id, result: results[method] }))
        if (method === 'end') process.exit(0)
      })`
    const project = newProject({ command, block: "config = 'sinks.json'" })
    const { output } = await build(project)
    expect(output).toContain(
      `chalkmark: app/build/libs/app-1.0.jar: it looks odd with ${project.path('sinks.json')}`,
    )
    expect(output).toContain('chalkmark: the disk is full')

    const { code, output: said } = await build(
      newProject({ command, block: 'strict = true' }),
      ['assemble'],
      true,
    )
    expect(code).not.toBe(0)
    expect(said).toContain('chalkmark: the disk is full')
  })

  it('a command that hangs is ended, with what it started', { timeout: 300_000 }, async () => {
    const command = `#!/bin/sh\nsleep 100 &\necho $$ >> ${'"$(dirname "$0")"'}/../.git/starts\necho $! >> ${'"$(dirname "$0")"'}/../.git/starts\necho waiting >&2\nwait\n`
    const project = newProject({ command, block: 'timeout = 2' })
    const { output } = await build(project)
    expect(output).toMatch(/is not marked: .*no answer.*2 s.*waiting/)
    expectUnmarked(project, ARCHIVES)
    expect(project.starts()).toHaveLength(2)
    await expectGone(project.starts())
  })

  it('a build that is stopped leaves no process', { timeout: 300_000 }, async () => {
    const command = `#!/bin/sh\nsleep 100 &\necho $$ >> ${'"$(dirname "$0")"'}/../.git/starts\necho $! >> ${'"$(dirname "$0")"'}/../.git/starts\nwait\n`
    const project = newProject({ command })
    const [program, ...args] = [...gradle.command, 'assemble']
    const build = spawn(program!, args, { cwd: project.dir, stdio: 'ignore' })
    const ended = new Promise((resolve) => build.on('exit', resolve))
    await expect.poll(() => project.starts(), { timeout: 60_000 }).toHaveLength(2)
    build.kill('SIGTERM')
    await ended
    await expectGone(project.starts())
  })
})

it.skipIf(!canRun)('compiles against the installed Gradle', { timeout: 120_000 }, async () => {
  const folder = fileURLToPath(new URL('../../packages/jvm/gradle-plugin', import.meta.url))
  await run([join(folder, 'compile-with-installed-gradle.sh')], folder, { timeout: 120_000 })
})
