/** Modules of Java that another one beside them knows by their digests (`jar --hash-modules`) stay as they are. */
import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { insert } from '../../src/operations/insert.js'
import { makeTree } from '../disk/tree.js'
import { writeZip } from '../formats/zip-writer.js'
import { hasTool } from '../tool.js'

async function codes(root: string): Promise<Record<string, string | undefined>> {
  const { problems, chalks } = await insert({ paths: ['mods'], cwd: root, root, env: {} })
  const name = (path: unknown) => /[^/\\]+$/.exec(String(path))![0]
  return Object.fromEntries([
    ...problems.map(({ path, code }) => [name(path), code]),
    ...chalks.map(({ _OP_ARTIFACT_PATH: path }) => [name(path), undefined]),
  ])
}

const SOURCES = {
  'mods/README': 'modules\n',
  'base/module-info.java': 'module base { exports base; }',
  'base/base/Base.java':
    'package base; public class Base { static long a = 1L << 40; static double b = 0.1; public static String s() { return "B"; } }',
  'user/module-info.java': 'module a.user { requires base; }',
  'user/user/Main.java':
    'package user; public class Main { public static void main(String[] a) { System.out.println("RAN " + base.Base.s()); } }',
}

function makeModules(): { root: string; run: (tool: string, ...args: string[]) => void } {
  const root = makeTree(SOURCES)
  const run = (tool: string, ...args: string[]) => {
    execFileSync(tool, args, { cwd: root, stdio: 'pipe' })
  }
  run('javac', '-d', 'out/base', 'base/module-info.java', 'base/base/Base.java')
  run('jar', '--create', '--file', 'mods/base.jar', '-C', 'out/base', '.')
  run('javac', '-p', 'mods', '-d', 'out/user', 'user/module-info.java', 'user/user/Main.java')
  run('jar', '--create', '--file', 'mods/user.jar', '--main-class', 'user.Main', '-C', 'out/user', '.')
  return { root, run }
}

describe.runIf(hasTool('jar') && hasTool('javac'))('a module that another one hashes', () => {
  it('is left alone, and Java starts as before', async () => {
    const { root, run } = makeModules()
    run(
      'jar',
      '--create',
      '--file',
      'mods/base.jar',
      '--module-path',
      'mods',
      '--hash-modules',
      '.*',
      '-C',
      'out/base',
      '.',
    )
    expect(await codes(root)).toEqual({ 'user.jar': 'PINNED', 'base.jar': undefined })
    const { stdout } = spawnSync('java', ['-p', 'mods', '-m', 'a.user'], { cwd: root, encoding: 'utf8' })
    expect(stdout).toBe('RAN B\n')
    expect(await codes(root)).toEqual({ 'user.jar': 'PINNED', 'base.jar': undefined })
  }, 120_000)

  it('is marked as any other if none does', async () => {
    const { root } = makeModules()
    expect(await codes(root)).toEqual({ 'user.jar': undefined, 'base.jar': undefined })
    const { stdout } = spawnSync('java', ['-p', 'mods', '-m', 'a.user'], { cwd: root, encoding: 'utf8' })
    expect(stdout).toBe('RAN B\n')
  }, 120_000)
})

it('descriptors that are none pin nothing', async () => {
  const cut = Buffer.from('cafebabe00000041ffff0100', 'hex')
  const jar = writeZip([{ path: 'module-info.class', content: cut }])
  const root = makeTree({
    'mods/a.jar': jar,
    'mods/b.jar': jar,
    'mods/c.jar': 'no archive',
    'mods/d.jmod': 'JM',
  })
  expect(await codes(root)).toMatchObject({ 'a.jar': undefined, 'b.jar': undefined })
})
