/** vite. Its config holds the root, the logger and who runs the output. */
import { posix } from 'node:path'
import type { ChalkOptions } from '@chalkmark/core/config'
import type { Plugin, ResolvedConfig } from 'vite'
import { createBuild } from '../build.js'
import { consoleLog, type Log } from '../log.js'
import { loadWithoutMarks, outputHooks, transformHook } from './rollup-like.js'
import { viteAnd } from './version.js'

/** The parts of a build's environment that are used here, as plugin hooks see it. */
interface EnvironmentLike {
  name: string
  config: { consumer?: 'client' | 'server'; build: { outDir: string } }
  getTopLevelConfig?(): ResolvedConfig
}

/** vite's hooks. Only builds: a dev server does not see the plugin. */
export function viteHooks(options: ChalkOptions): Partial<Plugin> {
  const build = createBuild(options)
  /**
   * Undefined if vite does not call `configResolved`: for an output plugin, or one that was made for one
   * environment.
   */
  let config: ResolvedConfig | undefined
  /** Output options do not say which environment they belong to; the plugin's own hooks do. */
  const environments = new WeakMap<object, EnvironmentLike>()

  const log: Log = {
    info: (message) => (config?.logger ?? consoleLog).info(message),
    warn: (message) => (config?.logger ?? consoleLog).warn(message),
  }

  function isServer(environment: EnvironmentLike | undefined): boolean {
    return environment ? environment.config.consumer === 'server' : Boolean(config?.build.ssr)
  }
  function targetOf(environment: EnvironmentLike | undefined): 'web' | 'node' {
    return isServer(environment) || config?.build.lib ? 'node' : 'web'
  }

  const hooks = outputHooks(build, {
    root: () => config?.root ?? process.cwd(),
    target: (output) => targetOf(environments.get(output)),
    isServer: (output) => isServer(environments.get(output)) && !config?.build.lib,
    targetIn: (context) => targetOf((context as { environment?: EnvironmentLike }).environment),
    templates: () => (config ? workerTemplates(config) : []),
    keyOf: (output) => environments.get(output)?.name ?? '',
    log,
    bundler: (meta) => viteAnd(meta, config?.root ?? process.cwd()),
    isApp: () => Boolean(config?.builder),
    template: () => config && templateSign(config),
    publicDir: () => config?.publicDir || undefined,
  })

  // For vite 7, which uses rollup. Not with `order: 'post'`: vite's own plugin that reads files has to stay behind it.
  const load: Plugin['load'] = { handler: loadWithoutMarks }
  return {
    ...(hooks as Partial<Plugin>),
    apply: 'build',
    load,
    transform: transformHook(() => config?.build.sourcemap !== false),
    configResolved(resolved) {
      // Before vite 7, hooks of the config have no context.
      const context = this as { meta?: { rolldownVersion?: string } } | undefined
      if (context?.meta?.rolldownVersion)
        for (const plugin of resolved.plugins as Plugin[]) if (plugin.load === load) delete plugin.load
      config = resolved
      build.prepare()
    },
    buildStart(...given) {
      const { environment } = this as { environment?: EnvironmentLike }
      config ??= environment?.getTopLevelConfig?.()
      return (hooks.buildStart as (...given: unknown[]) => void).apply(this, given)
    },
    renderStart(output) {
      const { environment } = this as { environment?: EnvironmentLike }
      if (environment) environments.set(output, environment)
    },
    buildApp: {
      order: 'post',
      async handler({ environments }) {
        const all = Object.values(environments)
        // If no plugin has built anything, vite builds every environment after this hook.
        const toCome = all.some((environment) => environment.isBuilt) ? 0 : all.length
        await build.finishApp({ root: config!.root, log }, toCome)
      },
    },
  }
}

/**
 * Whether the pages of a client build are templates, which the options say: a manifest for a server that fills them in
 * (vite's `build.ssrManifest`), or the options of vite-ssg.
 */
function templateSign(config: ResolvedConfig): string | undefined {
  if (config.build.ssrManifest) return 'build.ssrManifest is set'
  return 'ssgOptions' in config ? 'ssgOptions are set' : undefined
}

/** vite bundles workers separately and emits them under the full names that these templates have made. */
function workerTemplates(config: ResolvedConfig): (string | undefined)[] {
  const { rollupOptions } = config.worker
  const outputs = [rollupOptions?.output ?? {}].flat()
  const standard = posix.join(config.build.assetsDir, '[name]-[hash].js')
  return outputs.flatMap(({ entryFileNames = standard, chunkFileNames = standard, assetFileNames }) =>
    [entryFileNames, chunkFileNames, assetFileNames].filter((template) => typeof template === 'string'),
  )
}
