/** On which line a mark stands: a script that counts its own lines sees it moved. */
import { encodeMark, MAGIC, PLACEHOLDER, sealMark } from '@chalkmark/mark'
import { describe, expect, test } from 'vitest'
import { bufferSource } from '../../../src/bytes/source.js'
import { applySplices, sha256 } from '../../../src/bytes/splices.js'
import { text } from '../../../src/formats/text/index.js'
import { contentHash, inspect, judge } from '../../../src/mark/inspect.js'

const OPTIONS = { allScripts: true }
const REST = 'echo one\necho two\necho three\n'
const HELD = `#!/bin/sh\n# ${PLACEHOLDER}\ntail -n +3 "$0"\n${REST}`
const BARE = `#!/bin/sh\n${REST}`

async function read(content: string) {
  const source = bufferSource(Buffer.from(content))
  const inspected = await inspect({ name: 'a.sh', source }, text, OPTIONS)
  return { ...inspected, source, verdict: await judge(inspected, source) }
}

/** The text with a mark, which holds X-CONTENT-HASH if there is one and it is wanted. */
async function marked(content: string, pinned = true): Promise<string> {
  const { artifact, hash, chalkId, source } = await read(content)
  const digest = await contentHash(artifact, source)
  const dict = sealMark(
    {
      ...{ MAGIC, CHALK_ID: chalkId, CHALK_VERSION: '1.1.3', HASH: hash },
      ...(pinned && digest !== undefined && { 'X-CONTENT-HASH': digest }),
    },
    sha256,
  )
  const splices = await artifact.insert(Buffer.from(encodeMark(dict)))
  return applySplices(Buffer.from(content), splices).toString()
}

/** The line with the mark, moved behind the line of this number, from 0. */
function moved(content: string, to: number): string {
  const lines = content.split('\n')
  const [mark] = lines.splice(
    lines.findIndex((line) => line.includes(MAGIC)),
    1,
  )
  lines.splice(to, 0, mark!)
  return lines.join('\n')
}

describe('a mark in the place of a placeholder', () => {
  test('is valid there and nowhere else', async () => {
    const content = await marked(HELD)
    expect(content).toContain('X-CONTENT-HASH')
    expect((await read(content)).verdict).toEqual({ valid: true, errors: [] })
    for (const line of [2, 3, 4]) {
      const { verdict, hash } = await read(moved(content, line))
      expect(hash).toBe((await read(content)).hash)
      expect(verdict!.errors[0], `line ${line}`).toMatch(/X-CONTENT-HASH/)
    }
  })

  test('has the same digest before marking, after it, and after marking again', async () => {
    const digest = async (content: string) => {
      const { artifact, source } = await read(content)
      return contentHash(artifact, source)
    }
    const content = await marked(HELD)
    expect(await digest(content)).toBe(await digest(HELD))
    expect(await marked(content)).toBe(content)
  })

  test('without the digest: the line is named as not covered', async () => {
    const { artifact, verdict } = await read(await marked(HELD, false))
    expect(verdict!.valid).toBe(true)
    expect(artifact.uncovered).toEqual(['the line on which the mark stands'])
  })
})

describe('a mark at the end', () => {
  test('needs no digest: there is one such place', async () => {
    const content = await marked(BARE)
    expect(content).not.toContain('X-CONTENT-HASH')
    const { artifact, verdict } = await read(content)
    expect(verdict).toEqual({ valid: true, errors: [] })
    expect(artifact.uncovered).toBeUndefined()
  })

  test('moved up: the line is named as not covered', async () => {
    const { artifact, verdict } = await read(moved(await marked(BARE), 1))
    expect(verdict!.valid).toBe(true)
    expect(artifact.uncovered).toEqual(['the line on which the mark stands'])
  })
})

test('in other languages HASH tells the place', async () => {
  const source = bufferSource(Buffer.from(`a {}\n/* ${PLACEHOLDER} */\nb {}\n`))
  const { artifact } = await inspect({ name: 'a.css', source }, text, OPTIONS)
  expect(artifact.contentForm).toBeUndefined()
  expect(artifact.uncovered).toBeUndefined()
})
