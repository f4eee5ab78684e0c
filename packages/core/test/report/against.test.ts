/** Artifacts against reports: which folder of the report is which here, and what differs. */
import type { Dict } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { compareGroup, compareOne } from '../../src/report/against.js'
import { reportedArtifacts } from '../../src/report/reported.js'

/** What a report says of an artifact, with a content that is a letter. */
const said = (folder: string, name: string, content: string, more: Dict = {}): Dict => ({
  _OP_ARTIFACT_PATH: `${folder}/${name}`,
  '_X-OUTPUT-PATH': name,
  HASH: `hash ${content}`,
  METADATA_ID: `mark ${content}`,
  _CURRENT_HASH: `bytes ${content}`,
  ...more,
})
const host = (chalks: Dict[], more: Dict = {}): Dict => ({ _OPERATION: 'insert', _CHALKS: chalks, ...more })
const reports = (...hosts: Dict[]) => reportedArtifacts([{ place: 'report.json', hosts }])

/** What was read: its name, and its content; `!` for an invalid mark. */
const read = (path: string, content: string) => {
  const isInvalid = content.endsWith('!')
  const letter = content.replace('!', '')
  const chalk: Dict = {
    HASH: `hash ${letter}`,
    METADATA_ID: `mark ${letter}`,
    _CURRENT_HASH: `bytes ${content}`,
    _VALIDATED_METADATA: !isInvalid,
  }
  return { path, names: [path], chalk }
}
const folder = (files: Record<string, string>, reported: ReturnType<typeof reports>, top = '/srv/site') => {
  const artifacts = Object.entries(files).map(([name, content]) => read(name, content))
  const { differences, expected } = compareGroup({ kind: 'folder', top, artifacts }, reported)
  const states = Object.fromEntries(differences.map(({ path, state }) => [path, state]))
  const missing = [...expected.keys()].filter((name) => !Object.hasOwn(files, name))
  return { ...states, ...Object.fromEntries(missing.map((name) => [name, 'missing'])) }
}

const SITE = host([
  said('/ci/dist', 'index.html', 'p'),
  said('/ci/dist', 'js/a.js', 'a'),
  said('/ci/dist', 'js/b.js', 'b'),
])

describe('where the output is', () => {
  const all = { 'index.html': 'p', 'js/a.js': 'a', 'js/b.js': 'b' }
  const below = (prefix: string) =>
    Object.fromEntries(Object.entries(all).map(([name, of]) => [prefix + name, of]))

  it.each([
    ['it was moved and has another name', all, '/srv/site'],
    ['it is where it was', all, '/ci/dist'],
    ['what holds it is looked at', below('dist/'), '/ci'],
    ['what holds it is looked at, and it was renamed', below('www/new/'), '/srv'],
    ['one of its folders is looked at', { 'a.js': 'a', 'b.js': 'b' }, '/srv/js'],
  ])('%s', (_what, files, top) => {
    expect(folder(files, reports(SITE), top)).toEqual({})
    const [name] = Object.keys(files) as [string]
    expect(folder({ ...files, [name]: 'x' }, reports(SITE), top)).toEqual({ [name]: 'changed' })
    expect(folder({ ...files, 'x.js': 'x' }, reports(SITE), top)).toEqual({ 'x.js': 'extra' })
    const { [name]: _, ...less } = files as Record<string, string>
    expect(folder(less, reports(SITE), top)).toEqual({ [name]: 'missing' })
  })

  it('it was put into a folder that held it when it was built', () => {
    expect(folder(all, reports(SITE), '/ci')).toEqual({})
    expect(folder({}, reports(SITE), '/ci/dist/js')).toEqual({ 'a.js': 'missing', 'b.js': 'missing' })
  })

  it('paths of Windows', () => {
    const windows = host([
      { ...said('', '', 'a'), _OP_ARTIFACT_PATH: 'D:\\a\\dist\\js\\a.js', '_X-OUTPUT-PATH': 'js/a.js' },
      { ...said('', '', 'b'), _OP_ARTIFACT_PATH: 'D:\\a\\dist\\b.js', '_X-OUTPUT-PATH': 'b.js' },
    ])
    expect(folder({ 'js/a.js': 'a' }, reports(windows))).toEqual({ 'b.js': 'missing' })
  })

  it('all contents are others: names tell', () => {
    expect(folder({ 'index.html': '1', 'js/a.js': '2' }, reports(SITE))).toEqual({
      'index.html': 'changed',
      'js/a.js': 'changed',
      'js/b.js': 'missing',
    })
  })

  it('nothing is known: all is extra', () => {
    expect(folder({ 'other.html': '1' }, reports(SITE))).toEqual({ 'other.html': 'extra' })
  })

  it('another output with some of the same files is not missed', () => {
    const server = host([
      said('/ci/server', 'js/a.js', 'a'),
      said('/ci/server', 'main.js', 'm'),
      said('/ci/server', 'c.js', 'c'),
    ])
    expect(folder(all, reports(SITE, server))).toEqual({})
  })

  it('two outputs that were put into one folder', () => {
    const server = host([said('/ci/server', 'main.js', 'm'), said('/ci/server', 'c.js', 'c')])
    expect(folder({ ...all, 'main.js': 'm' }, reports(SITE, server))).toEqual({ 'c.js': 'missing' })
  })

  describe('a folder of the output that was moved alone', () => {
    const versions = host([
      said('/ci/dist', 'index.html', 'p'),
      said('/ci/dist', 'v1/a.js', 'a'),
      said('/ci/dist', 'v1/one.js', '1'),
      said('/ci/dist', 'v2/a.js', 'b'),
      said('/ci/dist', 'v2/two.js', '2'),
    ])
    const v1 = { 'v1/a.js': 'missing', 'v1/one.js': 'missing' }

    it('within the output it is not where pages look for it', () => {
      const rest = { 'index.html': 'p', 'v2/a.js': 'b', 'v2/two.js': '2' }
      const extra = { 'old/a.js': 'extra', 'old/one.js': 'extra' }
      expect(folder({ ...rest, 'old/a.js': 'a', 'old/one.js': '1' }, reports(versions))).toEqual({
        ...v1,
        ...extra,
      })
      const deep = { 'v2/old/a.js': 'a', 'v2/old/one.js': '1' }
      expect(folder({ ...rest, ...deep }, reports(versions))).toEqual({
        ...v1,
        'v2/old/a.js': 'extra',
        'v2/old/one.js': 'extra',
      })
    })

    it.each([
      ['the output is told by a file', { 'index.html': 'p' }, {}],
      ['no other file tells of the output', {}, { 'index.html': 'missing' }],
    ])('another one is in its place: %s', (_what, files, gone) => {
      const moved = { 'old/a.js': 'a', 'old/one.js': '1', 'v1/a.js': 'b', 'v1/two.js': '2' }
      expect(folder({ ...files, ...moved }, reports(versions))).toEqual({
        ...gone,
        'old/a.js': 'extra',
        'old/one.js': 'extra',
        'v1/a.js': 'changed',
        'v1/one.js': 'missing',
        'v1/two.js': 'extra',
        'v2/a.js': 'missing',
        'v2/two.js': 'missing',
      })
    })

    it('two have changed places, and have no name in common', () => {
      const pages = host([said('/ci/dist', 'en/a.js', 'a'), said('/ci/dist', 'de/b.js', 'b')])
      expect(folder({ 'en/b.js': 'b', 'de/a.js': 'a' }, reports(pages))).toEqual({
        'de/a.js': 'extra',
        'de/b.js': 'missing',
        'en/a.js': 'missing',
        'en/b.js': 'extra',
      })
    })

    it('out of the output: it was deployed apart', () => {
      const apart = { 'www/a.js': 'a', 'www/one.js': '1', 'app/a.js': 'b', 'app/two.js': '2' }
      expect(folder(apart, reports(versions))).toEqual({})
    })

    it('it is the output of another build', () => {
      const api = host([said('/ci/dist/api', 'a.js', 'd'), said('/ci/dist/api', 'b.js', 'e')])
      const moved = { 'index.html': 'p', 'js/a.js': 'a', 'js/b.js': 'b', 'functions/a.js': 'd' }
      expect(folder({ ...moved, 'functions/b.js': 'e' }, reports(SITE, api))).toEqual({})
      expect(folder(moved, reports(SITE, api))).toEqual({ 'functions/b.js': 'missing' })
    })
  })

  it('an output that is wholly gone, if what held both is looked at', () => {
    const server = host([said('/ci/server', 'main.js', 'm')])
    expect(folder(below('dist/'), reports(SITE, server), '/srv')).toEqual({ 'server/main.js': 'missing' })
  })

  it('reports that do not tell the output folder', () => {
    const plain = host([
      { _OP_ARTIFACT_PATH: '/b/out/a.js', HASH: 'hash a' },
      { PATH_WHEN_CHALKED: '/b/out/b.js', CHALK_ID: 'b', HASH: 'hash b' },
    ])
    expect(folder({ 'a.js': 'a' }, reports(plain))).toEqual({ 'b.js': 'missing' })
  })
})

describe('what an artifact is', () => {
  const site = reports(SITE)
  const rest = { 'index.html': 'p', 'js/b.js': 'b' }

  it('its mark is invalid', () => {
    expect(folder({ ...rest, 'js/a.js': 'a!' }, site)).toEqual({ 'js/a.js': 'changed' })
    expect(folder({ ...rest, 'js/a.js': 'a', 'x.js': 'a!' }, site)).toEqual({ 'x.js': 'changed' })
    expect(folder({ ...rest, 'js/a.js': 'a', 'x.js': 'x!' }, site)).toEqual({ 'x.js': 'extra' })
  })

  it('two have changed places, and a copy of one is extra', () => {
    expect(folder({ 'index.html': 'p', 'js/a.js': 'b', 'js/b.js': 'a' }, site)).toEqual({
      'js/a.js': 'changed',
      'js/b.js': 'changed',
    })
    const languages = { en: 'e', de: 'd', fr: 'f' }
    const pages = Object.entries(languages).flatMap(([folder, content]) =>
      ['index.html', 'more.html'].map((name) => said('/ci/dist', `${folder}/${name}`, content + name)),
    )
    const swapped = Object.fromEntries(
      ['index.html', 'more.html'].flatMap((name) => [
        [`en/${name}`, `d${name}`],
        [`de/${name}`, `e${name}`],
        [`fr/${name}`, `f${name}`],
      ]),
    )
    expect(Object.keys(folder(swapped, reports(host(pages)))).sort()).toEqual([
      'de/index.html',
      'de/more.html',
      'en/index.html',
      'en/more.html',
    ])
    const { 'fr/index.html': _, 'fr/more.html': __, ...all } = swapped
    expect(Object.keys(folder(all, reports(host(pages))))).toHaveLength(6)
    expect(folder({ ...rest, 'js/a.js': 'a', 'js/c.js': 'a' }, site)).toEqual({ 'js/c.js': 'extra' })
    expect(folder({ ...rest, 'js/a.js': 'a', 'old/a.js': 'a' }, site)).toEqual({ 'old/a.js': 'extra' })
  })

  it.each([
    ['another mark on the same content', { METADATA_ID: 'mark z' }, 'changed'],
    ['a mark without HASH, the same bytes', { HASH: undefined }, undefined],
    ['a mark without HASH, other bytes', { HASH: undefined, _CURRENT_HASH: 'bytes z' }, 'changed'],
    ['unchecked, the same bytes', { _VALIDATED_METADATA: undefined, '_X-UNCHECKED': 'why' }, undefined],
    ['unchecked, other bytes', { _VALIDATED_METADATA: undefined, _CURRENT_HASH: 'bytes z' }, 'changed'],
    ['signed after it was marked', { _CURRENT_HASH: 'bytes signed' }, undefined],
  ])('%s', (_what, more, state) => {
    const { chalk, ...one } = read('js/a.js', 'a')
    const changed = Object.fromEntries(
      Object.entries({ ...chalk, ...more }).filter(([, value]) => value !== undefined),
    ) as Dict
    const artifacts = [{ ...one, chalk: changed }, read('index.html', 'p'), read('js/b.js', 'b')]
    const { differences, matches } = compareGroup({ kind: 'folder', artifacts }, site)
    expect(differences.map((difference) => difference.state)).toEqual(state === undefined ? [] : [state])
    expect(matches.has('js/a.js')).toBe(state === undefined)
  })

  it('of several builds at one path the latest counts, and deletions do not', () => {
    const at = (content: string, time: number, _OPERATION = 'insert') =>
      host([said('/ci/dist', 'a.js', content)], { _TIMESTAMP: time, _OPERATION })
    const history = reports(at('old', 1), at('new', 3), at('middle', 2), at('gone', 4, 'delete'))
    expect(folder({ 'a.js': 'new' }, history)).toEqual({})
    expect(folder({ 'a.js': 'old' }, history)).toEqual({ 'a.js': 'changed' })
    // At one time the first counts, as in a report file.
    expect(folder({ 'a.js': 'x' }, reports(at('x', 5), at('y', 5)))).toEqual({})
    expect(folder({ 'a.js': 'y' }, reports(at('x', 5), at('y', 5)))).toEqual({ 'a.js': 'changed' })
  })
})

describe('a single file', () => {
  const one = (path: string, content: string) =>
    compareOne(read(path, content), reports(SITE)).differences[0]?.state

  it.each([
    ['/tmp/download.js', 'a', undefined],
    ['/tmp/js/a.js', 'x', 'changed'],
    ['/tmp/other.js', 'x', 'unknown'],
    ['/tmp/a.js', 'x', 'unknown'],
    ['/ci/dist/js/a.js', 'a', undefined],
    ['/ci/dist/js/a.js', 'b', 'changed'],
    ['/tmp/other.js', 'a!', 'changed'],
  ])('%s with the content %s', (path, content, state) => expect(one(path, content)).toBe(state))

  it('a file in an archive that the report knows', () => {
    const archive = reports(host([said('/ci', 'app.war', 'w', { EMBEDDED_CHALK: [{ HASH: 'hash i' }] })]))
    expect(compareOne(read('app.war!/lib/i.jar', 'i'), archive).differences).toEqual([])
  })
})

describe('servers', () => {
  const served = (files: Record<string, string | string[]>, reported = reports(SITE)) => {
    const artifacts = Object.entries(files).map(([content, names]) => ({
      ...read([names].flat()[0]!, content),
      names: [names].flat(),
    }))
    const { differences, expected } = compareGroup({ kind: 'server', artifacts }, reported)
    return {
      states: differences.map(({ path, state }) => `${path} ${state}`),
      expected: [...expected.keys()],
    }
  }

  it.each([
    ['at the root', '', 'x.org/'],
    ['below a path', 'app/', 'x.org/app/'],
    ['below a path that is called like the output', 'dist/', 'x.org/dist/'],
  ])('the site is %s', (_where, base, at) => {
    expect(served({ p: `x.org/${base}index.html`, a: `x.org/${base}js/a.js` })).toEqual({
      states: [],
      expected: ['index.html', 'js/a.js', 'js/b.js'].map((name) => at + name),
    })
  })

  it('another output beside a site that is below a path that is called like its own', () => {
    const server = host([said('/ci/server', 'main.js', 'm')])
    const { expected } = served({ p: 'x.org/dist/index.html' }, reports(SITE, server))
    expect(expected).toEqual(['index.html', 'js/a.js', 'js/b.js'].map((name) => `x.org/dist/${name}`))
  })

  it('two files of one name have changed places', () => {
    const two = reports(
      host([said('/ci/dist', 'x/i.js', 'x'), said('/ci/dist', 'y/i.js', 'y'), said('/ci/dist', 'p.js', 'p')]),
    )
    expect(served({ p: 'x.org/p.js', x: 'x.org/y/i.js', y: 'x.org/x/i.js' }, two).states).toEqual([
      'x.org/y/i.js changed',
      'x.org/x/i.js changed',
    ])
  })

  it('scripts come from elsewhere than the page', () => {
    const { states } = served({ p: 'x.org/app/index.html', a: 'cdn.org/v1/a.js' })
    expect(states).toEqual([])
  })

  it('pages whose addresses have no extension', () => {
    const pages = reports(host([said('/ci/dist', 'index.html', 'p'), said('/ci/dist', 'about.html', 'q')]))
    expect(
      served(
        { p: 'x.org/index.html', q: ['x.org/about', 'x.org/about.html', 'x.org/about/index.html'] },
        pages,
      ),
    ).toEqual({
      states: [],
      expected: ['x.org/index.html', 'x.org/about.html'],
    })
  })

  it('what the report does not know is unknown, and in a known place changed', () => {
    expect(served({ p: 'x.org/index.html', x: 'x.org/js/a.js', y: 'x.org/evil.js' }).states).toEqual([
      'x.org/js/a.js changed',
      'x.org/evil.js unknown',
    ])
  })
})

describe('what a report says can be anything', () => {
  const odd = [
    '../../x.js',
    '/ci/dist/../../x.js',
    '/ci/dist/./x.js',
    '/ci/dist//x.js',
    '//host/x.js',
    'http://host/x.js',
    'file:///etc/passwd',
    'javascript:x',
    '/ci/dist/a\0b.js',
    '\\\\host\\share\\..\\x.js',
    'C:\\dist\\..\\x.js',
    '',
    '/ci/dist/',
    `/ci/dist/${'a/'.repeat(300)}x.js`,
    `/ci/dist/${'a'.repeat(5000)}.js`,
    '.',
    '..',
    '/',
  ]
  it.each(odd)('a path that leads elsewhere is none: %j', (path) => {
    const one = { _OP_ARTIFACT_PATH: path, '_X-OUTPUT-PATH': path, HASH: 'hash x' }
    const reported = reports(SITE, host([one]))
    expect([...reported.paths].filter((known) => !known.startsWith('/ci/dist/'))).toEqual([])
    expect(reported.paths.size).toBe(3)
    expect(reported.unplaced).toBe(1)
    const all = { 'index.html': 'p', 'js/a.js': 'a', 'js/b.js': 'b' }
    expect(folder(all, reported, '/srv/site')).toEqual({})
  })

  it('names of the language are names', () => {
    const named = host(['__proto__', 'constructor', 'toString'].map((name) => said('/ci/dist', name, name)))
    expect(
      folder({ __proto__x: 'x', constructor: 'constructor', toString: 'toString' }, reports(named)),
    ).toEqual({
      __proto__x: 'extra',
      ['__proto__']: 'missing',
    })
  })

  it('what is no object, no list and no text is passed over', () => {
    const hosts = [
      { _CHALKS: [null, 7, 'x', [], { HASH: 7, _OP_ARTIFACT_PATH: [] }, { EMBEDDED_CHALK: [1, {}] }] },
      { _CHALKS: 7 },
    ]
    expect([...reports(...(hosts as Dict[])).paths]).toEqual([])
  })

  it('a file that could be from anywhere does not tell where its output is', () => {
    const many = Array.from({ length: 30 }, (_, i) => said('/ci/dist', `${i}/index.js`, 'a'))
    const known = reports(host(many))
    expect(folder({ 'q/x/index.js': 'a' }, known)).toEqual({ 'q/x/index.js': 'extra' })
    expect(folder({ 'q/7/index.js': 'a' }, known)['q/7/index.js']).toBeUndefined()
  })

  it('a hundred thousand artifacts with one content are not compared one by one', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => said(`/z/${index}`, 'a.js', 'a'))
    const reported = reports(SITE, host(many))
    expect(reported.like({ HASH: 'hash a' }).length).toBeLessThanOrEqual(1000)
    expect(folder({ 'index.html': 'p', 'js/a.js': 'a', 'js/b.js': 'b' }, reported)).toEqual({})
  })
})
