/** Maven: a reactor of a library, a shaded application, a web application and a Spring Boot one, all marked. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run, runNode } from './support/build.js'
import { CHALKMARK } from './support/chalkmark.js'
import {
  copyMavenPlayground,
  hasMaven,
  installPlugin,
  type JavaArchive,
  maven,
  readWithJava,
  startsOf,
  useCommand,
} from './support/maven.js'
import type { Project } from './support/project.js'

const LIBRARY = 'library/target/library-1.0.0.jar'
const SOURCES = 'library/target/library-1.0.0-sources.jar'
const APPLICATION = 'application/target/application-1.0.0.jar'
const WEB = 'web/target/web-1.0.0.war'
const SPRING = 'spring/target/spring-1.0.0.jar'
const ARCHIVES = [LIBRARY, SOURCES, APPLICATION, WEB, SPRING]
const REPORT = 'target/chalk-report.json'
const TIMESTAMP = '-Dproject.build.outputTimestamp=2026-01-02T03:04:05Z'

const projects: Project[] = []
function copy(): Project {
  const project = copyMavenPlayground()
  projects.push(project)
  return project
}

/** Replaces text in a file of a project. */
function edit(project: Project, file: string, from: string, to: string): void {
  const text = readFileSync(project.path(file), 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
  writeFileSync(
    project.path(file),
    text.replace(from, () => to),
  )
}

type Mark = Record<string, unknown>

/** The marks of archives, as the command reads and checks them. @throws Error if one is missing or not valid. */
async function marksOf({ dir }: Project, archives: readonly string[]): Promise<Mark[]> {
  await runNode([CHALKMARK, 'verify', ...archives], dir)
  const marks: Mark[] = []
  for (const archive of archives) {
    const { stdout } = await runNode([CHALKMARK, 'extract', '--json', archive], dir)
    marks.push(JSON.parse(stdout)[0]._CHALKS[0])
  }
  return marks
}

describe.skipIf(!hasMaven)('Maven', { timeout: 180_000 }, () => {
  beforeAll(installPlugin, 600_000)
  afterAll(() => {
    for (const project of projects) project.remove()
  })

  describe('a reactor', () => {
    let project: Project
    let plain: Project
    let said: string
    let head: string
    beforeAll(async () => {
      project = copy()
      head = project.commit()
      plain = copy()
      said = (await maven(project.dir, ['package'])).stdout
      await maven(plain.dir, ['-q', 'package', '-Dchalkmark.skip'])
    }, 600_000)

    it('is marked by one process', () => {
      expect(startsOf(project)).toEqual(['serve --stdio'])
      expect(startsOf(plain)).toEqual([])
    })

    it('gets marks that are valid and say what they are on', async () => {
      const marks = await marksOf(project, ARCHIVES)
      expect(marks.map(({ PACKAGE_URI }) => PACKAGE_URI)).toEqual([
        'pkg:maven/dev.chalkmark.playground/library@1.0.0',
        'pkg:maven/dev.chalkmark.playground/library@1.0.0?classifier=sources',
        'pkg:maven/dev.chalkmark.playground/application@1.0.0',
        'pkg:maven/dev.chalkmark.playground/web@1.0.0?type=war',
        'pkg:maven/dev.chalkmark.playground/spring@1.0.0',
      ])
      expect(marks.map(({ ARTIFACT_VERSION }) => ARTIFACT_VERSION)).toEqual(ARCHIVES.map(() => '1.0.0'))
      expect(marks.map(({ ARTIFACT_TYPE }) => ARTIFACT_TYPE)).toEqual(['JAR', 'JAR', 'JAR', 'WAR', 'JAR'])
      expect(new Set(marks.map(({ COMMIT_ID }) => COMMIT_ID))).toEqual(new Set([head]))
    })

    it('has one report of all its archives', async () => {
      expect(said).toContain(`report: ${project.path(REPORT)}`)
      const [{ _CHALKS }] = JSON.parse(project.read(REPORT))
      const ids = _CHALKS.map(({ CHALK_ID }: Mark) => CHALK_ID).sort()
      expect(ids).toEqual((await marksOf(project, ARCHIVES)).map(({ CHALK_ID }) => CHALK_ID).sort())
    })

    it('gives programs that run as before', async () => {
      for (const { dir } of [project, plain]) {
        expect((await run(['java', '-jar', APPLICATION, 'Ada'], dir)).stdout).toMatch(/^Hello, Ada!\r?\n$/)
        expect((await run(['java', '-jar', SPRING], dir)).stdout).toMatch(/^Hello, Spring!\r?\n$/)
      }
    })

    it('gives archives that differ in their marks and nothing else', async () => {
      const marked = await readWithJava(project, ARCHIVES)
      const unmarked = await readWithJava(plain, ARCHIVES)
      for (const [i, archive] of ARCHIVES.entries()) {
        expect(marked[i]!.entries.filter(isMark).length, archive).toBe(1)
        expect(unmarked[i]!.entries.filter(isMark).length, archive).toBe(0)
        expect(marked[i]!.hasManifest, archive).toBe(true)
        expect(listing(marked[i]!), archive).toEqual(listing(unmarked[i]!))
      }
      const nested = marked[4]!.entries.filter(
        ({ name }) => name.startsWith('BOOT-INF/lib/') && name.endsWith('.jar'),
      )
      expect(nested.length).toBeGreaterThan(5)
      expect(nested.map(({ method }) => method)).toEqual(nested.map(() => 'stored'))
    })

    it('is not marked again while nothing has changed', async () => {
      const before = readFileSync(project.path(LIBRARY))
      startsOf(project)
      const { stdout } = await maven(project.dir, ['package', '-pl', 'library,spring'])
      expect(stdout).toContain('library-1.0.0.jar is marked and up to date')
      expect(stdout).toContain('spring-1.0.0.jar is marked and up to date')
      expect(startsOf(project)).toEqual([])
      expect(readFileSync(project.path(LIBRARY)).equals(before)).toBe(true)
    })

    it('is marked again for another commit', async () => {
      head = project.commit({ message: 'Draw the second line' })
      await maven(project.dir, ['-q', 'package', '-pl', 'library'])
      expect(startsOf(project)).toEqual(['serve --stdio'])
      const [mark] = await marksOf(project, [LIBRARY])
      expect(mark!.COMMIT_ID).toBe(head)
    })

    it('shows its report', async () => {
      const { stdout } = await maven(project.dir, ['package', 'chalkmark:report', '-pl', 'library'])
      expect(stdout).toContain('pkg:maven/dev.chalkmark.playground/library@1.0.0?classifier=sources')
    })
  })

  it('fails where an archive to verify has no mark, or was changed', async () => {
    const project = copy()
    const jar = 'verified/target/verified-1.0.0.jar'
    project.write('verified/pom.xml', VERIFIED)
    project.write('verified/src/main/resources/a.txt', 'a'.repeat(1000))
    const build = () => maven(project.path('verified'), ['verify'], { mayFail: true })

    const unmarked = await build()
    expect(unmarked.code).toBe(1)
    expect(unmarked.stdout).toMatch(/verified-1\.0\.0\.jar: .*no mark/)

    await runNode([CHALKMARK, 'insert', jar], project.dir)
    const marked = await build()
    expect(marked.code).toBe(0)
    expect(marked.stdout).toContain('verified-1.0.0.jar has a valid mark')

    const bytes = readFileSync(project.path(jar))
    // Its one character, in the local entry's compressed data.
    bytes[bytes.indexOf('a.txt') + 'a.txt'.length + 1]! ^= 1
    writeFileSync(project.path(jar), bytes)
    const changed = await build()
    expect(changed.code).toBe(1)
    expect(changed.stdout).toContain('verified-1.0.0.jar: ')
  })

  it('builds the same bytes in two folders, one project after the other or two at a time', async () => {
    const builds = [copy(), copy()]
    await maven(builds[0]!.dir, ['-q', 'package', TIMESTAMP])
    await maven(builds[1]!.dir, ['-q', '-T', '2', 'package', TIMESTAMP])
    for (const build of builds) expect(startsOf(build)).toEqual(['serve --stdio'])
    await marksOf(builds[0]!, ARCHIVES)
    for (const archive of ARCHIVES) {
      const [one, other] = builds.map((build) => readFileSync(build.path(archive)))
      expect(one!.equals(other!), archive).toBe(true)
    }
  })

  describe('one project', () => {
    let project: Project
    beforeAll(async () => {
      project = copy()
    })
    const build = (args: string[] = [], options = {}) =>
      maven(project.dir, ['clean', 'package', '-pl', 'library', ...args], options)

    it('keeps its mark valid when it is signed after it was marked', async () => {
      await build()
      await sign(project)
      expect(await jarsigner(project)).toContain('jar verified')
      await marksOf(project, [LIBRARY])
    })

    it('is left alone when it is signed before it would be marked', async () => {
      await build(['-Dchalkmark.skip'])
      await sign(project)
      const { stdout } = await maven(project.dir, ['package', '-pl', 'library'])
      expect(stdout).toMatch(/library-1\.0\.0\.jar is not marked: the jar is signed/)
      expect(await jarsigner(project)).toContain('jar verified')
    })

    it('is shaded with another one that is marked, and the shaded jar has its own mark only', async () => {
      const two = copy()
      const pom = readFileSync(two.path('library/pom.xml'), 'utf8')
      const withId = pom.replace('<artifactId>library</artifactId>', '<artifactId>second</artifactId>')
      mkdirSync(two.path('second'))
      writeFileSync(two.path('second/pom.xml'), withId)
      edit(two, 'pom.xml', '<module>library</module>', '<module>library</module><module>second</module>')
      const second = `<dependency><groupId>${'$'}{project.groupId}</groupId><artifactId>second</artifactId><version>${'$'}{project.version}</version></dependency>`
      edit(two, 'application/pom.xml', '<dependencies>', `<dependencies>${second}`)
      const { stdout } = await maven(two.dir, ['package', '-pl', 'library,second,application', '--also-make'])
      expect(stdout).toMatch(/second-1\.0\.0\.jar is marked/)
      expect(stdout).not.toContain('chalk.json')
      await marksOf(two, [LIBRARY, APPLICATION])
    })

    it('with an archive whose directory is corrupt leaves it alone with a warning', async () => {
      await build(['-Dchalkmark.skip'])
      const path = project.path(LIBRARY)
      const bytes = readFileSync(path)
      // The offset of the first local header that the directory names.
      bytes.writeUInt32LE(0x7fffffff, bytes.indexOf('PK\x01\x02', 0, 'latin1') + 42)
      writeFileSync(path, bytes)
      const { stdout } = await maven(project.dir, ['package', '-pl', 'library'])
      expect(stdout).toMatch(/WARNING\S* library-1\.0\.0\.jar is not marked: ./)
      expect(readFileSync(path).equals(bytes)).toBe(true)
      const strict = await maven(project.dir, ['package', '-pl', 'library', '-Dchalkmark.strict'], {
        mayFail: true,
      })
      expect(strict.code).toBe(1)
      expect(strict.stdout).toContain('library-1.0.0.jar is not marked')
    })

    it('is marked as its settings say', async () => {
      project.write(
        'sinks.json',
        JSON.stringify({ sinks: { log: { type: 'file', path: 'out/reports.log' } } }),
      )
      const args = ['-Dchalkmark.excludes=*-sources.jar', '-Dchalkmark.report=out/report.json']
      args.push('-Dchalkmark.config=sinks.json')
      await build([...args, '-Dchalkmark.templateKeys=MAGIC,CHALK_ID,CHALK_VERSION,PACKAGE_URI'])
      const [mark] = await marksOf(project, [LIBRARY])
      expect(mark!.COMMIT_ID).toBeUndefined()
      expect(existsSync(project.path('out/report.json'))).toBe(true)
      expect(JSON.parse(project.read('out/reports.log'))._CHALKS).toContainEqual(
        expect.objectContaining({ CHALK_ID: mark!.CHALK_ID }),
      )
      await expect(marksOf(project, [SOURCES])).rejects.toThrow('no mark')
    })

    it('is reported where it was marked although the build failed', async () => {
      rmSync(project.path(REPORT), { force: true })
      project.write('application/src/main/java/Broken.java', 'class Broken {')
      const { code } = await maven(project.dir, ['clean', 'package', '-pl', 'library,application'], {
        mayFail: true,
      })
      rmSync(project.path('application/src/main/java/Broken.java'))
      expect(code).toBe(1)
      const [{ _CHALKS }] = JSON.parse(project.read(REPORT))
      expect(_CHALKS).toHaveLength(2)
    })

    it('without the command is built unmarked, with a word on how to install it', async () => {
      const bin = `${project.root}/node_modules`
      copyFileSync(`${bin}/.bin/chalkmark`, `${project.root}/kept`)
      rmSync(bin, { recursive: true })
      const { stdout } = await build()
      expect(stdout).toMatch(/WARNING\S* .*npm install -D chalkmark/)
      expect(stdout.match(/npm install -D chalkmark/g)).toHaveLength(1)
      expect(existsSync(project.path(LIBRARY))).toBe(true)
      const strict = await build(['-Dchalkmark.strict'], { mayFail: true })
      expect(strict.code).toBe(1)
    })

    it('with a command that dies is built unmarked, with what it said', async () => {
      startsOf(project)
      useCommand(project, 'echo "out of memory" >&2; exit 3', 'echo out of memory>&2 & exit /b 3')
      const { stdout } = await build()
      expect(stdout).toMatch(/WARNING\S* .*exit code 3.*out of memory/)
      expect(startsOf(project)).toHaveLength(1)
    })

    it.skipIf(process.platform === 'win32')('with a command that hangs is built unmarked', async () => {
      useCommand(project, 'echo $$ >&2; sleep 600', '')
      const { stdout } = await build(['-Dchalkmark.timeout=1'])
      expect(stdout).toMatch(/WARNING\S* .*no answer/)
      const pid = Number(/WARNING\S* (\d+)/.exec(stdout)![1])
      expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    })
  })
})

const VERIFIED = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>dev.chalkmark.playground</groupId>
    <artifactId>playground</artifactId>
    <version>1.0.0</version>
  </parent>
  <artifactId>verified</artifactId>
  <build>
    <plugins>
      <plugin>
        <groupId>dev.chalkmark</groupId>
        <artifactId>chalkmark-maven-plugin</artifactId>
        <executions>
          <execution><id>default</id><phase>none</phase></execution>
          <execution><id>check</id><goals><goal>verify</goal></goals></execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
`

function isMark({ name }: { name: string }): boolean {
  return name === 'chalk.json'
}

/** What an archive holds besides its mark. The library in others is marked, and an index of layers has a line for the mark. */
function listing({ entries }: JavaArchive): string[] {
  return entries
    .filter((entry) => !isMark(entry))
    .map(({ name, method, crc, size }) => {
      const isSame = !/\blibrary-1\.0\.0\.jar$|layers\.idx$|^META-INF\/maven\/.*\/pom\.properties$/.test(name)
      return [name, method, ...(isSame ? [crc, size] : [])].join(' ')
    })
}

const STORE = ['-keystore', 'keys.p12', '-storepass', 'password', '-storetype', 'PKCS12']

/** Signs the library with a key that is made for it. */
async function sign(project: Project): Promise<void> {
  if (!existsSync(project.path('keys.p12'))) {
    const key = ['-genkeypair', '-alias', 'ada', '-keyalg', 'RSA', '-dname', 'CN=Ada', '-validity', '3650']
    await run(['keytool', ...key, ...STORE], project.dir)
  }
  await run(['jarsigner', ...STORE, LIBRARY, 'ada'], project.dir)
}

async function jarsigner({ dir }: Project): Promise<string> {
  return (await run(['jarsigner', '-verify', LIBRARY], dir)).stdout
}
