/** The source map of a marked file is the one that it had: for V8, and for readers that do not parse (ECMA-426). */
import { Session } from 'node:inspector'
import { Script } from 'node:vm'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { marked } from './marked.js'

const session = new Session()
const urls = new Map<string, string>()
session.connect()
session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.url, params.sourceMapURL || 'none'))
session.post('Debugger.enable')
afterAll(() => session.disconnect())

/** What V8 takes for the address of the source map. */
function parsed(program: string): string {
  const filename = `probe-${urls.size}.js`
  try {
    new Script(program, { filename })
  } catch {
    urls.set(filename, 'syntax error')
  }
  return urls.get(filename)!
}

const URL_COMMENT = /^[@#]\s*sourceMappingURL=(\S*?)\s*$/

/** ECMA-426, 11.1.1.1: the last comment of a line behind which there is no code, and no quote in a comment. */
function unparsed(text: string): string | undefined {
  let last: string | undefined
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    for (let at = 0; at < line.length; ) {
      if (line.startsWith('//', at) || line.startsWith('/*', at)) {
        const close = line[at + 1] === '/' ? line.length : line.indexOf('*/', at + 2)
        const comment = line.slice(at + 2, close < 0 ? line.length : close)
        if (/["'`]/.test(comment)) last = undefined
        else if (close >= 0) last = URL_COMMENT.exec(comment)?.[1] ?? last
        at = close < 0 || close === line.length ? line.length : close + 2
      } else {
        if (!/\s/.test(line[at]!)) last = undefined
        at++
      }
    }
  }
  return last
}

async function check(name: string, content: string): Promise<void> {
  const out = Buffer.from(await marked(name, content), 'latin1').toString()
  expect(unparsed(out), JSON.stringify(out)).toBe(unparsed(content))
  if (name.endsWith('.js')) expect(parsed(out), JSON.stringify(out)).toBe(parsed(content))
}

describe('a source map is found again', () => {
  it.each([
    ['a.js', '//# sourceMappingURL=a.map'],
    ['a.js', 'f()\n//# sourceMappingURL=a.map\n// the end\n'],
    ['a.js', 'f() //# sourceMappingURL=a.map'],
    ['a.js', 'f()\r//# sourceMappingURL=a.map\r'],
    ['a.js', 'f()\u2028//# sourceMappingURL=a.map\u2029'],
    ['a.js', 'f()\r\n//@ sourceMappingURL=a.map\r\n\r\n'],
    ['a.js', 'f()\n/*# sourceMappingURL=a.map */\n\f\v\u00a0\ufeff'],
    ['a.js', 'f()\n//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map\n'],
    ['a.js', 'f()\n//# sourceMappingURL=a.map\n/*\n b\n*/\n'],
    ['a.js', '#!/usr/bin/env node\n//# sourceMappingURL=a.map\n'],
    ['a.css', 'a{}/*# sourceMappingURL=a.map */\n/* b */'],
    ['a.css', '/*# sourceMappingURL=a.map */'],
    ['a.css', 'a{}\r/*# sourceMappingURL=a.map */\f'],
  ])('%s: %j', (name, content) => check(name, content))

  const part = fc.constantFrom(
    ...[
      'f()',
      ';',
      ' ',
      '\t',
      '\n',
      '\r',
      '\r\n',
      '\u2028',
      '\u00a0',
      '// b\n',
      '/* c */',
      '/*\nd\n*/',
      "// it's\n",
    ],
    ...[
      '//# sourceMappingURL=x.map\n',
      '/*# sourceMappingURL=y.map */',
      '//@ sourceMappingURL=z.map\n',
      '"s"',
      '`t`',
    ],
    ...['// `\n', '//# sourceURL=u\n', '//# debugId=1\n'],
  )
  it('whatever stands around it', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), (parts) => check('a.js', parts.join(''))),
      { numRuns: 1000 },
    )
  })
})
