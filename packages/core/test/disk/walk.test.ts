import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type WalkOptions, walk } from '../../src/disk/walk.js'
import { makeTree } from './tree.js'

interface Walked {
  files: string[]
  /** Those whose text counts by the extension alone. */
  scripts: string[]
  leftOut: Record<string, string>
  failed: Record<string, string>
}

function walkAll(cwd: string, paths: string[], options: Partial<WalkOptions> = {}): Walked {
  const walked: Walked = { files: [], scripts: [], leftOut: {}, failed: {} }
  const name = (path: string) => relative(cwd, path).replaceAll('\\', '/')
  const events = {
    leftOut: (path: string, reason: string) => {
      walked.leftOut[name(path)] = reason
    },
    failed: (path: string, error: Error) => {
      walked.failed[name(path)] = error.message
    },
  }
  for (const { path, allScripts } of walk(paths, { cwd, ...options }, events)) {
    walked.files.push(name(path))
    if (allScripts) walked.scripts.push(name(path))
  }
  return walked
}

/** A folder whose name is not UTF-8, which Node lists under a name that does not exist. @returns how to remove it. */
function makeUnreadable(root: string): () => void {
  const path = Buffer.concat([Buffer.from(join(root, 'a')), Buffer.from([0xfe])])
  mkdirSync(path)
  return () => rmdirSync(path)
}

describe('walking', () => {
  test.runIf(process.platform === 'linux').each(['skip', 'follow', 'replace'] as const)(
    'goes on behind a folder that cannot be walked: symbolic links %s',
    (symlinks) => {
      const root = makeTree({ 'b/1.js': '', 'z.js': '' })
      const clean = makeUnreadable(root)
      try {
        const { files, failed } = walkAll(root, ['.'], { symlinks })
        expect(files).toEqual(['b/1.js', 'z.js'])
        expect(failed).toEqual({ 'a\ufffd': 'cannot be read: its name is no UTF-8; rename it' })
      } finally {
        clean()
      }
    },
  )

  test('gives files sorted by name, and leaves out what nobody wants marked', () => {
    const root = makeTree({
      'b.js': '',
      'a/z.js': '',
      'a/y.js': '',
      '.git/config': '',
      'node_modules/x/index.js': '',
      '.eslintrc.js': '',
      'package.json': '{}',
      'a/z.js.map': '',
    })
    const { files, leftOut } = walkAll(root, ['.'])
    expect(files).toEqual(['a/y.js', 'a/z.js', 'b.js'])
    expect(Object.keys(leftOut).sort()).toEqual([
      '.eslintrc.js',
      '.git',
      'a/z.js.map',
      'node_modules',
      'package.json',
    ])
  })

  test('takes what is named itself, whatever it is', () => {
    const root = makeTree({ '.hidden.js': '', 'node_modules/x/index.js': '', 'a.json': '' })
    expect(walkAll(root, ['.hidden.js', 'a.json', 'node_modules/x']).files).toEqual([
      '.hidden.js',
      'a.json',
      'node_modules/x/index.js',
    ])
  })

  test('says what is not there', () => {
    const root = makeTree({})
    expect(walkAll(root, ['missing']).failed).toEqual({ missing: 'cannot be read: there is no such file' })
  })

  test('obeys include and exclude, by names in the tree and from the working directory', () => {
    const root = makeTree({ 'dist/a.js': '', 'dist/sub/b.js': '', 'dist/sub/c.css': '' })
    expect(walkAll(root, ['dist'], { include: '*.js' }).files).toEqual(['dist/a.js', 'dist/sub/b.js'])
    expect(walkAll(root, ['dist'], { include: 'sub/*' }).files).toEqual(['dist/sub/b.js', 'dist/sub/c.css'])
    expect(walkAll(root, ['dist'], { exclude: 'dist/sub/**' }).files).toEqual(['dist/a.js'])
    expect(walkAll(root, ['dist'], { include: '*.js', exclude: ['sub/**'] }).files).toEqual(['dist/a.js'])
  })

  test('obeys .chalkignore files, inner before outer and both before the built-in rules', () => {
    const root = makeTree({
      '.chalkignore': 'dist/vendor/\n*.min.js\n!.well-known\n',
      'dist/a.js': '',
      'dist/a.min.js': '',
      'dist/vendor/v.js': '',
      'dist/.well-known/w.js': '',
      'dist/lib/.chalkignore': '!keep.min.js\n/*.css\n',
      'dist/lib/keep.min.js': '',
      'dist/lib/x.css': '',
      'dist/lib/deep/x.css': '',
    })
    const wanted = ['dist/.well-known/w.js', 'dist/a.js', 'dist/lib/deep/x.css', 'dist/lib/keep.min.js']
    expect(walkAll(root, ['.']).files).toEqual(wanted)
    expect(walkAll(root, ['dist']).files).toEqual(wanted)
    expect(walkAll(root, ['.']).leftOut['dist/vendor']).toMatch(/\.chalkignore says so/)
  })
})

test.runIf(process.platform === 'linux')('one bad item of any kind does not end a walk', () => {
  const root = makeTree({ 'a/1.js': '', 'm.js': '', 'z/1.js': '' })
  const bad = Buffer.concat([Buffer.from(join(root, 'b')), Buffer.from([0xfe]), Buffer.from('.js')])
  writeFileSync(bad, '')
  symlinkSync('loop', join(root, 'loop'))
  symlinkSync('nowhere', join(root, 'broken.js'))
  symlinkSync('.', join(root, 'round'))
  execFileSync('mkfifo', [join(root, 'pipe.js')])
  try {
    for (const symlinks of ['skip', 'follow', 'replace'] as const) {
      const { files, failed, leftOut } = walkAll(root, ['.'], { symlinks })
      expect(files, symlinks).toEqual(expect.arrayContaining(['a/1.js', 'm.js', 'z/1.js']))
      const named = [...Object.keys(failed), ...Object.keys(leftOut)]
      const wanted = ['pipe.js', 'loop', 'broken.js', 'round']
      if (symlinks === 'follow') wanted.pop()
      for (const name of wanted) expect(named, `${symlinks} ${name}`).toContain(name)
    }
  } finally {
    execFileSync('rm', ['-rf', root])
  }
})

describe('build output', () => {
  const FILES = {
    'package.json': JSON.stringify({
      main: './lib/index.js',
      bin: { tool: 'bin/tool.js' },
      exports: './src/x.js',
    }),
    'lib/index.js': '',
    'lib/deep/x.js': '',
    'bin/tool.js': '',
    'src/x.js': '',
    'dist/app.js': '',
    'out/app.js': '',
  }

  test('is what is named dist, build, out or .output by the user', () => {
    const root = makeTree(FILES)
    expect(walkAll(root, ['dist']).scripts).toEqual(['dist/app.js'])
    expect(walkAll(root, ['out']).scripts).toEqual(['out/app.js'])
    expect(walkAll(root, ['src']).scripts).toEqual([])
    expect(walkAll(root, ['src/x.js']).scripts).toEqual(['src/x.js'])
  })

  test('is what holds the entry points of a package, wherever the walk meets it', () => {
    const root = makeTree(FILES)
    const entries = ['bin/tool.js', 'lib/deep/x.js', 'lib/index.js']
    expect(walkAll(root, ['.']).scripts).toEqual(entries)
    expect(walkAll(root, ['lib']).scripts).toEqual(['lib/deep/x.js', 'lib/index.js'])
    const installed = makeTree(
      Object.fromEntries(Object.entries(FILES).map(([k, v]) => [`node_modules/p/${k}`, v])),
    )
    expect(walkAll(installed, ['node_modules/p']).scripts).toEqual(
      entries.map((name) => `node_modules/p/${name}`),
    )
  })

  const PAGE = '<!doctype html><title>x</title>'

  test.each<[string, string, Record<string, string>, string[]]>([
    ['a site', '_site', { '_site/index.html': PAGE, '_site/a.js': '' }, ['_site/a.js']],
    ['what is in a site', 'www/js', { 'www/index.html': PAGE, 'www/js/a.js': '' }, ['www/js/a.js']],
    [
      'hashed names',
      'public',
      { 'public/app-BQ3x9z1k.js': '', 'public/app-C8sJ2kQp.css': '' },
      ['public/app-BQ3x9z1k.js', 'public/app-C8sJ2kQp.css'],
    ],
    [
      'hashed names one folder deeper',
      'storybook-static',
      { 'storybook-static/assets/a.4f2b9c1d.js': '' },
      ['storybook-static/assets/a.4f2b9c1d.js'],
    ],
    ['source maps', 'web', { 'web/a.js': '', 'web/a.js.map': '{}' }, ['web/a.js']],
    [
      'declarations',
      'lib',
      { 'lib/a.js': '', 'lib/a.d.ts': '', 'lib/b.cjs': '', 'lib/b.d.cts': '' },
      ['lib/a.d.ts', 'lib/a.js', 'lib/b.cjs', 'lib/b.d.cts'],
    ],
    ['compressed files', 'srv', { 'srv/a.js': '', 'srv/a.js.br': '' }, ['srv/a.js', 'srv/a.js.br']],
    [
      'what a package publishes',
      'es',
      { 'package.json': '{"files":["es/**/*.js","!es/test"]}', 'es/a.js': '' },
      ['es/a.js'],
    ],
    [
      'sources',
      'app',
      { 'app/a.js': '', 'app/b.js': '', 'app/vendor/v.js': '', 'app/vendor/v.js.map': '{}' },
      [],
    ],
    ['sources with a name like a hash', 'app', { 'app/2d3dview.js': '' }, []],
    [
      'the sources of a package, though it publishes them',
      'src',
      { 'package.json': '{"files":["src"]}', 'src/a.js': '' },
      [],
    ],
    ['a project with a page', '.', { 'package.json': '{}', 'index.html': PAGE, 'main.js': '' }, []],
    [
      'a project called build',
      'packages/build',
      { '.git/HEAD': '', 'packages/build/package.json': '{}', 'packages/build/src/a.js': '' },
      ['packages/build/src/a.js'],
    ],
  ])('is known by what is in it: %s', (_, named, files, scripts) => {
    const root = makeTree(files)
    const found = walkAll(root, [named]).scripts.filter((name) => !name.endsWith('.html'))
    expect(found).toEqual(scripts)
  })

  test('is the same by any path that leads to it', () => {
    const root = makeTree({ ...FILES, 'dist/assets/x.js': '', 'else/x': '' })
    if (process.platform !== 'win32') symlinkSync(join(root, 'dist'), join(root, 'else/link'))
    const scriptsOf = (cwd: string, path: string) =>
      walkAll(join(root, cwd), [path]).scripts.map((name) => join(root, cwd, name))
    const all = [join(root, 'dist/app.js'), join(root, 'dist/assets/x.js')]
    for (const path of ['dist', './dist', 'dist/', 'dist/.', 'else/../dist', join(root, 'dist')])
      expect(scriptsOf('.', path), path).toEqual(all)
    for (const path of ['../dist', join(root, 'dist')]) expect(scriptsOf('else', path), path).toEqual(all)
    if (process.platform !== 'win32') expect(scriptsOf('else', 'link')).toEqual(all)
    expect(scriptsOf('dist', '.')).toEqual(all)
    expect(scriptsOf('dist', 'assets')).toEqual(all.slice(1))
    expect(scriptsOf('else', join(root, 'dist/assets'))).toEqual(all.slice(1))
    expect(scriptsOf('src', '.')).toEqual([])
  })

  test('is no project that stands in a folder with such a name', () => {
    const root = makeTree({ 'build/app/package.json': '{}', 'build/app/src/x.js': '' })
    expect(walkAll(join(root, 'build/app'), ['src']).scripts).toEqual([])
    const project = makeTree({ 'build/package.json': '{}', 'build/src/x.js': '', 'package.json': '{}' })
    expect(walkAll(join(project, 'build'), ['src']).scripts).toEqual([])
  })

  test('is everything or nothing if the user says so', () => {
    const root = makeTree(FILES)
    expect(walkAll(root, ['dist'], { allScripts: false }).scripts).toEqual([])
    expect(walkAll(root, ['src'], { allScripts: true }).scripts).toEqual(['src/x.js'])
  })
})

describe.runIf(process.platform !== 'win32')('symbolic links', () => {
  function makeLinks() {
    const outside = makeTree({ 'elsewhere.js': '', 'sub/deep.js': '' })
    const root = makeTree({ 'tree/real.js': '', 'tree/sub/x.js': '' })
    symlinkSync('real.js', join(root, 'tree/link.js'))
    symlinkSync(join(outside, 'elsewhere.js'), join(root, 'tree/out.js'))
    symlinkSync(join(outside, 'sub'), join(root, 'tree/outdir'))
    symlinkSync('..', join(root, 'tree/sub/up'))
    symlinkSync('nowhere', join(root, 'tree/broken.js'))
    return { root, outside }
  }

  test('are left out, with a word', () => {
    const { root } = makeLinks()
    const { files, leftOut } = walkAll(root, ['tree'])
    expect(files).toEqual(['tree/real.js', 'tree/sub/x.js'])
    expect(Object.keys(leftOut)).toHaveLength(5)
  })

  test('are followed on request, out of the tree too, and never in circles', () => {
    const { root, outside } = makeLinks()
    const { files, failed } = walkAll(root, ['tree'], { symlinks: 'follow' })
    const out = (name: string) => relative(root, join(outside, name))
    expect(files.sort()).toEqual(
      [out('elsewhere.js'), out('sub/deep.js'), 'tree/real.js', 'tree/real.js', 'tree/sub/x.js'].sort(),
    )
    expect(failed).toEqual({ 'tree/broken.js': 'cannot follow the symbolic link: there is no such file' })
  })

  test('to files are replaced on request', () => {
    const { root, outside } = makeLinks()
    const replaced = [...walk(['tree'], { cwd: root, symlinks: 'replace' }, { leftOut() {}, failed() {} })]
    const links = replaced.filter(({ target }) => target !== undefined)
    expect(links.map(({ path, target }) => [path, target])).toEqual([
      [join(root, 'tree/link.js'), join(root, 'tree/real.js')],
      [join(root, 'tree/out.js'), join(outside, 'elsewhere.js')],
    ])
  })

  test('that are named are what they point to', () => {
    const { root } = makeLinks()
    symlinkSync('tree', join(root, 'dist'))
    expect(walkAll(root, ['dist']).files).toEqual(['tree/real.js', 'tree/sub/x.js'])
    expect(walkAll(root, ['dist']).scripts).toHaveLength(2)
    expect(walkAll(root, ['tree/link.js']).files).toEqual(['tree/real.js'])
  })

  test('do not hide that two names are one file', () => {
    const root = makeTree({ 'a.js': '' })
    linkSync(join(root, 'a.js'), join(root, 'b.js'))
    expect(walkAll(root, ['.']).files).toEqual(['a.js', 'b.js'])
  })
})
