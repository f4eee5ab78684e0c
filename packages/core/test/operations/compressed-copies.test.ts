/** Compressed files beside artifacts: whether servers send with them what the artifact's mark is about. */
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sha256Hex } from '../../src/bytes/splices.js'
import { compareCompressed, SAME_CONTENT } from '../../src/operations/compressed-copies.js'
import { addLeftOut, newOutcome } from '../../src/report/outcome.js'
import { makeTree } from '../disk/tree.js'

const APP = 'let a // marked\n'
const UNMARKED = 'let a\n'

/** Compares a file with `app.js`. @returns the reasons for which files are left out, and what is said. */
async function compared(name: string, content: string | Buffer, isMarked = true) {
  const root = makeTree({ 'app.js': APP, 'a.png': '', [name]: content })
  const outcome = newOutcome()
  const path = join(root, 'app.js')
  if (isMarked) outcome.chalks.push({ _OP_ARTIFACT_PATH: path, HASH: sha256Hex(Buffer.from(UNMARKED)) })
  else outcome.unmarked.push(path)
  for (const one of ['a.png', name]) addLeftOut(outcome, join(root, one), 'no known format')
  await compareCompressed(outcome)
  const left = Object.fromEntries(
    [...outcome.leftOut].map(([reason, paths]) => [reason, paths.map((one) => one.slice(root.length + 1))]),
  )
  return {
    left,
    said: outcome.warnings.map((line) => line.replaceAll(`${root}/`, '').replaceAll(`${root}\\`, '')),
  }
}

test.each<[string, string, string | Buffer]>([
  ['the artifact', 'app.js.gz', gzipSync(APP)],
  ['the artifact', 'app.js.br', brotliCompressSync(APP)],
  ['the artifact without its mark', 'app.js.gz', gzipSync(UNMARKED)],
])('%s: %s', async (_, name, content) => {
  expect(await compared(name, content)).toEqual({
    left: { 'no known format': ['a.png'], [SAME_CONTENT]: [name] },
    said: [],
  })
})

test.each<[string, string, string | Buffer]>([
  ['another program', 'app.js.gz', gzipSync('evil()')],
  ['another program', 'app.js.br', brotliCompressSync('evil()')],
  ['another program, with another spelling of the name', 'app.js.GZ', gzipSync('evil()')],
  ['more', 'app.js.gz', gzipSync(`${APP}evil()`)],
  ['more', 'app.js.br', brotliCompressSync(`${APP}evil()`)],
  ['less', 'app.js.gz', gzipSync(APP.slice(0, -1))],
  ['nothing', 'app.js.gz', gzipSync('')],
  ['an empty file', 'app.js.br', ''],
  ['no compressed content', 'app.js.br', 'evil()'],
  ['two members', 'app.js.gz', Buffer.concat([gzipSync(APP.slice(0, 3)), gzipSync(APP.slice(3))])],
  [
    'another program behind it',
    'app.js.br',
    Buffer.concat([brotliCompressSync(APP), brotliCompressSync('evil()')]),
  ],
  ['an empty member before it', 'app.js.gz', Buffer.concat([gzipSync(''), gzipSync(APP)])],
])('%s: %s', async (_, name, content) => {
  expect(await compared(name, content)).toEqual({
    left: { 'no known format': ['a.png', name] },
    said: [`${name}: servers send it in the place of app.js, and it holds something else`],
  })
})

test('beside an artifact without a mark', async () => {
  expect((await compared('app.js.gz', gzipSync(APP), false)).left).toHaveProperty([SAME_CONTENT])
  expect((await compared('app.js.gz', gzipSync(UNMARKED), false)).said).toHaveLength(1)
})

test('what has no artifact beside it stays as it is', async () => {
  for (const name of ['lib.js.gz', 'a.png.gz', 'app.js.zip', 'app.js.map.gz'])
    expect(await compared(name, gzipSync('x'))).toEqual({
      left: { 'no known format': ['a.png', name] },
      said: [],
    })
})
