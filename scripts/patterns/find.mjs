/**
 * Every regular expression of the packages' sources: literals, and what `new RegExp` is given when a module is loaded.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A text that makes `redactTokens` parse its rules. */
const TOKEN = `a token: ghp_${'a'.repeat(36)}`

/**
 * Finds all patterns.
 * @returns by what stands for a pattern (`/source/flags`, or the expression in the source for one that a function makes when it
 *   is called), the pattern (`undefined` for the latter) and the first place in the sources.
 */
export async function findPatterns() {
  const found = new Map()
  const add = (name, pattern, place) => found.has(name) || found.set(name, { pattern, place })
  const loaded = []
  for (const file of sources()) {
    for (const { node, place } of expressions(file)) {
      if (ts.isRegularExpressionLiteral(node)) add(node.text, parts(node.text), place)
      else loaded.push({ file, node, place })
    }
  }
  const built = await patternsBuiltIn(loaded)
  for (const { node, place } of loaded) {
    for (const { source, flags } of built.get(place) ?? []) {
      add(`/${source}/${flags}`, { source, flags }, place)
    }
    if (!built.has(place)) add(node.getText().replace(/\s+/g, ' '), undefined, place)
  }
  return found
}

function sources() {
  const packages = readdirSync(join(root, 'packages'))
  return packages.flatMap((name) => {
    const folder = join(root, 'packages', name, 'src')
    const isSource = (file) => /(?<!\.d)\.ts$/.test(file)
    try {
      return readdirSync(folder, { recursive: true })
        .filter(isSource)
        .map((file) => join(folder, file))
    } catch (error) {
      if (error.code === 'ENOENT') return []
      throw error
    }
  })
}

/** @returns the literals, and the calls `new RegExp(…)` and `RegExp(…)`. */
function expressions(path) {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const found = []
  const visit = (node) => {
    const makes =
      (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp'
    if (makes || ts.isRegularExpressionLiteral(node)) {
      const { line, character } = file.getLineAndCharacterOfPosition(node.getStart())
      const name = relative(root, path).replaceAll('\\', '/')
      found.push({ node, place: `${name}:${line + 1}:${character + 1}` })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function parts(literal) {
  const end = literal.lastIndexOf('/')
  return { source: literal.slice(1, end), flags: literal.slice(end + 1) }
}

/**
 * Loads the modules with `RegExp` replaced by a function that notes what it makes.
 * @returns by place, the patterns that were made there.
 */
async function patternsBuiltIn(loaded) {
  const made = new Map()
  globalThis.notedRegExp = (place) =>
    function Noted(...given) {
      const pattern = new RegExp(...given)
      made.set(place, [...(made.get(place) ?? []), pattern])
      return pattern
    }
  const folder = mkdtempSync(join(tmpdir(), 'patterns-'))
  const outfile = join(folder, 'all.mjs')
  try {
    await build({
      stdin: {
        contents: `${[...new Set(loaded.map(({ file }) => file))]
          .map((file) => `import ${JSON.stringify(file)}`)
          .join('\n')}\nexport { redactTokens } from './packages/core/src/redact/index.ts'`,
        resolveDir: root,
      },
      outfile,
      bundle: true,
      ignoreAnnotations: true,
      treeShaking: false,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'warning',
      alias: { '@chalkmark/mark': join(root, 'packages/mark/src/index.ts') },
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
      },
      plugins: [{ name: 'noted', setup: (esbuild) => noteIn(esbuild, loaded) }],
    })
    const { redactTokens } = await import(pathToFileURL(outfile))
    redactTokens(TOKEN)
  } finally {
    rmSync(folder, { recursive: true })
  }
  return made
}

function noteIn(esbuild, loaded) {
  esbuild.onLoad({ filter: /[\\/]packages[\\/]\w+[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
    let contents = readFileSync(path, 'utf8')
    // From the last one on, so that the offsets of those before stay.
    for (const { node, place } of loaded.filter(({ file }) => file === path).reverse()) {
      const { expression } = node
      contents = `${contents.slice(0, expression.getStart())}(globalThis.notedRegExp(${JSON.stringify(place)}))${contents.slice(expression.end)}`
    }
    return { contents, loader: 'ts' }
  })
}
