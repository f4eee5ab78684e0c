/**
 * Farm: output is marked when the compiler is done with it and nothing is written yet.
 *
 * Farm has no hook at that point. In the last one that can change resources, `finalizeResources`, marked static
 * assets would go into the persistent cache and, if renamed, break the next build. Each byte would also be a number
 * in an array. So the methods of the compiler that `configureCompiler` hands over are wrapped.
 */
import { extname, resolve } from 'node:path'
import { ChalkError, type ChalkOptions } from '@chalkmark/core/config'
import { bytesOf, isCopyOf, type OutputFile } from '@chalkmark/core/output/files'
import type { Compiler, JsPlugin } from '@farmfe/core'
import { createBuild } from '../build.js'
import { CODE, readWithoutMarks } from '../inputs.js'
import type { Log } from '../log.js'
import { matchTemplate, type TemplateStyle } from './name-template.js'
import { installedVersion } from './version.js'

/** `transform_output_filename` in Farm's `farmfe_toolkit`: the first eight hex digits of the content's SHA-256. */
const FARM: TemplateStyle = { letters: '0-9a-f', length: 8, bareExtension: false }

/** File name, as Farm has it → content. */
type Resources = Record<string, Buffer>

/**
 * Farm's hooks. Its dev server and development builds are left alone.
 * @throws ChalkError `BAD_OPTION` if an archive is asked for.
 */
export function farmHooks(options: ChalkOptions): Partial<JsPlugin> {
  if (options.archive !== undefined) {
    throw new ChalkError(
      'BAD_OPTION',
      "chalk(): archive does not work with Farm, whose plugins do not learn when files are written; run 'chalkmark pack' after the build",
    )
  }
  let isServed = false
  let isProduction = false
  return {
    configureCompiler(compiler) {
      isProduction = compiler.config.config?.mode === 'production'
      if (isProduction) hookInto(compiler, options, () => !isServed)
    },
    load: {
      filters: { resolvedPaths: [CODE.source] },
      async executor({ resolvedPath, query }) {
        if (!isProduction || isServed || query.length > 0) return null
        const content = await readWithoutMarks(resolvedPath)
        return content === undefined ? null : { content, moduleType: moduleTypeOf(resolvedPath) }
      },
    },
    configureDevServer() {
      isServed = true
    },
  }
}

/** Farm does not tell plugins its version. */
function farmAt(root: string): string {
  return ['farm', installedVersion('@farmfe/core', root)].join(' ').trim()
}

/** `js`, `jsx`, `ts`, `tsx` or `css`. */
function moduleTypeOf(path: string): string {
  return extname(path)
    .replace(/^\.(?:[cm](?=[jt]))?/i, '')
    .toLowerCase()
}

function hookInto(compiler: Compiler, options: ChalkOptions, isActive: () => boolean): void {
  const { root = process.cwd(), input, output = {} } = compiler.config.config!
  const { logger: log } = compiler as unknown as { logger: Log }
  const dir = resolve(root, output.path ?? 'dist')
  const build = createBuild(options)
  const compile = compiler.compile.bind(compiler)
  const update = compiler.update.bind(compiler)
  const resources = compiler.resources.bind(compiler)
  let marked: Resources | undefined

  async function marking<T>(make: () => Promise<T>, watch: boolean): Promise<T> {
    marked = undefined
    if (!isActive()) return make()
    build.start({ root, log, bundler: farmAt(root), watch })
    try {
      const result = await make()
      marked = await markAll(resources())
      return result
    } finally {
      await build.finish()
    }
  }

  async function markAll(emitted: Resources): Promise<Resources> {
    const isCopy = copiesOf(() => compiler.resolvedModulePaths(root))
    const files = Object.entries(emitted).map(([name, content]) => ({
      ...outputFile(name, content, output),
      isCopy: () => isCopy(withoutQuery(name), content),
    }))
    const changes = await build.mark({
      key: `${dir}\n${JSON.stringify(input)}`,
      dir,
      // Output that is not for browsers is for Node or a library.
      target: output.targetEnv === undefined || output.targetEnv === 'browser' ? 'web' : 'node',
      reference: 'name',
      files,
      warnings:
        build.renamesAll && files.some(({ hashes }) => hashes.length > 0) ? earlierNames(compiler) : [],
    })
    const kept = Object.entries(emitted).filter(([name]) => !changes.get(withoutQuery(name))?.isGone)
    const all = kept.map(([name, content]) => {
      const plain = withoutQuery(name)
      const change = changes.get(plain)
      return change ? [change.name + name.slice(plain.length), bytesOf(change.content)] : [name, content]
    })
    return Object.fromEntries(all)
  }

  compiler.compile = () => marking(compile, false)
  compiler.update = (...args) => marking(() => update(...args), true)
  compiler.resources = () => marked ?? resources()
}

/**
 * A warning for plugins that see the names before Farm is done, and so before files are renamed; none if there are no
 * such plugins. Also `writeResources` is called with the names that Farm has given.
 */
function earlierNames({ config }: Compiler): string[] {
  const { jsPlugins = [] } = config as { jsPlugins?: JsPlugin[] }
  const names = jsPlugins
    .filter(({ finalizeResources, writeResources }) => finalizeResources ?? writeResources)
    .map(({ name }) => name)
  if (names.length === 0) return []
  const shown = [...new Set(names)].join(', ')
  return [
    `hashed files get new names, but other plugins see the names that Farm gave them (${shown}): if such a plugin keeps names, use hashedFiles: 'stable' and rename: 'auto'`,
  ]
}

type Templates = { entryFilename?: string; filename?: string; assetsFilename?: string }

function outputFile(resource: string, content: Buffer, templates: Templates): OutputFile {
  const { entryFilename, filename, assetsFilename } = templates
  const name = withoutQuery(resource)
  // A compressed file has the name of the one that it was made from.
  const original = name.replace(/\.(?:gz|br|zst)$/, '')
  const hash = [entryFilename, filename, assetsFilename, assetsFilename && withModuleId(assetsFilename)]
    .map((template) => template && matchTemplate(template, original, FARM))
    .find(Boolean)
  return { name, hashes: hash ? [hash] : [], read: () => content }
}

/**
 * Tells copies of source files, which Farm does not name: files of the same extension and content. Style sheets that
 * nothing had to be changed in are none. A script is always changed when it is bundled.
 * @param modulesOf the paths of all modules.
 */
function copiesOf(modulesOf: () => string[]): (name: string, content: Buffer) => boolean {
  let modules: string[] | undefined
  return (name, content) => {
    const extension = extname(name)
    if (extension === '.css') return false
    modules ??= modulesOf().map(withoutQuery)
    return isCopyOf(
      content,
      modules.filter((path) => extname(path) === extension),
    )
  }
}

/** A resource of an import such as `add.wasm?url` has the query in its name; its file does not. */
function withoutQuery(resource: string): string {
  return resource.split(/[?#]/, 1)[0]!
}

/** Farm's plugin for static assets puts six digits for the module before an asset's extension. */
function withModuleId(template: string): string {
  return template.replace(/(?=\.[^.]*$)|$/, '-[id]')
}
