/** The names and versions of bundlers, as reports have them. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The parts of a plugin context's `meta` that say which bundler calls. rolldown gives a `rollupVersion`, too. */
interface Meta {
  viteVersion?: string
  rollupVersion?: string
  rolldownVersion?: string
}

/** `rollup 4.50.0`, or `rolldown 1.3.2`. */
export function rollupLike({ rollupVersion, rolldownVersion }: Meta = {}): string | undefined {
  if (rolldownVersion !== undefined) return `rolldown ${rolldownVersion}`
  return rollupVersion === undefined ? undefined : `rollup ${rollupVersion}`
}

/** `vite 8.1.0 (rolldown 1.3.2)`. Before version 7, vite does not tell its version to plugins. */
export function viteAnd(meta: Meta = {}, root: string): string {
  const version = meta.viteVersion ?? installedVersion('vite', root)
  return [version === undefined ? 'vite' : `vite ${version}`, inBrackets(rollupLike(meta))].join(' ').trim()
}

/** `(rolldown 1.3.2)`; nothing for nothing. */
export function inBrackets(part: string | undefined): string {
  return part === undefined ? '' : `(${part})`
}

/**
 * The version of an npm package as a project's own files would load it.
 * @param root absolute.
 */
export function installedVersion(name: string, root: string): string | undefined {
  try {
    const path = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`)
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version?: unknown }
    return typeof version === 'string' ? version : undefined
  } catch {
    // It is not installed there, or does not let its package.json be read. A version is not worth a failed build.
    return undefined
  }
}
