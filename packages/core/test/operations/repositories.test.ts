/** Marks hold the facts of one repository; for files of another one there is a warning. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { insert } from '../../src/operations/insert.js'
import { makeTree } from '../disk/tree.js'

const SCRIPT = '#!/bin/sh\n'

/** A workspace with two clones, one of which has a submodule. */
function workspace(): string {
  const root = makeTree({
    'a/dist/a.sh': SCRIPT,
    'a/mod/.git': 'gitdir: ../.git/modules/mod\n',
    'a/mod/m.sh': SCRIPT,
    'b/dist/b.sh': SCRIPT,
  })
  for (const name of ['a', 'b']) mkdirSync(join(root, name, '.git'))
  return root
}

it.each([
  ['from a folder above', '.', ['a/dist', 'b/dist'], ['a', 'b']],
  ['from one of them', 'a', ['a/dist', 'b/dist'], ['b']],
  ['of a submodule', 'a', ['a/mod/m.sh'], ['a/mod']],
  ['in its own repository', 'a', ['a/dist'], []],
])('files %s', async (_, from, paths, others) => {
  const root = workspace()
  const { warnings, chalks } = await insert({ paths, cwd: root, root: join(root, from), env: {} })
  expect(chalks.length).toBe(paths.length)
  const said = warnings.filter((line) => line.includes('a repository of its own'))
  expect(said.map((line) => line.split(':')[0])).toEqual(others.map((name) => join(root, name)))
})
