/** What a mark holds is never read as a declaration, by an interpreter, a bundler or an editor. */
import { chalkId, PLACEHOLDER, validate } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { applied, artifactOf, hashOf, markFor } from '../artifacts.js'

async function markedWith(name: string, program: string, note: string): Promise<string> {
  const bytes = Buffer.from(program)
  const artifact = (await artifactOf(text, name, bytes))!
  return applied(
    bytes,
    await artifact.insert(markFor(await hashOf(artifact, bytes), { 'X-NOTE': note })),
  ).toString()
}

async function read(name: string, program: string) {
  const bytes = Buffer.from(program)
  const artifact = (await artifactOf(text, name, bytes))!
  const id = chalkId(await hashOf(artifact, bytes))
  const { mark } = artifact
  const valid = mark !== undefined && mark.broken === undefined && validate(mark.dict, id).valid
  return { valid, broken: mark?.broken, note: mark?.dict['X-NOTE'] }
}

/** As a mark holds them that the reference program wrote. */
const raw = (marked: string) =>
  marked.replace(/\\u([0-9a-f]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))

const DECLARATIONS = [
  'Fix encoding: latin-1 for old files',
  'coding=utf-7',
  'Encoding : none',
  '-*- coding: x; frozen-string-literal: true -*-',
  '-*-*-',
  'see vim: set ft=c:',
  'a Vim700: ts=2',
  'a vi:noai',
  'an ex: set x',
  'kate: indent-width 4;',
  'Local Variables:',
]
const ANNOTATIONS = [
  'a #__PURE__ b',
  '@__NO_SIDE_EFFECTS__',
  '@jsx evil',
  '@jsxImportSource evil',
  '//# sourceMappingURL=evil.map',
  '//@ sourceURL=x',
]

describe('a mark', () => {
  it.each([...DECLARATIONS, ...ANNOTATIONS])('does not hold %j', async (note) => {
    for (const [name, program] of [
      ['a.py', `#!/usr/bin/env python3\n# ${PLACEHOLDER}\nf()\n`],
      ['a.rb', `#!/usr/bin/env ruby\n# ${PLACEHOLDER}\nf\n`],
      ['a.sh', 'f\n'],
      ['a.js', `f()\n// ${PLACEHOLDER}\ng()\n`],
      ['a.css', 'a{}'],
      ['a.svg', `<svg/>\n`],
    ] as const) {
      const marked = await markedWith(name, program, note)
      expect(marked).not.toContain(note)
      expect(await read(name, marked)).toEqual({ valid: true, broken: undefined, note })
    }
  })

  it('stays as it is without any', async () => {
    for (const note of ['Add codings', 'regex: a', 'index: b', 'a=b', 'a@jsy.org', '#_PURE', 'vim']) {
      expect(await markedWith('a.sh', 'f\n', note)).toContain(note)
    }
  })
})

it('a mark is searched for declarations at once, however many blanks it holds', async () => {
  const note = ' '.repeat(300_000)
  const marked = await markedWith('a.js', 'let a\n', note)
  expect(await read('a.js', marked)).toMatchObject({ valid: true, note })
})

describe('a mark that was changed to hold a declaration in its place', () => {
  it.each(DECLARATIONS)('at the top: %j', async (note) => {
    for (const program of [
      `# ${PLACEHOLDER}\nf()\n`,
      `#!/usr/bin/env python3\n# ${PLACEHOLDER}\nf()\n`,
      `\n# ${PLACEHOLDER}\nf()\n`,
    ])
      for (const name of ['a.py', 'a.rb', 'a.sh']) {
        const { valid, broken } = await read(name, raw(await markedWith(name, program, note)))
        expect({ valid, broken }).toEqual({ valid: false, broken: expect.any(String) })
      }
  })

  it.each(ANNOTATIONS)('anywhere in JavaScript: %j', async (note) => {
    const marked = raw(await markedWith('a.js', `f()\n\n// ${PLACEHOLDER}\ng()\n`, note))
    expect((await read('a.js', marked)).broken).toEqual(expect.any(String))
  })

  it('between stars, anywhere in Ruby', async () => {
    const program = `f\n\n\n# ${PLACEHOLDER}\nf\n`
    const marked = raw(await markedWith('a.rb', program, '-*- warn_indent: true -*-'))
    expect((await read('a.rb', marked)).broken).toEqual(expect.any(String))
  })

  it('is right elsewhere, as the reference program writes it', async () => {
    for (const program of ['f()\n\ng()\n', 'f()\n'])
      for (const name of ['a.py', 'a.sh'])
        expect(await read(name, raw(await markedWith(name, program, DECLARATIONS[0]!)))).toMatchObject({
          valid: true,
        })
  })
})

describe('a mark that was moved', () => {
  const moved = async (name: string, program: string, note: string, line: number) => {
    const lines = (await markedWith(name, program, note)).split('\n')
    const from = lines.findIndex((text) => text.includes('MAGIC'))
    const [mark] = lines.splice(from, 1)
    lines.splice(line, 0, raw(mark!))
    return read(name, lines.join('\n'))
  }

  it('to where it declares an encoding is not valid', async () => {
    for (const name of ['a.py', 'a.rb']) {
      const note = 'Fix coding: latin-1'
      const { valid, broken } = await moved(
        name,
        `#!/usr/bin/env x${name.slice(-2)}\nf\n`.replace(/x(py|rb)/, (_, x) =>
          x === 'py' ? 'python3' : 'ruby',
        ),
        note,
        1,
      )
      expect({ valid, broken }).toEqual({ valid: false, broken: expect.stringContaining('coding:') })
    }
  })

  it('to before the line that does is not valid', async () => {
    for (const sign of ['# -*- coding: latin-1 -*-', '# vim: set fileencoding=latin-1 :', '#coding=koi8-r'])
      expect(await moved('a.py', `#!/usr/bin/python3\n${sign}\nf()\n`, 'x', 1)).toMatchObject({
        valid: false,
        broken: expect.stringContaining('encoding'),
      })
    expect(await moved('a.py', '#!/usr/bin/python3\nf()\n', 'x', 1)).toMatchObject({ valid: true })
  })

  it('into a line that goes on is no mark', async () => {
    expect(await moved('a.py', 'x = 1 + \\\n2\n', 'x', 1)).toEqual({ valid: false })
    expect(await moved('a.sh', 'f a \\\n b\n', 'x', 1)).toEqual({ valid: false })
  })
})

describe('an encoding in which it is not sure where a comment ends', () => {
  it.each([
    'utf-7',
    'unicode_escape',
    'raw-unicode-escape',
    'hz',
    'iso2022_jp',
    'cp037',
    'cp1026',
    'utf_16',
    'mine',
    // Names of which a pattern could try every division, and no end of them.
    `iso8859${'1'.repeat(60)}x`,
    `iso${'-8859'.repeat(30)}`,
  ])('%s', async (encoding) => {
    const program = `# coding: ${encoding}\nf()\n`
    await expect(markedWith('a.py', program, 'x')).rejects.toMatchObject({ code: 'ENCODING' })
    const elsewhere = await markedWith('a.py', `# coding: ascii\nf()\n`, '+AAo-evil()')
    expect((await read('a.py', elsewhere.replace('ascii', encoding))).broken).toEqual(expect.any(String))
  })

  it('is seen however long the line is, and the one before it', async () => {
    const long = 'x'.repeat(5000)
    for (const head of [`#${long}\n# coding: utf-7`, `#${long} coding: utf-7`])
      await expect(markedWith('a.py', `${head}\nf()\n`, 'x')).rejects.toMatchObject({ code: 'ENCODING' })
    const declaration = `<?xml version="1.0"${' '.repeat(5000)}encoding="UTF-7"?>`
    await expect(markedWith('a.xml', `${declaration}<a/>\n`, 'x')).rejects.toMatchObject({ code: 'NOT_UTF8' })
  })

  it.each([
    'utf-8',
    'utf8',
    'UTF-8',
    'ascii',
    'us-ascii',
    'latin-1',
    'iso-8859-15',
    'iso8859_1',
    'iso88591',
    'iso_8859_1_1987',
    'iso8859-8-e',
    'cp1252',
    'koi8-r',
    'euc-jp',
    'shift_jis',
    'gbk',
    'big5',
    'mac-roman',
  ])('is not %s', async (encoding) => {
    const marked = await markedWith('a.py', `# coding: ${encoding}\nf()\n`, 'x')
    expect(await read('a.py', marked)).toMatchObject({ valid: true })
  })
})
