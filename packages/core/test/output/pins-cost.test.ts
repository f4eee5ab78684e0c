/** What it costs to follow digests: counted by how often files are read, which are read again for each look at them. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { markOutput } from '../../src/output/index.js'
import { stepOptions } from './step-options.js'

const INLINE = 'start()'
const hex = (text: string) => createHash('sha256').update(text).digest('hex')
const sri = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** Marks files that are on the disk. @returns also how often each of them was read. */
async function step(texts: Record<string, string>) {
  const reads = new Map<string, number>()
  const files = Object.entries(texts).map(([name, text]) => ({
    name,
    hashes: [],
    isOnDisk: true,
    read() {
      reads.set(name, (reads.get(name) ?? 0) + 1)
      return text
    },
  }))
  const result = await markOutput(files, stepOptions({ template: new Set(['HASH']), facts: {} }))
  return { ...result, reads }
}

const numbered = (count: number, name: string, text: (number: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [name.replace('*', String(at)), text(at)]))
const page = (body: string) => `<!doctype html><title>x</title><body>${body}</body>\n`
const withInline = (number: number) => page(`<script>${INLINE}</script><p>${number}</p>`)

describe('a file is read as often for forty digests as for twenty', () => {
  test.each<[string, string, (count: number) => Record<string, string>]>([
    [
      'pages that each allow the same inline script',
      'p0.html',
      (count) =>
        numbered(count, 'p*.html', (at) =>
          page(`<meta content="${hex(INLINE)}"><script>${INLINE}</script>${at}`),
        ),
    ],
    [
      'digests of an inline script in a text',
      'index.html',
      (count) => ({ 'index.html': withInline(0), _headers: `${hex(INLINE)}\n`.repeat(count) }),
    ],
    [
      'pages that pin one script',
      'main.js',
      (count) => ({
        'main.js': 'main()\n',
        ...numbered(count, 'p*.html', (at) =>
          page(`${at}<script src="main.js" integrity="${sri('main()\n')}"></script>`),
        ),
      }),
    ],
    [
      'digests of equal files',
      'index.html',
      (count) => ({
        ...numbered(5, 'f*.js', () => 'same()\n'),
        'index.html': page(
          Array.from({ length: count }, (_, at) => `<p>f${at % 5}.js ${hex('same()\n')}</p>`).join('\n'),
        ),
      }),
    ],
  ])('%s: %s', async (_, name, make) => {
    const [few, many] = [await step(make(20)), await step(make(40))]
    expect([...few.errors, ...many.errors]).toEqual([])
    expect(many.reads.get(name)).toBe(few.reads.get(name))
  })
})

test('a thousand equal files and more than a thousand of their digests: they get no mark', async () => {
  const scripts = numbered(1000, 'f*.js', () => 'same()\n')
  const digests = `f1.js ${hex('same()\n')}\n`.repeat(1001)
  const { errors, changes } = await step({ ...scripts, 'index.html': page(digests) })
  expect(errors).toHaveLength(1000)
  expect(errors[0]!.message).toContain('another file has the same content')
  expect([...changes.keys()]).toEqual(['index.html'])
})
