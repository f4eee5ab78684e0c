/** The sink `dns`, against a DNS server of the test's own that answers in every way. */
import { createSocket, type RemoteInfo } from 'node:dgram'
import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it, test } from 'vitest'
import { checkOptions } from '../../src/config/check.js'
import { namesFor } from '../../src/sinks/dns-name.js'
import { deliverAll, newReport, ownStateFolder } from './support.js'

ownStateFolder()

/** A question: RFC 1035, section 4. */
interface Question {
  id: Buffer
  name: string
  type: number
  /** The question's bytes. */
  bytes: Buffer
}

/** @returns the answer; undefined: none. */
type Answer = (question: Question) => Buffer | undefined

const QR_RD_RA = [0x81, 0x80] as const
const TRUNCATED = 0x02

function message(question: Question, { rcode = 0, flags = 0, records = [] as Buffer[] } = {}): Buffer {
  const [high, low] = QR_RD_RA
  const counts = Buffer.from([0, 1, 0, records.length, 0, 0, 0, 0])
  return Buffer.concat([
    question.id,
    Buffer.from([high | flags, low | rcode]),
    counts,
    question.bytes,
    ...records,
  ])
}

const address = (question: Question) => {
  const data = question.type === 28 ? Buffer.alloc(16, 1) : Buffer.from([192, 0, 2, 1])
  return Buffer.concat([Buffer.from([0xc0, 12, 0, question.type, 0, 1, 0, 0, 0, 60, 0, data.length]), data])
}
const found: Answer = (question) => message(question, { records: [address(question)] })
const fails =
  (rcode: number): Answer =>
  (question) =>
    message(question, { rcode })

function read(bytes: Buffer): Question {
  const labels: string[] = []
  let at = 12
  for (let length = bytes[at]!; length > 0; length = bytes[at]!) {
    labels.push(bytes.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return {
    id: bytes.subarray(0, 2),
    name: labels.join('.'),
    type: bytes.readUInt16BE(at + 1),
    bytes: bytes.subarray(12, at + 5),
  }
}

interface DnsServer {
  server: string
  questions: Question[]
  close(): Promise<void>
}

/** The last answer holds for all questions that follow. */
async function dnsServer(...answers: Answer[]): Promise<DnsServer> {
  const questions: Question[] = []
  const socket = createSocket('udp4', (bytes: Buffer, { port, address }: RemoteInfo) => {
    const question = read(bytes)
    questions.push(question)
    const answer = (answers.length > 1 ? answers.shift()! : answers[0]!)(question)
    if (answer) socket.send(answer, port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    server: `127.0.0.1:${socket.address().port}`,
    questions,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

let dns: DnsServer | undefined
let tcp: Server | undefined
afterEach(async () => {
  await dns?.close()
  tcp?.close()
  dns = tcp = undefined
})

const DOMAIN = '{_OPERATION}.{CHALK_ID}.beacon.example.com'
const send = (more: object = {}, time = 10_000, report: object = newReport({}, ['a', 'b'])) =>
  deliverAll([report], {
    deliveryTimeout: time,
    sinks: { beacon: { type: 'dns', domain: DOMAIN, server: dns!.server, timeout: 5000, ...more } as never },
  })
const names = () => dns!.questions.map(({ name }) => name).sort()

describe('what is asked', () => {
  it('a name for each mark, by the resolver of the config', async () => {
    dns = await dnsServer(found)
    expect(await send()).toEqual([])
    expect(names()).toEqual(['insert.id-a.beacon.example.com', 'insert.id-b.beacon.example.com'])
    expect(dns.questions.map(({ type }) => type)).toEqual([1, 1])
  })

  it.each([
    ['AAAA', 28],
    ['any', 255],
  ])('of the type %s', async (recordType, type) => {
    dns = await dnsServer((question) => message(question))
    expect(await send({ recordType })).toEqual([])
    expect(dns.questions[0]!.type).toBe(type)
  })

  it('one name for a report without a mark, or none', async () => {
    dns = await dnsServer(found)
    expect(await send({}, 10_000, newReport({}, []))).toEqual([])
    expect(await send({ requireMark: true }, 10_000, newReport({}, []))).toEqual([])
    expect(names()).toEqual(['insert.x.beacon.example.com'])
  })

  it('the same name once', async () => {
    dns = await dnsServer(found)
    expect(await send({ domain: '{_OPERATION}.beacon.example.com' })).toEqual([])
    expect(names()).toEqual(['insert.beacon.example.com'])
  })

  it('thousands of marks: 1000 names', async () => {
    dns = await dnsServer(found)
    const paths = Array.from({ length: 1200 }, (_, index) => String(index))
    expect(await send({}, 30_000, newReport({}, paths))).toEqual([])
    expect(names()).toHaveLength(1000)
  })
})

describe('what servers answer', () => {
  it.each<[string, Answer]>([
    ['an address', found],
    ['that there is no such record', (question) => message(question)],
  ])('%s: delivered', async (_, answer) => {
    dns = await dnsServer(answer)
    expect(await send()).toEqual([])
    expect(dns.questions).toHaveLength(2)
  })

  it.each<[string, number, RegExp]>([
    ['NXDOMAIN', 3, /the zone must answer for every name below it; they are sent with/],
    ['REFUSED', 5, /the resolver refuses to answer; they are sent with/],
    ['NOTIMP', 4, /does not know such questions; they are sent with/],
  ])('%s: refused, and the report waits', async (_, rcode, problem) => {
    dns = await dnsServer(fails(rcode))
    expect(await send()).toEqual([expect.stringMatching(problem)])
    await dns.close()
    dns = await dnsServer(found)
    expect(await send()).toEqual([])
  })

  it.each<[string, Answer]>([
    ['SERVFAIL', fails(2)],
    ['nothing', () => undefined],
    ['a message that is cut off', (question) => message(question).subarray(0, 7)],
    ['an answer to another question', (question) => message({ ...question, id: Buffer.from([0, 0]) })],
    ['what is no message', () => Buffer.from('HTTP/1.1 400 Bad Request')],
  ])('%s: asked again, and the name that was answered is not', async (_, answer) => {
    dns = await dnsServer(found, answer, found)
    expect(await send({ timeout: 500 })).toEqual([])
    expect(new Set(names()).size).toBe(2)
    expect(dns.questions.length).toBeGreaterThanOrEqual(3)
    const answered = dns.questions[0]!.name
    expect(dns.questions.filter(({ name }) => name === answered)).toHaveLength(1)
  })

  it('nothing, until the time is over: the report waits', async () => {
    dns = await dnsServer(() => undefined)
    expect(await send({}, 700)).toEqual([
      expect.stringMatching(/nobody answered in time; they are sent with/),
    ])
  })

  it('a truncated message: asked by TCP, as RFC 7766 says', async () => {
    dns = await dnsServer((question) => message(question, { flags: TRUNCATED }))
    const asked: string[] = []
    tcp = createServer((socket) =>
      socket.on('data', (bytes) => {
        const question = read(bytes.subarray(2))
        asked.push(question.name)
        const answer = found(question)!
        const length = Buffer.alloc(2)
        length.writeUInt16BE(answer.length)
        socket.end(Buffer.concat([length, answer]))
      }),
    )
    await new Promise<void>((resolve) => tcp!.listen(Number(dns!.server.split(':')[1]), '127.0.0.1', resolve))
    expect(await send({ domain: '{_OPERATION}.beacon.example.com' })).toEqual([])
    expect(asked).toEqual(['insert.beacon.example.com'])
  })

  it('a truncated message, and nobody at TCP: the report waits', async () => {
    dns = await dnsServer((question) => message(question, { flags: TRUNCATED }))
    expect(await send({ timeout: 200 }, 700)).toEqual([
      expect.stringContaining('they are sent with the next'),
    ])
  })

  it('a resolver that is not there', async () => {
    dns = await dnsServer(found)
    expect(await send({ server: 'no-such-host.invalid' }, 700)).toEqual([
      expect.stringContaining('the resolver no-such-host.invalid is not found'),
    ])
  })
})

describe('names', () => {
  const one = (domain: string, report: object, more = {}) =>
    namesFor(report as never, { domain, ...more })[0]!.replace(/\.z\.test$/, '')

  it.each<[unknown, string]>([
    ['X6VRPZ-C828', 'x6vrpz-c828'],
    ['feature/login page', 'feature-login-page'],
    ['1.2.3', '1-2-3'],
    ['-a-', 'a'],
    ['über', 'ber'],
    ['a\0b\nc', 'a-b-c'],
    ['$(id)', 'id'],
    [12, '12'],
    [1.5, '1-5'],
    [true, 'true'],
    ['', 'x'],
    ['***', 'x'],
    [null, 'x'],
    [['a'], 'x'],
    [{ a: 1 }, 'x'],
    ['f'.repeat(100), 'f'.repeat(63)],
    [`${'f'.repeat(62)}-${'f'.repeat(40)}`, 'f'.repeat(62)],
  ])('%j becomes the label %s', (value, wanted) => {
    expect(one('{KEY}.z.test', { KEY: value })).toBe(wanted)
  })

  it('keys of the report come before those of the mark, in any case', () => {
    const report = { A: 'report', _CHALKS: [{ A: 'mark', B: 'b' }] }
    expect(one('{a}.{B}.{toString}.z.test', report)).toBe('report.b.x')
  })

  it('several keys in a label', () => {
    expect(one('v-{A}_{B}.z.test', { A: '1', B: 'f'.repeat(90) })).toBe(`v-1_${'f'.repeat(59)}`)
  })

  it('what normalize makes of a value', () => {
    const normalize = { A: (value: unknown) => String(value).slice(0, 4), B: () => ({}) }
    expect(one('{A}.{B}.{C}.z.test', { A: 'abcdefgh', B: 1 }, { normalize, missing: 'none' })).toBe(
      'abcd.none.none',
    )
  })

  it('fixed parts in other scripts', () => {
    expect(namesFor({ A: '1' }, { domain: '{A}.büro.test' })).toEqual(['1.xn--bro-hoa.test'])
  })

  it('one that is too long is unfit', () => {
    const domain = `${'{A}.'.repeat(4)}z.test`
    expect(() => namesFor({ A: 'f'.repeat(63) }, { domain })).toThrow(
      'the name has 262 characters, and DNS takes 253; name fewer keys in domain, or shorten them with normalize',
    )
  })
})

test.each<[object, RegExp | undefined]>([
  [{ domain: '{HASH}.example.com' }, undefined],
  [{ domain: '{HASH}.example.com', server: '::1', missing: 'none', recordType: 'any' }, undefined],
  [{ domain: '{HASH}.example.com', server: '[::1]:5353', normalize: { HASH: String } }, undefined],
  [{ domain: '{HASH}.example.com', server: 'ns.example.com:53' }, undefined],
  [{ domain: '{metadata_id}.{X-TEAM}.example.com' }, undefined],
  [
    { domain: '{HASH}.{_COMIT_ID}.example.com' },
    /domain is wrong: unknown key "_COMIT_ID": did you mean _COMMIT_ID/,
  ],
  [{}, /needs domain/],
  [{ domain: 'example.com' }, /must be a domain name with keys in braces/],
  [{ domain: 'example.{HASH}' }, /must be a domain name/],
  [{ domain: 'a.{HASH}.com' }, /must be a domain name/],
  [{ domain: '{HASH}..example.com' }, /must be a domain name/],
  [{ domain: '{HASH}.ex ample.com' }, /must be a domain name/],
  [{ domain: '{HASH.example.com' }, /must be a domain name/],
  [{ domain: '{HASH}.example.com', server: '1.2.3.4:99999' }, /must be the address of a resolver/],
  [{ domain: '{HASH}.example.com', server: 'http://x' }, /must be the address of a resolver/],
  [{ domain: '{HASH}.example.com', recordType: 'TXT' }, /must be one of 'A', 'AAAA', 'any'/],
  [{ domain: '{HASH}.example.com', missing: 'a.b' }, /must be a part of a domain name/],
  [{ domain: '{HASH}.example.com', normalize: { HASH: 'upper' } }, /normalize\.HASH must be a function/],
])('the options %j', (options, problem) => {
  const check = () => checkOptions({ sinks: { beacon: { type: 'dns', ...options } as never } })
  if (problem) expect(check).toThrow(problem)
  else expect(check).not.toThrow()
})
