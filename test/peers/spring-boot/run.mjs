/** Running programs, and reading what they make. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The command that is tried; CHALKMARK names another one, such as that of an earlier release. */
export const CHALKMARK =
  process.env.CHALKMARK ?? fileURLToPath(new URL('../../../packages/cli/bin.js', import.meta.url))
export const JVM = fileURLToPath(new URL('../../../packages/jvm', import.meta.url))

/** Everything below is for one template, whatever pages are among the files. Early releases have no such option. */
export const FOR_NODE = process.env.CHALKMARK === undefined ? ['--target', 'node'] : []

/** Runs a command. @returns its exit code, and both outputs. */
export function run([command, ...args], cwd, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    // A commit, since what is marked stands in no repository and `strict` then fails.
    env: { BUILD_COMMIT_ID: 'c0'.repeat(20), ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 600_000,
  })
  if (error) throw error
  return { code: status, output: stdout + stderr }
}

/** Runs a command that must succeed. @throws Error with its output */
export function mustRun(command, cwd, env) {
  const { code, output } = run(command, cwd, env)
  if (code !== 0) throw new Error(`${command.join(' ')}: exit code ${code}\n${output}`)
}

export function writeFiles(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

export const APPLICATION = {
  'src/main/java/a/App.java': `package a;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class App implements CommandLineRunner {
  public static void main(String[] args) {
    SpringApplication.run(App.class, args);
  }

  @Override
  public void run(String... args) {
    System.out.println("RAN " + String.join(",", args));
  }
}
`,
  '.gitignore': 'target\nbuild\n.gradle\n',
}

/**
 * The content of a file as text to compare: its digest. Of an archive, the digests of its files without the mark, and of
 * an index of layers the lines without the mark's.
 */
export function contentOf(path) {
  const bytes = readFileSync(path)
  if (/\.(jar|war)$/.test(path)) return filesIn(bytes)
  if (path.endsWith('layers.idx')) return bytes.toString().replace('  - "chalk.json"\n', '')
  return createHash('sha256').update(bytes).digest('hex')
}

/** Names and CRC-32s, by the central directory. */
function filesIn(bytes) {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  const files = []
  let at = end - bytes.readUInt32LE(end + 12)
  for (let i = bytes.readUInt16LE(end + 10); i > 0; i--) {
    const length = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + length)
    if (name !== 'chalk.json' && !name.endsWith('layers.idx'))
      files.push(`${name} ${bytes.readUInt32LE(at + 16)} ${bytes.readUInt16LE(at + 10)}`)
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return files.join('\n')
}
