import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validate } from '@chalkmark/mark'
import { expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { pythonBytecode } from '../../src/formats/python-bytecode.js'
import { applied, artifactOf, hashOf, markFor } from './artifacts.js'
import { expected, vectorFile } from './vectors.js'

const read = async (bytes: Uint8Array) => (await artifactOf(pythonBytecode, 'module.pyc', bytes))!

it('agrees with the reference program', async () => {
  const { HASH, CHALK_ID } = expected('module.pyc')
  for (const state of ['', '.marked', '.deleted']) {
    const bytes = vectorFile(`module.pyc${state}`)
    expect(await hashOf(await read(bytes), bytes)).toBe(HASH)
  }
  const { mark } = await read(vectorFile('module.pyc.marked'))
  expect(validate(mark!.dict, CHALK_ID)).toEqual({ valid: true, errors: [] })
})

it('runs with the mark, and comes back without it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chalkmark-pyc-'))
  try {
    writeFileSync(join(folder, 'hello.py'), 'import sys\nprint("hello", sys.argv[1:])\n')
    execFileSync('python3', ['-m', 'compileall', '-q', folder])
    const [name] = readdirSync(join(folder, '__pycache__'))
    const bytes = readFileSync(join(folder, '__pycache__', name!))
    const artifact = await read(bytes)
    const once = applied(bytes, await artifact.insert(markFor(await hashOf(artifact, bytes))))
    writeFileSync(join(folder, 'hello.pyc'), once)
    const output = execFileSync('python3', [join(folder, 'hello.pyc'), 'a'], { encoding: 'utf8' })
    expect(output.trim()).toBe("hello ['a']")
    expect(applied(once, await (await read(once)).remove(Buffer.alloc(32)))).toEqual(bytes)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it('is claimed by its extension and the end of its magic', () => {
  const claims = (name: string, bytes: Uint8Array) =>
    pythonBytecode.claims({ name, source: bufferSource(bytes) }, {})
  const bytes = vectorFile('module.pyc')
  expect(claims('a.pyc', bytes)).toBe('Python Bytecode')
  expect(claims('a.pyo', bytes)).toBe('Python Bytecode')
  expect(claims('a.py', bytes)).toBeUndefined()
  expect(claims('a.pyc', Buffer.from('text'))).toBeUndefined()
  expect(claims('a.pyc', Buffer.alloc(0))).toBeUndefined()
})
