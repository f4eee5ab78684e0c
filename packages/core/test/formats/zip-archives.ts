/** Marking archives in tests. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import type { Artifact } from '../../src/formats/artifact.js'
import type { CodecOptions } from '../../src/formats/format.js'
import { codecs } from '../../src/formats/index.js'
import { applied, artifactOf, hashOf, markFor } from './artifacts.js'
import type { TestEntry } from './zip-writer.js'

export const codec = codecs.find(({ name }) => name === 'zip')!

/** A jar with something of everything. */
export const ENTRIES: TestEntry[] = [
  { path: 'META-INF/', mode: 0o755 },
  { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n\r\n' },
  {
    path: 'a.txt',
    content: 'hello\n'.repeat(100),
    mode: 0o600,
    comment: 'a comment',
    extra: Buffer.from('UT\x01\x00x'),
  },
  { path: 'bin/run', content: '#!/bin/sh\necho hi\n', mode: 0o755, method: 0 },
  { path: 'empty', content: '' },
]

export async function read(bytes: Uint8Array, name = 'a.zip', options: CodecOptions = {}): Promise<Artifact> {
  const artifact = await artifactOf(codec, name, bytes, { archives: 'all', ...options })
  if (!artifact) throw new Error(`${name} is not claimed`)
  return artifact
}

export async function marked(bytes: Uint8Array, name = 'a.zip', keys: Dict = {}): Promise<Buffer> {
  const artifact = await read(bytes, name)
  return applied(bytes, await artifact.insert(markFor(await hashOf(artifact, bytes), keys)))
}

export async function unmarked(bytes: Uint8Array, name = 'a.zip'): Promise<Buffer> {
  const artifact = await read(bytes, name)
  return applied(bytes, await artifact.remove(Buffer.from(await hashOf(artifact, bytes), 'hex')))
}

export async function hash(bytes: Uint8Array, name = 'a.zip'): Promise<string> {
  return (await read(bytes, name)).hash!()
}

/** An entry as Python's zipfile sees it. */
export interface Listed {
  name: string
  content: string
  method: number
  mode: number
  time: number[]
  offset: number
  extra: string
}

const LIST = `
import sys, json, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None, z.testzip()
    print(json.dumps([{'name': i.filename, 'content': z.read(i).decode('latin1'), 'method': i.compress_type,
        'mode': i.external_attr >> 16, 'time': i.date_time, 'offset': i.header_offset, 'extra': i.extra.hex()}
        for i in z.infolist()]))
`

/** Reads the archive with Python's zipfile and tests it with Info-ZIP's unzip: two readers that are not ours. */
export function independently(bytes: Uint8Array, { unzip = true } = {}): Listed[] {
  return inFolder((folder) => {
    const path = join(folder, 'archive.zip')
    writeFileSync(path, bytes)
    if (unzip) execFileSync('unzip', ['-tqq', path], { stdio: 'pipe' })
    const listing = execFileSync('python3', ['-c', LIST, path], { maxBuffer: 1 << 30, stdio: 'pipe' })
    return JSON.parse(listing.toString())
  })
}

/** Calls `use` with the path of a new folder that is gone afterwards. */
export function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'chalkmark-zip-'))
  const clean = () => rmSync(folder, { recursive: true, force: true })
  try {
    const result = use(folder)
    if (result instanceof Promise) return result.finally(clean) as T
    clean()
    return result
  } catch (error) {
    clean()
    throw error
  }
}
