/** Our packages as npm would publish them, and projects that install them. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mustRun, run } from './spring-boot/run.mjs'

/** What somebody installs who follows the README. */
const PACKAGES = ['unplugin', 'cli']

/**
 * Packs `unplugin-chalk` and `chalkmark`, which must be built.
 * @returns the paths of the tarballs.
 */
export function packPackages(folder) {
  const packed = join(folder, 'packed')
  rmSync(packed, { recursive: true, force: true })
  mkdirSync(packed, { recursive: true })
  for (const name of PACKAGES)
    mustRun(
      ['npm', 'pack', '--silent', '--pack-destination', packed],
      fileURLToPath(new URL(`../../packages/${name}`, import.meta.url)),
    )
  return readdirSync(packed).map((name) => join(packed, name))
}

/** Lines in which npm says that packages do not fit each other. */
const COMPLAINT = /^npm (?:warn|error|ERR!|WARN) .*(?:ERESOLVE|peer|EBADENGINE)/gim

/**
 * Installs packages with npm and no further options.
 * @returns whether that went well, and what npm said about peers and engines.
 */
export function install(project, packages) {
  const { code, output } = run(
    ['npm', 'install', '--save-dev', '--no-audit', '--no-fund', ...packages],
    project,
  )
  return { code, output, complaints: output.match(COMPLAINT) ?? [] }
}

/** The file that `npx chalkmark` starts in a project. */
export const commandOf = (project) => join(project, 'node_modules/chalkmark/bin.js')
