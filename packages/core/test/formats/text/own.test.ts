/** Marks of other files in a text: those of what a bundler has put together. */
import { MAGIC, PLACEHOLDER } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../../src/bytes/source.js'
import { text } from '../../../src/formats/text/index.js'
import { inspect, judge } from '../../../src/mark/inspect.js'
import { applied, artifactOf, hashOf, markFor } from '../artifacts.js'
import { marked } from './marked.js'

/** A program as a library has it, marked, and how a bundler that keeps comments puts it into a bundle. */
interface Sample {
  name: string
  library: string
  /** What a bundler leaves of the marked library. */
  inlined: (library: string) => string
  before: string
  behind: string
}

const SAMPLES: Sample[] = [
  {
    name: 'a.js',
    library: 'export const one = () => 1\n',
    inlined: (library) => library.replace('export ', ''),
    before: 'const zero = 0\n',
    behind: 'console.log(zero, one())\n',
  },
  {
    name: 'a.iife.js',
    library: 'export const one = () => 1\n',
    inlined: (library) => library.replace('export ', '').replaceAll(/^/gm, '\t'),
    before: '(() => {\n',
    behind: '\n})()',
  },
  {
    name: 'a.ts',
    library: 'export interface One { one: 1 }\n',
    inlined: (library) => library.replace('export ', 'declare '),
    before: 'declare const zero: 0\n',
    behind: 'export { zero, One }\n//# sourceMappingURL=a.d.ts.map\n',
  },
  {
    name: 'a.css',
    library: '.one { color: red }\n',
    inlined: (library) => library.replace('.one', '.x1'),
    before: 'a { color: blue }\n',
    behind: 'b { color: green }\n',
  },
  {
    name: 'a.html',
    library: '<p>One</p>\n',
    inlined: (library) => library.replace('<p>', '<p class="x">'),
    before: '<!DOCTYPE html>\n<title>x</title>\n',
    behind: '<p>More</p>\n',
  },
  {
    name: 'a.svg',
    library: '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>\n',
    inlined: (library) => library.replace('<svg ', '<symbol id="a" ').replace('</svg>', '</symbol>'),
    before: '<svg xmlns="http://www.w3.org/2000/svg">\n',
    behind: '</svg>\n',
  },
  {
    name: 'a.md',
    library: '# One\n\nText.\n',
    inlined: (library) => library.replace('# ', '## '),
    before: '# All\n\n',
    behind: '\nMore.\n',
  },
]

async function read(name: string, content: string, isFresh = false) {
  const source = bufferSource(Buffer.from(content, 'latin1'))
  const inspected = await inspect({ name, source }, text, { allScripts: true, isFresh })
  const { mark, foreign } = inspected.artifact
  const verdict = await judge(inspected, source)
  const { valid, errors, uncovered } = verdict ?? {}
  return { id: mark?.dict.CHALK_ID, foreign, valid, errors, uncovered }
}

/** With a mark as the output step puts it in, and without it. */
async function insertInto(name: string, content: string, isFresh: boolean): Promise<[string, string]> {
  const options = { allScripts: true, isFresh }
  const before = Buffer.from(content, 'latin1')
  const artifact = (await artifactOf(text, name, before, options))!
  const after = applied(before, await artifact.insert(markFor(await hashOf(artifact, before))))
  const again = (await artifactOf(text, name, after))!
  return [after.toString('latin1'), applied(after, await again.remove(Buffer.alloc(32))).toString('latin1')]
}

describe.each(SAMPLES)('a bundle of $name', ({ name, library, inlined, before, behind }) => {
  const bundleOf = async () => {
    const part = inlined(await marked(name, library))
    return `${before}${part}${before.startsWith('(') ? '' : inlined(library)}${behind}`
  }

  it('has no mark of its own', async () => {
    const { id, foreign } = await read(name, await bundleOf())
    expect(id).toBeUndefined()
    expect(foreign).toMatch(/^the mark in line \d+ \(\w{6}-\w{4}-\w{4}-\w{6}\) is that of a file/)
  })

  it.each([false, true])('gets its mark at the end and loses it again; fresh: %s', async (isFresh) => {
    const bundle = await bundleOf()
    const [once, restored] = await insertInto(name, bundle, isFresh)
    // A page loses the mark of what it was made from.
    const isPage = name === 'a.html' && !isFresh
    const left = isPage ? bundle.replace(/<!--\s*\{ "MAGIC".*?-->/, '') : bundle
    expect(restored).toBe(left)
    expect(await read(name, once)).toMatchObject({ foreign: undefined, valid: true })
    if (!isPage) expect(once).toContain(inlined(await marked(name, library)))
    // Marking again changes nothing else.
    expect((await insertInto(name, once, isFresh))[1]).toBe(left)
  })

  it('is invalid once it was changed', async () => {
    const [once] = await insertInto(name, await bundleOf(), true)
    for (const [from, to] of [
      [before, `${before} `],
      [behind.slice(0, 8), ` ${behind.slice(0, 8)}`],
    ] as const) {
      const changed = once.replace(from, to)
      expect(changed).not.toBe(once)
      expect((await read(name, changed)).valid, changed).toBe(false)
    }
  })
})

describe('a mark that was moved from the first placeholder to the end', () => {
  it.each([
    ['a.js', (at: string, end: string) => `function f(){\n/* ${at} */\n}\nf(f+"")\n/* ${end} */`],
    ['a.ts', (at: string, end: string) => `function f(){\n/* ${at} */\n}\nf(f+"")\n/* ${end} */`],
    ['a.css', (at: string, end: string) => `a{--x:/* ${at} */2}/* ${end} */`],
    ['a.html', (at: string, end: string) => `<!doctype html><!--${at}--><p>a</p><!--${end}-->`],
    ['a.svg', (at: string, end: string) => `<svg><!--${at}--><path/></svg><!--${end}-->`],
    ['a.lua', (at: string, end: string) => `print("a")\n-- ${at}\nprint("b")\n-- ${end}\n`],
    ['a.sql', (at: string, end: string) => `select 1;\n-- ${at}\nselect 2\n-- ${end}\n`],
  ])('is invalid: %s', async (name, of) => {
    const [once] = await insertInto(name, of(PLACEHOLDER, PLACEHOLDER), false)
    const mark = once.slice(once.indexOf('{ "MAGIC"'), once.indexOf('" }') + 3)
    expect(once).toBe(of(mark, PLACEHOLDER))
    expect(await read(name, once)).toMatchObject({ valid: true })
    expect((await read(name, of(PLACEHOLDER, mark))).valid).not.toBe(true)
  })
})

describe('a mark that was moved from the end into a placeholder behind code', () => {
  it.each([
    'f(1) /* @ */\nvar a = 2',
    'f(/* @ */1)\nvar a = 2',
    'var a = 2 /* @ */',
    'f(1)/* @ */;/* @ */\nvar a=2',
  ])('is not the own one: %j', async (code) => {
    const program = code.replaceAll('@', PLACEHOLDER)
    const [once] = await insertInto('a.js', program, false)
    const start = once.search(/\{ "MAGIC" : "\w+",/)
    const mark = once.slice(start, once.indexOf('" }', start) + 3)
    const moved = once.replace(mark, PLACEHOLDER).replace(PLACEHOLDER, mark)
    expect(await read('a.js', once)).toMatchObject({ valid: true })
    expect((await read('a.js', moved)).valid).not.toBe(true)
  })
})

describe('a mark behind a string that is open', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to stand in a template literal.
  const COMMIT_MESSAGE = "'; evil() if 1 < 2 # `]] ${x} }"

  it.each([
    ['a.js', 'var x = `\n'],
    ['a.ts', 'var x = `\n'],
    ['a.py', "x = '''\n"],
    ['a.lua', 'x = [[\n'],
    ['a.r', "x = '\n"],
    ['a.jl', 'x = `\n'],
    ['a.exs', "x = '\n"],
  ])('closes none, and the spelling of others is named as not covered: %s', async (name, content) => {
    const before = Buffer.from(content)
    const artifact = (await artifactOf(text, name, before))!
    const mark = markFor(await hashOf(artifact, before), { COMMIT_MESSAGE })
    const once = applied(before, await artifact.insert(mark)).toString()
    expect(once.slice(content.length)).not.toMatch(/['`]|\]\]|\$\{|\} /)
    const respelled = once.replace(/\{ "MAGIC".*\}/, () => mark.toString().replaceAll('\\u003c', '<'))
    expect((await read(name, respelled)).uncovered?.join()).toMatch(/its own spelling/)
  })

  it.each([
    ['a.rb', 'x = %q(\n'],
    ['a.rb', "x = '\n"],
    ['a.pl', '$x = q(\n'],
    ['a.sh', "x='\n"],
  ])('is none where that can be told: %s %j', async (name, content) => {
    await expect(insertInto(name, content, false)).rejects.toThrow('inside a string')
  })

  it('in a page is in our spelling alone', async () => {
    const before = Buffer.from('<!doctype html><p>a</p>')
    const artifact = (await artifactOf(text, 'a.html', before))!
    const mark = markFor(await hashOf(artifact, before), { COMMIT_MESSAGE })
    const once = applied(before, await artifact.insert(mark)).toString()
    const respelled = once.replaceAll('\\u003c', '<')
    expect(await read('a.html', once)).toMatchObject({ valid: true })
    expect(respelled).not.toBe(once)
    expect((await read('a.html', respelled)).valid).toBe(false)
  })
})

describe('a page with several marks in its middle', () => {
  const PAGE = '<!doctype html><p>a</p>'
  const inner = async (text: string) => (await marked('a.html', text)).slice(text.length)

  it('loses all of them and has one HASH from then on', async () => {
    const [a, b] = [await inner('<p>a</p>'), await inner('<p>b</p>')]
    const [once, restored] = await insertInto('a.html', `${PAGE}${a}<p>b &l${b}t; c</p>\n`, false)
    expect(restored).toBe(`${PAGE}<p>b &l<!---->t; c</p>\n`)
    expect(await read('a.html', once)).toMatchObject({ foreign: undefined, valid: true })
    const [, again] = await insertInto('a.html', restored!, false)
    expect(again).toBe(restored)
  })

  it('is refused if they stand in one another', async () => {
    const a = await inner('<p>a</p>')
    const at = a.indexOf('"CHALK_VERSION"')
    const torn = `${a.slice(0, at)}${a}${a.slice(at)}`
    await expect(insertInto('a.html', `${PAGE}${torn}<p>c</p>`, false)).rejects.toThrow(
      'the file has marks that stand in one another: take them out',
    )
  })
})

describe('a mark in the middle that does not fit', () => {
  const SCRIPT = 'f()\n'
  const invalid = { valid: false, foreign: undefined }

  it.each([
    ['code behind the mark', (own: string) => `${own}evil()\n`],
    ['code behind a mark without a line end', (own: string) => `${own.trimEnd()}\nevil()\n`],
    ['a comment and code', (own: string) => `${own}/* x */ evil()\n`],
    ['another mark and code', (own: string) => `${own}// ${markFor('12'.repeat(32))}\nevil()\n`],
  ])('is that of the text if what is before it was marked so: %s', async (_, change) => {
    const { errors, ...rest } = await read('a.js', change(await marked('a.js', SCRIPT)))
    expect(rest).toMatchObject(invalid)
    expect(errors).toEqual([
      expect.stringMatching(/^artifact was changed after marking: the mark does not cover/),
    ])
  })

  it.each([
    'f()\n//# sourceMappingURL=a.js.map\n',
    'f()\n//# sourceMappingURL=a.js.map',
    'f()',
    'f()\n//# debugId=1\n//# sourceMappingURL=a\n',
  ])('is that of the text if something was put behind the end of %j', async (content) => {
    for (const more of ['evil()\n', '\nevil()\n', '\n\nevil()'])
      expect(await read('a.js', (await marked('a.js', content)) + more), more).toMatchObject(invalid)
  })

  it('cannot be taken out then, and the next mark goes to the end', async () => {
    const changed = `${await marked('a.js', SCRIPT)}more()\n`
    const artifact = (await artifactOf(text, 'a.js', Buffer.from(changed)))!
    expect(() => artifact.remove(Buffer.alloc(32))).toThrow(/something stands behind the mark/)
    const [once, restored] = await insertInto('a.js', changed, false)
    expect(once.startsWith(changed)).toBe(true)
    expect(restored).toBe(changed)
  })

  it.each([
    ['a stamp behind the mark', (page: string) => `${page}<!-- build 7 -->\n`],
    ['a changed title and a stamp', (page: string) => `${page.replace('One', 'Two')}\n<!-- build 7 -->\n`],
    ['an element behind the mark', (page: string) => `${page}<script>stamp()</script>`],
    ['only a changed title', (page: string) => page.replace('One', 'Two')],
  ])('is taken out of a page that gets its next mark: %s', async (_, change) => {
    const changed = change(await marked('a.html', '<!DOCTYPE html>\n<title>One</title>\n<p>One\n'))
    expect((await read('a.html', changed)).valid).not.toBe(true)
    const [once, restored] = await insertInto('a.html', changed, false)
    expect(once.split(MAGIC)).toHaveLength(2)
    expect(await read('a.html', once)).toMatchObject({ foreign: undefined, valid: true })
    expect(restored).toBe(changed.replace(/<!--\s*\{ "MAGIC".*?-->/, ''))
  })

  it('is that of the text if nothing but blanks stands behind it', async () => {
    const changed = `g()\n${await marked('a.js', SCRIPT)}\n  \n`
    expect(await read('a.js', changed)).toMatchObject(invalid)
  })

  it.each([
    ['a.js', `// ${PLACEHOLDER}\nf()\n`],
    ['a.js', `#!/usr/bin/env node\n/* about */\n// ${PLACEHOLDER}\n'use strict'\nf()\n`],
    ['a.ts', `/* about */ /* ${PLACEHOLDER} */\nf()\n`],
    ['a.css', `@charset "utf-8";\n/*! ${PLACEHOLDER} */\na { x: f() }\n`],
    ['a.html', `<!DOCTYPE html>\n<!-- ${PLACEHOLDER} -->\n<p>f()</p>\n`],
    ['a.svg', `<?xml version="1.0"?>\n<!-- ${PLACEHOLDER} -->\n<svg id="f()"/>\n`],
  ])('is that of the text if only comments stand before it: %s %j', async (name, content) => {
    const own = await marked(name, content)
    expect(await read(name, own)).toMatchObject({ valid: true })
    expect(await read(name, own.replace('f()', 'evil()'))).toMatchObject(invalid)
  })

  it('is that of the text if it says that it took the place of a placeholder', async () => {
    const content = `f()\n// ${PLACEHOLDER}\ng()\n`
    const hash = await hashOf((await artifactOf(text, 'a.js', Buffer.from(content)))!, Buffer.from(content))
    const own = await marked('a.js', content, markFor(hash, { 'X-CONTENT-HASH': 'ab'.repeat(32) }))
    expect(await read('a.js', own.replace('g()', 'evil()'))).toMatchObject(invalid)
  })

  it.each(['a.sh', 'a.py', 'a.lua', 'a.sql'])(
    'is that of the text in languages that are not bundled: %s',
    async (name) => {
      const sign = /lua|sql/.test(name) ? '--' : '#'
      const own = await marked(name, `f 1\n${sign} ${PLACEHOLDER}\ng 1\n`)
      expect(await read(name, own)).toMatchObject({ valid: true })
      expect(await read(name, own.replace('g 1', 'evil 1'))).toMatchObject(invalid)
    },
  )
})

describe('among several marks', () => {
  it('the one that fits is the own one, wherever it stands', async () => {
    const other = `// ${markFor('12'.repeat(32))}\n`
    const content = `a()\n${other}b()\n// ${PLACEHOLDER}\nc()\n${other}`
    const [once, restored] = await insertInto('a.js', content, true)
    expect(once.indexOf('"HASH"', once.indexOf('b()'))).toBeLessThan(once.indexOf('c()'))
    expect(await read('a.js', once)).toMatchObject({ valid: true, foreign: undefined })
    expect(restored).toBe(content)
  })

  it('of an input, at the end of a fresh text, is left where it is', async () => {
    const content = `a()\n// ${markFor('12'.repeat(32))}\n`
    const [once, restored] = await insertInto('a.js', content, true)
    expect(once.startsWith(content)).toBe(true)
    expect(await read('a.js', once)).toMatchObject({ valid: true })
    expect(restored).toBe(content)
    // Nobody can tell it from a changed one otherwise.
    expect(await read('a.js', content)).toMatchObject({ valid: false })
  })

  it('a few are hashed for, then the text counts as one that has none of its own', async () => {
    const many = `// ${markFor('12'.repeat(32))}\nf()\n`.repeat(200)
    const content = `${'x'.repeat(2 << 20)}\n${many}`
    const begun = performance.now()
    const { id, foreign } = await read('a.js', content)
    expect(performance.now() - begun).toBeLessThan(2000)
    expect([id, typeof foreign]).toEqual([undefined, 'string'])
  })
})
