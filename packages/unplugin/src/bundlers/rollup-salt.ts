/**
 * Final names for hashed files of rollup, rolldown and vite from the start. If all hashed files get new names, what
 * these depend on is known before the output. So the bundler's own hashes take it in, and every plugin that notes
 * names notes the final ones. What the bundler does not name itself (vite's workers) is renamed when it is marked.
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { isCopyOf, isMarkable } from '@chalkmark/core/output/files'
import type { OutputOptions, PreRenderedAsset } from 'rollup'
import type { BundlerBuild } from '../build.js'

type Template = OutputOptions['assetFileNames']
type Letters = OutputOptions['hashCharacters']

export interface SaltedNames {
  /** Waits for the salts. Call it before anything is named: rolldown names assets as soon as they are emitted. */
  prepare(): Promise<void>
  /** What a chunk's hash is to take in, besides what it does. */
  ofChunk(name: string, target: 'web' | 'node'): string | undefined
  /** The name template that puts the salt into the hashes of assets that can be marked. */
  ofAssets(template: Template, letters: Letters): Template
  /** Whether the hash in a chunk's name, if the bundler made it, has taken the salt in. */
  hasChunk(name: string): boolean
  /** The hash in an asset's name that has taken the salt in. */
  hashIn(name: string): string | undefined
  /** Calls a function for which the template of `ofAssets` is the user's own one. */
  unsalted<T>(work: () => T): T
}

/** rollup's documentation, `output.assetFileNames`. */
const DEFAULT_TEMPLATE = 'assets/[name]-[hash][extname]'
const DEFAULT_LENGTH = 8
const HASH = /\[hash(?::(\d+))?\]/g

/**
 * Takes the salts from a build.
 * @param root where relative names of source files begin.
 */
export function saltedNames(build: BundlerBuild, root: () => string): SaltedNames {
  let salts: Awaited<ReturnType<BundlerBuild['salts']>>
  const made = new Set<string>()
  const lengths = new Set<number>()
  let isOff = false

  /** Both targets have the same salt, since a server's pages name the assets that browsers load. */
  function assetHash(source: string | Uint8Array, length: number, letters: Letters): string {
    const digest = createHash('sha256').update(`${salts!.of.web}\n`).update(source)
    // Hexadecimal digits are among the letters of base36.
    const hash = digest
      .digest(letters === undefined || letters === 'base64' ? 'base64url' : 'hex')
      .slice(0, length)
    made.add(hash)
    lengths.add(hash.length)
    return hash
  }

  return {
    async prepare() {
      salts = await build.salts()
    },
    ofChunk: (name, target) => (salts?.isIncluded(name) ? salts.of[target] : undefined),
    ofAssets: (template = DEFAULT_TEMPLATE, letters) => {
      return (asset: PreRenderedAsset) => {
        const text = typeof template === 'function' ? template(asset) : template
        const name = asset.names[0] ?? asset.name
        if (
          isOff ||
          !salts ||
          name === undefined ||
          !isMarkable(name) ||
          isCopied(asset, root()) ||
          !salts.isIncluded(nameBy(text, name))
        )
          return text
        return text.replace(HASH, (_, length = DEFAULT_LENGTH) =>
          assetHash(asset.source, Number(length), letters),
        )
      }
    },
    hasChunk: (name) => Boolean(salts?.isIncluded(name)),
    hashIn(name) {
      for (const length of lengths) {
        for (let at = name.length - length; at >= 0; at--) {
          const hash = name.slice(at, at + length)
          if (made.has(hash)) return hash
        }
      }
      return undefined
    },
    unsalted(work) {
      isOff = true
      try {
        return work()
      } finally {
        isOff = false
      }
    },
  }
}

/** Whether an asset is a copy of a source file, which gets no mark and so keeps its name. Style sheets are imported. */
function isCopied({ source, originalFileNames = [] }: PreRenderedAsset, root: string): boolean {
  const names = originalFileNames.filter((name) => !/\.(?:css|html?|wasm)$/.test(name))
  return (
    names.length > 0 &&
    isCopyOf(
      source,
      names.map((name) => resolve(root, name)),
    )
  )
}

/** About what a template makes of a name. */
function nameBy(template: string, name: string): string {
  const [, stem, extension = ''] = /^(.*?)(\.[^./]*)?$/.exec(name)!
  return template
    .replaceAll('[name]', stem!)
    .replaceAll('[extname]', extension)
    .replaceAll('[ext]', extension.slice(1))
}
