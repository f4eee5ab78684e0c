/** What fetching may cost: whatever a server answers, time, bytes and files stay within the budget of the command. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { chalkmark, hostOf } from './command.js'
import { listen, serve } from './loopback.js'

/** Runs `extract` on the addresses and gives its errors, one a line. */
async function errorsOf(args: string[]): Promise<string[]> {
  const { code, stderr } = await chalkmark(['extract', ...args], { cwd: makeTree({}) })
  expect(code, stderr).toBe(1)
  return stderr.trimEnd().split('\n')
}

const page = (response: ServerResponse, text: string) =>
  response.setHeader('content-type', 'text/html').end(text)

/** Writes the piece again and again, as fast as it is taken. */
function endless(response: ServerResponse, piece: Buffer): void {
  const more = () => {
    while (response.write(piece));
  }
  response.on('drain', more)
  more()
}

/** Writes the piece every 50 ms. */
function drip(
  response: { write(piece: string): unknown; on(event: 'close', ended: () => void): unknown },
  piece: string,
) {
  const timer = setInterval(() => response.write(piece), 50)
  response.on('close', () => clearInterval(timer))
}

test.each([
  [
    'switches to another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nx',
  ],
  ['ends the connection', ''],
  ['ends it within the headers', 'HTTP/1.1 200 OK\r\nA: '],
  ['gives early hints only', 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n'],
])('a server that %s has an error of its own, and what else is named is read', async (_, answer) => {
  const address = await listen(createTcpServer((socket) => socket.on('error', () => {}).end(answer)))
  const errors = await errorsOf([`${address}/a.js`, `${address}/b.js`])
  expect(errors).toEqual([
    expect.stringMatching(/^error: http:\S+a\.js: cannot be fetched: \S/),
    expect.stringMatching(/^error: http:\S+b\.js: cannot be fetched: \S/),
  ])
})

describe('--timeout holds', () => {
  const late = (address: string) => [
    `error: ${address}/a.js: no answer within 0.5 s; allow more with --timeout`,
  ]

  test('while nothing is answered', async () => {
    const address = await listen(createTcpServer(() => {}))
    expect(await errorsOf(['--timeout', '0.5', `${address}/a.js`])).toEqual(late(address))
  })

  test('while headers drip', async () => {
    const address = await listen(
      createTcpServer((socket) => {
        socket.on('error', () => {})
        socket.write('HTTP/1.1 200 OK\r\n')
        drip(socket, 'a: b\r\n')
      }),
    )
    expect(await errorsOf(['--timeout', '0.5', `${address}/a.js`])).toEqual(late(address))
  })

  test('while interim answers come without end', async () => {
    const address = await listen(
      createTcpServer((socket) => {
        socket.on('error', () => {})
        drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n')
      }),
    )
    expect(await errorsOf(['--timeout', '0.5', `${address}/a.js`])).toEqual(late(address))
  })

  test('while the body drips', async () => {
    const address = await serve((_, response) => drip(response, 'a'))
    expect(await errorsOf(['--timeout', '0.5', `${address}/a.js`])).toEqual(late(address))
  })

  test('while a packed body drips', async () => {
    const empty = gzipSync('')
    const address = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip')
      const timer = setInterval(() => response.write(empty), 50)
      response.on('close', () => clearInterval(timer))
    })
    expect(await errorsOf(['--timeout', '0.5', `${address}/a.js`])).toEqual(late(address))
  })

  test('through redirects', async () => {
    const address = await serve((request, response) => {
      setTimeout(() => response.writeHead(302, { location: `${request.url}x` }).end(), 200)
    })
    const [error] = await errorsOf(['--timeout', '0.5', `${address}/a.js`])
    expect(error).toBe(late(address)[0])
  })
})

describe('an answer is read up to --max-size', () => {
  const large = (address: string) => [
    `error: ${address}/a.js: it has over 1048576 bytes; allow more with --max-size`,
  ]
  const MB = Buffer.alloc(1 << 20)

  test.each([
    ['without end', undefined, MB],
    ['that unpacks without end', 'gzip', gzipSync(MB)],
    ['that unpacks to much', 'br', brotliCompressSync(Buffer.alloc(1 << 26))],
    ['that unpacks to nothing, without end', 'gzip', Buffer.concat(Array(4096).fill(gzipSync('')))],
  ])('%s', async (_, encoding, piece) => {
    const address = await serve((_, response) => {
      if (encoding) response.setHeader('content-encoding', encoding)
      if (encoding === 'br') response.end(piece)
      else endless(response, piece)
    })
    expect(await errorsOf(['--max-size', '1', `${address}/a.js`])).toEqual(large(address))
  })

  test('a page that packs too well is not read, and one of some megabytes is', async () => {
    const pages = { '/small': 3 << 20, '/large': 5 << 20 }
    const address = await serve(({ url }, response) => {
      const text = `<!DOCTYPE html><a${' a'.repeat(pages[url as keyof typeof pages] / 2)}>`
      response
        .setHeader('content-encoding', 'gzip')
        .setHeader('content-type', 'text/html')
        .end(gzipSync(text))
    })
    expect(await errorsOf([`${address}/small`, `${address}/large`])).toEqual([
      `error: ${address}/large: it unpacks to over 4 MB and 12 times its size`,
    ])
  })

  test('and not through layers', async () => {
    const address = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip, gzip').end(gzipSync(gzipSync(Buffer.alloc(1 << 26))))
    })
    expect(await errorsOf([`${address}/a.js`])).toEqual([
      `error: ${address}/a.js: the server packs it as gzip, gzip, which was not asked for`,
    ])
  })
})

describe('one budget holds for the whole command', () => {
  test('of bytes', async () => {
    const asked: string[] = []
    const address = await serve((request, response) => {
      asked.push(request.url!)
      response.end(Buffer.alloc(400 << 10))
    })
    const names = ['a', 'b', 'c', 'd'].map((name) => `${address}/${name}`)
    const rest = 'all answers have over 1048576 bytes, the rest is not read; allow more with --max-total'
    expect(await errorsOf(['--max-total', '1', ...names])).toEqual([
      `error: ${address}/c: ${rest}`,
      `error: ${address}/d: ${rest}`,
    ])
    expect(asked).toEqual(['/a', '/b', '/c'])
  })

  test('of time', async () => {
    const address = await serve((request, response) => {
      if (request.url === '/') page(response, '<script src=a.js></script>'.repeat(9))
      else setTimeout(() => response.end('a'), 300)
    })
    expect(await errorsOf(['--max-time', '0.2', `${address}/`])).toEqual([
      `error: ${address}/: all answers took over 0.2 s, the rest is not read; allow more with --max-time`,
    ])
  })

  test('of files, redirects included', async () => {
    const asked: string[] = []
    const address = await serve((request, response) => {
      asked.push(request.url!)
      if (request.url!.endsWith('/to')) response.writeHead(302, { location: request.url!.slice(0, -3) }).end()
      else response.end('a')
    })
    const names = ['a', 'b', 'c'].map((name) => `${address}/${name}/to`)
    expect(await errorsOf(['--max-files', '3', ...names])).toEqual([
      `error: ${address}/b/to: there are over 3 files to fetch, the rest is not read; allow more with --max-files`,
      `error: ${address}/c/to: there are over 3 files to fetch, the rest is not read; allow more with --max-files`,
    ])
    expect(asked).toEqual(['/a/to', '/a', '/b/to'])
  })

  test('also if a page loads 100,000 files', async () => {
    const asked: string[] = []
    const scripts = Array.from({ length: 100_000 }, (_, i) => `<script src=${i}.js></script>`).join('')
    const address = await serve((request, response) => {
      asked.push(request.url!)
      page(response, scripts)
    })
    expect(await errorsOf(['--max-files', '20', `${address}/`])).toEqual([
      `error: ${address}/: there are over 20 files to fetch, the rest is not read; allow more with --max-files`,
    ])
    expect(asked).toEqual(['/'])
  })

  test('also if they are on other hosts', async () => {
    const scripts = Array.from({ length: 1000 }, (_, i) => `<script src=http://h${i}.test/></script>`).join(
      '',
    )
    const address = await serve((_, response) => page(response, scripts))
    const ran = await chalkmark(['extract', '--json', '--max-files', '20', `${address}/`], {
      cwd: makeTree({}),
    })
    expect(ran.stderr).toContain('there are over 20 files to fetch')
    expect(ran.stdout.length).toBeLessThan(10_000)
  })
})

test('an address that a page names 10,000 times is fetched once', async () => {
  const asked: string[] = []
  const address = await serve((request, response) => {
    asked.push(request.url!)
    if (request.url === '/')
      page(response, '<script src=a.js></script><script src=./a.js#b></script>'.repeat(5000))
    else response.setHeader('content-type', 'text/javascript').end('import "./a.js"\n'.repeat(10_000))
  })
  const ran = await chalkmark(['extract', `${address}/`], { cwd: makeTree({}) })
  expect(ran).toMatchObject({ code: 0 })
  expect(hostOf(ran)._UNMARKED).toEqual([`${address}/`, `${address}/a.js`])
  expect(asked).toEqual(['/', '/a.js'])
})

test('files are fetched and handled one at a time', async () => {
  let open = 0
  let most = 0
  const address = await serve((request: IncomingMessage, response) => {
    if (request.url === '/')
      return page(response, [1, 2, 3, 4].map((i) => `<script src=${i}></script>`).join(''))
    most = Math.max(most, ++open)
    setTimeout(() => response.end('a', () => open--), 20)
  })
  await chalkmark(['extract', `${address}/`], { cwd: makeTree({}) })
  expect(most).toBe(1)
})

test('an archive is unpacked within the budget, too', async () => {
  const { writeZip } = await import('../../core/test/formats/zip-writer.js')
  const zip = writeZip([{ path: 'a', content: Buffer.alloc(3 << 20) }])
  const address = await serve((_, response) => response.end(zip))
  expect(await errorsOf(['--max-total', '2', `${address}/a.zip`])).toEqual([
    `error: ${address}/a.zip: unpacks to 3145728 bytes or more: the limit is 2097152`,
  ])
})
