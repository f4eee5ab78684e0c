import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { extract } from '../../src/operations/extract.js'
import { type InsertOptions, insert } from '../../src/operations/insert.js'
import { remove } from '../../src/operations/remove.js'
import { list, makeTree } from './tree.js'

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
