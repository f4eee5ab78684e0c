import { parseMark } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource, type Source } from '../../src/bytes/source.js'
import { openWindow, WHOLE_LIMIT, without } from '../../src/bytes/window.js'
import { text } from '../../src/formats/text/index.js'
import { markFor } from '../formats/artifacts.js'

describe('a window on a file that is not held whole', () => {
  it('shows the same bytes', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.constantFrom('a', 'b', '\n', 'abc'), { maxLength: 60 })
          .map((parts) => Buffer.from(parts.join(''))),
        fc.array(fc.tuple(fc.nat(70), fc.nat(70)), { minLength: 1, maxLength: 8 }),
        (bytes, ranges) => {
          const whole = openWindow(bufferSource(bytes))
          const sliding = openWindow(bufferSource(bytes), -1, 8)
          expect(sliding.whole).toBeUndefined()
          for (const [a, b] of ranges) {
            for (const window of [whole, sliding]) {
              expect(window.slice(a - 5, b)).toEqual(bytes.subarray(Math.max(0, a - 5), b))
              expect(window.byte(a)).toBe(bytes[a])
              expect(window.indexOf(Buffer.from('abc'), a)).toBe(
                a > bytes.length ? -1 : bytes.indexOf('abc', a),
              )
              expect(window.lastIndexOf(0x0a, a)).toBe(bytes.subarray(0, a).lastIndexOf(0x0a))
            }
            const [from, to] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)]
            const rest = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
            for (const window of [without(whole, from, to), without(sliding, from, to)])
              expect(window.slice(0, window.size)).toEqual(rest)
          }
        },
      ),
    )
  })

  it('says so when the file is shorter than it was', () => {
    const source: Source = { size: 10, read: () => Buffer.alloc(5) }
    expect(() => openWindow(source)).toThrow(expect.objectContaining({ code: 'TRUNCATED' }))
  })
})

/** A text of many lines, made where it is read. */
function endless(size: number, tail: Buffer, reads: number[]): Source {
  const line = Buffer.from("insert into t values ('é', 1);\n")
  return {
    size: size + tail.length,
    read(at, length) {
      const end = Math.min(at + length, size + tail.length)
      reads.push(end - at)
      const bytes = Buffer.alloc(end - at)
      for (let to = 0; to < bytes.length && at + to < size; )
        to += line.copy(
          bytes,
          to,
          (at + to) % line.length,
          Math.min(line.length, ((at + to) % line.length) + size - at - to),
        )
      if (end > size) tail.copy(bytes, Math.max(0, size - at), Math.max(0, at - size))
      return bytes
    },
  }
}

describe('a text of hundreds of megabytes', () => {
  const size = 31 * 5_000_000
  const mark = markFor('12'.repeat(32))

  it('is marked and read through a window', async () => {
    const reads: number[] = []
    const unmarked = endless(size, Buffer.alloc(0), reads)
    const artifact = await text.read({ name: 'dump.sql', source: unmarked }, { allScripts: true })
    const [splice] = await artifact.insert(mark)
    expect(splice!.at).toBe(size)
    const tail = Buffer.from(splice!.insert)
    expect(tail.toString()).toBe(`-- ${mark}\n`)

    const marked = endless(size, tail, reads)
    const again = await text.read({ name: 'dump.sql', source: marked }, { allScripts: true })
    expect(parseMark(again.mark!.text)).toMatchObject({ dict: { HASH: '12'.repeat(32) } })
    expect(await again.remove(Buffer.alloc(32))).toMatchObject([{ at: size - 1, remove: tail.length }])
    expect(Math.max(...reads)).toBeLessThan(4 * 1024 * 1024)
  })

  it('is refused if its language has to be understood from its start', async () => {
    const source = endless(WHOLE_LIMIT + 1, Buffer.alloc(0), [])
    const artifact = await text.read({ name: 'a.sh', source }, { allScripts: true })
    expect(() => artifact.insert(mark)).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }))
  })
})
