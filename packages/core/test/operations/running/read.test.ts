/** Real programs that run, with marks that insert has put in. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { afterAll, describe, expect, test } from 'vitest'
import { insert } from '../../../src/operations/insert.js'
import { type RunningCommand, readRunning } from '../../../src/operations/running/index.js'
import { makeTree } from '../../disk/tree.js'
import { hasTool } from '../../tool.js'

const isLinux = process.platform === 'linux'
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** Makes a folder of files, all marked. */
async function marked(files: Record<string, string | Uint8Array>): Promise<string> {
  const root = realpathSync(makeTree(files))
  const { problems } = await insert({ paths: ['.'], cwd: root, root, env: {}, allScripts: true })
  expect(problems).toEqual([])
  return root
}

/** Starts a program and waits until it says something. */
async function start(cwd: string, command: string, args: string[]): Promise<RunningCommand> {
  const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout!, 'data')
  return { command, args, cwd, env: process.env, pid: child.pid }
}

const byName = (objects: Dict[]) =>
  Object.fromEntries(objects.map((object) => [basename(String(object._OP_ARTIFACT_PATH)), object]))

const WAITING: Record<string, [file: string, content: string]> = {
  node: ['app.js', 'console.log(1)\nprocess.stdin.resume()\n'],
  python3: ['app.py', 'import sys\nprint(1, flush=True)\nsys.stdin.read()\n'],
  perl: ['app.pl', '#!/usr/bin/perl\n$| = 1;\nprint "1\\n";\n<STDIN>;\n'],
  ruby: ['app.rb', '#!/usr/bin/env ruby\n$stdout.sync = true\nputs 1\ngets\n'],
  php: ['app.php', '<?php\necho 1, PHP_EOL;\nfgets(STDIN);\n'],
  sh: ['app.sh', '#!/bin/sh\necho 1\nread line\n'],
}

describe.runIf(process.platform !== 'win32')('the mark of what runs', () => {
  for (const [program, [file, content]] of Object.entries(WAITING)) {
    test.runIf(hasTool(program, program === 'sh' ? ['-c', ':'] : ['--version']))(
      `${program} ${file}`,
      async () => {
        const cwd = await marked({ [file]: content })
        const { chalks, errors, unmarked } = await readRunning(await start(cwd, program, [file]))
        expect(errors).toEqual([])
        expect(unmarked).toEqual([])
        expect(chalks).toMatchObject([
          { _OP_ARTIFACT_PATH: join(cwd, file), _VALIDATED_METADATA: true, _OP_ARTIFACT_CONTEXT: 'script' },
        ])
      },
    )
  }

  test('a script that is the program itself, in another folder, without a process', async () => {
    const cwd = await marked({ 'bin/app': '#!/usr/bin/env -S node --no-warnings\nconsole.log(1)\n' })
    const { chalks, collected } = await readRunning({
      command: 'app',
      args: [],
      cwd: '/',
      env: { PATH: `${join(cwd, 'bin')}:${process.env.PATH}` },
    })
    expect(chalks).toMatchObject([
      {
        _OP_ARTIFACT_PATH: join(cwd, 'bin/app'),
        _VALIDATED_METADATA: true,
        _OP_ARTIFACT_CONTEXT: 'executable',
      },
    ])
    expect(chalks[0]).not.toHaveProperty('_OP_ARTIFACT_ACCESSED')
    expect(collected.map((one) => one._OP_ARTIFACT_CONTEXT)).toEqual(
      expect.arrayContaining(['interpreter', 'wrapper']),
    )
  })

  test('a program without a mark, and one that was changed after marking', async () => {
    const cwd = await marked({ 'changed.js': 'console.log(1)\n' })
    const path = join(cwd, 'changed.js')
    writeFileSync(path, readFileSync(path, 'utf8').replace('log(1)', 'log(2)'))
    writeFileSync(join(cwd, 'plain.js'), 'console.log(1)\n')
    const run = (file: string) => readRunning({ command: 'node', args: [file], cwd, env: process.env })
    expect((await run('changed.js')).chalks).toMatchObject([{ _VALIDATED_METADATA: false }])
    const { chalks, collected, unmarked } = await run('plain.js')
    expect(chalks).toEqual([])
    expect(unmarked).toEqual([join(cwd, 'plain.js')])
    expect(collected[0]).toMatchObject({
      _OP_ARTIFACT_PATH: join(cwd, 'plain.js'),
      _OP_ARTIFACT_TYPE: 'JavaScript',
    })
  })
})

/** A shared library of this machine, which every Node has mapped. */
function library(): string {
  const [path] = /\/\S*\/libgcc_s\.so\.1$/m.exec(readFileSync('/proc/self/maps', 'utf8')) ?? []
  return path!
}

describe.runIf(isLinux)('what a process has mapped and open', () => {
  test.runIf(hasTool('python3'))('a library', async () => {
    const cwd = await marked({ 'lib/libthing.so': readFileSync(library()) })
    const code =
      'import ctypes, sys; ctypes.CDLL("./lib/libthing.so"); print(1, flush=True); sys.stdin.read()'
    const { chalks } = await readRunning(await start(cwd, 'python3', ['-c', code]))
    expect(chalks).toMatchObject([
      {
        _OP_ARTIFACT_PATH: join(cwd, 'lib/libthing.so'),
        _VALIDATED_METADATA: true,
        _OP_ARTIFACT_CONTEXT: 'library',
        _OP_ARTIFACT_ACCESSED: true,
        _OP_ARTIFACT_MOUNTED: expect.any(Boolean),
      },
    ])
  })

  test('a script that is open, and no data', async () => {
    const cwd = await marked({ 'tool.sh': '#!/bin/sh\n' })
    writeFileSync(join(cwd, 'data.bin.log'), 'data')
    const code =
      'require("fs").openSync("tool.sh"); require("fs").openSync("data.bin.log"); console.log(1); process.stdin.resume()'
    const { chalks, collected } = await readRunning(await start(cwd, 'node', ['-e', code]))
    expect(chalks).toMatchObject([
      { _OP_ARTIFACT_PATH: join(cwd, 'tool.sh'), _OP_ARTIFACT_CONTEXT: 'open', _OP_ARTIFACT_ACCESSED: true },
    ])
    expect(byName(collected)).not.toHaveProperty('data.bin.log')
    expect(byName(collected).node ?? Object.values(byName(collected))[0]).toMatchObject({
      _OP_ARTIFACT_CONTEXT: 'interpreter',
      _OP_ARTIFACT_ACCESSED: true,
    })
  })

  test('what a shell has started', async () => {
    const cwd = await marked({ 'app.js': WAITING.node![1] })
    const { chalks } = await readRunning(await start(cwd, 'sh', ['-c', 'node app.js; true']))
    expect(chalks).toMatchObject([{ _OP_ARTIFACT_PATH: join(cwd, 'app.js'), _OP_ARTIFACT_CONTEXT: 'script' }])
  })

  test('a program whose file was replaced meanwhile', async () => {
    const shell = realpathSync('/bin/sh')
    const cwd = await marked({ program: '' })
    const path = join(cwd, 'program')
    copyFileSync(shell, path)
    await insert({ paths: [path], cwd, root: cwd, env: {} })
    const command = await start(cwd, './program', ['-c', 'echo 1; read line'])
    writeFileSync(join(cwd, 'new'), '#!/bin/sh\n')
    renameSync(join(cwd, 'new'), path)
    const { chalks } = await readRunning(command)
    expect(chalks).toMatchObject([
      {
        _OP_ARTIFACT_PATH: path,
        _OP_ARTIFACT_TYPE: 'ELF',
        _VALIDATED_METADATA: true,
        _OP_ARTIFACT_ACCESSED: true,
      },
    ])
  })
})
