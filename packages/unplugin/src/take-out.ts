/** What modules with marks need. It is loaded for the first of them; most builds have none. */
import MagicString from 'magic-string'

export { takeOutMarks } from '@chalkmark/core'

/**
 * The source map that maps a module to itself, with its text. Some bundlers take the text for their own source maps
 * from there, others from the file.
 */
export function mapToItself(path: string, module: string) {
  return new MagicString(module).generateMap({ source: path, includeContent: true, hires: 'boundary' })
}
