/** `url(` is told from other functions by the name that it is, however that is spelled (CSS Syntax 3, 4.3). */
import { describe, expect, it } from 'vitest'
import { scanCss } from '../../../src/formats/text/css.js'
import { outcome } from './marked.js'

/** The comments that the scanner finds. */
function commentsIn(css: string): string[] {
  const bytes = Buffer.from(css)
  const { comments } = scanCss(bytes)
  return comments.flatMap((start, i) => (i % 2 === 0 ? [bytes.toString('utf8', start, comments[i + 1])] : []))
}

describe('what follows is a URL, which holds no comments', () => {
  it.each([
    'url(',
    'URL(',
    '\\75rl(',
    '\\075 rl(',
    '\\000075rl(',
    'u\\72 l(',
    'ur\\6c(',
    'ur\\6C\n(',
    'ur\\6c\r\n(',
    '\\u\\r\\l(',
    '\\55\\52\\4c(',
    '5.url(',
    '+url(',
    '%url(',
    '<!--url(',
    '-->url(',
    '/**/url(',
  ])('%j', async (name) => {
    expect(commentsIn(`a{b:${name}/*x*/)}/*y*/`).filter((comment) => comment !== '/**/')).toEqual(['/*y*/'])
    expect(await outcome('a.css', `a{b:${name}x`)).toBe('UNSAFE_PLACE')
    expect(await outcome('a.css', `a{b:${name}x)}`)).toBe('marked')
  })
})

describe('what follows is read token by token', () => {
  it.each([
    'curl(',
    'my-url(',
    '--url(',
    '-url(',
    '\\31 url(',
    '\\31url(',
    '1url(',
    '1.5url(',
    '1e3url(',
    '#url(',
    '@url(',
    'urls(',
    'url (',
    'url\\(',
    'u\\72  l(',
    'éurl(',
    'url-prefix(',
  ])('%j', async (name) => {
    expect(commentsIn(`a{b:${name}/*x*/)}/*y*/`)).toEqual(['/*x*/', '/*y*/'])
    expect(await outcome('a.css', `a{b:${name}x`)).toBe('marked')
  })
})

it('a URL ends at its parenthesis, also one that is none in the end', () => {
  expect(commentsIn('a{b:url(x"y)}/*z*/')).toEqual(['/*z*/'])
  expect(commentsIn('a{b:url(x y\\)/*)}/*z*/')).toEqual(['/*z*/'])
  expect(commentsIn('a{b:url("/*" /*x*/)}')).toEqual(['/*x*/'])
})
