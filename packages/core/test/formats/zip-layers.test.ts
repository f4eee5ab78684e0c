/** Indexes of layers in jars and wars of Spring Boot: their tools fail at a file that no layer names. */
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { hashSpliced } from '../../src/bytes/splices.js'
import { markedLikeInsert, verdictOn } from './artifacts.js'
import { codec, hash, independently, marked, read, unmarked } from './zip-archives.js'
import { type TestEntry, writeZip } from './zip-writer.js'

const INDEX = `- "dependencies":
  - "BOOT-INF/lib/"
- "spring-boot-loader":
  - "org/"
- "snapshot-dependencies":
- "application":
  - "BOOT-INF/classes/"
  - "BOOT-INF/layers.idx"
  - "META-INF/"
`
const LINE = '  - "chalk.json"\n'

function bootJar(index: string, entry: Partial<TestEntry> = {}, folder = 'BOOT-INF'): Buffer {
  const manifest = `Manifest-Version: 1.0\r\nSpring-Boot-Layers-Index: ${folder}/layers.idx\r\n\r\n`
  return writeZip([
    { path: 'META-INF/MANIFEST.MF', content: manifest },
    { path: `${folder}/classes/a.txt`, content: 'a' },
    { path: `${folder}/layers.idx`, content: index, ...entry },
    { path: `${folder}/lib/b.jar`, content: writeZip([{ path: 'b', content: 'b' }]), method: 0 },
  ])
}

function indexOf(bytes: Buffer, folder = 'BOOT-INF'): string {
  return independently(bytes).find(({ name }) => name === `${folder}/layers.idx`)!.content
}

/** The layer of a file, as Spring Boot reads the index; undefined is what its tools fail at. */
function layerOf(index: string, path: string): string | undefined {
  let layer: string | undefined
  for (const line of index.split('\n').map((line) => line.replace('\r', ''))) {
    if (line.startsWith('- ')) layer = line.slice(3, -2)
    else if (line.startsWith('  - ')) {
      const named = line.slice(5, -1)
      if (named === path || (named.endsWith('/') && path.startsWith(named))) return layer
    } else if (line.trim() !== '') throw new Error(`malformed: ${line}`)
  }
  return undefined
}

async function contentHash(bytes: Uint8Array, name = 'app.jar'): Promise<string> {
  return hashSpliced(bufferSource(bytes), await (await read(bytes, name)).contentForm!())
}

describe('the index of layers', () => {
  const kinds: [string, string, Partial<TestEntry>, string?][] = [
    ['as Spring Boot writes it', INDEX, {}],
    ['stored', INDEX, { method: 0 }],
    [
      'with an extra field and a data descriptor',
      INDEX,
      { extra: Buffer.from('UT\x01\x00x'), descriptor: 'signed' },
    ],
    ['of a war', INDEX.replaceAll('BOOT', 'WEB'), {}, 'WEB-INF'],
    ['with a last layer that is empty', `${INDEX}- "configuration":\n`, {}],
    ['with CR LF', INDEX.replaceAll('\n', '\r\n'), {}],
    ['without a newline at its end', INDEX.slice(0, -1), {}],
    ['with empty lines', `\n${INDEX}\n\n`, {}],
  ]
  it.each(kinds)('%s names the mark in its last layer, and comes back', async (_, index, entry, folder) => {
    const jar = bootJar(index, entry, folder)
    const name = folder === 'WEB-INF' ? 'app.war' : 'app.jar'
    const once = await markedLikeInsert(codec, name, jar)
    const last = index.includes('configuration') ? 'configuration' : 'application'
    expect(layerOf(indexOf(once, folder), 'chalk.json')).toBe(last)
    expect(indexOf(once, folder).startsWith(index)).toBe(true)
    expect(await verdictOn(codec, name, once)).toEqual({ valid: true, errors: [], uncovered: [] })
    expect(await hash(once, name)).toBe(await hash(jar, name))
    expect(await contentHash(once, name)).toBe(await contentHash(jar, name))
    expect((await markedLikeInsert(codec, name, once)).equals(once)).toBe(true)
    expect((await unmarked(once, name)).equals(jar)).toBe(true)
  })

  it('is counted with the line, so that a program which does not know it gets the same HASH', async () => {
    const jar = bootJar(INDEX)
    expect(await hash(jar, 'app.jar')).toBe(await hash(bootJar(INDEX + LINE), 'app.jar'))
    expect(await hash(jar, 'app.jar')).not.toBe(await hash(bootJar(`${INDEX}  - "other"\n`), 'app.jar'))
  })

  it('that names the mark already stays as it is', async () => {
    for (const index of [INDEX + LINE, INDEX.replace('- "BOOT-INF/lib/"', '- "chalk.json"')]) {
      const jar = bootJar(index)
      const once = await markedLikeInsert(codec, 'app.jar', jar)
      expect(indexOf(once)).toBe(index)
      expect(await verdictOn(codec, 'app.jar', once)).toMatchObject({ valid: true })
      expect((await unmarked(once, 'app.jar')).equals(jar)).toBe(true)
    }
  })

  it('that no tool can read, or that the manifest does not name, stays as it is', async () => {
    const other = writeZip([
      { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n\r\n', method: 0 },
      { path: 'BOOT-INF/layers.idx', content: INDEX },
    ])
    for (const [jar, index] of [
      [bootJar('layers: none\n'), 'layers: none\n'],
      [bootJar(''), ''],
      [other, INDEX],
    ] as const) {
      expect(indexOf(await marked(jar, 'app.jar'))).toBe(index)
    }
  })

  it('that lists the mark in another way makes it invalid', async () => {
    const once = await markedLikeInsert(codec, 'app.jar', bootJar(INDEX, { method: 0 }))
    const at = once.lastIndexOf('  - "META-INF/"')
    const changed = Buffer.from(once)
    changed.write('BETA', at + 5)
    expect(await verdictOn(codec, 'app.jar', changed)).toMatchObject({ valid: false })
  })

  it('may lack the line where a program has marked the jar that does not know it', async () => {
    // Under this name the index is no index.
    const jar = bootJar(INDEX)
    const old = Buffer.from(jar.toString('latin1').replaceAll('layers.idx', 'layers.jdx'), 'latin1')
    const theirs = await marked(old, 'app.jar')
    const renamed = Buffer.from(theirs.toString('latin1').replaceAll('layers.jdx', 'layers.idx'), 'latin1')
    expect((await read(renamed, 'app.jar')).mark).not.toHaveProperty('broken')
    const again = await markedLikeInsert(codec, 'app.jar', renamed)
    expect(layerOf(indexOf(again), 'chalk.json')).toBe('application')
    expect(await verdictOn(codec, 'app.jar', again)).toEqual({ valid: true, errors: [], uncovered: [] })
  })

  it('is not marked if its old bytes cannot be kept', async () => {
    const names = Array.from({ length: 6000 }, (_, i) => `  - "BOOT-INF/lib/${i}.jar"\n`).join('')
    await expect(marked(bootJar(INDEX + names, { method: 0 }), 'app.jar')).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    })
  })
})
