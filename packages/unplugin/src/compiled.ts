/**
 * Loads this package's large files with the compiled code that an earlier build has left: of what a short build pays for
 * marks, half is V8 compiling what makes them.
 *
 * It is kept in `node_modules/.cache/unplugin-chalk` of the project, as other tools keep what they can make again, and
 * is used for the very same source only, if it is whole by its own hash (V8 does not look, and falls over damaged code)
 * and if V8 takes it (same version and flags). Without such a folder, or where it cannot be written to, all is compiled
 * as ever.
 * NODE_DISABLE_COMPILE_CACHE=1 turns it off, as it does Node's own, which knows modules only:
 * https://nodejs.org/docs/latest-v24.x/api/module.html#module-compile-cache
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Script } from 'node:vm'
import { inside } from '@chalkmark/core/config'
import { replaceFile } from './output/write.js'

/** The folder of this file: in CommonJS the build has put its path in the place of the URL. */
const url = import.meta.url
const HERE = dirname(url.startsWith('file:') ? fileURLToPath(url) : url)

/** SHA-256 of the source, then of the compiled code, in bytes. */
const HASH = 32

/** What has been loaded, by name. */
const loaded = new Map<string, object>()
/** What was compiled here and has not been kept yet, by the path that it shall have. */
const fresh = new Map<string, { script: Script; source: string }>()
let folder: { path: string | undefined } | undefined

/**
 * Loads a CommonJS file that stands beside this one, once: one that the build has put into the function that CommonJS
 * runs in. What it requires by a path beginning with `./` is loaded likewise.
 * @returns its exports.
 * @throws what the file throws, and the file system's error if it is not there.
 */
export function loadCompiled(name: string): object {
  const known = loaded.get(name)
  if (known) return known
  const file = inside(HERE, name)
  const source = readFileSync(file, 'latin1')
  folder ??= { path: cacheFolder() }
  const kept = folder.path && inside(folder.path, `${name}-${process.version}-${process.arch}.bin`)
  const code = kept && readKept(kept, source)
  const { Script } = builtin('node:vm')
  const script = new Script(source, { filename: file, ...(code && { cachedData: code }) })
  if (kept && (!code || script.cachedDataRejected)) fresh.set(kept, { script, source })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, requireBeside, module, file, HERE)
  loaded.set(name, module.exports)
  return module.exports
}

function requireBeside(id: string): unknown {
  if (id.startsWith('./')) return loadCompiled(id.slice(2))
  return builtin(id) ?? createRequire(url)(id)
}

/** Keeps what was compiled for the next build. Best at a build's end, when it is known which functions it needs. */
export function keepCompiled(): void {
  for (const [path, { script, source }] of fresh) {
    try {
      const code = script.createCachedData()
      mkdirSync(dirname(path), { recursive: true })
      replaceFile(path, Buffer.concat([sha256(source), sha256(code), code]), 0o666)
    } catch {
      // A place that cannot be written to: nothing is lost but time.
    }
  }
  fresh.clear()
}

/** Not imported: a config file that is read does not need them, and Node takes a millisecond or two to make them. */
const builtin = process.getBuiltinModule

function readKept(path: string, source: string): Buffer | undefined {
  try {
    const kept = readFileSync(path)
    const code = kept.subarray(2 * HASH)
    const isOurs =
      kept.subarray(0, HASH).equals(sha256(source)) && kept.subarray(HASH, 2 * HASH).equals(sha256(code))
    return isOurs ? code : undefined
  } catch {
    return undefined
  }
}

/** @param data text is ASCII: the build writes nothing else. */
function sha256(data: Buffer | string): Buffer {
  return builtin('node:crypto').createHash('sha256').update(data).digest()
}

/** @returns undefined where compiled code is not to be kept. */
function cacheFolder(): string | undefined {
  const { env, versions } = process
  // Other runtimes have no V8, or another way.
  if (env.NODE_DISABLE_COMPILE_CACHE || versions.bun || versions.deno) return undefined
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const modules = inside(folder, 'node_modules')
    if (existsSync(modules)) return inside(modules, '.cache/unplugin-chalk')
    if (dirname(folder) === folder) return undefined
  }
}
