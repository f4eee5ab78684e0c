/** `verify` against a report and as a gate: reports at addresses, sites of all kinds, hostile reports, wrong use. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { chalkmark, hostOf } from './command.js'
import { serve, servers } from './loopback.js'

const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css' }

/** A folder with a site `web`, its report, and a copy of the site as it was marked. */
let made: string
let root: string
const path = (name: string) => join(root, name)
const read = (name: string) => readFileSync(path(name), 'utf8')
const reportOf = (name = 'report.json') => JSON.parse(read(name))
const verify = (...args: string[]) => chalkmark(['verify', ...args], { cwd: root })

beforeAll(async () => {
  made = makeTree({
    'web/index.html': '<!doctype html><title>A</title><script src="js/a.js"></script><p>A</p>\n',
    'web/about/index.html': '<!doctype html><title>B</title><p>B</p>\n',
    'web/contact.html': '<!doctype html><title>C</title><p>C</p>\n',
    'web/js/a.js': 'a()\n',
    'web/js/lazy.js': 'lazy()\n',
  })
  await chalkmark(['insert', 'web', '--all-scripts', '--report', 'report.json'], { cwd: made })
})
afterEach(() => asked.splice(0))

const start = () => {
  root = makeTree({ 'web/x': '' })
  cpSync(made, root, { recursive: true })
}

const asked: string[] = []
/** Serves `web` below a path. @param other what is answered instead of 404. */
function serveWeb(base = '/', other: RequestListener = (_, response) => void response.writeHead(404).end()) {
  return serve((request, response) => {
    const { pathname } = new URL(request.url!, 'http://x')
    asked.push(request.url!)
    const name = decodeURIComponent(pathname.slice(base.length))
    const file = path(`web/${name === '' || name.endsWith('/') ? `${name}index.html` : name}`)
    if (!pathname.startsWith(base) || !existsSync(file)) return other(request, response)
    response.setHeader('content-type', TYPES[file.split('.').at(-1)!] ?? 'application/octet-stream')
    response.end(readFileSync(file))
  })
}

describe('what is compared', () => {
  it('folders, also by a link and in part; files; standard input', async () => {
    start()
    for (const what of [['web'], ['web/js'], ['web/js/a.js'], ['web/index.html', 'web/js'], ['.']]) {
      const { code, stderr } = await verify(...what, '--report', 'report.json', '--exclude', 'x')
      expect(code, `${what}: ${stderr}`).toBe(0)
    }
    if (process.platform !== 'win32') {
      symlinkSync('web', path('link'))
      expect((await verify('link', '--report', 'report.json')).stderr).toContain('5 as in the report')
    }
    const stdin = readFileSync(path('web/js/a.js'))
    const piped = await chalkmark(['verify', '-', '--report', 'report.json'], { cwd: root, stdin })
    expect(piped.stderr).toContain('1 as in the report')
    writeFileSync(path('other.js'), 'x()\n')
    await chalkmark(['insert', 'other.js', '--no-report'], { cwd: root })
    const other = await verify('other.js', '--report', 'report.json')
    expect(other.stderr).toContain('other.js: unknown: the report does not know it')
    expect(other.code).toBe(1)
  })

  it('what is left out is not there, unless the user says so', async () => {
    start()
    expect((await verify('web', '--report', 'report.json', '--exclude', '**/lazy.js')).code).toBe(0)
    writeFileSync(path('web/.chalkignore'), 'lazy.js\n')
    const { code, stderr } = await verify('web', '--report', 'report.json')
    expect(code).toBe(1)
    expect(stderr).toMatch(/web\/js\/lazy\.js: missing: it was not checked: /)
  })

  it('a file without a mark in a moved output is excused in its place only, and told by its state elsewhere', async () => {
    start()
    const [host] = reportOf()
    const [{ _OP_ARTIFACT_PATH: at }] = host._CHALKS.filter(
      (one: never) => one['_X-OUTPUT-PATH'] === 'js/a.js',
    )
    const tell = (content: string) => {
      const hash = createHash('sha256').update(content).digest('hex')
      host['_X-UNMARKED'] = { 'a copy': { [at.replace(/a\.js$/, 'plain.js')]: hash } }
      writeFileSync(path('report.json'), JSON.stringify([host]))
    }
    writeFileSync(path('web/js/plain.js'), 'plain()\n')
    for (const what of ['web', 'web/js']) {
      tell('plain()\n')
      const right = await verify(what, '--all-scripts', '--report', 'report.json')
      expect(right.code, right.stderr).toBe(0)
      tell('other()\n')
      const { stderr } = await verify(what, '--all-scripts', '--report', 'report.json')
      expect(stderr).toContain('plain.js: changed: it carries no mark, and was changed after the build')
    }
    tell('plain()\n')
    writeFileSync(path('web/js/else.js'), 'plain()\n')
    const { stderr } = await verify('web', '--all-scripts', '--report', 'report.json')
    expect(stderr).toContain("else.js: extra: it carries no mark, and the build's report does not know it")
  })

  it('the report of --json names each, with its state', async () => {
    start()
    writeFileSync(path('web/js/a.js'), `${read('web/js/a.js')}b()\n`)
    const ran = await verify('web', '--report', 'report.json', '--json', '--require', 'BRANCH=main')
    const host = hostOf(ran)
    expect(host['_X-DIFFERENCES']).toEqual([
      { state: 'changed', path: path('web/js/a.js'), message: 'its mark is invalid' },
    ])
    expect(host['_X-VIOLATIONS'].map(({ path: one }: { path: string }) => one)).not.toContain(
      path('web/js/a.js'),
    )
    expect(host['_X-VIOLATIONS']).toHaveLength(4)
    expect(hostOf(await verify('web', '--json'))).not.toHaveProperty('_X-DIFFERENCES')
  })
})

describe('sites', () => {
  it('below a path, with the report beside the pages', async () => {
    start()
    cpSync(path('report.json'), path('web/report.json'))
    const site = await serveWeb('/app/')
    const { code, stderr } = await verify(`${site}/app/`, '--report', `${site}/app/report.json`)
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('5 as in the report')
    expect(asked.every((url) => url.startsWith('/app/'))).toBe(true)
  })

  it('pages without extensions in their addresses', async () => {
    start()
    // As hosters of static sites do: the long address leads to the short one, or is not there.
    const site = await serve((request, response) => {
      const { url } = request
      const files: Record<string, string> = {
        '/': 'index.html',
        '/about/': 'about/index.html',
        '/contact': 'contact.html',
      }
      if (url === '/index.html') return response.writeHead(308, { location: '/' }).end()
      const name = files[url!] ?? (url!.endsWith('.js') ? url!.slice(1) : undefined)
      if (name === undefined || !existsSync(path(`web/${name}`))) return response.writeHead(404).end()
      response
        .setHeader('content-type', TYPES[name.split('.').at(-1)!]!)
        .end(readFileSync(path(`web/${name}`)))
    })
    const { code, stderr } = await verify(`${site}/`, '--report', 'report.json')
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('5 as in the report')
    expect((await verify(`${site}/contact`, '--report', 'report.json')).stderr).toContain(
      '5 as in the report',
    )
  })

  it('a server that leads from one file of the report to another', async () => {
    start()
    const leads: Record<string, string> = {}
    const site = await serve((request, response) => {
      const to = leads[request.url!]
      if (to !== undefined) return response.writeHead(302, { location: to }).end()
      const name = request.url === '/' ? 'index.html' : request.url!.slice(1)
      if (!existsSync(path(`web/${name}`))) return response.writeHead(404).end()
      response
        .setHeader('content-type', TYPES[name.split('.').at(-1)!]!)
        .end(readFileSync(path(`web/${name}`)))
    })
    const look = async (from: string, to: string, named = '') => {
      for (const one of Object.keys(leads)) delete leads[one]
      leads[from] = to
      const { stderr } = await verify(`${site}/${named}`, '--report', 'report.json')
      return stderr.replaceAll(site, '').split('\n')
    }
    const message = (from: string, to: string) =>
      `error: ${from}: changed: the server leads to ${to}, which is not what the report has here`
    // One that a page loads, and the other way round; pages.
    expect(await look('/js/a.js', '/js/lazy.js')).toContain(message('/js/a.js', '/js/lazy.js'))
    expect(await look('/js/lazy.js', '/js/a.js')).toContain(message('/js/lazy.js', '/js/a.js'))
    expect((await look('/contact.html', '/about/index.html')).join()).toContain(
      'error: /contact.html: missing',
    )
    // What the report does not have, and what the user has named, may lead anywhere.
    expect((await look('/start', '/', 'start')).join()).toContain('5 as in the report')
    expect((await look('/contact.html', '/', 'contact.html')).join()).not.toContain('the server leads')
    cpSync(path('web/js/a.js'), path('web/js/b.js'))
    expect((await look('/js/a.js', '/js/b.js')).join()).not.toContain('the server leads')
  })

  it('a server that sends its page for what it does not have', async () => {
    start()
    const site = await serveWeb('/', (_, response) => {
      response.setHeader('content-type', 'text/html').end(readFileSync(path('web/index.html')))
    })
    for (const gone of ['js/lazy.js', 'contact.html']) {
      cpSync(made, root, { recursive: true })
      rmSync(path(`web/${gone}`))
      const { code, stderr } = await verify(`${site}/`, '--report', 'report.json')
      expect(code).toBe(1)
      expect(stderr).toContain(
        `${gone}: missing: the report tells of it, and the server sends a page in its place`,
      )
    }
  })

  it('a file by its address: its content counts', async () => {
    start()
    const site = await serveWeb()
    expect((await verify(`${site}/js/a.js`, '--report', 'report.json')).code).toBe(0)
    expect(asked).toEqual(['/js/a.js'])
  })

  it('a budget for everything', async () => {
    start()
    cpSync(path('report.json'), path('web/report.json'))
    const site = await serveWeb()
    const { code, stderr } = await verify(`${site}/`, '--report', `${site}/report.json`, '--max-files', '4')
    expect(code).toBe(1)
    expect(stderr).toContain('there are over 4 files to fetch')
    expect(asked).toHaveLength(4)
    expect(
      (await verify(`${site}/`, '--report', `${site}/report.json`, '--max-size', '0.001')).stderr,
    ).toMatch(/the report .* cannot be read: it has over [\d.]+ bytes; allow more with --max-size/)
  })

  it('credentials go to their host only, and are not printed', async () => {
    start()
    const seen: (string | undefined)[] = []
    const elsewhere = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.end(read('report.json'))
    })
    const site = await serve((request, response) => {
      if (request.url === '/moved.json')
        return response.writeHead(302, { location: `${elsewhere}/r.json` }).end()
      if (request.headers.authorization === undefined) return response.writeHead(401).end()
      response.end(read('report.json'))
    })
    const named = `${site.replace('//', '//me:hunter2@')}/report.json`
    const right = await verify('web', '--report', named, '--json')
    expect(right.code, right.stderr).toBe(0)
    expect(right.stdout + right.stderr).not.toContain('hunter2')
    const moved = await verify('web', '--report', named.replace('report', 'moved'))
    expect(moved.stderr).toMatch(
      /the report \S+ cannot be read: it redirects to \S+; name that, or allow --cross-origin/,
    )
    expect(moved.stderr).not.toContain('hunter2')
    expect((await verify('web', '--report', named.replace('report', 'moved'), '--cross-origin')).code).toBe(0)
    expect(seen).toEqual([undefined])
  })

  it.each([
    ['no report', '{}', 'is no report'],
    ['no JSON', '<html>', 'cannot be read'],
  ])('an address with %s', async (_what, body, message) => {
    start()
    const site = await serve((_, response) => void response.end(body))
    const { code, stderr } = await verify('web', '--report', `${site}/r.json`)
    expect(code).toBe(1)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('a connection that the server has closed meanwhile is no missing file', async () => {
    start()
    const site = await serveWeb()
    // As a server whose time for idle connections is over: it closes the connection with the request on it.
    const used = new Set<unknown>()
    servers[0]!.prependListener('request', (request) => {
      if (used.has(request.socket)) request.socket.destroy()
      used.add(request.socket)
    })
    const { code, stderr } = await verify(`${site}/`, '--report', 'report.json')
    expect(code, stderr).toBe(0)
  })
})

describe('hostile reports', () => {
  const ODD = [
    '../../secret.js',
    'OUT/../../secret.js',
    'http://127.0.0.1:1/secret.js',
    '//127.0.0.1:1/secret.js',
    'OUT/%2e%2e/%2e%2e/secret.js',
    'OUT/@127.0.0.1:1/secret.js',
    'OUT/a?b=../../secret.js#c',
    'OUT/\\..\\..\\secret.js',
    '\\\\host\\share\\secret.js',
    'OUT/__proto__',
    '/etc/passwd',
    'OUT/\u001b[31m\n::error::x.js',
    'OUT/\ud800.js',
    'OUT/ /x.js',
    'OUT//x.js',
  ]
  const hostile = () => {
    start()
    const [host] = reportOf()
    const out = host._CHALKS[0]._OP_ARTIFACT_PATH.slice(0, -host._CHALKS[0]['_X-OUTPUT-PATH'].length - 1)
    for (const odd of ODD) {
      const at = odd.replace('OUT', out)
      host._CHALKS.push({
        _OP_ARTIFACT_PATH: at,
        '_X-OUTPUT-PATH': at.slice(out.length + 1),
        HASH: 'x',
        __proto__x: {},
      })
    }
    host._CHALKS.push(null, 7, [], { EMBEDDED_CHALK: [[]] })
    const text = JSON.stringify([host]).replaceAll('__proto__x', '__proto__')
    writeFileSync(path('hostile.json'), text)
    writeFileSync(path('secret.js'), 'secret()\n')
  }

  it('nothing outside of a site is asked for', async () => {
    hostile()
    const site = await serveWeb('/app/')
    const { code, stderr, stdout } = await verify(`${site}/app/`, '--report', 'hostile.json', '--json')
    expect(code).toBe(1)
    for (const url of asked) {
      expect(url).toMatch(/^\/app\//)
      expect(new URL(url, site).href).toBe(`${site}${url}`)
    }
    expect(stderr).toContain('5 as in the report')
    expect(stderr).toMatch(/the report has \d+ artifacts without a path that can be looked for/)
    expect(stderr + stdout).not.toMatch(/\u001b|^::/m)
  })

  it('nothing outside of a folder is named', async () => {
    hostile()
    const { code, stderr } = await verify('web', '--report', 'hostile.json')
    expect(code).toBe(1)
    const named = stderr.split('\n').filter((line) => line.startsWith('error: '))
    expect(named.length).toBeGreaterThan(3)
    for (const line of named) expect(line).toMatch(/^error: web[/\\]/)
    expect(stderr).not.toMatch(/passwd|^::/m)
  })

  it('many artifacts: no more is asked for than allowed', async () => {
    start()
    const [host] = reportOf()
    const out = host._CHALKS[0]._OP_ARTIFACT_PATH.slice(0, -host._CHALKS[0]['_X-OUTPUT-PATH'].length - 1)
    for (let index = 0; index < 100_000; index++)
      host._CHALKS.push({ _OP_ARTIFACT_PATH: `${out}/${index}.js` })
    writeFileSync(path('many.json'), JSON.stringify([host]))
    const site = await serveWeb()
    const { code, stderr } = await verify(`${site}/`, '--report', 'many.json', '--max-files', '20')
    expect(code).toBe(1)
    expect(asked).toHaveLength(20)
    expect(stderr).toContain('there are over 20 files to fetch')
    const onDisk = await verify('web', '--report', 'many.json', '--quiet')
    expect(onDisk.stderr.trim().split('\n')).toHaveLength(100_000)
  }, 60_000)
})

describe('a gate', () => {
  const policy = (value: unknown) => writeFileSync(path('policy.json'), JSON.stringify(value))

  it('one line for each violation, sorted, and exit code 1', async () => {
    start()
    const { code, stderr } = await verify(
      'web',
      '--report',
      'report.json',
      '--require',
      'BRANCH=main',
      '--max-age',
      '1d',
    )
    expect(code).toBe(1)
    const lines = stderr.split('\n').filter((line) => line.startsWith('error: '))
    expect(lines).toEqual([...lines].sort())
    expect(lines).toHaveLength(5)
    expect(lines[0]).toBe(
      `error: ${join('web', 'about', 'index.html')}: BRANCH is neither in its mark nor in the report, must be "main"`,
    )
  })

  it('without a report, marks alone have to say it', async () => {
    start()
    await chalkmark(
      ['insert', 'web', '--no-missing', '--target', 'node', '--key', 'X-STAGE=prod', '--no-report'],
      { cwd: root },
    )
    expect((await verify('web', '--require', 'X-STAGE=prod', '--max-age', '1d')).code).toBe(0)
    expect((await verify('web', '--require', 'X-STAGE=test', '--require', 'X-STAGE=prod')).code).toBe(0)
    const { code, stderr } = await verify('web', '--require', 'X-STAGE=test')
    expect(code).toBe(1)
    expect(stderr).toContain('X-STAGE is "prod", must be "test"')
    expect((await verify('web', '--require-clean')).stderr).toContain(
      '--report names the report of its build',
    )
  })

  it('a policy has rules for some artifacts', async () => {
    start()
    writeFileSync(path('web/js/plain.js'), 'plain()\n')
    policy({
      maxAge: '1d',
      rules: [
        { paths: 'js/**', allowUnmarked: true },
        { paths: '*.html', require: { 'X-A': 1 } },
        { paths: 'nothing/**', requireClean: true },
      ],
    })
    const args = ['web', '--all-scripts', '--policy', 'policy.json']
    const { stderr } = await verify(...args, '--report', 'report.json')
    expect(stderr).toContain('js/plain.js: extra: it carries no mark')
    const all = await verify(...args)
    expect(all.stderr).not.toContain('plain.js: it carries no mark')
    expect(all.stderr.split('\n').filter((line) => line.includes('X-A is not in its mark'))).toHaveLength(3)
    expect(all.stderr).toContain(
      'warning: the policy has a rule for nothing/**, and no artifact is called so',
    )
  })

  it.each([
    [['--require', 'BRANCH'], '--require must be NAME=VALUE, not BRANCH'],
    [['--require', '=x'], '--require must be NAME=VALUE'],
    [['--require', 'BRANCH='], '--require must be NAME=VALUE'],
    [['--require', 'BRANHC=x'], 'unknown key "BRANHC": did you mean BRANCH?'],
    [['--require', '__proto__=x'], 'unknown key "__proto__"'],
    [['--max-age', '30'], '--max-age must be a time such as 30d, 12h or 90m, not 30'],
    [['--policy', 'report.json'], 'policy must be an object'],
    [['--policy', 'none.json'], 'none.json cannot be read'],
    [['--policy', 'web'], 'is no regular file'],
  ])('wrong use: %j', async (args, message) => {
    start()
    const { code, stderr } = await verify('web', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('an unknown field of a policy is named', async () => {
    start()
    policy({ requires: { BRANCH: 'main' } })
    const { code, stderr } = await verify('web', '--policy', 'policy.json')
    expect(code).toBe(2)
    expect(stderr.trim()).toBe(
      "chalkmark: the policy policy.json cannot be used: unknown option 'policy.requires'; did you mean 'policy.require'?",
    )
  })
})
