/** What goes over the wire: framing, and requests that are wrong. */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { createLines, TOO_LONG } from '../src/serve/lines.js'
import { MAX_LINE, readRequest } from '../src/serve/rpc.js'
import { type Answer, serve } from './serve-client.js'

/** Sends lines, and gives the answers and the exit code. */
async function exchange(input: string | Uint8Array, cwd = makeTree({})) {
  const client = serve({ cwd })
  client.send(input)
  client.close()
  const { code, lines, stderr } = await client.ended
  expect(stderr).toBe('')
  return { code, answers: lines.map((line) => JSON.parse(line)) as Answer[] }
}

const request = (id: unknown, method: unknown, params?: unknown) =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`

const refusal = (id: unknown, code: number, word: string, message: RegExp = /./) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message: expect.stringMatching(message), data: { code: word } },
})

describe('lines that are no requests', () => {
  test.each([
    ['', -32700, 'NO_JSON'],
    ['hello', -32700, 'NO_JSON'],
    ['{"jsonrpc":"2.0",', -32700, 'NO_JSON'],
    ['{"jsonrpc":"2.0"} {}', -32700, 'NO_JSON'],
    ['"\xff"', -32700, 'NO_JSON'],
    ['[{"jsonrpc":"2.0","id":1,"method":"end"}]', -32600, 'NO_REQUEST'],
    ['null', -32600, 'NO_REQUEST'],
    ['{"jsonrpc":"2.0","id":{},"method":"end"}', -32600, 'NO_REQUEST'],
  ])('%s', async (line, code, word) => {
    const { answers, code: exit } = await exchange(Buffer.from(`${line}\n`, 'latin1'))
    expect(answers).toEqual([refusal(null, code, word)])
    expect(exit).toBe(0)
  })

  test.each([
    ['{"id":1,"method":"end"}', -32600, 'NO_REQUEST', 1],
    ['{"jsonrpc":"1.0","id":"a","method":"end"}', -32600, 'NO_REQUEST', 'a'],
    ['{"jsonrpc":"2.0","id":2}', -32600, 'NO_REQUEST', 2],
    ['{"jsonrpc":"2.0","id":3,"method":"end","params":[]}', -32602, 'WRONG_PARAMS', 3],
    ['{"jsonrpc":"2.0","id":4,"method":"stop"}', -32601, 'NO_METHOD', 4],
    ['{"jsonrpc":"2.0","id":5,"method":"toString"}', -32601, 'NO_METHOD', 5],
    ['{"jsonrpc":"2.0","id":6,"method":"__proto__"}', -32601, 'NO_METHOD', 6],
    ['{"jsonrpc":"2.0","id":1.50,"method":"stop"}', -32601, 'NO_METHOD', 1.5],
    ['{"jsonrpc":"2.0","id":null,"method":"stop"}', -32601, 'NO_METHOD', null],
  ])('%s names the request', async (line, code, word, id) => {
    expect((await exchange(`${line}\n`)).answers).toEqual([refusal(id, code, word)])
  })

  test('a line that is too long is skipped, and the next one is read', async () => {
    const long = request(1, 'end', { x: 'x'.repeat(MAX_LINE) })
    expect((await exchange(`${long}${request(2, 'end')}`)).answers).toEqual([
      refusal(null, -32600, 'NO_REQUEST', /longer than 1048576 bytes/),
      refusal(2, -32000, 'NOT_BEGUN'),
    ])
  })

  test('a line may be just as long as it may be', async () => {
    const bare = request(1, 'end', { x: '' }).length - 1
    const line = (more: number) => request(1, 'end', { x: 'x'.repeat(MAX_LINE - bare + more) })
    const { answers } = await exchange(line(0) + line(0).replace('\n', '\r\n') + line(1))
    expect(answers.map(({ error }: Answer) => error.data.code)).toEqual([
      'NOT_BEGUN',
      'NOT_BEGUN',
      'NO_REQUEST',
    ])
  })

  test('CRLF ends a line too, and the last one needs no end', async () => {
    const input = request(1, 'a').replace('\n', '\r\n') + request(2, 'b').trim()
    expect((await exchange(input)).answers).toEqual([
      refusal(1, -32601, 'NO_METHOD'),
      refusal(2, -32601, 'NO_METHOD'),
    ])
  })

  test('a notification gets no answer', async () => {
    const root = makeTree({})
    const params = { protocol: 1, root, report: false }
    const input = `${request(undefined, 'begin', params)}${request(undefined, 'stop')}${request(1, 'end')}`
    expect((await exchange(input)).answers).toEqual([
      { jsonrpc: '2.0', id: 1, result: { marked: 0, unmarked: 0, report: null, errors: [] } },
    ])
  })
})

describe('requests in the wrong order', () => {
  test('before begin', async () => {
    const path = join(makeTree({}), 'a.jar')
    const input = request(1, 'mark', { path }) + request(2, 'verify', { path }) + request(3, 'end')
    expect((await exchange(input)).answers).toEqual([1, 2, 3].map((id) => refusal(id, -32000, 'NOT_BEGUN')))
  })

  test('a second begin, and one after a begin that failed', async () => {
    const root = makeTree({})
    const begin = (id: number, more: object = {}) =>
      request(id, 'begin', { protocol: 1, root, report: false, ...more })
    const { answers } = await exchange(
      begin(1, { template: 'none' }) + begin(2) + begin(3) + request(4, 'end'),
    )
    expect(answers).toMatchObject([
      refusal(1, -32602, 'WRONG_PARAMS', /template/),
      { id: 2, result: { protocol: 1 } },
      refusal(3, -32000, 'ALREADY_BEGUN'),
      { id: 4, result: { marked: 0 } },
    ])
  })
})

describe('wrong parameters', () => {
  const root = makeTree({ file: '' })
  const right = { protocol: 1, root, report: false }

  test.each([
    [{ protocol: 2 }, /^protocol must be 1/],
    [{ protocol: '1' }, /^protocol must be 1/],
    [{ root: 'app' }, /^root must be an absolute path$/],
    [{ root: undefined }, /^root must be an absolute path$/],
    [{ root: join(root, 'file') }, /^root must be a folder/],
    [{ root: join(root, 'none') }, /^root must be a folder/],
    [{ report: 'report.json' }, /^report must be an absolute path or false$/],
    [{ report: undefined }, /^report must be an absolute path or false$/],
    [{ report: true }, /^report must be an absolute path or false$/],
    [{ client: 1 }, /^client must be a text$/],
    [{ templat: 'mark_default' }, /^unknown parameter 'templat'; did you mean 'template'\?$/],
    [{ strict: true }, /^unknown parameter 'strict'/],
    [{ template: 'mark_defaul' }, /mark_default/],
    [{ keys: [] }, /^keys must be an object$/],
    [{ keys: null }, /^keys must be an object$/],
    [{ keys: { CHALK_PTRR: 'x' } }, /CHALK_PTR/],
    [{ keys: { CHALK_ID: 'x' } }, /CHALK_ID is computed/],
    [{ reproducible: 'yes' }, /reproducible must be true or false/],
    [{ env: { shw: [] } }, /did you mean 'env.show'/],
  ])('begin %j', async (wrong, message) => {
    const { answers } = await exchange(request(1, 'begin', { ...right, ...wrong }))
    expect(answers).toEqual([refusal(1, -32602, 'WRONG_PARAMS', message)])
  })

  test('a wrong SOURCE_DATE_EPOCH', async () => {
    const client = serve({ cwd: root, env: { SOURCE_DATE_EPOCH: 'yesterday' } })
    expect(await client.call('begin', right)).toEqual(refusal(1, -32000, 'BAD_SOURCE_DATE_EPOCH'))
    client.close()
    expect((await client.ended).code).toBe(0)
  })

  test.each([
    ['mark', {}, /^path must be an absolute path$/],
    ['mark', { path: 'a.jar' }, /^path must be an absolute path$/],
    ['mark', { path: `${root}\0` }, /^path must be an absolute path$/],
    ['mark', { path: join(root, 'file'), keys: 1 }, /^keys must be an object$/],
    ['mark', { path: join(root, 'file'), keys: { NO_KEY: 1 } }, /NO_KEY/],
    ['mark', { path: join(root, 'file'), keys: { ARTIFACT_VERSION: 1 } }, /ARTIFACT_VERSION/],
    ['mark', { path: join(root, 'file'), key: {} }, /did you mean 'keys'/],
    ['verify', { path: 1 }, /^path must be an absolute path$/],
    ['verify', { path: root, keys: {} }, /^unknown parameter 'keys'/],
    ['end', { now: true }, /^unknown parameter 'now'/],
  ])('%s %j', async (method, params, message) => {
    const { answers } = await exchange(request(1, 'begin', right) + request(2, method, params))
    expect(answers).toMatchObject([{ id: 1, result: {} }, refusal(2, -32602, 'WRONG_PARAMS', message)])
  })

  test.each([
    ['none', /^cannot be read: there is no such file$/],
    ['file', /^no known format$/],
  ])('verify of what has no mark: %s', async (name, message) => {
    const { answers } = await exchange(
      request(1, 'begin', right) + request(2, 'verify', { path: join(root, name) }),
    )
    expect(answers[1].result).toEqual({
      valid: false,
      errors: [expect.stringMatching(message)],
      mark: null,
      notCovered: [],
    })
  })
})

describe('any bytes', () => {
  test('are cut into the same lines, however they come', () => {
    const bytes = fc.array(fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x20), fc.nat(255)), { maxLength: 60 })
    fc.assert(
      fc.property(bytes, fc.array(fc.integer({ min: 1, max: 9 })), fc.nat(12), (input, sizes, limit) => {
        const all = Buffer.from(input)
        const expected = all
          .toString('latin1')
          .split('\n')
          .map((line, index, { length }) =>
            index === length - 1 && line === '' ? undefined : line.replace(/\r$/, ''),
          )
          .map((line) => (line !== undefined && line.length > limit ? TOO_LONG : line))
        const lines = createLines(limit)
        const found: unknown[] = []
        const show = (line: Uint8Array | typeof TOO_LONG | undefined) =>
          line instanceof Uint8Array ? Buffer.from(line).toString('latin1') : line
        let at = 0
        for (const size of sizes) {
          found.push(...lines.push(all.subarray(at, at + size)).map(show))
          at += size
        }
        found.push(...lines.push(all.subarray(at)).map(show), show(lines.end()))
        expect(found).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  test('are a request, or refused with a code', () => {
    const word = fc.constantFrom('jsonrpc', 'id', 'method', 'params', '2.0', 'mark')
    const like = fc.dictionary(word, fc.oneof(word, fc.jsonValue())).map((value) => JSON.stringify(value))
    const line = fc.oneof(
      fc.uint8Array(),
      like.map((text) => Buffer.from(text)),
      fc.tuple(like, fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
        const bytes = Buffer.from(text)
        bytes[at % bytes.length] = byte
        return bytes
      }),
    )
    fc.assert(
      fc.property(line, (bytes) => {
        const read = readRequest(bytes)
        if ('error' in read) {
          expect([-32700, -32600, -32602]).toContain(read.error.number)
          expect(read.error.message).not.toMatch(/[\r\n]/)
        } else {
          expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({
            jsonrpc: '2.0',
            method: read.method,
          })
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('get one answer a line, and leave the requests among them alone', async () => {
    const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.filter((byte) => byte !== 0x0a))
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { maxLength: 30 }), async (lines) => {
        const root = makeTree({})
        const requests = [
          request('begin', 'begin', { protocol: 1, root, report: false }),
          ...lines.map((_, index) => request(index, 'verify', { path: join(root, 'none') })),
        ]
        const pieces = requests.flatMap((text, index) => {
          const line = lines[index]
          return [Buffer.from(text), ...(line ? [line, Buffer.from('\n')] : [])]
        })
        const { answers } = await exchange(Buffer.concat([...pieces, Buffer.from(request('end', 'end'))]))
        const ids = answers.map(({ id }: Answer) => id).filter((id: unknown) => id !== null)
        expect(new Set(ids)).toEqual(new Set(['begin', ...lines.keys(), 'end']))
        expect(answers).toHaveLength(2 * lines.length + 2)
      }),
      { numRuns: 15 },
    )
  })
})
