/** Finds the texts in folders of other projects. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What reads a text, by the extension of its name. The others are scripts. */
const PARSED = { js: 'js', mjs: 'js', cjs: 'js', css: 'css', svg: 'svg', html: 'html' }
const SCRIPT = /\.(?:sh|bash|py|p[lm]|rb|php|lua)$/

/**
 * @param most of one kind, taken evenly from those that are there.
 * @returns the texts below a folder, each content once.
 */
export function textsIn(folder, most = Infinity) {
  const texts = []
  const seen = new Set()
  for (const entry of entriesOf(folder)) {
    const path = join(entry.parentPath, entry.name)
    for (const text of textsOf(path, entry.name)) {
      const key = `${text.name.split('.').at(-1)} ${text.content.toString('latin1')}`
      if (!seen.has(key)) texts.push(text)
      seen.add(key)
    }
  }
  const kinds = new Map()
  for (const text of texts) kinds.set(groupOf(text), [...(kinds.get(groupOf(text)) ?? []), text])
  return [...kinds.values()].flatMap((group) => {
    const step = Math.max(1, group.length / most)
    return group.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
  })
}

const groupOf = ({ name, kind }) => (SCRIPT.test(name) ? name.split('.').at(-1) : kind)

function entriesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
}

function textsOf(path, name) {
  const extension = name.split('.').at(-1)
  const kind = name.includes('.') ? PARSED[extension] : undefined
  if (kind) return [{ name, kind, content: readFileSync(path) }]
  if (extension === 'dat') return pagesIn(readFileSync(path, 'utf8'))
  if (extension === 'json') return sheetsIn(readFileSync(path, 'utf8'))
  if (!SCRIPT.test(name) && name.includes('.') && !/\.\d+$/.test(name)) return []
  const content = readFileSync(path)
  const isScript = SCRIPT.test(name) || content.subarray(0, 2).toString() === '#!'
  return isScript ? [{ name, kind: 'script', content }] : []
}

/** The documents of a file of html5lib's tree construction tests. Fragments are no pages. */
function pagesIn(tests) {
  return tests
    .split(/^#data\n/m)
    .slice(1)
    .filter((test) => !test.includes('#document-fragment'))
    .map((test) => ({ name: 'test.html', kind: 'html', content: Buffer.from(test.split(/\n#errors/)[0]) }))
}

/** How each kind of csstree's fixtures becomes a style sheet; `%` is the fixture. */
const SHEETS = {
  declaration: 'a { % }',
  declarationList: 'a { % }',
  block: 'a %',
  selector: '% { b: c }',
  selectorList: '% { b: c }',
  value: 'a { b: % }',
  mediaQuery: '@media % { a { b: c } }',
  atrulePrelude: '@a %;',
}

/**
 * The sources in a file of csstree's fixtures, each as it is and as a part of a style sheet. Fixtures of its tokenizer
 * are lists of strings.
 */
function sheetsIn(text) {
  let fixtures
  try {
    fixtures = JSON.parse(text)
  } catch {
    return []
  }
  const sources = []
  const collect = (value) => {
    if (typeof value !== 'object' || value === null) return
    if (typeof value.source === 'string') sources.push(value.source)
    else if (typeof value.css === 'string') sources.push(value.css)
    else for (const each of Object.values(value)) collect(each)
  }
  collect(fixtures)
  for (const list of [fixtures.valid, fixtures.invalid])
    if (Array.isArray(list)) sources.push(...list.filter((each) => typeof each === 'string'))
  const forms = ['%', ...new Set(Object.values(SHEETS))]
  return sources.flatMap((source) =>
    forms.map((form) => ({
      name: 'test.css',
      kind: 'css',
      content: Buffer.from(form.replace('%', () => source)),
    })),
  )
}
