/** Modules without their marks, as bundlers are to read them. */
import { PLACEHOLDER } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { takeOutMarks } from '../../../src/formats/text/take-out.js'
import { markFor } from '../artifacts.js'
import { marked } from './marked.js'

const MARK = markFor('12'.repeat(32)).toString()
const BLANKS = /^[\s;]*$/

describe('a mark that insert has put in', () => {
  it.each([
    ['a.js', 'f()\n'],
    ['a.js', 'f()'],
    ['a.js', ''],
    ['a.mjs', 'f()\r\n'],
    ['a.js', 'f()\n//# sourceMappingURL=a.js.map\n'],
    ['a.js', 'f()\n//# sourceMappingURL=a.js.map'],
    ['a.js', '//# sourceMappingURL=a.js.map'],
    ['a.js', '\ufefff("«naïve» 😀")\n'],
    ['a.ts', 'let a: Map<string, /./>\n'],
    ['a.css', 'a { }\n'],
    ['a.css', 'a { }'],
    ['a.css', 'a { }\n/*# sourceMappingURL=a.css.map */\n'],
  ])('leaves the file as it was: %s %j', async (name, content) => {
    const once = Buffer.from(await marked(name, content), 'latin1').toString()
    expect(once).toContain('CHALK_ID')
    expect(takeOutMarks(name, once)).toBe(content)
  })
})

describe('a mark in the middle', () => {
  it.each([
    ['a.js', `f()\n// ${MARK}\ng()\n`, 'f()\n\ng()\n'],
    ['a.js', `f()\n\t// ${MARK}\r\ng()\n`, 'f()\n\t\r\ng()\n'],
    ['a.js', `/*! ${MARK} */\ng()\n`, '\ng()\n'],
    ['a.js', `  /* ${MARK} */ g()\n`, '   g()\n'],
    ['a.js', `// about ${MARK} that\ng()\n`, '// about  that\ng()\n'],
    ['a.css', `a { }\n/* ${MARK} */\nb { }\n`, 'a { }\n\nb { }\n'],
    ['a.css', `a { }/* ${MARK} */b { }`, 'a { } b { }'],
    ['a.js', `// ${MARK}\nf()\n// ${MARK}\n// ${MARK}\ng()\n// ${MARK}\n`, '\nf()\n\n\ng()\n'],
  ])('is taken out, and code keeps its line: %s %j', (name, content, without) => {
    expect(takeOutMarks(name, content)).toBe(without)
  })
})

describe('what stays', () => {
  it.each([
    ['a placeholder', 'a.js', `// ${PLACEHOLDER}\nf()\n`],
    ['a mark in a string', 'a.js', `f('// ${MARK}')\n`],
    ['a mark in a template', 'a.js', `f(\`\n// ${MARK}\n\`)\n`],
    ['a mark behind code that only a parser understands', 'a.js', `f = {} / 1\n// ${MARK}\ng()\n`],
    ['a mark in a string of a style sheet', 'a.css', `a::before { content: '/* ${MARK} */' }\n`],
    ['a mark that its comment cuts', 'a.js', `/* { "MAGIC" : "dadfedabbadabbed", "A" : "*/ f() /*" } */\n`],
    ['a text in no known language', 'a.data', `// ${MARK}\n`],
    ['a module without marks', 'a.js', 'f("dadfedabbadabbed")\n'],
  ])('%s', (_, name, content) => {
    expect(takeOutMarks(name, content)).toBeUndefined()
  })
})

it('leaves only blanks of a module that is nothing but marks', () => {
  expect(takeOutMarks('a.js', `// ${MARK}\n`.repeat(50))).toMatch(BLANKS)
})
