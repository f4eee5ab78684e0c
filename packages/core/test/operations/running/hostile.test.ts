/** Command lines and processes that would have us wait, read without end, or say what is not so. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { UNCHECKED } from '../../../src/keys/catalogue.js'
import { insert } from '../../../src/operations/insert.js'
import { readImageMark } from '../../../src/operations/running/image.js'
import { filesOfCommand, readRunning } from '../../../src/operations/running/index.js'
import { makeTree } from '../../disk/tree.js'
import { writeZip } from '../../formats/zip-writer.js'

const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

const { env } = process

describe.runIf(process.platform !== 'win32')('a command line that names', () => {
  test('a named pipe: nobody waits, and nobody opens it', async () => {
    const cwd = makeTree({})
    execFileSync('mkfifo', [join(cwd, 'app.js'), join(cwd, 'lib.jar')])
    // A writer that waits for a reader: it would end as soon as somebody opens the pipe.
    const writer = spawn('sh', ['-c', 'echo 1 > app.js'], { cwd })
    children.push(writer)
    for (const [command, args] of [
      ['node', ['app.js']],
      ['sh', ['app.js']],
      ['./app.js', []],
      ['java', ['-cp', 'lib.jar:*', 'Main']],
      ['java', ['-jar', 'lib.jar', '@app.js']],
      ['java', ['@app.js']],
    ] as const) {
      const { chalks, errors } = await readRunning({ command, args, cwd, env })
      expect([chalks, errors]).toEqual([[], []])
    }
    expect(writer.exitCode).toBeNull()
  })

  test('hundreds of thousands of archives and options of Java: some of them are looked at', () => {
    const manifest = `Manifest-Version: 1.0\nClass-Path: ${'x '.repeat(200_000)}z.jar\n`
    const cwd = makeTree({
      'app.jar': writeZip([{ path: 'META-INF/MANIFEST.MF', content: manifest }]),
      'lib/a.jar': '',
      'lib/b.jar': '',
      'z.jar': '',
      long: '-a '.repeat(300_000),
      one: '-a',
    })
    const jarsOf = (...args: string[]) =>
      filesOfCommand({ command: 'java', args, cwd, env })
        .map(({ path }) => path)
        .filter((path) => path.endsWith('.jar'))
    const [app, z, ...lib] = ['app.jar', 'z.jar', 'lib/a.jar', 'lib/b.jar'].map((path) => join(cwd, path))
    const many = (entry: string) => `${`${entry}${delimiter}`.repeat(200_000)}z.jar`
    const ones = (count: number) => Array<string>(count).fill('@one')

    expect(jarsOf('-jar', 'app.jar')).toEqual([app])
    expect(jarsOf('-cp', many('x'), 'Main')).toEqual([])
    expect(jarsOf('-cp', many('lib/*'), 'Main')).toEqual(lib)
    expect(jarsOf('-p', many('lib'), '-m', 'main')).toEqual(lib)
    expect(jarsOf('@long', '@one', '-cp', 'z.jar', 'Main')).toEqual([])
    expect(jarsOf(...ones(1000), '-cp', 'z.jar', 'Main')).toEqual([])
    expect(jarsOf(...ones(10), '-cp', 'z.jar', 'Main')).toEqual([z])
  })

  test('devices, folders, loops of links and what is not there', async () => {
    const cwd = makeTree({})
    mkdirSync(join(cwd, 'folder'))
    symlinkSync('loop', join(cwd, 'loop'))
    for (const path of [
      '/dev/zero',
      '/dev/stdin',
      'folder',
      'loop',
      'missing',
      'x'.repeat(5000),
      '\0',
      '/proc/self/mem',
    ]) {
      const { chalks, unmarked } = await readRunning({ command: 'node', args: [path], cwd, env })
      expect([path, chalks, unmarked]).toEqual([path, [], []])
      await readRunning({ command: path, args: [], cwd, env })
    }
  })

  test('a script that runs itself, and wrappers without end', () => {
    const cwd = makeTree({ a: '', b: '' })
    for (const [name, other] of ['ab', 'ba']) {
      writeFileSync(join(cwd, name!), `#!${join(cwd, other!)}\n`)
      chmodSync(join(cwd, name!), 0o755)
    }
    expect(filesOfCommand({ command: './a', args: [], cwd, env })).toHaveLength(2)
    const wrappers = Array.from({ length: 10_000 }, () => 'env')
    expect(filesOfCommand({ command: 'env', args: wrappers, cwd, env }).length).toBeLessThan(3)
    const split = Array.from({ length: 50 }, () => '-S').join(' ')
    expect(filesOfCommand({ command: 'env', args: ['-S', split], cwd, env }).length).toBeLessThan(3)
  })
})

describe('limits', () => {
  test('a file of any size counts by its size, and what is over the limits is named', async () => {
    const cwd = makeTree({ 'app.js': '1\n', 'big.js': '' })
    truncateSync(join(cwd, 'big.js'), 2 ** 40)
    const args = ['--require', './big.js', 'app.js']
    const { collected, errors } = await readRunning({ command: process.execPath, args, cwd, env })
    const paths = collected.map((one) => one._OP_ARTIFACT_PATH)
    expect(paths).toContain(join(realpathSync(cwd), 'app.js'))
    expect(paths).not.toContain(join(realpathSync(cwd), 'big.js'))
    expect(errors).toEqual(['1 of the 3 files of the running program were not read: over the limits'])
  })

  test.each([
    ['files', { limits: { files: 1 } }],
    ['time', { limits: { time: 0 } }],
    ['a signal', { signal: AbortSignal.abort() }],
  ])('%s', async (_, options) => {
    const cwd = makeTree({ 'app.js': '1\n' })
    const read = await readRunning({ command: process.execPath, args: ['app.js'], cwd, env }, options)
    expect(read.errors).toEqual([expect.stringMatching(/of the 2 files/)])
  })
})

describe.runIf(process.platform === 'linux')('a process that', () => {
  test('has a pipe, a device and a deleted file open', async () => {
    const cwd = realpathSync(makeTree({ 'gone.sh': '#!/bin/sh\n' }))
    await insert({ paths: ['gone.sh'], cwd, root: cwd, env: {} })
    const code = `const fs = require('fs'); fs.openSync('gone.sh'); fs.openSync('/dev/zero'); fs.unlinkSync('gone.sh')
      console.log(1); process.stdin.resume()`
    const child = spawn('node', ['-e', code], { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    await once(child.stdout!, 'data')
    const { chalks, errors } = await readRunning({
      command: 'node',
      args: ['-e', code],
      cwd,
      env,
      pid: child.pid,
    })
    expect(errors).toEqual([])
    expect(chalks).toMatchObject([{ _OP_ARTIFACT_PATH: join(cwd, 'gone.sh'), _VALIDATED_METADATA: true }])
  })

  test('has ended', async () => {
    const child = spawn('true')
    await once(child, 'exit')
    const read = await readRunning({ command: 'true', args: [], cwd: '/', env, pid: child.pid })
    expect(read.errors).toEqual([])
    expect(read.collected).toMatchObject([{ _OP_ARTIFACT_CONTEXT: 'executable' }])
  })

  test('has gone to another folder, where another file has the name of its program', async () => {
    const cwd = realpathSync(
      makeTree({
        'app.js': 'process.chdir("other"); console.log(1); process.stdin.resume()\n',
        'other/app.js': '2\n',
      }),
    )
    await insert({ paths: ['.'], cwd, root: cwd, env: {}, allScripts: true })
    const child = spawn('node', ['app.js'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    await once(child.stdout!, 'data')
    const { chalks } = await readRunning({ command: 'node', args: ['app.js'], cwd, env, pid: child.pid })
    expect(chalks.map((chalk) => chalk._OP_ARTIFACT_PATH)).toEqual([join(cwd, 'app.js')])
  })
})

describe('the mark of an image', async () => {
  const cwd = realpathSync(makeTree({ 'run.sh': '#!/bin/sh\n' }))
  await insert({ paths: ['run.sh'], cwd, root: cwd, env: {} })
  const [mark] = /\{ "MAGIC".* \}/.exec(readFileSync(join(cwd, 'run.sh'), 'utf8'))!
  const read = (content: string) => {
    writeFileSync(join(cwd, 'chalk.json'), content)
    return readImageMark(join(cwd, 'chalk.json'))
  }

  test('is intact, and nobody can compare it with the image', () => {
    for (const content of [mark, `${mark}\n`]) {
      const chalk = read(content)!
      expect(chalk).toMatchObject({
        _OP_ARTIFACT_PATH: '/chalk.json',
        _OP_ARTIFACT_CONTEXT: 'image',
        CHALK_ID: expect.any(String),
      })
      expect(chalk[UNCHECKED]).toMatch(/image/)
      expect(chalk).not.toHaveProperty('_VALIDATED_METADATA')
    }
  })

  test('that was changed is invalid', () => {
    expect(read(mark.replace(/"CHALK_ID" : "./, '"CHALK_ID" : "Z'))).toMatchObject({
      _VALIDATED_METADATA: false,
    })
  })

  test('is none in other files', () => {
    for (const content of ['', '{}', '{ "MAGIC" : "dadfedabbadabbed" }', 'x'])
      expect(read(content)).toBeUndefined()
    expect(readImageMark(join(cwd, 'missing'))).toBeUndefined()
    expect(readImageMark(cwd)).toBeUndefined()
  })
})
