/** Which output names of rollup, rolldown and vite hold a content hash: read off their own templates. */
import type { OutputAsset, OutputChunk } from 'rollup'
import { matchTemplate, ROLLUP } from './name-template.js'

/**
 * Rollup's placeholder for a hash that is not known yet; `preliminaryFileName` still has it. The hash that takes
 * its place is as long. Rolldown writes the same form.
 */
const PLACEHOLDER = /!~\{[0-9a-zA-Z_$]+\}~/

const COMPRESSED = /\.(?:gz|br|zst)$/

/** A name template such as `assets/[name]-[hash:8][extname]`, as rollup's output options take them. */
type Template = string | ((info: never) => string) | undefined

/** The hash in a chunk's name: what stands where its preliminary name has the placeholder. */
export function chunkHashes({ fileName, preliminaryFileName }: OutputChunk): string[] {
  const placeholder = PLACEHOLDER.exec(preliminaryFileName ?? '')
  if (!placeholder) return []
  const hash = fileName.slice(placeholder.index, placeholder.index + placeholder[0].length)
  const around = preliminaryFileName.split(placeholder[0])
  return fileName === around.join(hash) ? [hash] : []
}

/**
 * The hash in an asset's name: what stands where the template that named it has `[hash]`.
 *
 * Files that a plugin emits under a full name of its own (vite's workers) match a template of `others` if they were
 * named by it in a build within the build.
 */
export function assetHashes(
  asset: OutputAsset,
  assetFileNames: Template,
  others: readonly Template[],
): string[] {
  const own = typeof assetFileNames === 'function' ? evaluate(assetFileNames, asset) : assetFileNames
  // A compressed file has the name of the one that it was made from, which plugins can have deleted.
  const fileName = asset.fileName.replace(COMPRESSED, '')
  for (const template of [own, ...others]) {
    const hash = typeof template === 'string' ? matchTemplate(template, fileName, ROLLUP) : undefined
    if (hash) return [hash]
  }
  return []
}

function evaluate(template: (info: never) => string, asset: OutputAsset): string | undefined {
  const { names = [], originalFileNames = [], source } = asset
  const info = {
    type: 'asset',
    name: names[0],
    names,
    originalFileName: originalFileNames[0],
    originalFileNames,
    source,
  }
  try {
    return template(info as never)
  } catch {
    // A template that wants more than an asset has did not name this one.
    return undefined
  }
}
