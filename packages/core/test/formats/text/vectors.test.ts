import { readdirSync, readFileSync } from 'node:fs'
import { chalkId, encodeMark, validate } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { applied, artifactOf, hashOf, markFor, sha256 } from '../artifacts.js'

const vectors = new URL('../../../../../test/vectors/', import.meta.url)
const bytesOf = (path: string) => readFileSync(new URL(path, vectors))

interface Reported {
  ARTIFACT_TYPE: string
  CHALK_ID: string
  HASH: string
}
interface Vector {
  file: string
  orig_sha256: string
  insert: Reported
  insert_again: Reported
}
const all: Vector[] = JSON.parse(bytesOf('index.json').toString())
const scripts = all.filter(({ file }) => /\.(sh|js|py)$|^ruby/.test(file))

/** Where our mark stands elsewhere: chalk puts it behind a magic comment, we put it before. */
const placedElsewhere = new Set(['node-sourcemap.js'])

describe.each(scripts)('what chalk did with $file', ({ file, orig_sha256, insert, insert_again }) => {
  const original = bytesOf(`files/${file}`)
  const marked = bytesOf(`files/${file}.marked`)

  it('is the original that it was', () => expect(sha256(original)).toBe(orig_sha256))

  it('is read and valid', async () => {
    const artifact = (await artifactOf(text, file, marked, {}))!
    const { dict } = artifact.mark!
    expect(artifact.type).toBe(insert.ARTIFACT_TYPE)
    expect(dict.CHALK_ID).toBe(insert.CHALK_ID)
    const hash = await hashOf(artifact, marked)
    expect(hash).toBe(insert.HASH)
    expect(validate(dict, chalkId(hash))).toEqual({ valid: true, errors: [] })
  })

  it('has the same HASH before marking and when marked again', async () => {
    const artifact = (await artifactOf(text, file, original, {}))!
    expect(artifact.mark).toBeUndefined()
    expect(await hashOf(artifact, original)).toBe(insert.HASH)
    const markedArtifact = (await artifactOf(text, file, marked, {}))!
    const again = applied(marked, await markedArtifact.insert(markFor(insert.HASH, { 'X-AGAIN': true })))
    const artifactAgain = (await artifactOf(text, file, again, {}))!
    expect(artifactAgain.mark!.at).toBe(markedArtifact.mark!.at)
    expect(await hashOf(artifactAgain, again)).toBe(insert_again.HASH)
  })

  it('is what we do', async () => {
    const { dict } = (await artifactOf(text, file, marked, {}))!.mark!
    const mark = Buffer.from(encodeMark(dict))
    const ours = applied(original, await (await artifactOf(text, file, original, {}))!.insert(mark))
    if (placedElsewhere.has(file)) {
      expect(ours.toString()).toBe(original.toString().replace('\n//#', `\n// ${mark}\n//#`))
      const artifact = (await artifactOf(text, file, ours, {}))!
      expect(await hashOf(artifact, ours)).toBe(insert.HASH)
    } else expect(ours.toString()).toBe(marked.toString())
  })

  it('can be undone', async () => {
    const artifact = (await artifactOf(text, file, marked, {}))!
    expect(applied(marked, await artifact.remove(Buffer.alloc(32))).toString()).toBe(original.toString())
  })
})

/** What follows a text today where it was another comment when these marks were made. */
const PLACED_SINCE: Record<string, string> = {
  'b.js': '/* … */',
  'd.css': '/* … */',
  'e.html': '<!--…-->',
  'f.svg': '<!--…-->',
}

describe.each(readdirSync(new URL('text/', vectors)))('a hand-made mark in %s', (file) => {
  const marked = bytesOf(`text/${file}`)

  it('is read and valid', async () => {
    const artifact = (await artifactOf(text, file, marked))!
    const hash = await hashOf(artifact, marked)
    expect(hash).toBe(artifact.mark!.dict.HASH)
    expect(validate(artifact.mark!.dict, chalkId(hash))).toEqual({ valid: true, errors: [] })
  })

  it('stands where we put it, or where earlier releases did', async () => {
    const artifact = (await artifactOf(text, file, marked))!
    const original = applied(marked, await artifact.remove(Buffer.alloc(32)))
    const unmarked = (await artifactOf(text, file, original))!
    const again = applied(original, await unmarked.insert(artifact.mark!.text as Buffer)).toString()
    if (file in PLACED_SINCE) {
      const mark = artifact.mark!.text.toString()
      expect(again).toBe(`${original}${PLACED_SINCE[file]!.replace('…', () => mark)}`)
    } else {
      expect(await hashOf(unmarked, original)).toBe(artifact.mark!.dict.HASH)
      expect(again).toBe(marked.toString())
    }
  })
})

it('reads a mark that was signed', async () => {
  const marked = bytesOf('signed/node-newline.js.marked')
  const artifact = (await artifactOf(text, 'node-newline.js', marked, {}))!
  expect(artifact.mark!.dict.SIGNATURE).toBeDefined()
  expect(validate(artifact.mark!.dict, chalkId(await hashOf(artifact, marked))).valid).toBe(true)
})
