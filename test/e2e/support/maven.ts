/** Maven builds: the plugin as it is installed, a command that notes its starts, and what Java sees in archives. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hasTool } from '../../../packages/core/test/tool.js'
import { type BuildOptions, type BuildResult, run } from './build.js'
import { CHALKMARK } from './chalkmark.js'
import { copyPlayground, type Project } from './project.js'

const JVM = fileURLToPath(new URL('../../../packages/jvm', import.meta.url))
const windows = process.platform === 'win32'
const STARTS = 'starts.log'

/** On Windows it is a script that only a shell runs. */
export const hasMaven = windows ? hasTool('cmd.exe', ['/d', '/c', 'mvn', '--version']) : hasTool('mvn')

/** Runs Maven in `dir`. What it downloads stays in the user's own repository, for the next time. */
export function maven(
  dir: string,
  args: readonly string[],
  options: BuildOptions = {},
): Promise<BuildResult> {
  const { JAVA_HOME } = process.env
  const env = {
    // Short builds: compiling what is run less often costs more than it gives.
    MAVEN_OPTS: '-XX:TieredStopAtLevel=1',
    ...(JAVA_HOME === undefined ? {} : { JAVA_HOME }),
    ...options.env,
  }
  const command = windows ? ['cmd.exe', '/d', '/c', 'mvn'] : ['mvn']
  return run([...command, '-B', ...args], dir, { timeout: 240_000, ...options, env })
}

/** Builds and tests the plugin, and puts it where builds on this machine find it by its coordinates. */
export async function installPlugin(): Promise<void> {
  await maven(JVM, ['-q', 'install', '--projects', 'client,maven-plugin', '--also-make'], {
    timeout: 600_000,
  })
}

/** A copy of the playground in which the command is installed as npm would. */
export function copyMavenPlayground(): Project {
  const project = copyPlayground('maven')
  useCommand(
    project,
    `exec "${process.execPath}" "${CHALKMARK}" "$@"`,
    `"${process.execPath}" "${CHALKMARK}" %*`,
  )
  return project
}

/** Installs a command that notes that it was started and then does this, in a shell's words and in those of Windows. */
export function useCommand(project: Project, script: string, batch: string): void {
  const bin = join(project.root, 'node_modules', '.bin')
  mkdirSync(bin, { recursive: true })
  const log = join(project.root, STARTS)
  writeFileSync(join(bin, 'chalkmark'), `#!/bin/sh\necho "$@" >> "${log}"\n${script}\n`)
  chmodSync(join(bin, 'chalkmark'), 0o755)
  writeFileSync(join(bin, 'chalkmark.cmd'), `@echo %*>> "${log}"\r\n@${batch}\r\n`)
  appendFileSync(join(project.root, '.git', 'info', 'exclude'), `${STARTS}\n`)
}

/** With which arguments the command was started since the last time that this was asked. */
export function startsOf(project: Project): string[] {
  const log = join(project.root, STARTS)
  if (!existsSync(log)) return []
  const lines = readFileSync(log, 'utf8').split(/\r?\n/)
  rmSync(log)
  return lines.map((line) => line.trim()).filter((line) => line !== '')
}

/** What Java finds in an archive. */
export interface JavaArchive {
  /** Whether a JarInputStream, which reads from front to back, finds the manifest. */
  hasManifest: boolean
  /** In the directory's order, as `jar tf` lists them. */
  entries: { name: string; method: 'stored' | 'deflated'; crc: string; size: number }[]
}

const READER = `
import java.io.*;
import java.util.*;
import java.util.jar.*;
import java.util.zip.*;

public class Reader {
  public static void main(String[] archives) throws IOException {
    for (String archive : archives) {
      try (JarInputStream in = new JarInputStream(new FileInputStream(archive))) {
        System.out.println("archive\\t" + (in.getManifest() != null));
        // To the end: every entry is read and its checksum checked.
        while (in.getNextEntry() != null) in.readAllBytes();
      }
      try (ZipFile zip = new ZipFile(archive)) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
          zip.getInputStream(entry).readAllBytes();
          System.out.println(String.join("\\t", entry.getName(), entry.getMethod() == 0 ? "stored" : "deflated",
              Long.toHexString(entry.getCrc()), "" + entry.getSize()));
        }
      }
    }
  }
}
`

/** Reads archives with Java's own classes. @throws Error if Java finds something wrong with one. */
export async function readWithJava(project: Project, archives: readonly string[]): Promise<JavaArchive[]> {
  const reader = join(project.root, 'Reader.java')
  writeFileSync(reader, READER)
  const { stdout } = await run(['java', '-XX:TieredStopAtLevel=1', reader, ...archives], project.dir)
  rmSync(reader)
  const read: JavaArchive[] = []
  for (const line of stdout.trim().split(/\r?\n/)) {
    const [name, method, crc, size] = line.split('\t') as [string, string, string, string]
    if (name === 'archive') read.push({ hasManifest: method === 'true', entries: [] })
    else read.at(-1)!.entries.push({ name, method: method as 'stored' | 'deflated', crc, size: Number(size) })
  }
  return read
}
