import { createHash } from 'node:crypto'
import { type Dict, keyInfo } from '@chalkmark/core'
import { describe, expect, it, test } from 'vitest'
import { groupsOf } from '../src/report-page/groups.js'
import { OWN_KEYS } from '../src/report-page/own-keys.js'
import { jsonInPage, reportPage } from '../src/report-page/page.js'
import { shownEntries } from '../src/report-page/shown.js'
import { viewOf } from '../src/report-page/view.js'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'

function artifact(path: string, more: Dict = {}): Dict {
  return { CHALK_ID: 'ABCDEF-GHJK-MNPQ-RSTVWX', COMMIT_ID: COMMIT, _OP_ARTIFACT_PATH: path, ...more }
}

function inserted(more: Dict = {}): Dict {
  return {
    _OPERATION: 'insert',
    _DATETIME: '2026-11-30T19:14:09.991+00:00',
    _COMMIT_ID: COMMIT,
    _COMMIT_MESSAGE: 'Add a page\n\nWith a body.',
    _AUTHOR: 'Ada',
    _BRANCH: 'main',
    _OP_ERRORS: [],
    _CHALKS: [artifact('/site/dist/a.js'), artifact('/site/dist/css/b.css')],
    _UNMARKED: [],
    ...more,
  }
}

const stateOf = (host: Dict) => viewOf(host, '').rows.map(({ name, state, why }) => [name, state, why])

describe('a report is summed up', () => {
  test('an insert: everything is marked', () => {
    const view = viewOf(inserted(), 'chalk-report.json')
    expect(view).toMatchObject({
      title: 'insert, 2026-11-30 19:14, 0123456789: 2 artifacts',
      verdict: { tone: 'good', text: 'All 2 artifacts are marked.' },
      folder: '/site/dist/',
      rows: [{ name: 'a.js', state: 'marked' }, { name: 'css/b.css' }],
    })
    expect(view.facts.map(({ name, values }) => [name, values.join()])).toEqual([
      ['commit', COMMIT],
      ['message', 'Add a page\n\nWith a body.'],
      ['branch', 'main'],
      ['author', 'Ada'],
      ['time', '2026-11-30T19:14:09.991+00:00'],
    ])
    expect(view.keys.map(([name]) => name)).not.toContain('_CHALKS')
  })

  test('an extract: the worst comes first, with its reason', () => {
    const host = inserted({
      _OPERATION: 'extract',
      _CHALKS: [
        artifact('/dist/a', { _VALIDATED_METADATA: true, '_X-NOT-COVERED': ['the certificate table'] }),
        artifact('/dist/b', { '_X-UNCHECKED': 'it is split' }),
        artifact('/dist/c', {
          _VALIDATED_METADATA: false,
          _ERR_INFO: ['HASH does not fit', 'nor METADATA_ID'],
        }),
      ],
      _UNMARKED: ['/dist/d', '/dist/e: f', '/dist/g'],
      '_X-UNMARKED': { 'a copy of a source file': { '/dist/d': '' }, 'not a program': { '/dist/h': '' } },
      '_X-LEFT-OUT': { 'no format': ['/dist/i.png'] },
      _OP_ERRORS: ['/dist/e: f: it is signed'],
    })
    expect(stateOf(host)).toEqual([
      ['c', 'invalid', 'HASH does not fit\nnor METADATA_ID'],
      ['b', 'unchecked', 'it is split'],
      ['d', 'no mark', 'a copy of a source file'],
      ['e: f', 'no mark', 'it is signed'],
      ['g', 'no mark', ''],
      ['h', 'no mark', 'not a program'],
      ['a', 'valid', 'the mark does not cover the certificate table'],
      ['i.png', 'left out', 'no format'],
    ])
    expect(viewOf(host, '').verdict).toEqual({
      tone: 'bad',
      text: '7 artifacts: 1 not valid, 1 could not be checked, 4 without a mark. 1 message.',
    })
  })

  test.each<[string, Dict, string, string]>([
    ['no artifact after an insert', inserted({ _CHALKS: [] }), 'bad', 'Nothing was marked.'],
    [
      'an environment',
      { _OPERATION: 'env', _ENV: {} },
      'plain',
      'No artifact: the report tells of the machine and the environment.',
    ],
    ['a delete', inserted({ _OPERATION: 'delete' }), 'plain', 'The marks of 2 artifacts were taken out.'],
    [
      'one valid artifact',
      inserted({ _CHALKS: [artifact('/a', { _VALIDATED_METADATA: true })] }),
      'good',
      'The artifact has a valid mark.',
    ],
    [
      'a file without a mark whose reason is known',
      inserted({ '_X-UNMARKED': { 'a copy': { '/site/dist/c.js': '' } } }),
      'plain',
      '3 artifacts: 1 without a mark.',
    ],
    ['a message', inserted({ _OP_ERRORS: ['no commit'] }), 'plain', 'All 2 artifacts are marked. 1 message.'],
    [
      'a program that was started',
      { _OPERATION: 'exec', _CHALKS: [artifact('/usr/bin/a')] },
      'good',
      'The artifact is marked.',
    ],
  ])('%s', (_, host, tone, text) => {
    expect(viewOf(host, '').verdict).toEqual({ tone, text })
  })

  test('a check against a report and rules: what it has found', () => {
    const view = viewOf(
      inserted({
        _OPERATION: 'extract',
        _CHALKS: [artifact('/dist/a', { _VALIDATED_METADATA: true })],
        '_X-DIFFERENCES': {
          changed: { '/dist/a': 'another HASH' },
          missing: { '/dist/b': 'it is not there' },
        },
        '_X-VIOLATIONS': [{ rule: 'branch' }],
      }),
      '',
    )
    expect(view.rows.map(({ state, why }) => [state, why])).toEqual([['valid', 'changed: another HASH']])
    expect(view.verdict).toEqual({
      tone: 'bad',
      text: 'The artifact has a valid mark; 2 differences from the report of the build, 1 rule broken.',
    })
  })

  test('more artifacts than there is room for are counted, and those without a mark come first', () => {
    const view = viewOf(inserted({ _UNMARKED: ['/a', '/b'], '_X-LEFT-OUT': { x: ['/c'] } }), '', 3)
    expect(view.rows.map(({ state }) => state)).toEqual(['no mark', 'no mark', 'marked'])
    expect(view.messages).toEqual(['2 artifacts more: they are too many to be shown'])
  })

  test('more messages than anybody reads are counted', () => {
    const { messages } = viewOf(inserted({ _OP_ERRORS: Array(5000).fill('x') }), '')
    expect([messages.length, messages.at(-1)]).toEqual([2001, '3000 messages more'])
  })

  test('artifacts of several commits: each commit is named, and the fourth is counted', () => {
    const chalks = ['1', '2', '3', '4'].map((digit) => artifact('/a', { COMMIT_ID: digit.repeat(40) }))
    const [commit] = viewOf(inserted({ _CHALKS: chalks }), '').facts
    expect(commit).toEqual({
      name: 'commit',
      values: ['1', '2', '3'].map((digit) => digit.repeat(40)),
      more: 1,
    })
  })

  test.each([
    ['insert', COMMIT],
    ['extract', undefined],
    ['exec', undefined],
  ])('artifacts of an %s that name no commit', (operation, expected) => {
    const host = inserted({ _OPERATION: operation, _CHALKS: [{ _OP_ARTIFACT_PATH: '/a', CHALK_ID: 'A' }] })
    expect(viewOf(host, '').facts.find(({ name }) => name === 'commit')?.values[0]).toBe(expected)
  })

  test('a program that runs: its command line', () => {
    const chalk = artifact('/usr/bin/a', { _PROCESS_ARGV: ['./a', '--port', '80'], _PROCESS_PID: 7 })
    const { facts } = viewOf({ _OPERATION: 'exec', _CHALKS: [chalk] }, '')
    expect(facts).toContainEqual({ name: 'command', values: ['./a --port 80'], more: 0 })
  })

  test('changes that are not committed are said with the commit', () => {
    const [commit] = viewOf(inserted({ '_X-DIRTY': true }), '').facts
    expect(commit!.values).toEqual([`${COMMIT}, with changes that are not committed`])
  })

  test('paths of Windows share a folder, too', () => {
    const view = viewOf(
      inserted({ _CHALKS: [artifact('C:\\site\\a\\b.js'), artifact('C:\\site\\ab.js')] }),
      '',
    )
    expect([view.folder, ...view.rows.map(({ name }) => name)]).toEqual(['C:\\site\\', 'a\\b.js', 'ab.js'])
  })
})

describe('a report of a half-broken shape is shown as far as it goes', () => {
  const BROKEN: Dict[] = [
    { _OPERATION: null },
    { _OPERATION: ['insert'], _CHALKS: 'none' },
    { _CHALKS: { a: 1 }, _UNMARKED: 'x', _OP_ERRORS: { a: 'b' }, '_X-UNMARKED': ['x'], '_X-LEFT-OUT': 3 },
    { _CHALKS: [null, 'x', 3, [artifact('/a')], {}], _UNMARKED: [null, 3, {}], _OP_ERRORS: [null, 3, ['x']] },
    { _CHALKS: [artifact('/a')], '_X-REPOSITORIES': { a: null, b: 'x' }, _COMMIT_ID: {} },
    {
      _CHALKS: [
        { _OP_ARTIFACT_PATH: 3, CHALK_ID: {}, COMMIT_ID: [], _ERR_INFO: 'x', _VALIDATED_METADATA: false },
      ],
    },
    { _CHALKS: [], '_X-UNMARKED': { reason: null, other: 'text' }, '_X-LEFT-OUT': { reason: 'path' } },
  ]

  test.each(BROKEN.map((host) => [JSON.stringify(host), host] as const))('%s', (_, host) => {
    const view = viewOf(host, '')
    expect(view.verdict.text).not.toBe('')
    expect(view.title).not.toMatch(/undefined|NaN|\[object/)
    for (const row of view.rows) expect(Object.values(row)).not.toContain(undefined)
  })

  test('what has another form than it should stays among the keys', () => {
    expect(viewOf(BROKEN[2]!, '').keys.map(([name]) => name)).toEqual(Object.keys(BROKEN[2]!))
  })

  test('artifacts that are none are counted', () => {
    expect(viewOf(BROKEN[3]!, '').messages.at(-1)).toBe(
      '4 items of _CHALKS is no artifact'.replace('is', 'are'),
    )
  })

  test('keys that every object has are keys like others', async () => {
    const host = JSON.parse('{"_CHALKS":[],"__proto__":{"x":1},"constructor":"c","toString":"t"}')
    const view = viewOf(host, '')
    expect(JSON.stringify(view.keys)).toBe('[["__proto__",{"x":1}],["constructor","c"],["toString","t"]]')
    const { keys, groups } = await groupsOf([view])
    expect(keys.map(([, group, meaning]) => [groups[group], meaning])).toEqual(
      Array(3).fill(['Further keys', '']),
    )
  })
})

describe('values', () => {
  const shown = (value: Dict) => JSON.stringify(shownEntries(value))

  it('say what is invisible or turns letters around, and keep line ends and tabs', () => {
    expect(shownEntries({ 'a\u202eb': 'x\u0000\u001b[31m\u2028\r\n\ty ::set-output ##[group]' })).toEqual([
      ['a\\u202eb', 'x\\x00\\x1b[31m\\u2028\\r\n\ty ::set-output ##[group]'],
    ])
  })

  it('hold no secret', () => {
    const token = `ghp_${'A1b2C3d4E5'.repeat(4).slice(0, 36)}`
    expect(shown({ a: `x ${token}`, DB_PASSWORD: 'hunter2hunter2' })).not.toMatch(/A1b2C3|hunter2/)
    expect(shown({ a: `${'x '.repeat(24_990)}${token}` })).not.toContain('A1b2')
  })

  it('are bounded in depth, length and number', () => {
    let deep: Dict = {}
    for (let level = 0; level < 50_000; level++) deep = { a: deep }
    expect(shown(deep).length).toBeLessThan(400)
    expect(shown({ a: 'x'.repeat(200_000) })).toMatch(/… \(150000 characters more\)"\]\]$/)
    expect(shown({ a: Array(5000).fill(1) })).toMatch(/1,"… \(3000 more\)"\]\]\]$/)
    expect(
      shownEntries(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]))),
    ).toHaveLength(2001)
  })
})

describe('the page', () => {
  const PARTS = { script: 'console.log(1)', style: 'a {}' }

  test('has the data in a block that nothing in it can end', () => {
    const hostile = '</script><img src=x onerror=alert(1)><!--<script>\u2028\u2029'
    const json = jsonInPage({ [hostile]: hostile })
    expect(json).not.toMatch(/[<\u2028\u2029]/)
    expect(JSON.parse(json)).toEqual({ [hostile]: hostile })
  })

  test('has no command of a CI system', () => {
    const texts = ['##vso[task.complete]', '##[group]', '##teamcity[buildStop]', '###vso[x]']
    expect(jsonInPage(texts)).not.toMatch(/##\w*\[/)
    expect(JSON.parse(jsonInPage(texts))).toEqual(texts)
  })

  test('allows its own script and style sheet, and no request', async () => {
    const views = [viewOf(inserted({ _COMMIT_MESSAGE: '</script><script>alert(1)</script>' }), '')]
    const html = reportPage({ madeBy: 'x', reports: views, catalogue: await groupsOf(views) }, PARTS)
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    expect(/Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!.split('; ')).toEqual([
      `default-src 'none'`,
      `script-src ${hash(PARTS.script)}`,
      `style-src ${hash(PARTS.style)}`,
      'img-src data:',
      `base-uri 'none'`,
      `form-action 'none'`,
    ])
    expect(html.match(/<script|<\/script/g)).toHaveLength(4)
    expect(html).not.toMatch(/(?:src|href)="(?!data:,)/)
  })

  test('explains keys of the catalogue by group', async () => {
    const { groups, keys } = await groupsOf([viewOf(inserted(), '')])
    const byName = new Map(keys.map(([name, group, meaning]) => [name, [groups[group], meaning]]))
    expect(byName.get('CHALK_ID')).toEqual(['The mark', expect.stringContaining('Identifies the artifact')])
    expect(byName.get('_COMMIT_ID')![0]).toBe('Version control')
  })

  test('explains our own keys, each of which is no key of the catalogue', async () => {
    const names = Object.keys(OWN_KEYS)
    const { keys } = await groupsOf([viewOf(Object.fromEntries(names.map((name) => [name, 1])), '')])
    expect(keys.map(([name, , meaning]) => [name, meaning])).toEqual(Object.entries(OWN_KEYS))
    expect(names.filter((name) => keyInfo(name))).toEqual([])
  })
})
