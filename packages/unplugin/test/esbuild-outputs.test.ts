/** What is told of esbuild's output from names and time stamps, against what its metafile tells. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namesOf } from '../src/bundlers/esbuild-names.js'
import { type Written, watchOutputs } from '../src/bundlers/esbuild-outputs.js'
import { nameIn } from '../src/output/path.js'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'esbuild-outputs-')))
afterAll(() => rmSync(root, { recursive: true }))

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

beforeAll(() => {
  write('src/main.js', `/*! legal */ import './style.css'; import('./lazy.js'); console.log('main')`)
  write('src/plain.ts', `import { shared } from './shared.js'; console.log(shared as string)`)
  write('src/lazy.js', `import './lazy.css'; import { shared } from './shared.js'; export default shared`)
  write('src/shared.js', `export const shared = 'shared'; console.log(shared)`)
  write('src/style.css', `/*! legal */ p { color: red }`)
  write('src/lazy.css', `a { color: blue }`)
  write('src/deep/page.tsx', `export const page = 1; console.log(page)`)
  write('src/dots.in.name.mjs', `console.log('dots')`)
  write('src/data.json', '{ "a": 1 }')
  write('src/words.txt', 'words')
  write('src/+odd (name)!.js', `console.log('odd')`)
  write('src/a:b.js', '1')
  write('src/deep/shared.js', '2')
  write('src/naïve.js', `console.log('naïve')`)
  write('src/styled.scss', `p { color: green }`)
  symlinkSync(join(root, 'src/plain.ts'), join(root, 'src/link.ts'))
})

const common: BuildOptions = { bundle: true, outdir: 'out', logLevel: 'silent' }
const [main, plain, page] = ['src/main.js', 'src/plain.ts', 'src/deep/page.tsx']
const chunks: BuildOptions = { splitting: true, format: 'esm' }

/** What the names tell enough of. */
const TOLD: Record<string, BuildOptions> = {
  'one entry point': { entryPoints: [plain] },
  'with styles': { entryPoints: [main] },
  'in several folders': { entryPoints: [plain, page] },
  'in several folders, one name': { entryPoints: [plain, page], entryNames: '[dir]/x' },
  'in several folders, flat': { entryPoints: [plain, page], entryNames: '[name]' },
  'hashes and folders': { entryPoints: [main, page], entryNames: '[dir]/[name]-[hash]' },
  'hash alone': { entryPoints: [plain], entryNames: '[hash]' },
  'hash first, in a folder': { entryPoints: [plain, page], entryNames: 'js/[hash].[name]' },
  'an empty outbase': { entryPoints: [plain, page], outbase: '' },
  'name twice, and a digit': { entryPoints: [plain, page], entryNames: '[name][name]1-[hash][hash]2' },
  'name twice': { entryPoints: [plain, page], entryNames: '[name]/[name]-[hash]-[name]' },
  outbase: { entryPoints: [plain, page], outbase: '.' },
  'a path that begins with a dot': { entryPoints: ['./src/plain.ts'], entryNames: './[dir]/[name]' },
  'a file with dots': { entryPoints: ['src/dots.in.name.mjs'] },
  'odd letters': { entryPoints: ['src/+odd (name)!.js'], entryNames: '[name]+[hash]' },
  'outs in a list': {
    entryPoints: [
      { in: main, out: 'a' },
      { in: plain, out: 'b/c' },
    ],
    ...chunks,
  },
  'outs in an object': { entryPoints: { x: main, 'y/z': page }, entryNames: '[dir]/[name].[hash]' },
  'a path without its extension, with an out': { entryPoints: { x: './src/plain' } },
  chunks: { entryPoints: [main, plain], ...chunks },
  'chunks in a folder': { entryPoints: [main, plain], ...chunks, chunkNames: 'chunks/[name].[hash]' },
  'chunks like entry points': { entryPoints: [main, plain], ...chunks, entryNames: '[name]-[hash]' },
  'source maps': { entryPoints: [main, plain], ...chunks, sourcemap: true },
  'external source maps': { entryPoints: [main], sourcemap: 'external' },
  'source maps within': { entryPoints: [main], sourcemap: 'inline' },
  'legal comments': { entryPoints: [main, plain], legalComments: 'linked', sourcemap: true },
  'external legal comments': { entryPoints: [main], ...chunks, legalComments: 'external' },
  'other extensions': { entryPoints: [main], outExtension: { '.js': '.min.mjs', '.css': '.min.css' } },
  'one extension': { entryPoints: [plain], outExtension: { '.js': '.css' } },
  'a style sheet': { entryPoints: ['src/style.css', plain] },
  'a style sheet of another extension': { entryPoints: ['src/styled.scss'], loader: { '.scss': 'css' } },
  'data and text': { entryPoints: ['src/data.json', 'src/words.txt'], loader: { '.txt': 'text' } },
  'not bundled': { entryPoints: [main, plain], bundle: false },
  outfile: { entryPoints: [main], outdir: undefined, outfile: 'out/file.bundle.mjs', sourcemap: true },
  'outfile without extension': { entryPoints: [main], outdir: undefined, outfile: 'out/file' },
  'outfile of a style sheet': { entryPoints: ['src/style.css'], outdir: undefined, outfile: 'out/file.css' },
  'outfile of what comes from the program': {
    stdin: { contents: `import './src/style.css'`, resolveDir: root },
    outdir: undefined,
    outfile: 'out/deep/file.js',
  },
}

function namesIn({ files }: Written): string[] {
  return files.map(({ file }) => file)
}

function expectWritten(written: Written, names: string[], isWhole: boolean): void {
  expect({ names: namesIn(written), isWhole: written.isWhole }).toEqual({ names, isWhole })
}

async function made(options: BuildOptions, before: () => void = () => {}): Promise<[string[], string[]]> {
  rmSync(join(root, 'out'), { recursive: true, force: true })
  before()
  const all = { ...common, ...options }
  const names = namesOf(all, root)
  expect(names).toBeDefined()
  const watch = watchOutputs(names!)
  watch.begin()
  const { metafile } = await build({ ...all, absWorkingDir: root, metafile: true })
  const written = watch.end(true)
  expect(written.isWhole).toBe(true)
  const listed = Object.keys(metafile.outputs).map((path) => nameIn(names!.dir, resolve(root, path)))
  return [namesIn(written).sort(), listed.sort()]
}

describe.each(Object.entries(TOLD))('%s', (_, options) => {
  it('is the same in an empty folder', async () => {
    const [written, listed] = await made(options)
    expect(written).toEqual(listed)
  })

  it('is the same over the same content, just written', async () => {
    const [, listed] = await made(options)
    const watch = watchOutputs(namesOf({ ...common, ...options }, root)!)
    watch.begin()
    await build({ ...common, ...options, absWorkingDir: root })
    expect(namesIn(watch.end(true)).sort()).toEqual(listed)
  })
})

/** What only a metafile tells. */
const UNTOLD: Record<string, BuildOptions> = {
  'copied files': { entryPoints: [main], loader: { '.png': 'copy' } },
  'files with names of their own': { entryPoints: [main], loader: { '.svg': 'file' } },
  'a pattern': { entryPoints: ['src/*.ts'] },
  'a package, or a path without its extension': { entryPoints: ['src/plain'] },
  'what is not there': { entryPoints: ['src/nothing.js'] },
  'a link': { entryPoints: ['src/link.ts'] },
  'a name that file systems may write in other letters': { entryPoints: ['src/naïve.js'] },
  'outside of outbase': { entryPoints: [plain], outbase: 'src/deep' },
  'out of the folder': { entryPoints: [plain], entryNames: '../[name]' },
  'outs that lead out of the folder': { entryPoints: { '../a': plain } },
  'outs with an extension': { entryPoints: { 'a.js': plain } },
  'chunks without a hash': { entryPoints: [main], ...chunks, chunkNames: '[name]' },
  'chunks in folders by name': { entryPoints: [main], ...chunks, chunkNames: '[name]/[hash]' },
  'chunks without names': { entryPoints: [main, plain], ...chunks, chunkNames: '[hash]' },
  'entry points that only hashes tell apart': { entryPoints: [main, page], entryNames: '[hash]' },
  'entry points of one name': {
    entryPoints: ['src/shared.js', 'src/deep/shared.js'],
    entryNames: '[name]-[hash]',
  },
  'a folder behind other letters': { entryPoints: [page, plain], entryNames: 'x[dir]/[name]' },
  'letters that esbuild replaces': { entryPoints: ['src/a:b.js'] },
  'an outfile with a template': { entryPoints: [plain], outfile: 'out/file.js', entryNames: '[name]-[hash]' },
  'an outfile without a name': { entryPoints: [plain], outfile: 'out/.js' },
  'a hash in the path': { entryPoints: [main], entryNames: '[hash]/[name]' },
  'another part of a template': { entryPoints: [main], entryNames: '[ext]/[name]' },
  'no entry points': {},
  'from the program': { stdin: { contents: '1' } },
}

it.each(Object.entries(UNTOLD))('%s: not told', (_, options) => {
  expect(namesOf({ ...common, ...options }, root)).toBeUndefined()
})

it('does not take files of before, nor of other programs', async () => {
  const [written, listed] = await made({ entryPoints: [plain, 'src/shared.js'], ...chunks }, () => {
    for (const name of ['chunk-ABCDEFGH.js', 'plain.css', 'plain.js.map']) write(`out/${name}`, 'of before')
    for (const name of ['other.js', 'chunk-abcdefgh.js', 'deep/plain.js']) write(`out/${name}`, 'of others')
  })
  expect(written).toEqual(listed)
  expect(written).toHaveLength(3)
})

it('knows that a style sheet is another program’s where no CSS was read', async () => {
  const names = namesOf({ ...common, entryPoints: [plain], sourcemap: true }, root)!
  const watch = watchOutputs(names)
  watch.begin()
  for (const name of ['plain.js', 'plain.css', 'plain.css.map']) write(`out/${name}`, 'now')
  expectWritten(watch.end(false), ['plain.js'], true)
})

it('knows a script by whatever name the caller gave it', () => {
  const names = namesOf({ ...common, entryPoints: [plain], outfile: 'out/script.css' }, root)!
  const watch = watchOutputs(names)
  watch.begin()
  write('out/script.css', 'now')
  expectWritten(watch.end(false), ['script.css'], true)
})

it('misses what an entry point should have come to', () => {
  rmSync(join(root, 'out'), { recursive: true, force: true })
  const names = namesOf({ ...common, entryPoints: [plain, page], entryNames: '[name]-[hash]' }, root)!
  const watch = watchOutputs(names)
  watch.begin()
  write('out/plain-ABCDEFGH.js', 'now')
  expectWritten(watch.end(true), ['plain-ABCDEFGH.js'], false)
})

it('keeps what a rebuild leaves as it is, and not what is gone', () => {
  const names = namesOf({ ...common, entryPoints: [plain], sourcemap: true }, root)!
  const watch = watchOutputs(names)
  watch.begin()
  write('out/plain.js', 'one')
  write('out/plain.js.map', 'one')
  watch.end(true)
  watch.begin()
  write('out/plain.js', 'other')
  expect(namesIn(watch.end(true)).sort()).toEqual(['plain.js', 'plain.js.map'])
  watch.begin()
  rmSync(join(root, 'out/plain.js.map'))
  expect(namesIn(watch.end(true))).toEqual(['plain.js'])
})

it('takes a file with a coarse time stamp of just now for written', () => {
  const names = namesOf({ ...common, entryPoints: [plain] }, root)!
  const watch = watchOutputs(names)
  write('out/plain.js', 'one')
  const now = Math.floor(Date.now() / 1000)
  utimesSync(join(root, 'out/plain.js'), now, now)
  watch.begin()
  expect(namesIn(watch.end(true))).toEqual(['plain.js'])
  utimesSync(join(root, 'out/plain.js'), now - 60, now - 60)
  const later = watchOutputs(names)
  later.begin()
  expect(namesIn(later.end(true))).toEqual([])
})

/** What is told of a build that wrote these files, by their text. */
function told(options: BuildOptions, texts: Record<string, string>) {
  rmSync(join(root, 'out'), { recursive: true, force: true })
  const watch = watchOutputs(namesOf({ ...common, ...options }, root)!)
  watch.begin()
  for (const [name, text] of Object.entries(texts)) write(`out/${name}`, text)
  const written = watch.end(true)
  return { names: namesIn(written).sort(), isWhole: written.isWhole, watch }
}

it('drops the chunks of a neighbour', () => {
  const own = {
    'chunk-AAAAAAAA.js': 'import("./lazy-BBBBBBBB.js")',
    'chunk-AAAAAAAA.js.map': '',
    'lazy-BBBBBBBB.js': '',
    'lazy-DDDDDDDD.css': '',
    'plain.js': 'import"./chunk-AAAAAAAA.js"',
    'plain.js.map': '',
  }
  const strangers = {
    'chunk-CCCCCCCC.js': 'import"./chunk-AAAAAAAA.js"',
    'chunk-CCCCCCCC.js.map': '',
    'other-EEEEEEEE.css': '',
  }
  const options: BuildOptions = { ...chunks, entryPoints: [plain], sourcemap: true }
  const { names, watch } = told(options, { ...own, ...strangers })
  expect(names).toEqual(Object.keys(own))
  // They are not taken for something that a rebuild has left.
  watch.begin()
  write('out/plain.js', own['plain.js'])
  expect(namesIn(watch.end(true)).sort()).toEqual(Object.keys(own))
})

it('leaves out an entry point that two builds have', () => {
  const options: BuildOptions = { entryPoints: [plain, page], entryNames: '[name]-[hash]', sourcemap: true }
  const files = {
    'page-AAAAAAAA.js': '',
    'plain-BBBBBBBB.js': '',
    'plain-CCCCCCCC.js': '',
    'plain-CCCCCCCC.js.map': '',
  }
  const { names, isWhole } = told(options, files)
  expect({ names, isWhole }).toEqual({ names: ['page-AAAAAAAA.js'], isWhole: false })
})

it('takes the new one of an entry point where the old one is left', () => {
  const { watch } = told({ entryPoints: [plain], entryNames: '[name]-[hash]' }, { 'plain-AAAAAAAA.js': '' })
  watch.begin()
  write('out/plain-BBBBBBBB.js', '')
  expectWritten(watch.end(true), ['plain-BBBBBBBB.js'], true)
  watch.begin()
  expectWritten(watch.end(true), ['plain-BBBBBBBB.js'], true)
})

it('leaves wrong options to esbuild', () => {
  const wrong = { ...common, entryPoints: [plain, undefined], entryNames: 5 } as unknown as BuildOptions
  expect(namesOf(wrong, root)).toBeUndefined()
})
