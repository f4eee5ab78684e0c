/**
 * `node declarations.mjs DIST`: makes the declarations of a package whole that has the core bundled into it.
 *
 * tsup leaves imports of our own packages in them, since tsconfig.json has paths for those. What users see of the core
 * are the options: they go into a file of their own beside the others.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [dist] = process.argv.slice(2)
const core = fileURLToPath(new URL('../../core/dist', import.meta.url))
const MODULES = { '.d.ts': './chalk-options.js', '.d.cts': './chalk-options.cjs' }
const NAMES = ['ChalkOptions', 'EnvPolicy', 'HashedFiles', 'KeyContext', 'KeyValue']
/** Any JSON: a plugin is given no number that a double does not hold. */
const VALUE = `type Value = string | number | bigint | boolean | null | Value[] | { [key: string]: Value };`

const name = readdirSync(core).find((file) => /^options-.*\.d\.ts$/.test(file))
const options = readFileSync(join(core, name), 'utf8')
  .replace("import { Value } from '@chalkmark/mark';", VALUE)
  .replace(/^export .*\n/m, `export type { ${NAMES.join(', ')} };\n`)

const declarations = readdirSync(dist).filter((file) => /\.d\.c?ts$/.test(file))
const isCommonJS = (file) => file.endsWith('.d.cts')
for (const file of declarations) {
  const module = MODULES[isCommonJS(file) ? '.d.cts' : '.d.ts']
  write(
    file,
    readFileSync(join(dist, file), 'utf8')
      .replace(/^export (?=\{.*from '@chalkmark\/core)/gm, 'export type ')
      .replace(/'@chalkmark\/core(?:\/config)?'/g, `'${module}'`),
  )
}
write('chalk-options.d.ts', options)
if (declarations.some(isCommonJS)) write('chalk-options.d.cts', options)

function write(file, text) {
  const left = /'@chalkmark\/[^']*'/.exec(text)
  if (left) throw new Error(`${join(dist, file)} refers to ${left[0]}, which its users do not have`)
  writeFileSync(join(dist, file), text)
}
