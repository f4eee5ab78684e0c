/** What parsers read in a text, besides the mark: two texts that read alike give the same values. */
import { createRequire } from 'node:module'
import { Script } from 'node:vm'
import { parseAst } from 'rollup/parseAst'

const core = createRequire(new URL('../../../packages/core/package.json', import.meta.url))
const { parse: parseHtml, serialize } = await import(core.resolve('parse5'))
const vite = createRequire(createRequire(import.meta.url).resolve('vite'))
const postcss = vite('postcss')

const MAGIC = 'dadfedabbadabbed'

/** @param csstree the module css-tree, if it is there. */
export function readersWith(csstree) {
  return {
    js: (text) => [programOf(text), moduleOf(text), mapOf(text)],
    css: (text) => [rulesOf(text), csstree && nodesOf(text, csstree), mapOf(text)],
    html: (text) => [treeOf(text, true), treeOf(text, false)],
  }
}

function attempt(read) {
  try {
    return read()
  } catch (error) {
    return `refused: ${error.name}`
  }
}

const programOf = (text) => attempt(() => new Script(text) && 'a script')
const moduleOf = (text) =>
  attempt(() =>
    JSON.stringify(parseAst(text), (key, value) => (/^(start|end|_rollup.*)$/.test(key) ? 0 : value)),
  )

/** The address of the source map, as a reader finds it that does not parse (ECMA-426, 11.1.2.2). */
function mapOf(text) {
  let last
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const found = /(?:\/\/|\/\*)[#@] sourceMappingURL=([^\s'"]*)/.exec(line)?.[1]
    if (found !== undefined) last = found
  }
  return last ?? null
}

const MARK_IN_SHEET = /\s*\/\* ?\{ "MAGIC".*?\} ?\*\/\s*/gs

/** The nodes that postcss reads, without the mark. An at-rule without a semicolon takes the comment behind it in. */
function rulesOf(text) {
  const plain = ({ type, nodes, ...rest }) => {
    const values = [rest.selector, rest.name, rest.params, rest.prop, rest.value, rest.important, rest.text]
    return [type, ...values.map(withoutMark), nodes?.filter((node) => !isMark(node)).map(plain)]
  }
  const isMark = (node) => node.type === 'comment' && node.text.includes(MAGIC)
  return attempt(() => JSON.stringify(plain(postcss.parse(text))))
}

const withoutMark = (value) =>
  typeof value === 'string' ? value.replace(MARK_IN_SHEET, '').trimEnd() : value

/** css-tree's nodes. It passes over what it does not understand. */
function nodesOf(text, csstree) {
  return attempt(() => {
    const tree = csstree.toPlainObject(csstree.parse(text, { parseCustomProperty: true }))
    return JSON.stringify(tree, (key, value) => {
      if (key === 'loc') return undefined
      if (Array.isArray(value))
        return value.filter((node) => !(node?.type === 'Comment' && node.value.includes(MAGIC)))
      // Raw text is what stands there, comments included.
      return withoutMark(value)
    })
  })
}

function treeOf(text, scriptingEnabled) {
  const unmarked = (node) => {
    if (node.childNodes)
      node.childNodes = node.childNodes.filter(
        (child) => !(child.nodeName === '#comment' && child.data.includes(MAGIC)),
      )
    for (const child of node.childNodes ?? []) unmarked(child)
    if (node.content) unmarked(node.content)
    return node
  }
  return serialize(unmarked(parseHtml(text, { scriptingEnabled })))
}
