/** Java with archives that insert has marked. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insert } from '../../../src/operations/insert.js'
import { readRunning } from '../../../src/operations/running/index.js'
import { makeTree } from '../../disk/tree.js'
import { hasTool } from '../../tool.js'

const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

const MAIN = `public class Main { public static void main(String[] a) throws Exception { Used.say(); System.in.read(); } }`
const USED = `public class Used { static void say() { System.out.println(1); } }`

describe.runIf(hasTool('javac', ['-version']) && hasTool('jar'))('java', () => {
  let cwd: string
  beforeAll(async () => {
    cwd = realpathSync(
      makeTree({
        'Main.java': MAIN,
        'Used.java': USED,
        args: '-cp "app.jar:lib/used.jar:lib/zz.jar"\nMain\n',
        'lib/x': '',
      }),
    )
    const run = (...[command, ...args]: string[]) => execFileSync(command!, args, { cwd })
    run('javac', 'Main.java', 'Used.java')
    run('jar', '--create', '--file=lib/used.jar', 'Used.class')
    run('jar', '--create', '--file=app.jar', 'Main.class')
    // One that comes behind those in which the classes are is never opened.
    copyFileSync(join(cwd, 'lib/used.jar'), join(cwd, 'lib/zz.jar'))
    execFileSync('rm', ['Main.class', 'Used.class'], { cwd })
    const { problems } = await insert({ paths: ['app.jar', 'lib'], cwd, root: cwd, env: {} })
    expect(problems).toEqual([])
  }, 60_000)

  test.each([
    ['a class path', ['-Xmx64m', '-cp', 'app.jar:lib/used.jar:lib/zz.jar', 'Main', 'x']],
    ['an argument file', ['@args', 'x']],
  ])('with %s: each archive has its mark, and whether it is in use', async (_, args) => {
    const child = spawn('java', args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    await once(child.stdout!, 'data')
    const { chalks } = await readRunning({ command: 'java', args, cwd, env: process.env, pid: child.pid })
    const found = chalks.map((chalk) => [
      chalk._OP_ARTIFACT_PATH,
      chalk._OP_ARTIFACT_CONTEXT,
      chalk._VALIDATED_METADATA,
    ])
    expect(found).toEqual(
      ['app.jar', 'lib/used.jar', 'lib/zz.jar'].map((path) => [join(cwd, path), 'classpath', true]),
    )
    const isUsed = process.platform === 'linux' ? [true, true, false] : [undefined, undefined, undefined]
    expect(chalks.map((chalk) => chalk._OP_ARTIFACT_ACCESSED)).toEqual(isUsed)
  })
})
