/**
 * The same application, built by the Gradle whose API is published on Maven Central (test/e2e/support/gradle.ts has the
 * why). That Gradle is too old for Spring Boot 4.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { APPLICATION, CHALKMARK, JVM, mustRun, writeFiles } from './run.mjs'

const API = fileURLToPath(new URL('../../e2e/support/gradle-api', import.meta.url))
let gradle

/** @returns the archive; undefined if this Spring Boot does not support the Gradle. */
export function buildWithGradle({ boot, packaging, isExecutable = false, isMarked, folder }) {
  if (Number.parseInt(boot, 10) > 3) return undefined
  const archive = join(folder, `gradle-${isMarked ? 'marked' : 'plain'}.${packaging}`)
  if (!isMarked && existsSync(archive)) return archive
  const project = join(folder, isMarked ? 'gradle-marked' : 'gradle')
  gradle ??= prepare(join(folder, '..', 'gradle-home'))
  writeFiles(project, {
    ...APPLICATION,
    'settings.gradle': "rootProject.name = 'app'\n",
    'build.gradle': script({ boot, packaging, isExecutable, isMarked }, gradle.repository),
  })
  const task = packaging === 'war' ? 'bootWar' : 'bootJar'
  rmSync(join(project, 'build'), { recursive: true, force: true })
  mustRun([...gradle.command, task], project)
  cpSync(join(project, 'build/libs', `app.${packaging}`), archive)
  return archive
}

/** Builds the plugin, and makes a folder that looks like a distribution of Gradle. */
function prepare(home) {
  const [source, repository, classes, dist] = ['jvm', 'repository', 'classes', 'dist'].map((name) =>
    join(home, name),
  )
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  cpSync(JVM, source, {
    recursive: true,
    filter: (file) => basename(file) !== 'target' && basename(file) !== 'node_modules',
  })
  mustRun(
    ['mvn', '-q', '-B', '-pl', '.,gradle-plugin,gradle-plugin-marker', 'deploy']
      .concat('org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath')
      .concat('-DskipTests', '-Dmaven.javadoc.skip', '-Dmaven.source.skip', '-Dmaven.install.skip')
      .concat(`-DaltDeploymentRepository=test::file://${repository}`, '-Dmdep.outputFile=target/classpath'),
    source,
  )
  const api = readFileSync(join(source, 'gradle-plugin/target/classpath'), 'utf8').trim()
  const version = /gradle-api-([\d.]+)\.jar/.exec(api)[1]
  const sources = readdirSync(API).filter((name) => name.endsWith('.java'))
  mustRun(['javac', '-nowarn', '-d', classes, '-cp', api, ...sources], API)
  mustRun(['java', '-cp', classes, 'Distribution', dist, version, api], home)
  writeFiles(home, {
    'init.gradle': `allprojects {
  tasks.withType(JavaCompile).configureEach {
    options.fork = true
    options.forkOptions.executable = System.getProperty('java.home') + '/bin/javac'
  }
}
`,
  })
  const opens = ['java.lang', 'java.lang.invoke', 'java.util', 'java.nio.charset', 'java.net']
  const command = [
    'java',
    ...opens.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    `-Dgradle.home=${dist}`,
    `-Dgradle.user.home=${join(home, 'user')}`,
    '-Dorg.gradle.internal.instrumentation.agent=false',
    '-cp',
    [classes, join(dist, 'lib', '*')].join(delimiter),
    'Launcher',
    '-I',
    join(home, 'init.gradle'),
  ]
  return { command, repository }
}

function script({ boot, packaging, isExecutable, isMarked }, repository) {
  const task = packaging === 'war' ? 'bootWar' : 'bootJar'
  return `buildscript {
  repositories {
    maven { url = uri('file://${repository}') }
    mavenCentral()
  }
  dependencies {
    classpath 'org.springframework.boot:spring-boot-gradle-plugin:${boot}'
    ${isMarked ? "classpath 'dev.chalkmark:chalkmark-gradle-plugin:0.1.0'" : ''}
  }
}
apply plugin: '${packaging === 'war' ? 'war' : 'java'}'
apply plugin: 'org.springframework.boot'
apply plugin: 'io.spring.dependency-management'
${isMarked ? "apply plugin: 'dev.chalkmark'" : ''}
repositories { mavenCentral() }
dependencies { implementation 'org.springframework.boot:spring-boot-starter' }
${task} {
  archiveFileName = 'app.${packaging}'
  preserveFileTimestamps = false
  reproducibleFileOrder = true
  ${isExecutable ? 'launchScript()' : ''}
}
${isMarked ? `chalkmark {\n  strict = true\n  node = '${process.execPath}'\n  command = '${CHALKMARK}'\n}` : ''}
`
}
