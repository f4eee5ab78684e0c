/** Files that have the name of a binary format and are none are left alone, and the report says why. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import type { CodecError } from '../../src/error.js'
import { codecFor } from '../../src/formats/index.js'
import { insert } from '../../src/operations/insert.js'
import { lineOf } from '../../src/output/options.js'
import { markOutput } from '../../src/output/step.js'
import { makeTree } from '../disk/tree.js'
import { stepOptions } from '../output/step-options.js'

const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`
const ANNEX = '/annex/objects/SHA256E-s10--0123.wasm\n'

function outcome(name: string, content: string, archives: 'common' | 'all' = 'common') {
  const candidate = { name, source: bufferSource(Buffer.from(content)) }
  const codec = codecFor(candidate, { archives })
  if (!codec) return 'no artifact'
  return Promise.resolve(codec.read(candidate, { archives }))
    .then(async ({ insert }) => {
      await insert(Buffer.from('{}'))
      return 'marked'
    })
    .catch((error: unknown) => (error as CodecError).code)
}

describe('a file that has the name of a binary format and is none', () => {
  const names = [
    'a.wasm',
    'a.jar',
    'a.WAR',
    'a.zip',
    'a.exe',
    'a.dll',
    'a.so',
    'a.node',
    'a.pyc',
    'a.gguf',
    'a.keras',
  ]
  it.each<[name: string, content: string, code: string]>([
    ...names.map((name): [string, string, string] => [name, LFS, 'POINTER']),
    ['a.safetensors', LFS, 'POINTER'],
    ['a.onnx', LFS, 'POINTER'],
    ['a.tgz', LFS, 'POINTER'],
    ['a.wasm', ANNEX, 'POINTER'],
    ['a.wasm', '', 'EMPTY'],
    ['a.jar', '', 'EMPTY'],
    ['a.zip', '', 'EMPTY'],
    ['a.wasm', '<!doctype html><title>404</title>', 'MISNAMED'],
    ['a.wasm', '\0asm', 'MISNAMED'],
    ['a.jar', '404: Not Found', 'MISNAMED'],
    ['a.safetensors', 'x', 'MISNAMED'],
    ['a.so', '/* GNU ld script */\nINPUT(libc.so.6)\n', 'no artifact'],
    ['a.exe', 'MZ', 'no artifact'],
    ['a.whl', LFS, 'no artifact'],
    ['a.png', LFS, 'no artifact'],
    ['a.png', '', 'no artifact'],
  ])('%s %j: %s', async (name, content, code) => expect(await outcome(name, content)).toBe(code))

  it('also an archive that is asked for', async () => {
    expect(await outcome('a.whl', LFS, 'all')).toBe('POINTER')
  })

  it('the report of insert names the reason', async () => {
    const root = makeTree({ 'dist/a.wasm': LFS, 'dist/b.wasm': '', 'dist/index.html': '<p>a</p>\n' })
    const { problems, unmarked } = await insert({ paths: ['dist'], cwd: root, root, env: {} })
    const reasons = problems.map(({ path, code, message }) => [path, code, message])
    expect(reasons.sort()).toEqual([
      [join(root, 'dist/a.wasm'), 'POINTER', expect.stringContaining('git lfs pull')],
      [join(root, 'dist/b.wasm'), 'EMPTY', 'the file is empty'],
    ])
    expect(unmarked).toHaveLength(2)
  })

  it('a bundler’s report names the reason', async () => {
    const files = [
      { name: 'a.wasm', hashes: [], read: () => Buffer.from(LFS) },
      { name: 'b.wasm', hashes: [], read: () => Buffer.alloc(0) },
      { name: 'c.js', hashes: [], read: () => 'f()\n' },
    ]
    const { chalks, errors } = await markOutput(
      files,
      stepOptions({ template: new Set(['HASH']), facts: {} }),
    )
    expect(chalks).toHaveLength(1)
    expect(errors.map(lineOf)).toEqual([
      expect.stringMatching(/^a\.wasm: not marked: the file is a Git LFS pointer/),
      'b.wasm: not marked: the file is empty',
    ])
  })
})
