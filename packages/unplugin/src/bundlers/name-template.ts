/** Name templates of rollup, rolldown, vite and esbuild: `assets/[name]-[hash:8][extname]` and its like. */

/** How a bundler fills in its templates. */
export interface TemplateStyle {
  /** The letters of a hash, as a regular expression's class. */
  letters: string
  /** The length of a hash if the template does not say it. */
  length: number
  /** Whether the extension follows the template instead of being part of it. */
  bareExtension: boolean
}

/** rollup's documentation, `output.entryFileNames` and `output.hashCharacters`. */
export const ROLLUP: TemplateStyle = { letters: '\\w$-', length: 8, bareExtension: false }
/** esbuild's documentation, "Chunk names": base32, eight letters. */
export const ESBUILD: TemplateStyle = { letters: 'A-Z2-7', length: 8, bareExtension: true }

const HASH = /^\[(?:hash|contenthash|chunkhash)(?::(\d+))?\]$/i

const expressions = new Map<string, RegExp | undefined>()

/** The part of `fileName` where `template` has `[hash]`; undefined if the template could not have made the name. */
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
    // rollup puts a number before the extension if two files would have the same name.
    if (part === '[extname]') return '\\d*(?:\\.[^./]*)?'
    if (part.startsWith('[') && part.endsWith(']')) return '.*'
    return escapeRegExp(part)
  })
  return new RegExp(`^(?:\\./)?${source.join('')}${bareExtension ? '(?:\\.[^/]*)?' : ''}$`)
}

/** A regular expression that matches the text. */
export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
