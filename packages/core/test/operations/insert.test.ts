import { linkSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../src/bytes/splices.js'
import { extract } from '../../src/operations/extract.js'
import { type InsertOptions, insert } from '../../src/operations/insert.js'
import { remove } from '../../src/operations/remove.js'
import { list, makeTree } from '../disk/tree.js'

const FILES = {
  'dist/app.js': 'console.log(1)\n',
  'dist/deep/style.css': 'body { color: red }\n',
  'dist/run.sh': '#!/bin/sh\necho hi\n',
  'dist/data.json': '{}\n',
  'dist/.hidden.js': 'let hidden\n',
  'dist/node_modules/x/index.js': 'let x\n',
}

function optionsFor(cwd: string, more: Partial<InsertOptions> = {}): InsertOptions {
  return { paths: ['dist'], cwd, root: cwd, env: {}, ...more }
}

describe('insert, extract and remove over a folder', () => {
  test('marks every artifact, reads the marks, and takes them out again', async () => {
    const root = makeTree(FILES)
    const inserted = await insert(optionsFor(root))
    expect(inserted.problems).toEqual([])
    const paths = inserted.chalks.map(({ _OP_ARTIFACT_PATH }) => _OP_ARTIFACT_PATH)
    expect(paths).toEqual(['app.js', 'deep/style.css', 'run.sh'].map((name) => join(root, 'dist', name)))
    expect(list(root)).toEqual(list(makeTree(FILES)))

    const { chalks } = await extract(optionsFor(root))
    expect(chalks.map(({ _VALIDATED_METADATA }) => _VALIDATED_METADATA)).toEqual([true, true, true])
    for (const [index, chalk] of chalks.entries()) {
      const { CHALK_ID, METADATA_ID, _CURRENT_HASH } = inserted.chalks[index]!
      expect(chalk).toMatchObject({ CHALK_ID, METADATA_ID, _CURRENT_HASH })
    }

    await remove(optionsFor(root))
    for (const [name, content] of Object.entries(FILES)) {
      expect(readFileSync(join(root, name), 'utf8'), name).toBe(content)
    }
  })

  test('says why files were left out', async () => {
    const { leftOut } = await insert(optionsFor(makeTree(FILES)))
    expect([...leftOut.values()].flat()).toHaveLength(3)
  })

  test('marking again replaces the mark and names the old one', async () => {
    const root = makeTree(FILES)
    const first = await insert(optionsFor(root))
    const second = await insert(optionsFor(root))
    for (const [index, chalk] of second.chalks.entries()) {
      const { HASH, CHALK_ID, METADATA_ID } = first.chalks[index]!
      expect(chalk).toMatchObject({ HASH, CHALK_ID, OLD_CHALK_METADATA_ID: METADATA_ID })
    }
  })

  test('writes nothing in a dry run', async () => {
    const root = makeTree(FILES)
    const { chalks, marks } = await insert(optionsFor(root, { dryRun: true }))
    expect(chalks.map(({ _VIRTUAL }) => _VIRTUAL)).toEqual([true, true, true])
    expect(marks.every((mark) => mark.startsWith('{ "MAGIC"'))).toBe(true)
    expect(readFileSync(join(root, 'dist/app.js'), 'utf8')).toBe(FILES['dist/app.js'])
  })

  test('marks nothing whose report cannot be saved', async () => {
    const root = makeTree(FILES)
    const save = () => {
      throw new Error('disk full')
    }
    await expect(insert(optionsFor(root, { save }))).rejects.toThrow('disk full')
    expect(list(root)).toEqual(list(makeTree(FILES)))
    expect(readFileSync(join(root, 'dist/app.js'), 'utf8')).toBe(FILES['dist/app.js'])
  })
})

describe('files that are not like others', () => {
  const unix = process.platform !== 'win32'

  test('a model gets its mark beside it, and loses it again', async () => {
    const root = makeTree({ 'model.onnx': 'weights' })
    const options = optionsFor(root, { paths: ['.'] })
    const { chalks } = await insert(options)
    expect(list(root)).toEqual(['model.onnx', 'model.onnx.chalk'])
    expect(chalks).toMatchObject([
      { _OP_ARTIFACT_PATH: join(root, 'model.onnx'), _CURRENT_HASH: sha256Hex('weights') },
    ])
    expect((await extract(options)).chalks).toMatchObject([{ _VALIDATED_METADATA: true }])
    await insert(options)
    await remove(options)
    expect(list(root)).toEqual(['model.onnx'])
  })

  test.runIf(unix)('two names of one file are marked once', async () => {
    const root = makeTree({ 'a.sh': '#!/bin/sh\n' })
    linkSync(join(root, 'a.sh'), join(root, 'b.sh'))
    const { chalks, leftOut } = await insert(optionsFor(root, { paths: ['.'] }))
    expect(chalks).toHaveLength(1)
    expect([...leftOut]).toEqual([[`the same file as ${join(root, 'a.sh')}`, [join(root, 'b.sh')]]])
    expect(readFileSync(join(root, 'b.sh'), 'utf8').match(/MAGIC/g)).toHaveLength(1)
  })

  test('a path that is named twice is marked once', async () => {
    const root = makeTree(FILES)
    const { chalks } = await insert(optionsFor(root, { paths: ['dist', 'dist/deep', 'dist/app.js'] }))
    expect(chalks).toHaveLength(3)
  })

  test.runIf(unix)('a symbolic link is replaced by a marked file, and what it points to stays', async () => {
    const outside = makeTree({ 'tool.sh': '#!/bin/sh\n' })
    const root = makeTree({ 'dist/a.js': 'let a\n' })
    symlinkSync(join(outside, 'tool.sh'), join(root, 'dist/tool.sh'))
    const { chalks } = await insert(optionsFor(root, { symlinks: 'replace' }))
    expect(chalks).toHaveLength(2)
    expect(lstatSync(join(root, 'dist/tool.sh')).isFile()).toBe(true)
    expect(lstatSync(join(root, 'dist/tool.sh')).mode & 0o777).toBe(0o755)
    expect(readFileSync(join(outside, 'tool.sh'), 'utf8')).toBe('#!/bin/sh\n')
    expect((await extract(optionsFor(root))).chalks).toMatchObject([
      { _VALIDATED_METADATA: true },
      { _VALIDATED_METADATA: true },
    ])
  })

  test.runIf(unix)('what a symbolic link points to is marked on request, and the link stays', async () => {
    const outside = makeTree({ 'tool.sh': '#!/bin/sh\n' })
    const root = makeTree({ 'dist/a.js': 'let a\n' })
    symlinkSync(join(outside, 'tool.sh'), join(root, 'dist/tool.sh'))
    await insert(optionsFor(root, { symlinks: 'follow' }))
    expect(lstatSync(join(root, 'dist/tool.sh')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(outside, 'tool.sh'), 'utf8')).toContain('MAGIC')
    expect(list(outside)).toEqual(['tool.sh'])
  })

  test('a certificate is left out, and read', async () => {
    const root = makeTree({ 'ca.pem': rootCertificates[0]! })
    const options = optionsFor(root, { paths: ['.'] })
    const { problems, leftOut } = await insert(options)
    expect(problems).toEqual([])
    expect([...leftOut.values()]).toEqual([[join(root, 'ca.pem')]])
    const { chalks, unmarked } = await extract(options)
    expect(chalks).toMatchObject([{ _OP_ARTIFACT_TYPE: 'X.509 certificate' }])
    expect(unmarked).toEqual([])
  })

  test('one that a codec refuses stays as it is and is named', async () => {
    const utf16 = Buffer.from('\ufefflet a\n', 'utf16le')
    const root = makeTree({ 'dist/a.js': utf16, 'dist/b.js': 'let b\n' })
    const { problems, chalks, unmarked } = await insert(optionsFor(root))
    expect(problems).toMatchObject([{ path: join(root, 'dist/a.js') }])
    expect(unmarked).toEqual([join(root, 'dist/a.js')])
    expect(chalks).toHaveLength(1)
    expect(readFileSync(join(root, 'dist/a.js')).equals(utf16)).toBe(true)
  })

  test('a mark cannot vouch for itself', async () => {
    const root = makeTree({ 'dist/a.js': 'let a\n' })
    const keys = { 'X-A': 1 }
    await insert(optionsFor(root, { keys }))
    const path = join(root, 'dist/a.js')
    const forged = readFileSync(path, 'utf8').replace('"X-A" : 1', '"_VALIDATED_SIGNATURE" : true')
    writeFileSync(path, forged)
    const { chalks } = await extract(optionsFor(root))
    expect(chalks).toMatchObject([{ _VALIDATED_METADATA: false }])
    expect(chalks[0]).not.toHaveProperty('_VALIDATED_SIGNATURE')
  })
})
