import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { pythonComments } from '../../../src/formats/text/python.js'
import { artifactOf, markFor } from '../artifacts.js'
import { marked } from './marked.js'
import { commentsIn, textsIn } from './scanned.js'

const comments = (program: string) => textsIn(pythonComments, program)

describe('comments of Python', () => {
  it.each([
    ['', []],
    ['# a', ['# a']],
    ['a # b\n# c\rd # e\r\n', ['# b', '# c', '# e']],
    ['"# a" # b', ['# b']],
    ["'# a\\'# b' # c", ['# c']],
    ['"a\\\n# b\\\r\n# c" # d', ['# d']],
    ['"""a\n# b\n"" # c\\""" # d""" # e', ['# e']],
    ["'''a\n# b\n\"\"\" # c''' # d", ['# d']],
    ['"" "" # a', ['# a']],
    ["r'\\' # a' # b", ['# b']],
    ['print"# a" # b', ['# b']],
    ["Rb'''\n# a''' # b", ['# b']],
    // f-strings.
    ["f'# a {b}' # c", ['# c']],
    ["f'{{ # a' # b", ['# b']],
    ['f\'{a["# b"]}\' # c', ['# c']],
    ["f'{a:{b}}# c' # d", ['# d']],
    ["f'{{{a}}}# b' # c", ['# c']],
    ["f'\\N{DASH}# a' # b", ['# b']],
    ['f"""{a["b"]}\n# c\n""" # d', ['# d']],
    ['rf"\\{a["b"]}', []],
  ])('%j', (program, expected) => expect(comments(program)).toEqual(expected))

  it.each([
    "'a\n# b",
    "'''a\n# b",
    '"\\',
    // What Python 3.12 reads otherwise than those before it.
    'f"{a["b"]}" # c',
    "f'{a # b\n}' # c",
    "f'{a\n}' # c",
    'f"{a + \'\\n\'}" # b',
    "f'''{a + '''b'''}''' # c",
    "f'{a:\"}' # b",
  ])('are not sure behind %j', (program) => expect(comments(program)).toEqual([]))

  it('are inside of the program, whatever its bytes are', () => {
    const tokens = fc.constantFrom('"', "'", '"""', "'''", 'f', 'r', '{', '}', '#', '\\', '\n', '\r', 'é')
    fc.assert(
      fc.property(fc.array(tokens), (parts) => {
        const bytes = Buffer.from(parts.join(''))
        for (const at of commentsIn(pythonComments, bytes)) expect(at).toBeLessThanOrEqual(bytes.length)
        expect(commentsIn(pythonComments, bytes, 0)).toEqual(commentsIn(pythonComments, bytes))
      }),
      { numRuns: 1000 },
    )
  })

  it('are found around any string', () => {
    const content = fc.array(fc.constantFrom('# a', "'", '"', '"""', '\\', '\n', '{', 'f', ' '))
    const quotes = fc.constantFrom('"', "'", '"""', "'''")
    fc.assert(
      fc.property(quotes, content, fc.constantFrom('', 'b', 'u'), (quote, parts, prefix) => {
        const inside = parts.join('').replace(/["'\\]/g, '\\$&')
        const string = `${prefix}${quote}${quote.length === 1 ? inside.replaceAll('\n', '\\\n') : inside}${quote}`
        expect(comments(`# b ${quote}\nx = ${string} # c`)).toEqual([`# b ${quote}`, '# c'])
      }),
    )
  })
})

describe('a mark on a line of a docstring', () => {
  const placeholder = '{ "MAGIC" : "dadfedabbadabbed" }'
  const mark = markFor('12'.repeat(32))

  it.each([
    `"""\n# ${placeholder}\n"""\n`,
    `def f():\n  '''\n  # ${mark}\n  '''\n`,
    `f'''{a["b"]}\n# ${mark}\n'''\n`,
  ])('is part of the program: %j', async (program) => {
    expect((await artifactOf(text, 'a.py', Buffer.from(program)))!.mark).toBeUndefined()
    expect(await marked('a.py', program, mark)).toBe(`${program}# ${mark}\n`)
  })

  it('does not keep one in a comment behind it from being the mark', async () => {
    const program = `"""\n# ${placeholder}\nIt's"""\n# ${placeholder}\nf()\n`
    expect(await marked('a.py', program, mark)).toBe(`"""\n# ${placeholder}\nIt's"""\n# ${mark}\nf()\n`)
  })
})
