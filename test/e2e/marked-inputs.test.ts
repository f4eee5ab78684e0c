/**
 * Marked packages in a bundle: their marks do not reach it, its names or its source maps. So a new commit of a package
 * in the same repository renames nothing. In a bundle that was made without chalk(), nothing takes them for its own.
 */
import { rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MAGIC } from '@chalkmark/mark'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { afterAll, describe, expect, it } from 'vitest'
import { text } from '../../packages/core/src/formats/text/index.js'
import { artifactOf, hashOf, markFor } from '../../packages/core/test/formats/artifacts.js'
import { marked } from '../../packages/core/test/formats/text/marked.js'
import { run, runNode } from './support/build.js'
import { check, markOf, type OutputFiles, readOutput, unmarkAll } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

/** The program. Its packages are marked or not. */
const MAIN = `import { one } from './packages/one/index.js'
import { two } from './packages/two/index.mjs'
import text from './packages/text.txt'
globalThis.console.log(one(), two(), typeof text)
`
const PACKAGES: Record<string, string> = {
  'packages/one/index.js': `export const one = () => 'one'\n`,
  'packages/two/index.mjs': `/* about */\nexport const two = () => {\n  return 'two'\n}\n\nexport const three = () => 3`,
}
/** What a string of the program says is the program's, also if it is a mark. */
const TEXT = `// { "MAGIC" : "${MAGIC}", "A" : 1 }\n`

interface Bundler {
  name: string
  /** A build script, `build.mjs`. The environment has the options of chalk(), or false, and the kind of source maps. */
  script: string
  /** Whose `node_modules` are used, if not those of these tests. */
  playground?: string
  runner?: string
  /** The text module is left out, since the bundler needs a plugin for it. */
  bare?: boolean
  /** With inline source maps it gives other names where marks were taken out. */
  renamesInline?: boolean
  /** Without inline source maps. */
  noInline?: boolean
}

const PRELUDE = `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const options = JSON.parse(process.env.CHALK)
const sourcemap = process.env.MAPS === 'inline' ? 'inline' : true
`

const vite = (name: string): Bundler => ({
  name,
  bare: true,
  script: `${PRELUDE}
import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
await build({
  configFile: false, logLevel: 'warn', plugins: [options && chalk(options)],
  build: { minify: false, sourcemap, modulePreload: false, rollupOptions: {
    input: 'main.js', output: { entryFileNames: '[name]-[hash].js' },
  } },
})`,
})

const rollup = (name: string): Bundler => ({
  name,
  bare: true,
  script: `${PRELUDE}
import { ${name} } from '${name}'
import { chalk } from 'unplugin-chalk/${name}'
const bundle = await ${name}({ input: 'main.js', plugins: [options && chalk(options)] })
await bundle.write({ dir: 'dist', sourcemap, entryFileNames: '[name]-[hash].js' })
await bundle.close()`,
})

const webpack = (name: string, path: string): Bundler => ({
  name,
  script: `${PRELUDE}
const { ${name}: bundle } = require('${path}')
const { chalk } = require('unplugin-chalk/${name}')
bundle({
  mode: 'production', context: import.meta.dirname, entry: './main.js', optimization: { minimize: false },
  devtool: sourcemap === 'inline' ? 'inline-source-map' : 'source-map',
  module: { rules: [{ test: /\\.txt$/, type: 'asset/source' }] },
  output: { path: import.meta.dirname + '/dist', filename: '[name]-[contenthash].js' },
  plugins: [options && chalk(options)],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
})

const BUNDLERS: Bundler[] = [
  vite('vite'),
  vite('vite7'),
  rollup('rollup'),
  rollup('rolldown'),
  webpack('webpack', 'webpack'),
  { ...webpack('rspack', '@rspack/core'), renamesInline: true },
  {
    name: 'esbuild',
    script: `${PRELUDE}
import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
await build({
  entryPoints: ['main.js'], entryNames: '[name]-[hash]', bundle: true, outdir: 'dist', format: 'esm', sourcemap,
  legalComments: 'inline', logLevel: 'warning', plugins: options ? [chalk(options)] : [],
})`,
  },
  {
    name: 'bun',
    playground: 'bun',
    runner: 'bun/bin/bun.exe',
    script: `${PRELUDE}
import { chalk } from 'unplugin-chalk/bun'
const built = await Bun.build({
  entrypoints: ['main.js'], naming: '[name]-[hash].[ext]', outdir: 'dist', sourcemap: sourcemap === true ? 'linked' : sourcemap,
  plugins: options ? [chalk(options)] : [],
})
if (!built.success) throw new AggregateError(built.logs)`,
  },
  {
    name: 'farm',
    playground: 'farm',
    bare: true,
    noInline: true,
    script: `${PRELUDE}
import { build } from '@farmfe/core'
import { chalk } from 'unplugin-chalk/farm'
await build({
  root: import.meta.dirname, plugins: options ? [chalk(options)] : [],
  compilation: {
    mode: 'production', input: { main: './main.js' }, minify: false, persistentCache: false, sourcemap: true, progress: false,
    output: { path: 'dist', entryFilename: '[entryName]-[hash].[ext]', targetEnv: 'node' }, presetEnv: false,
  },
})`,
  },
]

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

describe.each(BUNDLERS)('$name', ({ name, script, playground, runner, bare, noInline, renamesInline }) => {
  it.each(noInline ? ['linked'] : ['linked', 'inline'])(
    '%s source maps',
    { timeout: 400_000 },
    async (maps) => {
      const main = bare ? MAIN.replace(/import text.*\n/, "const text = ''\n") : MAIN
      const project = writeProject(`marked-inputs-${name}`, {
        'main.js': main,
        'packages/text.txt': TEXT,
        'build.mjs': script,
      })
      projects.push(project)
      if (playground) {
        const modules = new URL(`../../playground/${playground}/node_modules`, import.meta.url)
        symlinkSync(fileURLToPath(modules), project.path('node_modules'), 'junction')
      }

      /** The output with packages of this commit; without marks if it is undefined. */
      async function build(commit: string | undefined, options: object | false): Promise<OutputFiles> {
        for (const [file, content] of Object.entries(PACKAGES))
          project.write(file, commit === undefined ? content : await markedAt(file, content, commit))
        rmSync(project.path('dist'), { recursive: true, force: true })
        const env = { CHALK: JSON.stringify(options), MAPS: maps, NODE_ENV: 'production' }
        if (runner) await run([project.path(`node_modules/${runner}`), 'build.mjs'], project.dir, { env })
        else await runNode(['build.mjs'], project.dir, { env })
        return readOutput(project.path('dist'))
      }

      const plain = await build(undefined, false)
      const first = await build('1'.repeat(40), {})
      const second = await build('2'.repeat(40), {})
      const inText = bare ? 0 : 1
      const isRenamed = renamesInline && maps === 'inline'
      for (const files of [first, second]) {
        expect([...files.keys()]).toEqual([...(isRenamed ? first : plain).keys()])
        for (const [file, bytes] of files) {
          const content = withInlineMap(bytes.toString())
          for (const commit of ['1', '2']) expect(content, file).not.toContain(commit.repeat(40))
          if (file.endsWith('.map')) continue
          expect(await check(file, bytes), file).toEqual([])
        }
        const without = await unmarkAll(files)
        for (const [file, bytes] of isRenamed ? [] : without)
          expect(bytes.toString(), file).toBe(plain.get(file)!.toString())
        expect(countMarks(without), 'marks').toBe(countMarks(plain))
      }
      expect(countMarks(plain)).toBeGreaterThanOrEqual(inText)
      for (const [file, bytes] of first) expect(bytes.equals(second.get(file)!), file).toBe(true)

      const programOf = (files: OutputFiles) => [...files.keys()].find((file) => file.endsWith('.js'))!
      const program = programOf(first)
      expect((await runNode([`dist/${program}`], project.dir)).stdout).toBe('one two string\n')
      // A package's code is where it was in its file, as far as the bundler says so.
      const place = placeOf(first, program, "'two'")
      expect(place).toMatchObject({ source: 'index.mjs', line: 3 })
      expect(place).toEqual(placeOf(plain, programOf(plain), "'two'"))

      const unaware = await build('3'.repeat(40), false)
      for (const [file, bytes] of unaware)
        if (file.endsWith('.js')) expect(await markOf(file, bytes), file).toBeUndefined()
    },
  )
})

async function markedAt(name: string, content: string, commit: string): Promise<string> {
  const bytes = Buffer.from(content)
  const hash = await hashOf((await artifactOf(text, name, bytes))!, bytes)
  return marked(name, content, markFor(hash, { COMMIT_ID: commit }))
}

function countMarks(files: OutputFiles): number {
  return [...files.values()].reduce((sum, bytes) => sum + bytes.toString().split(MAGIC).length - 1, 0)
}

const INLINE = /sourceMappingURL=data:application\/json;[^,]*base64,([\w+/=]+)/

/** The text, and behind it the source map in it. */
function withInlineMap(content: string): string {
  const map = INLINE.exec(content)?.[1]
  return map === undefined ? content : content + Buffer.from(map, 'base64').toString()
}

/** Where a text of the output was. */
function placeOf(files: OutputFiles, program: string, what: string) {
  const content = files.get(program)!.toString()
  const inline = INLINE.exec(content)?.[1]
  const map = inline === undefined ? files.get(`${program}.map`)! : Buffer.from(inline, 'base64')
  const found = [what, what.replaceAll("'", '"')]
    .map((spelled) => content.indexOf(spelled))
    .find((at) => at >= 0)!
  const before = content.slice(0, found).split('\n')
  const { source, line, column } = originalPositionFor(new TraceMap(map.toString()), {
    line: before.length,
    column: before.at(-1)!.length,
  })
  return { source: source?.replace(/^.*\//, ''), line, column }
}
