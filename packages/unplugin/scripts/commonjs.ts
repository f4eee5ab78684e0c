/**
 * CommonJS faces of the entry points. Node loads ES modules with `require` by itself, but vite 4 and 5 look at a file's
 * name before they load a config that is CommonJS, and refuse `.js` of an ES module; so does TypeScript.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes `name.cjs` for each entry point, and `.d.cts` for each file of types.
 * @param dist the folder of the built package, absolute.
 */
export function writeCommonJs(dist: string, names: readonly string[]): void {
  for (const name of names)
    writeFileSync(join(dist, `${name}.cjs`), `module.exports = require('./${name}.js')\n`)
  for (const file of readdirSync(dist).filter((name) => name.endsWith('.d.ts'))) {
    const types = readFileSync(join(dist, file), 'utf8').replace(/(from '\.\/[^']*)\.js'/g, "$1.cjs'")
    writeFileSync(join(dist, file.replace(/\.d\.ts$/, '.d.cts')), types)
  }
}
