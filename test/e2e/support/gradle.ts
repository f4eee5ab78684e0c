/** Runs Gradle builds with the plugin as it is here: on Debian's Gradle, and on the newest one whose API is published. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, delimiter, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, type BuildResult, run } from './build.js'
import { CHALKMARK } from './chalkmark.js'
import { type CommitOptions, type Project, writeProject } from './project.js'

const path = (url: string) => fileURLToPath(new URL(url, import.meta.url))
const TEMPORARY = path('../../.tmp')
const JVM = path('../../../packages/jvm')
const PLAYGROUND = path('../../../playground/gradle')
const API = path('./gradle-api')

/** A Gradle to run builds with. */
export interface Gradle {
  /** The command line, without tasks. */
  command: readonly string[]
  /** Ends what it left running. */
  stop(): void
}

/** The plugin in a Maven repository, and what it was compiled against. */
export interface Plugin {
  repository: string
  /** The jars of the newest Gradle's API. */
  api: string
  remove(): void
}

/** Builds the plugin in a copy: other tests may build beside. */
export function buildPlugin(): Plugin {
  const folder = temporaryFolder('gradle-plugin')
  const repository = join(folder, 'repository')
  for (const part of readdirSync(JVM)) {
    cpSync(join(JVM, part), join(folder, part), {
      recursive: true,
      filter: (file) => basename(file) !== 'target' && basename(file) !== 'node_modules',
    })
  }
  const skip = ['-DskipTests', '-Dmaven.javadoc.skip', '-Dmaven.source.skip', '-Dmaven.install.skip']
  const goals = ['deploy', 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath']
  execFileSync(
    'mvn',
    ['-q', '-B', '-pl', '.,gradle-plugin,gradle-plugin-marker', ...goals, ...skip]
      .concat(`-DaltDeploymentRepository=test::file://${repository}`)
      .concat('-Dmdep.outputFile=target/classpath'),
    { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  return {
    repository,
    api: readFileSync(join(folder, 'gradle-plugin/target/classpath'), 'utf8').trim(),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** The Gradle on the PATH, as a daemon: what a build started last must not show in the next one. */
export function installedGradle({ repository }: Plugin): Gradle {
  const home = temporaryFolder('gradle-home')
  return {
    command: ['gradle', '--offline', '-g', home, `-PchalkmarkRepo=${repository}`],
    stop() {
      execFileSync('gradle', ['-g', home, '--stop'], { stdio: 'ignore' })
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * The Gradle whose API the plugin is compiled against, with the configuration cache. Maven Central has no distribution
 * of it; the API's jar holds nearly all that is needed (gradle-api/*.java have the rest).
 */
export function newestGradle({ repository, api }: Plugin): Gradle {
  const home = temporaryFolder('gradle-newest')
  const classes = join(home, 'classes')
  const dist = join(home, 'dist')
  const version = /gradle-api-([\d.]+)\.jar/.exec(api)![1]!
  const sources = readdirSync(API).filter((name) => name.endsWith('.java'))
  execFileSync('javac', ['-nowarn', '-d', classes, '-cp', api, ...sources], { cwd: API, stdio: 'ignore' })
  execFileSync('java', ['-cp', classes, 'Distribution', dist, version, api])
  // The compiler inside Gradle needs a class that the API does not hold.
  const init = join(home, 'init.gradle')
  writeFileSync(
    init,
    `allprojects {
       tasks.withType(JavaCompile).configureEach {
         options.fork = true
         options.forkOptions.executable = System.getProperty('java.home') + '/bin/javac'
       }
     }`,
  )
  const opens = ['java.lang', 'java.lang.invoke', 'java.util', 'java.nio.charset', 'java.net']
  const command = [
    'java',
    ...opens.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    '-XX:TieredStopAtLevel=1',
    `-Dgradle.home=${dist}`,
    `-Dgradle.user.home=${join(home, 'user')}`,
    '-Dorg.gradle.internal.instrumentation.agent=false',
    '-cp',
    [classes, join(dist, 'lib', '*')].join(delimiter),
    'Launcher',
    ...['--offline', '--configuration-cache', '-I', init, `-PchalkmarkRepo=${repository}`],
  ]
  return {
    command,
    stop: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** Runs tasks in `dir`. @throws Error as {@link run} */
export function runGradle(
  { command }: Gradle,
  dir: string,
  args: readonly string[],
  options?: BuildOptions,
): Promise<BuildResult> {
  return run([...command, ...args], dir, { timeout: 120_000, ...options })
}

export interface GradleProjectOptions extends CommitOptions {
  /** Lines for the block `chalkmark { … }` of the root project; false: without the plugin. @default none */
  block?: string | false
  /** More files, or other ones. A name with a leading `+`: what to append to the file. */
  files?: Readonly<Record<string, string>>
  /** A script that is run in place of the command. @default the command, with its starts counted */
  command?: string
}

export interface GradleProject extends Project {
  /** How often the command was started, as processes' ids. */
  starts(): number[]
}

/** A copy of the playground, in a repository of its own. */
export function gradleProject(options: GradleProjectOptions = {}): GradleProject {
  const { block = '', files = {}, command, ...commit } = options
  const all: Record<string, string> = {}
  for (const file of readdirSync(PLAYGROUND, { recursive: true, withFileTypes: true })) {
    const name = relative(PLAYGROUND, join(file.parentPath, file.name)).replaceAll('\\', '/')
    if (file.isFile() && !/(^|\/)(build|\.gradle)\//.test(name))
      all[name] = readFileSync(join(PLAYGROUND, name), 'utf8')
  }
  const text = all['build.gradle']!
  const start = 'chalkmark {\n'
  if (!text.includes(start)) throw new Error(`${PLAYGROUND}: no block chalkmark { } in build.gradle`)
  all['build.gradle'] =
    block === false
      ? text.replace(/^plugins \{[^}]*\}\s+chalkmark \{[^}]*\}/, '')
      : text.replace(start, `${start}command = "$rootDir/bin/chalkmark"\n${block}\n`)
  all['bin/chalkmark'] =
    command ??
    `#!/bin/sh\necho $$ >> "$(dirname "$0")/../.git/starts"\nexec '${process.execPath}' '${CHALKMARK}' "$@"\n`
  for (const [name, content] of Object.entries(files)) {
    if (name.startsWith('+')) all[name.slice(1)] += content
    else all[name] = content
  }
  const project = writeProject('gradle', all, commit)
  chmodSync(project.path('bin/chalkmark'), 0o755)
  writeFileSync(join(project.root, '.git/info/exclude'), '.gradle\nbuild\n')
  return {
    ...project,
    starts: () => {
      if (!existsSync(project.path('.git/starts'))) return []
      return project.read('.git/starts').trim().split('\n').map(Number)
    },
  }
}

function temporaryFolder(name: string): string {
  mkdirSync(TEMPORARY, { recursive: true })
  return mkdtempSync(join(TEMPORARY, `${name}-`))
}
