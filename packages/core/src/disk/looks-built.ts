/** Whether a folder holds what a build has made, by the look of what is in it. */
import { type Dirent, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { lookUp } from './folder.js'
import { hashesByLook } from './looks-hashed.js'
import { isPage } from './page.js'

/** How many names are looked at. */
const MOST = 2000

const PROGRAM = /\.(?:[cm]?js|css)$/
const DECLARATION = /\.d\.[cm]?ts$/

/** What stands beside a program that was made: its map, its declarations, its compressed form, its licences. */
function companionsOf(name: string): string[] {
  const declaration = name.replace(/\.([cm]?)js$/, '.d.$1ts')
  return ['.map', '.gz', '.br', '.zst', '.LICENSE.txt'].map((end) => name + end).concat(declaration)
}

/** Whether a folder is what a web server serves, as those of site generators are: `_site`, `www`, `public`. */
export function isSite(folder: string): boolean {
  return isPage(join(folder, 'index.html')) && !isPackage(folder)
}

/** Whether a folder is that of a package or project, which begins with its sources. */
export function isPackage(folder: string): boolean {
  return existsSync(lookUp(join(folder, 'package.json')))
}

/**
 * Whether most programs in a folder, or in those directly below, have a hash in their names or beside them what only a build
 * makes.
 */
export function looksBuilt(folder: string): boolean {
  const names = namesIn(folder)
  const programs = names.filter((name) => PROGRAM.test(name))
  if (programs.length === 0) {
    const declarations = names.filter((name) => DECLARATION.test(name))
    return declarations.length > 0 && declarations.some((name) => names.includes(`${name}.map`))
  }
  const there = new Set(names)
  const hashed = hashesByLook(programs)
  const made = programs.filter(
    (name) =>
      isPartOf(hashed.get(name), name) || companionsOf(name).some((companion) => there.has(companion)),
  )
  return made.length * 2 >= programs.length
}

/** Whether a hash is only a part of a name: a program can be called `2d3dview.js`. */
function isPartOf(hash: string | undefined, name: string): boolean {
  return hash !== undefined && !name.slice(name.lastIndexOf('/') + 1).startsWith(hash)
}

/** The names in a folder and in those directly below, with `/`. */
function namesIn(folder: string): string[] {
  const names: string[] = []
  for (const entry of listed(folder)) {
    if (names.length >= MOST) break
    if (entry.isFile()) names.push(entry.name)
    else if (entry.isDirectory() && entry.name !== 'node_modules')
      for (const inner of listed(join(folder, entry.name)))
        if (inner.isFile() && names.length < MOST) names.push(`${entry.name}/${inner.name}`)
  }
  return names
}

function listed(folder: string): Dirent[] {
  try {
    return readdirSync(lookUp(folder), { withFileTypes: true })
  } catch {
    // Whoever walks the folder meets the same error, and reports it.
    return []
  }
}
