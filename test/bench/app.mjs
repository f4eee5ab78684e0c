/** Makes the applications that the benchmarks build. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One lazy chunk for so many modules: what a router with a page for each feature gives. */
const MODULES_PER_ROUTE = 50

/**
 * Writes an application of `count` modules into `dir`: a tree of imports for each route, a page, some styles.
 * @returns the entry module's path.
 */
export function makeApp(dir, count) {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(join(dir, 'src'), { recursive: true })
  const routes = []
  for (let first = 0; first < count; first += MODULES_PER_ROUTE) {
    const size = Math.min(MODULES_PER_ROUTE, count - first)
    for (let i = 0; i < size; i++)
      writeFileSync(join(dir, 'src', `m${first + i}.js`), moduleText(first, i, size))
    routes.push(`  () => import('./m${first}.js').then((route) => route.f${first}(1)),`)
  }
  const entry = join(dir, 'src', 'main.js')
  writeFileSync(
    entry,
    `const routes = [\n${routes.join('\n')}\n]\nexport async function run(n) { return routes[n % routes.length]() }\nrun(0).then((sum) => console.log(sum))\n`,
  )
  writeFileSync(
    join(dir, 'index.html'),
    '<!doctype html>\n<html><head><title>bench</title></head><body><script type="module" src="./src/main.js"></script></body></html>\n',
  )
  writeFileSync(
    join(dir, 'package.json'),
    '{ "name": "bench-app", "version": "1.0.0", "type": "module", "sideEffects": false }\n',
  )
  return entry
}

/** About 2.5 kB, as modules of applications have: some text, some functions, some calls of other modules. */
function moduleText(first, i, size) {
  const children = [2 * i + 1, 2 * i + 2].filter((child) => child < size).map((child) => first + child)
  const self = first + i
  const imports = children.map((child) => `import { f${child} } from './m${child}.js'`).join('\n')
  const words = Array.from(
    { length: 24 },
    (_, word) => `  'A text of module ${self}, the ${word}th of many',`,
  ).join('\n')
  const steps = Array.from(
    { length: 6 },
    (_, step) => `
/** Step ${step} of module ${self}. */
function step${step}(state, text) {
  if (text.length % ${step + 2} === 0) return { ...state, sum: state.sum + text.length * ${step + 1} }
  return { ...state, sum: state.sum + 1, last: text.slice(0, ${step + 3}) }
}`,
  ).join('\n')
  return `${imports}

const table = [
${words}
]
${steps}

/** What module ${self} makes of a number. */
export function f${self}(start) {
  let state = { sum: start, last: '' }
  for (const text of table) {
    state = step0(state, text)
    state = state.sum % 2 ? step1(state, text) : step2(state, text)
    state = state.sum % 3 ? step3(state, text) : step4(step5(state, text), state.last)
  }
${children.map((child) => `  state.sum += f${child}(state.sum % 7)`).join('\n')}
  return state.sum
}
`
}
