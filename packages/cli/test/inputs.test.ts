import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { chalkmark, hostOf } from './command.js'
import { serve } from './loopback.js'

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  wasm: 'application/wasm',
}

/** Serves a folder; remembers what was asked for. */
function serveFolder(root: string, asked: string[] = []): Promise<string> {
  return serve((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname
    asked.push(path)
    const name = path.endsWith('/') ? `${path}index.html` : path
    try {
      const content = readFileSync(join(root, name))
      response.setHeader('content-type', TYPES[name.split('.').at(-1)!] ?? 'application/octet-stream')
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(content))
    } catch {
      response.writeHead(404).end()
    }
  })
}

const EMPTY_WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])

const PAGE = {
  'web/index.html': `<!doctype html><html><head>
<!-- <script src="commented.js"></script> -->
<script type="module" crossorigin src="/assets/app.js"></script>
<link rel="modulepreload" href="/assets/dep.js"><link rel=stylesheet href=assets/style.css>
<link rel="icon" href="favicon.ico"><script>document.title = '</p>'</script>
</head></html>
`,
  'web/assets/app.js': `import "./dep.js"; import("./lazy.js"); import "bare"
new Worker(new URL("worker.js", import.meta.url)); fetch("sum.wasm")
`,
  'web/assets/dep.js': 'export {}\n',
  'web/assets/lazy.js': 'export * from "./dep.js"\n',
  'web/assets/worker.js': 'postMessage(1)\n',
  'web/assets/sum.wasm': EMPTY_WASM,
  'web/assets/style.css': '@import url("more.css");\n',
  'web/assets/more.css': 'body { color: red }\n',
}

async function markedPage(): Promise<string> {
  const root = makeTree(PAGE)
  await chalkmark(['insert', '--all-scripts', 'web'], { cwd: root })
  return root
}

test.each(['data:,', 'javascript:0', 'http://%'])(
  'a page whose base is %s names files beside it',
  async (base) => {
    const page = `<!doctype html><title>x</title><base href="${base}"><base href="/other/"><script src="app.js"></script>`
    const root = makeTree({ 'index.html': page, 'app.js': 'console.log(1)\n' })
    const asked: string[] = []
    await chalkmark(['verify', `${await serveFolder(root, asked)}/`], { cwd: root })
    expect(asked).toEqual(['/', '/app.js'])
  },
)

function pathsIn(host: { _CHALKS: { _OP_ARTIFACT_PATH: string }[] }): string[] {
  return host._CHALKS.map((chalk) => new URL(chalk._OP_ARTIFACT_PATH).pathname).sort()
}

describe('an address', () => {
  test('of a page gives the page and all that it loads', async () => {
    const root = await markedPage()
    const asked: string[] = []
    const address = await serveFolder(join(root, 'web'), asked)
    const ran = await chalkmark(['extract', `${address}/`], { cwd: root })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    const host = hostOf(ran)
    expect(pathsIn(host)).toEqual(
      Object.keys(PAGE)
        .map((name) => name.replace(/^web(?:\/index.html)?/, '') || '/')
        .sort(),
    )
    expect(host._CHALKS.every((chalk: { _VALIDATED_METADATA: boolean }) => chalk._VALIDATED_METADATA)).toBe(
      true,
    )
    expect(asked).toHaveLength(new Set(asked).size)
  })

  test('of a file gives that file only', async () => {
    const root = await markedPage()
    const asked: string[] = []
    const address = await serveFolder(join(root, 'web'), asked)
    const ran = await chalkmark(['verify', `${address}/assets/app.js?v=1`], { cwd: root })
    expect(ran).toMatchObject({ code: 0, stderr: 'chalkmark: 1 valid mark, 0 problems\n' })
    expect(asked).toEqual(['/assets/app.js'])
  })

  test('whose files were changed, or carry no mark, fails', async () => {
    const root = await markedPage()
    const address = await serve((request, response) => {
      const path = request.url === '/' ? '/index.html' : request.url!
      const content = readFileSync(join(root, 'web', path), 'latin1')
      response.setHeader('content-type', TYPES[path.split('.').at(-1)!]!)
      if (path.endsWith('/lazy.js')) response.end('export {}\n')
      else response.end(Buffer.from(content.replace('postMessage(1)', 'postMessage(2)'), 'latin1'))
    })
    const ran = await chalkmark(['verify', address], { cwd: root })
    expect(ran.code).toBe(1)
    expect(ran.stderr).toMatch(/error: \S+\/assets\/worker\.js: artifact was changed after marking/)
    expect(ran.stderr).toMatch(/error: \S+\/assets\/lazy\.js: it carries no mark/)
  })

  test('is not left for another host, unless told so', async () => {
    const root = await markedPage()
    const asked: string[] = []
    const other = await serveFolder(join(root, 'web'), asked)
    const page = await serve((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: `${other}/` }).end()
      else {
        response.setHeader('content-type', 'text/html')
        response.end(`<script src="${other}/assets/dep.js"></script>`)
      }
    })
    const stays = await chalkmark(['extract', '--json', page, `${page}/moved`], { cwd: root })
    expect(asked).toEqual([])
    expect(hostOf(stays)['_X-LEFT-OUT']).toEqual({
      'it is on another origin; fetch such files with --cross-origin': [`${other}/assets/dep.js`],
    })
    expect(stays.stderr).toBe(
      `error: ${page}/moved: it redirects to ${other}/; name that, or allow --cross-origin\n`,
    )
    await chalkmark(['extract', '--cross-origin', page], { cwd: root })
    expect(asked).toEqual(['/assets/dep.js'])
  })

  test('follows redirects on its own host, but not in circles', async () => {
    const root = await markedPage()
    const address = await serve((request, response) => {
      if (request.url === '/old.js') response.writeHead(301, { location: '/new.js' }).end()
      else if (request.url === '/new.js') response.end(readFileSync(join(root, 'web/assets/dep.js')))
      else response.writeHead(302, { location: request.url! }).end()
    })
    const ran = await chalkmark(['extract', `${address}/old.js`, `${address}/circle`], { cwd: root })
    expect(pathsIn(hostOf(ran))).toEqual(['/new.js'])
    expect(ran.stderr).toBe(`error: ${address}/circle: it redirects more than 5 times\n`)
  })

  test('has limits of size and time', async () => {
    const address = await serve((request, response) => {
      // A small answer that unpacks to a large one; and one that never ends.
      if (request.url === '/bomb.js')
        response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(8 << 20)))
      else response.write('let')
    })
    const args = [
      'extract',
      '--max-size',
      '1',
      '--timeout',
      '0.5',
      `${address}/bomb.js`,
      `${address}/slow.js`,
    ]
    const ran = await chalkmark(args, { cwd: makeTree({}) })
    expect(ran.code).toBe(1)
    expect(ran.stderr.split('\n')).toEqual([
      `error: ${address}/bomb.js: it has over 1048576 bytes; allow more with --max-size`,
      `error: ${address}/slow.js: no answer within 0.5 s; allow more with --timeout`,
      '',
    ])
  })

  test('that does not answer well is named', async () => {
    const address = await serve((_, response) => response.writeHead(503).end())
    const ran = await chalkmark(['verify', address], { cwd: makeTree({}) })
    expect(ran).toMatchObject({ code: 1 })
    expect(ran.stderr).toContain('the server answers 503 Service Unavailable')
  })

  test('sends its password to its own origin, and shows it nowhere', async () => {
    const sent: (string | undefined)[] = []
    const address = await serve((request, response) => {
      sent.push(request.headers.authorization)
      response.setHeader('content-type', request.url === '/' ? 'text/html' : 'text/javascript')
      response.end(request.url === '/' ? '<script src="a.js"></script>' : 'let a')
    })
    const ran = await chalkmark(['extract', address.replace('//', '//user:p%40ss@')], { cwd: makeTree({}) })
    const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    expect(sent).toEqual([basic, basic])
    expect(ran.stdout + ran.stderr).not.toMatch(/p%40ss|p@ss/)
    expect(hostOf(ran)._UNMARKED).toEqual([`${address}/`, `${address}/a.js`])
  })
})

describe('stdin', () => {
  test.each(['assets/app.js', 'assets/style.css', 'index.html', 'assets/sum.wasm'])(
    'can hold %s',
    async (name) => {
      const root = await markedPage()
      const stdin = readFileSync(join(root, 'web', name))
      const ran = await chalkmark(['verify', '-'], { cwd: root, stdin })
      expect(ran).toMatchObject({ code: 0, stderr: 'chalkmark: 1 valid mark, 0 problems\n' })
    },
  )

  test('is what the user says that it is', async () => {
    const root = makeTree({ 'a.lua': 'print(1)\n' })
    await chalkmark(['insert', 'a.lua'], { cwd: root })
    const stdin = readFileSync(join(root, 'a.lua'))
    const ran = await chalkmark(['extract', '--name', 'a.lua', '-'], { cwd: root, stdin })
    expect(hostOf(ran)).toMatchObject({
      _CHALKS: [{ _OP_ARTIFACT_PATH: '-', _VALIDATED_METADATA: true }],
      _OP_SEARCH_PATH: ['-'],
    })
  })
})
