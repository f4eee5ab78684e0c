import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCollectors } from '../../../src/collectors/run.js'
import { owners } from '../../../src/collectors/vcs/owners.js'
import { asking } from '../worlds.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chalkmark-owners-'))
  mkdirSync(join(folder, '.git'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, text: string | Uint8Array) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const collect = (root = folder) => runCollectors([owners], ...asking(['CODE_OWNERS'], { root }))

describe('owners', () => {
  it('takes the first place that has the file', async () => {
    expect(await collect()).toEqual({ keys: {}, errors: [], failedKeys: {} })
    const places = [
      'docs/AUTHOR',
      'docs/AUTHORS',
      'AUTHOR',
      'AUTHORS',
      '.gitlab/CODEOWNERS',
      'docs/CODEOWNERS',
      '.github/CODEOWNERS',
      'CODEOWNERS',
    ]
    for (const place of places) {
      write(place, `# ${place}\n* @acme/team\n`)
      expect((await collect()).keys).toEqual({ CODE_OWNERS: `# ${place}\n* @acme/team\n` })
    }
  })

  it('looks at the root of the repository, from any folder in it', async () => {
    write('CODEOWNERS', '* @acme\n')
    write('packages/app/CODEOWNERS', '* @somebody-else\n')
    expect((await collect(join(folder, 'packages', 'app'))).keys.CODE_OWNERS).toBe('* @acme\n')
  })

  it('looks at the project itself where there is no repository', async () => {
    rmSync(join(folder, '.git'), { recursive: true })
    write('CODEOWNERS', '* @above\n')
    write('app/AUTHORS', 'Jörg <j@example.com>\r\n')
    expect((await collect(join(folder, 'app'))).keys.CODE_OWNERS).toBe('Jörg <j@example.com>\r\n')
  })

  it('gives nothing for an empty file, and no byte order mark', async () => {
    write('CODEOWNERS', ' \n')
    expect((await collect()).keys).toEqual({})
    write('CODEOWNERS', '\ufeff* @acme\n')
    expect((await collect()).keys.CODE_OWNERS).toBe('* @acme\n')
    write('CODEOWNERS', Buffer.from('* @\xff\n', 'latin1'))
    expect((await collect()).keys.CODE_OWNERS).toBe('* @\ufffd\n')
  })

  it('leaves out a file that is too large, and says so', async () => {
    write('CODEOWNERS', 'x'.repeat(65_536))
    expect((await collect()).keys.CODE_OWNERS).toHaveLength(65_536)
    write('CODEOWNERS', 'x'.repeat(65_537))
    const { keys, errors } = await collect()
    expect(keys).toEqual({})
    expect(errors).toEqual([
      `owners: ${join(folder, 'CODEOWNERS')} is 65537 bytes long, over the limit of 65536: left out`,
    ])
  })

  it('takes no folder for the file', async () => {
    mkdirSync(join(folder, 'CODEOWNERS'))
    write('AUTHORS', 'A\n')
    expect((await collect()).keys.CODE_OWNERS).toBe('A\n')
  })
})
