/** What `verify` says of files in a folder that are no artifacts. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { chalkmark } from './command.js'

async function markedFolder() {
  const root = makeTree({ 'dist/app.js': 'let a\n' })
  await chalkmark(['insert', 'dist'], { cwd: root })
  return {
    root,
    put: (name: string, content: Uint8Array | string = '') =>
      writeFileSync(join(root, 'dist', name), content),
    verify: (...flags: string[]) => chalkmark(['verify', 'dist', ...flags], { cwd: root }),
  }
}

test('a compressed file that holds something else than the artifact beside it', async () => {
  const { root, put, verify } = await markedFolder()
  put('app.js.gz', gzipSync(readFileSync(join(root, 'dist/app.js'))))
  expect(await verify()).toMatchObject({ code: 0, stderr: expect.not.stringContaining('app.js.gz') })
  put('app.js.gz', gzipSync('evil()'))
  const changed = await verify('--strict')
  expect(changed.code).toBe(1)
  expect(changed.stderr).toMatch(
    /^warning: \S*app\.js\.gz: servers send it in the place of \S*app\.js, and it holds something else$/m,
  )
})

test('one file of each kind is named, however many others there are', async () => {
  const { put, verify } = await markedFolder()
  for (let number = 10; number < 40; number++) put(`${number}.png`)
  for (const name of ['a.jpg', 'b.jpg', '_headers', 'x.js.br', 'y.webmanifest']) put(name)
  expect((await verify()).stderr).toContain(
    'note: not checked: no known format: dist/10.png, dist/11.png, dist/12.png, dist/_headers, dist/x.js.br, dist/y.webmanifest, dist/a.jpg and 28 more, which --verbose names\n',
  )
})
