/** Which files a build of esbuild's has written on the disk: told by the folder, or where that is not sure, by the metafile. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ChalkOptions } from '@chalkmark/core/config'
import type { BuildOptions, BuildResult, PluginBuild } from 'esbuild'
import { nameIn } from '../output/path.js'
import type { Loan } from './esbuild-metafile.js'
import { folderOf, namesOf } from './esbuild-names.js'
import { settle } from './esbuild-neighbours.js'
import { watchOutputs } from './esbuild-outputs.js'
import { escapeRegExp } from './name-template.js'

export interface Finder {
  /** esbuild begins a build or a rebuild. */
  begin(): void
  /** It has ended. */
  end(result: BuildResult): Found
}

export interface Found {
  files: readonly FoundFile[]
  /** Why some are not known, one line each. */
  problems?: string[]
}

export interface FoundFile {
  /** Its name in the output folder, with `/`. */
  file: string
  /** What stands for `[hash]` in it, empty if there is none; undefined where that is not known. */
  hash?: string
}

/** Sets up how the files of one build will be found. @param metafile is asked for if that is the way. */
export function finderOf(
  host: PluginBuild,
  root: string,
  metafile: Loan,
  { hashedFiles, rename }: ChalkOptions,
): Finder {
  const options = host.initialOptions
  const isWritten = options.write !== false
  const dir = isWritten ? folderOf(options, root) : undefined
  if (isAlone(options) && !dir) return { begin() {}, end: () => ({ files: [] }) }
  // A plugin may change any option still, and write or take away files itself. A new name, given by mistake, breaks.
  const isSimple = !metafile.isWanted && isAlone(options) && hashedFiles !== 'full' && rename !== 'always'
  const names = isSimple ? namesOf(options, root) : undefined
  if (!names && isWritten) metafile.ask()
  const neighbour = dir ? settle(dir, () => metafile.ask()) : undefined
  // A build that never starts gives back what it has borrowed, too. For one plugin, esbuild has read the options by then.
  host.onDispose(() => metafile.restore())
  if (isAlone(options)) setImmediate(() => metafile.restore())
  const watch = names && watchOutputs(names)
  let hasStyles = false
  if (names) {
    // Only looks on: esbuild loads the file.
    host.onLoad({ filter: stylePaths(options) }, () => {
      hasStyles = true
      return undefined
    })
  }
  return {
    begin() {
      metafile.restore()
      hasStyles = isStyle(options.stdin?.loader)
      neighbour?.begin()
      watch?.begin()
    },
    end(result) {
      neighbour?.end()
      if (result.metafile) return { files: listed(result.metafile.outputs, options, root) }
      if (result.errors.length > 0) return { files: [] }
      if (!watch || !names) return { files: [], problems: [NO_METAFILE] }
      const { files, isWhole } = watch.end(hasStyles)
      return { files, ...(!isWhole && { problems: [NOT_WHOLE] }) }
    },
  }
}

const NO_METAFILE = "nothing was marked: the build's options cannot be changed; set `metafile: true` in them"
const NOT_WHOLE = 'not marked: the files of some entry points could not be told; set `metafile: true`'

/** No other plugin sees the files. */
export function isAlone({ plugins }: BuildOptions): boolean {
  return plugins?.length === 1
}

function listed(outputs: object, options: BuildOptions, root: string): FoundFile[] {
  const dir = folderOf(options, root) ?? root
  const paths = Object.keys(outputs).map((name) => resolve(root, name))
  // Plugins take files away that nobody needs.
  const there = isAlone(options) ? paths : paths.filter((path) => existsSync(path))
  return there.map((path) => ({ file: nameIn(dir, path) }))
}

/** The paths of what is loaded as CSS. */
function stylePaths({ loader }: BuildOptions): RegExp {
  const endings = Object.entries({ '.css': 'css', '.module.css': 'local-css', ...loader }).flatMap(
    ([ending, kind]) => (isStyle(kind) ? [`${escapeRegExp(ending)}$`] : []),
  )
  return new RegExp([...endings, '^data:text/css\\b'].join('|'))
}

function isStyle(loader: string | undefined): boolean {
  return /^(?:local-|global-)?css$/.test(loader ?? '')
}
