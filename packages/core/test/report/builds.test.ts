import { parseJson } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { addBuild, type BuildsWorld, isAlone, KILLED, RUN, SLOT, slotOf } from '../../src/report/builds.js'
import { serializeReport } from '../../src/report/serialize.js'

const world = (there: readonly string[], running: readonly unknown[] = []): BuildsWorld => ({
  isThere: (path) => there.includes(path),
  isRunning: (run) => running.includes(run),
})
const host = (id: string, slot: string, paths: readonly string[], run = `run of ${id}`) => ({
  _OPERATION: 'insert',
  _ACTION_ID: id,
  _OP_CHALK_COUNT: paths.length,
  _CHALKS: paths.map((path) => ({ CHALK_ID: id, _OP_ARTIFACT_PATH: path })),
  [SLOT]: slot,
  [RUN]: run,
})
const add = (old: string, mine: object, there: readonly string[] = [], running: readonly unknown[] = []) =>
  addBuild(old, [mine as never], world(there, running))
/** Each build with its artifacts. */
const builds = (text: string) =>
  JSON.parse(text).map((one: ReturnType<typeof host>) => [
    one._ACTION_ID,
    ...one._CHALKS.map(({ _OP_ARTIFACT_PATH: path }) => path),
  ])

describe('addBuild', () => {
  it('writes the first report as the only one', () => {
    const first = host('a', 's', ['/dist/a.js'])
    expect(add('', first)).toBe(serializeReport([first]))
    expect(add(' \n', first)).toBe(serializeReport([first]))
    expect(add('[]', first)).toBe(serializeReport([first]))
  })

  it('puts the report of another command before those that are there', () => {
    const text = add(add('', host('a', 's', ['/a.js'])), host('b', 't', ['/b.js']))
    expect(builds(text)).toEqual([
      ['b', '/b.js'],
      ['a', '/a.js'],
    ])
  })

  it('takes the place of its own earlier version, whatever is there', () => {
    const text = add(add('', host('a', 's', ['/a.js'])), host('a', 's', ['/b.js']), ['/a.js'], ['run of a'])
    expect(builds(text)).toEqual([['a', '/b.js']])
  })

  it('takes the place of an earlier run that marked the same files, or whose files are gone', () => {
    const old = add('', host('a', 's', ['/index.html', '/main.123.js']))
    expect(builds(add(old, host('b', 's', ['/index.html', '/main.456.js']), ['/index.html']))).toEqual([
      ['b', '/index.html', '/main.456.js'],
    ])
  })

  it('leaves what an earlier run of the same command marked and what is still there', () => {
    const old = add('', host('a', 's', ['/a.js', '/b.js', '/gone.js']))
    const text = add(old, host('b', 's', ['/a.js']), ['/a.js', '/b.js'])
    expect(builds(text)).toEqual([
      ['b', '/a.js'],
      ['a', '/b.js'],
    ])
    expect(JSON.parse(text)[1]._OP_CHALK_COUNT).toBe(1)
  })

  it('takes only what it marked itself from a run that goes on: its files may not be written yet', () => {
    const old = add('', host('a', 's', ['/a.js', '/b.js']))
    expect(builds(add(old, host('b', 's', ['/a.js']), [], ['run of a']))).toEqual([
      ['b', '/a.js'],
      ['a', '/b.js'],
    ])
  })

  it('keeps the report of a running build that has marked nothing, and drops it once that is over', () => {
    const old = add('', host('a', 's', []))
    expect(builds(add(old, host('b', 's', []), [], ['run of a']))).toEqual([['b'], ['a']])
    expect(builds(add(old, host('b', 's', [])))).toEqual([['b']])
  })

  it('keeps reports of other programs and of other commands byte for byte', () => {
    const other = '{"_OPERATION" : "insert", "N": 12345678901234567890, "F": 1.50, "S": "]},{[\\"\\\\"}'
    const text = add(`[${other} ,{ "x": [1, [2]] }]`, host('b', 's', ['/b.js']))
    expect(text).toContain(`},\n  ${other},\n  { "x": [1, [2]] }\n]\n`)
  })

  it('keeps numbers exact in what it makes shorter', () => {
    const old = `[{"_ACTION_ID":"a","${SLOT}":"s","N":9223372036854775807,"F":1.50,"_CHALKS":[{"_OP_ARTIFACT_PATH":"/a.js"},{"_OP_ARTIFACT_PATH":"/b.js","N":9007199254740993}]}]`
    const text = add(old, host('b', 's', ['/a.js']), ['/b.js'])
    expect(text).toContain('9223372036854775807')
    expect(text).toContain('9007199254740993')
    expect(text).toContain('1.50')
    expect('value' in parseJson(Buffer.from(text))).toBe(true)
  })

  it('takes what a killed run has left for that of the same command', () => {
    const old = add('', host('a', KILLED, ['/a.js', '/b.js']))
    expect(builds(add(old, host('b', 's', ['/a.js']), ['/a.js', '/b.js']))).toEqual([
      ['b', '/a.js'],
      ['a', '/b.js'],
    ])
  })

  it('does not grow without end: rebuilds, and commands that are never the same again', () => {
    let text = ''
    for (let run = 0; run < 200; run++)
      text = add(text, host(`r${run}`, 's', [`/main.${run}.js`]), [`/main.${run}.js`])
    expect(builds(text)).toEqual([['r199', '/main.199.js']])
    for (let run = 0; run < 200; run++)
      text = add(text, host(`c${run}`, `s${run}`, [`/tmp/${run}`]), ['/tmp/3'])
    expect(builds(text)).toHaveLength(64)
    expect(builds(text)).toContainEqual(['c3', '/tmp/3'])
  })

  it.each(['{}', '[1]', '[{}', 'text', '[null]', '{ "name": "app" }'])(
    'replaces nothing else: %s',
    (there) => {
      expect(() => add(there, host('a', 's', []))).toThrow('what is there is no report')
    },
  )

  it('lets a later process read only whole items, at any depth', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    expect(add(`[{"x":${deep}}]`, host('a', 's', []))).toContain(deep)
  })
})

it('isAlone: whether other builds are in the file', () => {
  const one = add('', host('a', 's', ['/a.js']))
  expect(isAlone('', 'a')).toBe(true)
  expect(isAlone(one, 'a')).toBe(true)
  expect(isAlone(one, 'b')).toBe(false)
})

describe('slotOf', () => {
  const command = {
    operation: 'insert',
    cwd: '/srv/app',
    argv: ['/usr/bin/node', '/srv/app/bin/vite.js', 'build'],
  }
  const slot = slotOf('/srv/app/chalk-report.json', command)

  it('is the same wherever the checkout is', () => {
    const moved = { ...command, cwd: '/ci/7/app', argv: ['/opt/node', '/ci/7/app/bin/vite.js', 'build'] }
    expect(slotOf('/ci/7/app/chalk-report.json', moved)).toBe(slot)
  })

  it.each([
    ['operation', { operation: 'extract' }],
    ['arguments', { argv: [...command.argv, '--ssr'] }],
    ['program', { argv: ['node', '/srv/app/bin/webpack.js', 'build'] }],
    ['folder', { cwd: '/srv/app/packages/a' }],
  ])('differs with the %s', (_, other) => {
    expect(slotOf('/srv/app/chalk-report.json', { ...command, ...other })).not.toBe(slot)
  })
})
