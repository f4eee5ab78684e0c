/** What the commands that work on files have in common. */

import { statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { type Dict, serializeReport } from '@chalkmark/core'
import type { FileOptions, Outcome } from '@chalkmark/core/files'
import type { CommandOptions } from './config/options.js'
import type { Invocation } from './invocation.js'
import type { Talk } from './terminal/messages.js'
import { table } from './terminal/table.js'

export function talkOf({ flags, cwd }: Invocation): Talk {
  return { quiet: flags.quiet === true, verbose: flags.verbose === true, cwd }
}

/** The paths to work on: those that were given, else the working directory. */
export function pathsOf({ paths }: Invocation): readonly string[] {
  return paths.length > 0 ? paths : ['.']
}

/** What the core needs to find files. */
export function fileOptions(options: CommandOptions, paths: readonly string[], cwd: string): FileOptions {
  const { include, exclude, allScripts, archives, symlinks, limits } = options
  return { paths, cwd, include, exclude, allScripts, archives, symlinks, limits }
}

/** Where git and package.json are looked for: the working directory, or the first path's folder if it is elsewhere. */
export function rootOf(paths: readonly string[], cwd: string): string {
  const first = resolve(cwd, paths[0]!)
  if (!relative(cwd, first).startsWith('..')) return cwd
  return statSync(first, { throwIfNoEntry: false })?.isDirectory() ? first : dirname(first)
}

/** Prints a report: as a table for readers, or as it is for programs. */
export function printReport(report: Dict, { chalks, unmarked }: Outcome, { flags, cwd }: Invocation): void {
  const asTable = process.stdout.isTTY && flags.json !== true
  process.stdout.write(asTable ? table(chalks, unmarked, cwd) : serializeReport([report]))
}
