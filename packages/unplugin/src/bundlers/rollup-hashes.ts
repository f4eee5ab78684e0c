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

interface ChunkTemplates {
  entryFileNames: Template
  chunkFileNames: Template
}

/** The hash in a chunk's name: what stands where its preliminary name has the placeholder. */
export function chunkHashes(
  chunk: OutputChunk,
  { entryFileNames, chunkFileNames }: ChunkTemplates,
): string[] {
  const { fileName, preliminaryFileName, isEntry, moduleIds } = chunk
  const placeholder = PLACEHOLDER.exec(preliminaryFileName ?? '')
  if (!placeholder) {
    // A plugin can add a chunk ready-made (plugin-legacy's polyfills), named by the template in a build of its own.
    if (moduleIds.length > 0) return []
    const hash = hashIn(fileName, isEntry ? entryFileNames : chunkFileNames, () => chunk)
    return hash ? [hash] : []
  }
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
  // A compressed file has the name of the one that it was made from, which plugins can have deleted.
  const fileName = asset.fileName.replace(COMPRESSED, '')
  // A plugin gave either a name, for the template, or the whole file name, or nothing: then the template gets `asset`.
  // Only vite gives workers' assets, which a template has named, under their whole names again; those are no pages.
  const isNameless = !asset.names?.length && !asset.originalFileNames?.length && fileName === asset.fileName
  const isWhole = isNameless && (others.length === 0 || /\.html?$/.test(fileName))
  const stem = isWhole ? 'asset' : undefined
  const info = () => {
    const { names = [], originalFileNames = [], source } = asset
    const [name, originalFileName] = [names[0], originalFileNames[0]]
    return { type: 'asset', name, names, originalFileName, originalFileNames, source }
  }
  for (const template of [assetFileNames, ...others]) {
    const hash = hashIn(fileName, template, info, stem)
    if (hash) return [hash]
  }
  return []
}

/**
 * What stands in `fileName` where the template has `[hash]`, if it can have made that name.
 * @param info what a template that is a function gets. May be costly.
 * @param stem what `[name]` stands for, if it is known.
 */
function hashIn(
  fileName: string,
  template: Template,
  info: () => object,
  stem = '[name]',
): string | undefined {
  const match = (text: string) => matchTemplate(text.replaceAll('[name]', stem), fileName, ROLLUP)
  if (typeof template !== 'function') return template && match(template)
  try {
    return match(template(info() as never))
  } catch {
    // A template that wants more than there is did not name this one.
    return undefined
  }
}
