/**
 * esbuild: output is marked in `onEnd`.
 *
 * esbuild writes the files before `onEnd` and does not say which, unless it makes a metafile, which costs a tenth of
 * a large build. So where no other plugin could miss the files (ours is the first), esbuild hands them over and we
 * write them; otherwise it writes, and the marked files are written again.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { type ChalkOptions, reasonOf } from '@chalkmark/core/config'
import type { BuildOptions, BuildResult, PartialMessage, Plugin, PluginBuild } from 'esbuild'
import { createBuild } from '../build.js'
import { bytesOf, type Change, type OutputFile } from '../output/file.js'
import { replaceFile } from '../output/write.js'
import { ESBUILD, matchTemplate } from './name-template.js'

const NAME = 'unplugin-chalk'

/** The esbuild plugin. */
export function esbuildPlugin(options: ChalkOptions): Plugin {
  return { name: NAME, setup: (build) => setup(build, options) }
}

function setup(host: PluginBuild, options: ChalkOptions): void {
  const { initialOptions } = host
  const root = initialOptions.absWorkingDir ?? process.cwd()
  const dir = resolve(root, initialOptions.outdir ?? dirname(initialOptions.outfile ?? 'out.js'))
  const store = storeOf(initialOptions, root)
  const build = createBuild(options)
  const warnings: PartialMessage[] = []
  const { logLevel = 'warning' } = initialOptions
  const log = {
    info(message: string) {
      if (['info', 'debug', 'verbose'].includes(logLevel)) console.error(message)
    },
    /** esbuild hands a plugin's last warnings to its caller, and prints none. */
    warn(text: string) {
      warnings.push({ text })
      if (logLevel !== 'error' && logLevel !== 'silent') console.error(text)
    },
  }
  let builds = 0
  host.onStart(() => build.start({ root, log, watch: builds++ > 0 }))
  host.onEnd(async (result) => {
    const errors: PartialMessage[] = []
    try {
      const files = result.errors.length > 0 ? [] : store.files(result, dir)
      const changes = await build
        .mark({
          key: `${dir}\n${initialOptions.outfile ?? JSON.stringify(initialOptions.entryPoints)}`,
          dir,
          target: initialOptions.platform === 'node' ? 'node' : 'web',
          reference: 'name',
          files,
        })
        .catch((error) => {
          errors.push({ text: reasonOf(error) })
          return new Map<string, Change>()
        })
      store.save(result, dir, files, changes)
    } catch (error) {
      errors.push({ text: `chalk: ${reasonOf(error)}` })
    }
    build.finish()
    return { errors, warnings: warnings.splice(0) }
  })
}

/** Where the emitted files are in `onEnd`, and how changed ones get there. */
interface Store {
  files(result: BuildResult, dir: string): OutputFile[]
  save(result: BuildResult, dir: string, files: OutputFile[], changes: Map<string, Change>): void
}

function storeOf(options: BuildOptions, root: string): Store {
  const isFirst = (options.plugins ?? []).findIndex((plugin) => plugin.name === NAME) <= 0
  const hasPlace = options.outdir !== undefined || options.outfile !== undefined
  if (options.write === false) return inMemory(options)
  if (isFirst && hasPlace && !options.metafile) {
    options.write = false
    return writtenHere(options)
  }
  const asked = options.metafile === true
  options.metafile = true
  return onDisk(options, root, asked)
}

/** The caller asked for the files in memory: `result.outputFiles` is changed. */
function inMemory(options: BuildOptions): Store {
  return {
    files: (result, dir) =>
      (result.outputFiles ?? []).map(({ path, contents }) =>
        outputFile(nameIn(dir, path), options, () => contents),
      ),
    save(result, dir, _files, changes) {
      for (const file of result.outputFiles ?? []) {
        const change = changes.get(nameIn(dir, file.path))
        if (!change) continue
        file.contents = bytesOf(change.content)
        file.path = resolve(dir, change.name)
      }
    },
  }
}

/** esbuild handed the files over; they are written here, once and marked. */
function writtenHere(options: BuildOptions): Store {
  const memory = inMemory(options)
  /** esbuild does not touch a file that a rebuild left as it was, so neither do we. */
  const written = new Map<string, string>()
  return {
    files: memory.files,
    save(result, dir, files, changes) {
      memory.save(result, dir, files, changes)
      const folders = new Set<string>()
      for (const { path, contents, hash } of result.outputFiles ?? []) {
        if (written.get(path) === hash) continue
        const folder = dirname(path)
        if (!folders.has(folder)) mkdirSync(folder, { recursive: true })
        folders.add(folder)
        // As esbuild does for an entry point that begins with a hashbang.
        const isScript = contents[0] === 0x23 && contents[1] === 0x21
        writeFileSync(path, contents, { mode: isScript ? 0o755 : 0o644 })
        written.set(path, hash)
      }
      delete (result as Partial<BuildResult>).outputFiles
    },
  }
}

/** esbuild wrote the files: the metafile lists them, and changed ones replace them. */
function onDisk(options: BuildOptions, root: string, keepMetafile: boolean): Store {
  return {
    files: (result, dir) =>
      Object.keys(result.metafile?.outputs ?? {}).map((path) => {
        const file = resolve(root, path)
        return outputFile(nameIn(dir, file), options, () => readFileSync(file))
      }),
    save(result, dir, _files, changes) {
      for (const [old, change] of changes) {
        replaceFile(
          resolve(dir, old),
          resolve(dir, change.name),
          change.content,
          statSync(resolve(dir, old)).mode,
        )
      }
      if (!keepMetafile) delete (result as Partial<BuildResult>).metafile
    },
  }
}

function outputFile(name: string, options: BuildOptions, read: () => Uint8Array): OutputFile {
  const templates = [
    options.entryNames,
    options.chunkNames ?? '[name]-[hash]',
    options.assetNames ?? '[name]-[hash]',
  ]
  // With `outfile` the one entry point has a name of its own, which no template made.
  const hash = templates.map((template) => template && matchTemplate(template, name, ESBUILD)).find(Boolean)
  return { name, hashes: hash ? [hash] : [], read }
}

function nameIn(dir: string, path: string): string {
  return relative(dir, path).split(sep).join('/')
}
