import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type BadText, BrokenReport, type ReportText, splitDocument } from '../../src/report/split.js'
import { eachReport, eachReportFrom } from '../../src/sinks/each-report.js'
import { readReports } from '../../src/sinks/read-reports.js'
import { makeTree } from '../disk/tree.js'
import { testServer } from './support.js'

const report = (id: number, more = {}) => ({ _OPERATION: 'insert', _ACTION_ID: String(id), ...more })
const [one, two, three] = [1, 2, 3].map((id) => JSON.stringify(report(id)))
/** Signs that would mislead a reader that does not know strings. */
const TRICKY = report(9, {
  _COMMIT_MESSAGE: '"}]{[\\"\\\\ \\u2028 ü,\n',
  _X: [{ a: [[], {}] }, -1.5e3, null],
})

interface Read {
  ids: unknown[]
  told: string[]
}

function read(content: string | Buffer): Read {
  const path = join(makeTree({ 'r.json': content }), 'r.json')
  const told: string[] = []
  const found = [...eachReport([path], (_, problem) => told.push(problem))]
  for (const { text, host } of found) expect(JSON.parse(text)).toEqual(host)
  return { ids: found.map(({ host }) => host._ACTION_ID), told }
}

test.each([
  ['a list', `[${one}, ${two}]`, ['1', '2']],
  ['a list for readers', JSON.stringify([report(1), TRICKY], null, 2), ['1', '9']],
  ['a list with a report on each line', `[\n${one},\n${two}\n]\n`, ['1', '2']],
  ['nested lists', `[[${one}], [], [[${two}]]]`, ['1', '2']],
  ['one report', one!, ['1']],
  ['one report for readers', JSON.stringify(TRICKY, null, 1), ['9']],
  ['JSON Lines', `${one}\n${two}\n`, ['1', '2']],
  ['JSON Lines with blank lines and no end', `${one}\r\n\r\n${JSON.stringify(TRICKY)}`, ['1', '9']],
  ['lists on lines', `[${one}]\n[${two}, ${three}]\n`, ['1', '2', '3']],
  ['reports for readers, one after the other', `${JSON.stringify(TRICKY, null, 2)}\n${one}\n`, ['9', '1']],
  ['a byte order mark', `\uFEFF[${one}]`, ['1']],
  ['other objects beside reports', `[{"a": 1}, ${one}]\n`, ['1']],
])('reads %s', (_, content, ids) => {
  expect(read(content)).toEqual({ ids, told: [] })
})

test.each([
  ['a line that a killed process has left', `${one}\n${two!.slice(0, 20)}\n${three}\n`, ['1', '3'], 1],
  ['half a line at the end', `${one}\n${two}\n${three!.slice(0, 20)}`, ['1', '2'], 1],
  ['half a line at the begin', `${one!.slice(20)}\n${two}\n${three}\n`, ['2', '3'], 1],
  ['a begin that is cut within a list', `{"_CHALKS": [{"a": 1}\n${two}\n${three}\n`, ['2', '3'], 1],
  ['lines of other things', `${one}\nhello\n5\n"text"\nnull\n${two}\n`, ['1', '2'], 4],
  ['a list that is cut off', `[\n${one},\n${two},\n${three!.slice(0, 20)}`, ['1', '2'], 1],
  ['a list with garbage in it', `[\n${one},\n${two},\nxyz ${three}]`, ['1', '2'], 1],
  ['a report that is deeper than any', `${one}\n{"_CHALKS": ${'['.repeat(5000)}\n${two}\n`, ['1', '2'], 1],
  ['a hundred bad lines', `${one}\n${'x\n'.repeat(100)}${two}\n`, ['1', '2'], 11],
])('reads what is whole beside %s, and tells the rest', (_, content, ids, told) => {
  const found = read(content)
  expect(found.ids).toEqual(ids)
  expect(found.told).toHaveLength(told)
  expect(found.told[0]).toMatch(/^line \d+ was passed over: \S/)
})

test.each([
  ['', /is no report/],
  ['[]', /is no report/],
  ['{}', /is no report/],
  ['null', /line 1: it is no JSON object/],
  ['<html>', /line 1: it is no JSON object/],
  ['{"_CHALKS": [}', /line 1: /],
  ['[{"_CHALKS": []', /line 1: it is cut off/],
  ['{"_CHALKS": "a\nb"}', /line 1: a text in it does not end/],
  [`${'['.repeat(1e6)}`, /more than 200 levels/],
  [`{"_CHALKS":${'{"a":'.repeat(1e5)}`, /more than 200 levels/],
  ['\0\0\0\0', /line 1: it is no JSON object/],
  [']'.repeat(1000), /a list ends that has not begun/],
])('refuses what is no report in one line (%#)', (content, message) => {
  expect(() => read(content)).toThrow(message)
})

test('reads a text however it is cut into pieces', () => {
  const texts = [
    JSON.stringify([report(1), TRICKY, report(3)], null, 2),
    `${one}\n[${JSON.stringify(TRICKY)}]\n\n${three}`,
  ]
  for (const text of texts.map((each) => Buffer.from(each)))
    for (let size = 1; size < 40; size++) {
      const found: ReportText[] = []
      const bad: BadText[] = []
      const split = splitDocument((part) => bad.push(part))
      for (let at = 0; at < text.length; at += size) split(text.subarray(at, at + size), found)
      split(undefined, found)
      expect(found.map(({ host }) => host)).toEqual([report(1), TRICKY, report(3)])
      expect(bad).toEqual([])
    }
})

test('names the line on which a report begins', () => {
  const path = join(makeTree({ 'r.json': JSON.stringify([report(1), report(2)], null, 2) }), 'r.json')
  expect([...eachReport([path], () => {})].map(({ line }) => line)).toEqual([2, 6])
})

test('a report of more than 64 MiB is passed over, and those beside it are read', { timeout: 60_000 }, () => {
  const path = join(mkdtempSync(join(tmpdir(), 'chalkmark-')), 'r.jsonl')
  writeFileSync(path, `${one}\n`)
  appendFileSync(path, `{"_OPERATION": "${'x'.repeat(2 ** 26)}"}\n`)
  appendFileSync(path, `${two}\n`)
  const told: string[] = []
  const found = [...eachReport([path], (_, problem) => told.push(problem))]
  expect(found.map(({ host }) => host._ACTION_ID)).toEqual(['1', '2'])
  expect(told).toEqual(['line 2 was passed over: it is longer than 64 MiB'])
})

test('reports of a folder, without the files that are none', () => {
  const root = makeTree({
    'a/r.json': `[${one}]`,
    'a/package.json': '{ "name": "app" }',
    'b.jsonl': `${two}\nbroken\n`,
    'c.ndjson': 'broken',
    'node_modules/r.json': `[${three}]`,
    'r.txt': `[${three}]`,
  })
  const told: string[] = []
  const ids = (found: Iterable<{ host: { _ACTION_ID?: unknown } }>) =>
    [...found].map(({ host }) => host._ACTION_ID).sort()
  expect(ids(eachReport([root], (place) => told.push(place)))).toEqual(['1', '2'])
  expect(told).toEqual([join(root, 'b.jsonl')])
  expect(ids(readReports([root]).flatMap(({ hosts }) => hosts.map((host) => ({ host }))))).toEqual(['1', '2'])
  expect(() => [...eachReport([join(root, 'node_modules/x')], () => {})]).toThrow(/cannot be read/)
  expect(() => [...eachReport([makeTree({ 'a.json': '{}' })], () => {})]).toThrow(/there is no report in/)
})

test('a broken document is an error that says where', () => {
  const split = splitDocument(() => {})
  expect(() => split(Buffer.from('[\n\n {"_CHALKS": [1,,2]} ]'), [])).toThrow(BrokenReport)
  expect(() => splitDocument(() => {})(Buffer.from('[\n\n {"_CHALKS": [1,,2]} ]'), [])).toThrow(/^line 3: /)
})

test('reports of a bucket: what is no report is passed over, broken lines are told', async () => {
  const server = await testServer()
  const objects: Record<string, string> = {
    'r/a.json': `[${one}]`,
    'r/b.jsonl': `${two}\nbroken\n${three}\n`,
    'r/package.json': '{ "name": "app" }',
  }
  server.answer(({ url }, response) => {
    const { pathname, searchParams } = new URL(url, server.url)
    const keys = Object.keys(objects).filter((key) => key.startsWith(searchParams.get('prefix') ?? ''))
    const list = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')
    if (searchParams.has('list-type')) response.end(`<ListBucketResult>${list}</ListBucketResult>`)
    else response.end(objects[pathname.slice('/bucket/'.length)])
  })
  const env = {
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
    AWS_REGION: 'x',
    AWS_ENDPOINT_URL_S3: new URL(server.url).origin,
  }
  const told: string[] = []
  const read = async (place: string) => {
    const found: unknown[] = []
    for await (const report of eachReportFrom([place], env, (where, what) => told.push(`${where} ${what}`)))
      found.push(`${report.place}:${report.line} ${report.host._ACTION_ID}`)
    return found
  }
  try {
    expect(await read('s3://bucket/r/')).toEqual([
      's3://bucket/r/a.json:1 1',
      's3://bucket/r/b.jsonl:1 2',
      's3://bucket/r/b.jsonl:3 3',
    ])
    expect(told).toEqual(['s3://bucket/r/b.jsonl line 2 was passed over: it is no JSON object'])
    await expect(read('s3://bucket/none/')).rejects.toThrow(/there is no report in s3:/)
  } finally {
    await server.close()
  }
})
