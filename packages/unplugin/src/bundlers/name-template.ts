/** Name templates of rollup, rolldown, vite and esbuild: `assets/[name]-[hash:8][extname]` and its like. */

/** How a bundler fills in its templates. */
export interface TemplateStyle {
  /** The letters of a hash, as a regular expression's class. */
  letters: string
  /** How long a hash is where the template does not say. */
  length: number
  /** Whether the extension comes behind the template instead of being part of it. */
  bareExtension: boolean
}

/** rollup's documentation, `output.entryFileNames` and `output.hashCharacters`. */
export const ROLLUP: TemplateStyle = { letters: '\\w$-', length: 8, bareExtension: false }
/** esbuild's documentation, "Chunk names": base32, eight letters. */
export const ESBUILD: TemplateStyle = { letters: 'A-Z2-7', length: 8, bareExtension: true }

const HASH = /^\[(?:hash|contenthash|chunkhash)(?::(\d+))?\]$/i

const expressions = new Map<string, RegExp | undefined>()

/** What stands in `fileName` where `template` has `[hash]`; undefined if the template could not have made it. */
export function matchTemplate(template: string, fileName: string, style: TemplateStyle): string | undefined {
  const id = `${style.letters} ${template}`
  if (!expressions.has(id)) expressions.set(id, expressionOf(template, style))
  return expressions.get(id)?.exec(fileName)?.groups?.hash
}

function expressionOf(
  template: string,
  { letters, length, bareExtension }: TemplateStyle,
): RegExp | undefined {
  const parts = template.replace(/^\.\//, '').split(/(\[[^\]]+\])/)
  if (!parts.some((part) => HASH.test(part))) return undefined
  let seen = false
  const source = parts.map((part) => {
    const hash = HASH.exec(part)
    if (hash && seen) return '\\k<hash>'
    if (hash) {
      seen = true
      return `(?<hash>[${letters}]{${hash[1] ?? length}})`
    }
    if (part === '[ext]') return '[^./]*'
    // rollup puts a number before the extension where two files would have one name.
    if (part === '[extname]') return '\\d*(?:\\.[^./]*)?'
    if (part.startsWith('[') && part.endsWith(']')) return '.*'
    return escapeRegExp(part)
  })
  return new RegExp(`^(?:\\./)?${source.join('')}${bareExtension ? '(?:\\.[^/]*)?' : ''}$`)
}

/** Text as a regular expression that stands for it. */
export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
