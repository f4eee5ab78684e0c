/** esbuild's files on the disk: which ones it has written, where they are, and what others do to them. */
import { existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

const SOURCES = {
  'package.json': '{ "type": "module" }',
  'main.js': `import './style.css'\nconsole.log('main')`,
  'other.js': `console.log('other')`,
  'style.css': 'p { color: red }',
}

/** Runs a script that has `build`, `context`, `chalk` and the file system's functions. */
async function run(name: string, script: string, files: Record<string, string> = {}, mayFail = false) {
  const made = writeProject(name, {
    ...SOURCES,
    ...files,
    'build.js': `import { build, context } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
const common = { entryPoints: ['main.js'], bundle: true, outdir: 'dist', logLevel: 'warning' }
${script}`,
  })
  projects.push(made)
  const said = await runNode(['build.js'], made.dir, { mayFail })
  return { made, ...said, report: () => JSON.parse(made.read('chalk-report.json'))[0] }
}

async function expectMarked(files: OutputFiles): Promise<void> {
  for (const [name, bytes] of files)
    if (/\.(c|m)?js$|\.css$/.test(name)) expect(await check(name, bytes), name).toEqual([])
}

const pathsOf = (made: Project, files: OutputFiles) =>
  [...files.keys()].map((name) => made.path(`dist/${name}`))
const markedIn = (report: { _CHALKS: { _OP_ARTIFACT_PATH: string }[] }) =>
  report._CHALKS.map((chalk) => chalk._OP_ARTIFACT_PATH).sort()

it('touches no source where the output has no place on disk', async () => {
  const { made, stdout, stderr } = await run(
    'esbuild-no-place',
    `await build({ entryPoints: ['other.js'], bundle: true, plugins: [chalk()] })`,
  )
  expect(stdout).toContain('other')
  expect(stderr).toMatch(/^chalk: nothing was marked: [^\n]+\n$/)
  expect(made.read('other.js')).toBe(SOURCES['other.js'])
})

it('builds at the same time can make the same file', async () => {
  const { made, report } = await run(
    'esbuild-parallel',
    `for (let round = 0; round < 10; round++) {
  rmSync('dist', { recursive: true, force: true })
  await Promise.all([
    build({ ...common, platform: 'node', format: 'cjs', outExtension: { '.js': '.cjs' }, plugins: [chalk()] }),
    build({ ...common, platform: 'browser', format: 'esm', plugins: [chalk()] }),
  ])
  const css = readFileSync('dist/main.css', 'utf8')
  if (css.split('dadfedabbadabbed').length !== 2 || !css.trimEnd().endsWith('*/')) throw new Error(css)
}`,
  )
  const files = readOutput(made.path('dist'))
  expect([...files.keys()]).toEqual(['main.cjs', 'main.css', 'main.js'])
  await expectMarked(files)
  expect(markedIn(report())).toEqual(pathsOf(made, files))
})

it('builds into one folder are all in the report, and once more replaces', async () => {
  const { made, report } = await run(
    'esbuild-names',
    `for (let round = 0; round < 2; round++) {
  await build({ ...common, plugins: [chalk()] })
  await build({ ...common, minify: true, entryNames: '[name].min', plugins: [chalk()] })
}`,
  )
  const files = readOutput(made.path('dist'))
  expect(files.size).toBe(4)
  expect(markedIn(report())).toEqual(pathsOf(made, files))
})

it('a plugin behind has the metafile that it asked for', async () => {
  const { stdout } = await run(
    'esbuild-manifest',
    `const manifest = { name: 'manifest', setup(host) {
  host.initialOptions.metafile = true
  host.onEnd(({ metafile }) => console.log(JSON.stringify(Object.keys(metafile.outputs))))
} }
await build({ ...common, plugins: [chalk(), manifest] })`,
  )
  expect(JSON.parse(stdout)).toEqual(['dist/main.js', 'dist/main.css'])
})

it('a plugin behind can say where the files go', async () => {
  const { made, report } = await run(
    'esbuild-elsewhere',
    `const elsewhere = { name: 'elsewhere', setup(host) { host.initialOptions.outdir = 'dist/deep' } }
await build({ ...common, plugins: [chalk(), elsewhere] })`,
  )
  const files = readOutput(made.path('dist'))
  expect([...files.keys()]).toEqual(['deep/main.css', 'deep/main.js'])
  await expectMarked(files)
  expect(markedIn(report())).toEqual(pathsOf(made, files))
})

it('a plugin behind can say that the files go somewhere at all', async () => {
  const { made, report } = await run(
    'esbuild-somewhere',
    `const somewhere = { name: 'somewhere', setup(host) { host.initialOptions.outdir = 'dist' } }
await build({ ...common, outdir: undefined, plugins: [chalk(), somewhere] })
const written = { name: 'written', setup(host) { host.initialOptions.write = true } }
await build({ ...common, entryNames: '[name].2', write: false, logLevel: 'silent', plugins: [chalk(), written] })`,
  )
  expect(markedIn(report())).toEqual([made.path('dist/main.css'), made.path('dist/main.js')])
  expect(report()._OP_ERRORS).toEqual([expect.stringContaining('metafile: true')])
})

it('a file that a plugin has taken away is none', async () => {
  const { made, report, stderr } = await run(
    'esbuild-taken',
    `const taker = { name: 'taker', setup(host) { host.onEnd(() => rmSync('dist/main.js')) } }
await build({ ...common, plugins: [taker, chalk()] })`,
  )
  expect(stderr).toContain('put chalk() before it')
  const files = readOutput(made.path('dist'))
  expect([...files.keys()]).toEqual(['main.css'])
  await expectMarked(files)
  expect(report()).toMatchObject({ _UNMARKED: [] })
  expect(markedIn(report())).toEqual(pathsOf(made, files))
})

it('files are marked, too, where another plugin finds fault', async () => {
  const { made, code } = await run(
    'esbuild-fault',
    `const fault = { name: 'fault', setup(host) { host.onEnd(() => ({ errors: [{ text: 'no' }] })) } }
await build({ ...common, logLevel: 'silent', plugins: [fault, chalk()] })`,
    {},
    true,
  )
  expect(code).not.toBe(0)
  await expectMarked(readOutput(made.path('dist')))
})

it('builds at the same time can share their options', async () => {
  const { made, stdout } = await run(
    'esbuild-shared',
    `let wait = 0
const slow = { name: 'slow', setup: () => new Promise((done) => setTimeout(done, 200 * wait++)) }
const options = { ...common, plugins: [chalk(), slow] }
await Promise.all([build(options), build(options)])
console.log('metafile' in options)`,
  )
  expect(stdout).toBe('false\n')
  await expectMarked(readOutput(made.path('dist')))
})

it('the same build with other text takes its own place in the report', async () => {
  const { made, report } = await run(
    'esbuild-again',
    `for (const banner of ['1', '2', '3']) {
  rmSync('dist', { recursive: true, force: true })
  await build({ ...common, entryNames: '[name]-[hash]', banner: { js: '//' + banner }, plugins: [chalk()] })
}`,
  )
  expect(markedIn(report())).toEqual(pathsOf(made, readOutput(made.path('dist'))))
})

it('leaves the options as they were', async () => {
  const { stdout } = await run(
    'esbuild-options',
    `const options = { ...common, plugins: [chalk()] }
for (let round = 0; round < 2; round++) console.log('metafile' in (await build(options)), 'metafile' in options)`,
  )
  expect(stdout).toBe('false false\nfalse false\n')
})

it('options that cannot be changed: says what to do, and the build goes on', async () => {
  const { made, report, stderr } = await run(
    'esbuild-frozen-copies',
    `await build(Object.freeze({ ...common, loader: { '.svg': 'file' }, plugins: [chalk()] }))`,
  )
  expect(existsSync(made.path('dist/main.js'))).toBe(true)
  expect(stderr.match(/set `metafile: true`/g)).toHaveLength(1)
  expect(report()._OP_ERRORS).toEqual([expect.stringContaining('metafile: true')])
})

it.skipIf(process.platform === 'win32')(
  'names can lead out of a folder, also of one that is a link',
  async () => {
    const made = writeProject('esbuild-out', { ...SOURCES, 'real/x/main.js': 'x'.repeat(3000) })
    projects.push(made)
    mkdirSync(made.path('real/deep'))
    symlinkSync('real/deep', made.path('dist'))
    made.write(
      'build.js',
      `import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
await build({ entryPoints: ['other.js'], bundle: true, outdir: 'dist', entryNames: '../x/[name]', plugins: [chalk()] })
await build({ entryPoints: ['other.js'], bundle: true, outdir: 'd/e/f', entryNames: '../y/[name]', plugins: [chalk()] })`,
    )
    await runNode(['build.js'], made.dir)
    expect(made.read('real/x/main.js')).toBe('x'.repeat(3000))
    const paths = ['d/e/y/other.js', 'x/other.js'].map(made.path)
    for (const name of ['d/e/y/other.js', 'x/other.js'])
      expect(await check(name, Buffer.from(made.read(name)))).toEqual([])
    expect(markedIn(JSON.parse(made.read('chalk-report.json'))[0])).toEqual(paths)
  },
)

it.skipIf(process.platform === 'win32')(
  'keeps the mode and the link of a file that is written anew',
  async () => {
    const made = writeProject('esbuild-link', {
      ...SOURCES,
      // So long that the mark does not stand near the end.
      'other.js': `console.log(${JSON.stringify('o'.repeat(100_000))})`,
      'target.js': '',
      'build.js': `import { build } from 'esbuild'
import { chmodSync } from 'node:fs'
import { chalk } from 'unplugin-chalk/esbuild'
const wide = { name: 'wide', setup(host) { host.onEnd(() => chmodSync('dist/other.js', 0o666)) } }
await build({ entryPoints: ['other.js'], outdir: 'dist', sourcemap: 'inline', plugins: [wide, chalk()] })`,
    })
    projects.push(made)
    mkdirSync(made.path('dist'))
    symlinkSync('../target.js', made.path('dist/other.js'))
    await runNode(['build.js'], made.dir)
    expect(await check('other.js', Buffer.from(made.read('target.js')))).toEqual([])
    expect(statSync(made.path('target.js')).mode & 0o777).toBe(0o666)
  },
)

it('a compressed file of something else stays as it is', async () => {
  const { made, report } = await run(
    'esbuild-stale-gz',
    `import { gzipSync } from 'node:zlib'
writeFileSync('other.js.gz', gzipSync('something else'))
await build({ entryPoints: ['other.js', 'other.js.gz'], outdir: 'dist', loader: { '.gz': 'copy' }, plugins: [chalk()] })`,
  )
  const files = readOutput(made.path('dist'))
  expect(files.get('other.js.gz')!.equals(readOutput(made.dir).get('other.js.gz')!)).toBe(true)
  expect(await check('other.js', files.get('other.js')!)).toEqual([])
  expect(report()._UNMARKED).toEqual([made.path('dist/other.js.gz')])
})

it('leaves a file alone that another program writes meanwhile', async () => {
  const { made, report } = await run(
    'esbuild-stranger',
    `import { mkdirSync } from 'node:fs'
mkdirSync('dist/deep', { recursive: true })
const strangers = ['dist/other.css', 'dist/third.js', 'dist/deep/other.js', 'dist/other.js.map']
const work = setInterval(() => strangers.forEach((name) => writeFileSync(name, '/* ' + name + ' */')), 1)
await build({ ...common, entryPoints: ['other.js'], splitting: true, format: 'esm', plugins: [chalk()] })
clearInterval(work)`,
  )
  const files = readOutput(made.path('dist'))
  for (const [name, bytes] of files)
    if (name !== 'other.js') expect(bytes.toString(), name).toBe(`/* dist/${name} */`)
  expect(files.size).toBe(5)
  await expectMarked(new Map([['other.js', files.get('other.js')!]]))
  const strangers = ['other.css', 'third.js', 'deep/other.js'].map((name) => made.path(`dist/${name}`))
  expect(report()).toMatchObject({ _UNMARKED: expect.arrayContaining(strangers), _OP_ERRORS: [] })
  expect(markedIn(report())).toEqual([made.path('dist/other.js')])
})

it.each([
  ['begin together', 0],
  ['begin one after the other', 15],
])(
  'builds with chunks in one folder, or one in the other, do not mistake each other: %s',
  async (_, wait) => {
    const { made, report } = await run(
      `esbuild-neighbours-${wait}`,
      `const chunks = { ...common, splitting: true, format: 'esm', logLevel: 'error' }
for (let round = 0; round < 5; round++) {
  rmSync('dist', { recursive: true, force: true })
  await Promise.all([
    ['a.js', 'dist'], ['b.js', 'dist'], ['a.js', 'dist/deep'],
  ].map(async ([entry, outdir], i) => {
    if (${wait}) await new Promise((done) => setTimeout(done, i * ${wait}))
    await build({ ...chunks, entryPoints: [entry], outdir, plugins: [chalk()] })
  }))
}`,
      {
        'a.js': `import('./a-lazy.js'); import('./shared.js'); console.log('a')`,
        'a-lazy.js': `import { shared } from './shared.js'; console.log('lazy a', shared)`,
        'b.js': `import './style.css'; import('./b-lazy.js'); import('./b-too.js'); console.log('b')`,
        'shared.js': `export const shared = 'shared'`,
        'b-lazy.js': `import { both } from './b-too.js'; console.log('lazy b', both)`,
        'b-too.js': `export const both = 'both'`,
      },
    )
    const files = readOutput(made.path('dist'))
    await expectMarked(files)
    for (const [name, bytes] of files) expect(bytes.toString().split('"MAGIC"'), name).toHaveLength(2)
    expect(report()).toMatchObject({ _UNMARKED: [], _OP_ERRORS: [] })
    // What two of them had marked would tell of the first one's mark.
    expect(JSON.stringify(report())).not.toContain('OLD_CHALK')
    expect(markedIn(report())).toEqual(pathsOf(made, files).sort())
    expect([...files.keys()].filter((name) => name.startsWith('deep/'))).toHaveLength(4)
  },
)

it('a metafile that the caller asked for says what the files hold', async () => {
  const { stdout } = await run(
    'esbuild-own-metafile',
    `const { metafile } = await build({ ...common, metafile: true, plugins: [chalk()] })
for (const [name, { bytes }] of Object.entries(metafile.outputs)) console.log(bytes === readFileSync(name).length)`,
  )
  expect(stdout).toBe('true\ntrue\n')
})

it.each([
  ['an entry point', `entryPoints: ['style.css']`, ['style.css']],
  ['a data URL', `entryPoints: ['inline.js']`, ['inline.css', 'inline.js']],
  [
    'another extension',
    `entryPoints: ['plain.js'], loader: { '.less': 'local-css' }`,
    ['plain.css', 'plain.js'],
  ],
  [
    'the program',
    `outdir: undefined, outfile: 'dist/x.css', stdin: { contents: 'p{}', loader: 'css' }`,
    ['x.css'],
  ],
])('finds a style sheet that comes from %s', async (from, options, names) => {
  const { made, report } = await run(
    `esbuild-styles-from-${from.replaceAll(' ', '-')}`,
    `await build({ ...common, entryPoints: undefined, ${options}, plugins: [chalk()] })`,
    {
      'inline.js': `import 'data:text/css,p{color:red}'`,
      'plain.js': `import './plain.less'`,
      'plain.less': '.p { color: red }',
    },
  )
  const files = readOutput(made.path('dist'))
  expect([...files.keys()]).toEqual(names)
  await expectMarked(files)
  expect(markedIn(report())).toEqual(pathsOf(made, files))
})

/** An entry point with a chunk that has a style sheet. */
const LAZY = {
  'a.js': `import('./lazy.js')`,
  'lazy.js': `import './lazy.css'; console.log('lazy')`,
  'lazy.css': 'p { color: red }',
}

it.each([
  [
    'a build that begins later',
    `const first = build({ ...chunks, plugins: [chalk()] })
await new Promise(setImmediate)
await Promise.all([first, build({ ...common, entryPoints: ['other.js'], outdir: 'dist/deep', plugins: [chalk()] })])`,
  ],
  [
    'contexts that build together',
    `const contexts = [
  await context({ ...chunks, plugins: [chalk()] }),
  await context({ ...common, entryPoints: ['other.js'], outdir: 'dist/deep', plugins: [chalk()] }),
]
for (let round = 0; round < 3; round++) await Promise.all(contexts.map((one) => one.rebuild()))
await Promise.all(contexts.map((one) => one.dispose()))`,
  ],
])('the style sheet of a chunk is marked beside %s', async (what, script) => {
  const { made, report, stderr } = await run(
    `esbuild-lazy-${what.replaceAll(' ', '-')}`,
    `const chunks = { ...common, entryPoints: ['a.js'], splitting: true, format: 'esm' }\n${script}`,
    LAZY,
  )
  expect(stderr).toBe('')
  const files = readOutput(made.path('dist'))
  expect([...files.keys()].filter((name) => /^lazy-.{8}\.css$/.test(name))).toHaveLength(1)
  await expectMarked(files)
  expect(markedIn(report())).toEqual(pathsOf(made, files).sort())
})

it('leaves the files of a build without the plugin alone', async () => {
  const { made, report } = await run(
    'esbuild-unmarked-neighbour',
    `const chunks = { ...common, splitting: true, format: 'esm' }
for (const options of [{}, { hashedFiles: 'full' }, { rename: 'always' }]) {
  rmSync('dist', { recursive: true, force: true })
  const first = build({ ...chunks, entryPoints: ['a.js'], plugins: [chalk(options)] })
  await new Promise((done) => setTimeout(done, 1))
  await Promise.all([first, build({ ...chunks, entryPoints: ['b.js'] })])
  await import(process.cwd() + '/dist/b.js?' + JSON.stringify(options))
}`,
    {
      ...LAZY,
      'a.js': `import('./lazy.js')\n${Array.from({ length: 200 }, (_, i) => `import './m/${i}.js'`).join('\n')}`,
      ...Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`m/${i}.js`, `console.log(${i})`])),
      'b.js': `await import('./x.js')`,
      'x.js': `console.log('x')`,
    },
  )
  const marked = markedIn(report()).map((path) => path.slice(made.path('dist').length + 1))
  expect(marked.filter((name) => /^(?:b|x)\b/.test(name))).toEqual([])
  expect(marked).toHaveLength(4)
})

it.each([
  [
    'an outfile with a template',
    `entryPoints: ['other.js'], outdir: undefined, outfile: 'dist/x.js', entryNames: '[name]-[hash]'`,
  ],
  ['an empty outbase', `entryPoints: ['src/deep.js'], outbase: ''`],
  ['a loader that has no ASCII', `entryPoints: ['other.js'], loader: { '.ñ': 'css' }`],
  ['CSS modules, where CSS is text', `entryPoints: ['module.js'], loader: { '.css': 'text' }`],
])('marks all that comes of %s', async (what, options) => {
  const { made, report, stderr } = await run(
    `esbuild-odd-${what.replaceAll(/\W/g, '-')}`,
    `await build({ ...common, ${options}, plugins: [chalk({ strict: true })] })`,
    {
      'src/deep.js': '1',
      'module.js': `import style from './m.module.css'; console.log(style)`,
      'm.module.css': '.p { color: red }',
    },
  )
  expect(stderr).toBe('')
  const files = readOutput(made.path('dist'))
  await expectMarked(files)
  expect(markedIn(report())).toEqual(pathsOf(made, files))
})

it('gives the options back that no build comes of, and does not hinder the next ones', async () => {
  const { stdout } = await run(
    'esbuild-no-build',
    `const wrong = { ...common, bogus: 1, loader: { '.svg': 'file' }, plugins: [chalk()] }
await build(wrong).catch((error) => console.log(error.errors[0].text))
const unused = { ...common, loader: { '.svg': 'file' }, plugins: [chalk()] }
const one = await context(unused)
await build({ ...common, plugins: [chalk()] })
await one.dispose()
console.log('metafile' in wrong, 'metafile' in unused)
const mistaken = { ...common, entryPoints: ['main.js', undefined], plugins: [chalk()] }
await build(mistaken).catch((error) => console.log(error.errors[0].text))`,
  )
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    expect.stringContaining('"bogus"'),
    'false false',
    expect.stringContaining('entry point at index 1'),
  ])
})
