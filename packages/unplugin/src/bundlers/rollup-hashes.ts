/** Which output names of rollup, rolldown and vite hold a content hash, according to their own templates. */
import type { OutputAsset, OutputChunk } from 'rollup'
import { matchTemplate, ROLLUP } from './name-template.js'

/**
 * Rollup's placeholder for a hash that is not known yet; `preliminaryFileName` still has it. The hash that replaces
 * it has the same length. rolldown uses the same form.
 */
const PLACEHOLDER = /!~\{[0-9a-zA-Z_$]+\}~/

const COMPRESSED = /\.(?:gz|br|zst)$/

/** A name template such as `assets/[name]-[hash:8][extname]`, as rollup's output options take them. */
type Template = string | ((info: never) => string) | undefined

interface ChunkTemplates {
  entryFileNames: Template
  chunkFileNames: Template
}

/** Whether the bundler has put the chunk's hash into its name. */
export function hasPlaceholder({ preliminaryFileName }: OutputChunk): boolean {
  return PLACEHOLDER.test(preliminaryFileName ?? '')
}

/** The hash in a chunk's name: the part where its preliminary name has the placeholder. */
export function chunkHashes(
  chunk: OutputChunk,
  { entryFileNames, chunkFileNames }: ChunkTemplates,
): string[] {
  const { fileName, preliminaryFileName, isEntry, moduleIds } = chunk
  const placeholder = PLACEHOLDER.exec(preliminaryFileName ?? '')
  if (!placeholder) {
    // A plugin can add a finished chunk (the polyfills of plugin-legacy), which the template has named in a build
    // of its own. rollup 2 has neither placeholders nor `moduleIds`, so there the template tells of all.
    if ((moduleIds as string[] | undefined)?.length) return []
    const hash = hashIn(fileName, isEntry ? entryFileNames : chunkFileNames, () => chunk)
    return hash ? [hash] : []
  }
  const hash = fileName.slice(placeholder.index, placeholder.index + placeholder[0].length)
  const around = preliminaryFileName.split(placeholder[0])
  return fileName === around.join(hash) ? [hash] : []
}

/**
 * The hash in an asset's name: the part where the template that named it has `[hash]`.
 *
 * Some files are emitted by a plugin under a full name (vite's workers). They match a template of `others` if that
 * template has named them in a build within the build.
 */
export function assetHashes(
  asset: OutputAsset,
  assetFileNames: Template,
  others: readonly Template[],
): string[] {
  // A compressed file has the name of its original, which plugins may have deleted.
  const fileName = asset.fileName.replace(COMPRESSED, '')
  // A plugin gave a name for the template, or the whole file name, or nothing. In the last case the template gets
  // `asset`. Only vite emits files under a whole name that a template has made before: the assets of workers. Pages
  // are not among them.
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
 * The part of `fileName` where the template has `[hash]`, if it could have made that name.
 * @param info the argument for a template that is a function. May be costly.
 * @param stem the value of `[name]`, if it is known.
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
    // The template needs information that is missing here, so it did not name this file.
    return undefined
  }
}
