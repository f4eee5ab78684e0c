/**
 * CommonJS faces of the entry points of the built package: `name.cjs` for each, and `.d.cts` for each file of types. Node
 * loads ES modules with `require` by itself. But vite 4 and 5 go by a file's name when they load a config that is CommonJS,
 * and so does TypeScript: neither takes the `.js` of an ES module.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const dist = new URL('../dist/', import.meta.url)
const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

for (const { require: face } of Object.values(exports)) {
  if (!face) continue
  const module = face.default.replace('./dist/', './').replace(/\.cjs$/, '.js')
  // One by one, so that programs which only read the text know the names.
  const text = `Object.defineProperty(exports, '__esModule', { value: true })
exports.chalk = require('${module}').chalk
exports.default = exports.chalk
`
  writeFileSync(new URL(`../${face.default}`, import.meta.url), text)
}
for (const file of readdirSync(dist).filter((name) => name.endsWith('.d.ts'))) {
  const types = readFileSync(new URL(file, dist), 'utf8').replace(/(from '\.\/[^']*)\.js'/g, "$1.cjs'")
  writeFileSync(new URL(file.replace(/\.d\.ts$/, '.d.cts'), dist), types)
}
