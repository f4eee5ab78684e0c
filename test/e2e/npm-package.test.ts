/** A library that is marked after its build, packed, installed elsewhere and checked there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuildResult, run, runNode } from './support/build.js'
import { CHALKMARK } from './support/chalkmark.js'
import { copyPlayground, type Project } from './support/project.js'

const NAME = 'chalkmark-playground-npm-package'
const windows = process.platform === 'win32'

/** Runs npm, which on Windows is a script that only a shell runs. */
function npm(args: string[], dir: string, env: Record<string, string> = {}): Promise<BuildResult> {
  const command = windows ? ['cmd.exe', '/d', '/c', 'npm', ...args] : ['npm', ...args]
  return run(command, dir, { env, timeout: 100_000 })
}

/** A folder with the command in it: it had no file to link to if dependencies were installed before it was built. */
function commandFolder(project: Project): string {
  const folder = join(project.root, 'bin')
  mkdirSync(folder)
  writeFileSync(join(folder, 'chalkmark.cmd'), `@"${process.execPath}" "${CHALKMARK}" %*\r\n`)
  const script = `#!/bin/sh\nexec "${process.execPath}" "${CHALKMARK}" "$@"\n`
  writeFileSync(join(folder, 'chalkmark'), script, { mode: 0o755 })
  return folder
}

describe('a library built with tsup', () => {
  let project: Project
  let elsewhere: string
  let head: string
  const installed = (name: string) => join(elsewhere, 'node_modules', NAME, name)
  const chalkmark = (...args: string[]) => runNode([CHALKMARK, ...args], elsewhere, { mayFail: true })

  beforeAll(async () => {
    project = copyPlayground('npm-package')
    head = project.commit()
    const PATH = commandFolder(project) + delimiter + process.env.PATH
    await npm(['run', 'build'], project.dir, { PATH })
    await npm(['pack'], project.dir)

    elsewhere = mkdtempSync(join(tmpdir(), 'chalkmark-npm-'))
    writeFileSync(join(elsewhere, 'package.json'), '{ "private": true }\n')
    const tarball = project.path(`${NAME}-1.0.0.tgz`)
    await npm(['install', tarball, '--offline', '--no-audit', '--no-fund'], elsewhere)
  }, 240_000)
  afterAll(() => {
    project?.remove()
    if (elsewhere) rmSync(elsewhere, { recursive: true, force: true })
  })

  it('works where it is installed', async () => {
    for (const file of ['greet.js', 'greet.cjs']) {
      expect((await runNode([installed(`dist/${file}`), 'Ada'], elsewhere)).stdout).toBe('Hello, Ada!\n')
    }
  })

  it('is found valid there', async () => {
    const { code, stderr } = await chalkmark('verify', join('node_modules', NAME))
    expect(stderr).toMatch(/\b[1-9]\d* valid marks, 0 problems/)
    expect(code).toBe(0)
  })

  it('says which commit it was built from', async () => {
    const { stdout } = await chalkmark('extract', '--json', join('node_modules', NAME))
    const [{ _CHALKS }] = JSON.parse(stdout)
    expect(_CHALKS.map(({ COMMIT_ID }: { COMMIT_ID: string }) => COMMIT_ID)).toEqual(_CHALKS.map(() => head))
  })

  it('with a flipped bit is found invalid, by the name of the file', async () => {
    const path = installed('dist/index.cjs')
    const bytes = readFileSync(path)
    const changed = Buffer.from(bytes)
    changed[changed.indexOf('Hello')]! ^= 1
    writeFileSync(path, changed)
    const { code, stderr } = await chalkmark('verify', join('node_modules', NAME))
    writeFileSync(path, bytes)
    expect(code).toBe(1)
    const errors = stderr.split('\n').filter((line) => line.startsWith('error: '))
    expect(errors).toEqual([
      expect.stringMatching(/index\.cjs: artifact was changed after marking: CHALK_ID says /),
    ])
  })
})
