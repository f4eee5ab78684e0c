/**
 * What comes behind the bundle: pages that are made from the bundle's, service workers and sitemaps that plugins write at
 * the end, copied files, and stamps. No page keeps a mark that does not fit, the report knows every file, and a line
 * names those that came later with the command that marks them.
 */
import { MAGIC } from '@chalkmark/mark'
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { CHALKMARK } from './support/chalkmark.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>t</title></head><body><div id="app"></div>
<script type="module" src="/src/main.js"></script></body></html>`

interface Build {
  vite: string
  page?: string
  /** Options of vite. */
  config?: string
  /** What the program does when the build is over. */
  after?: string
}

/** Builds a page with a plugin that writes files when the bundle is written. */
async function build({ vite, page = PAGE, config = '', after = '' }: Build) {
  const project = writeProject('behind-bundle', {
    'package.json': '{ "name": "behind", "version": "1.0.0", "type": "module" }',
    'index.html': page,
    'src/main.js': `document.getElementById('app').textContent = 'shown'`,
    'public/old.js': 'globalThis.old = 1\n',
    'public/robots.txt': 'User-agent: *\n',
    'build.js': `import fs from 'node:fs'
import { build } from '${vite}'
import { chalk } from 'unplugin-chalk/vite'
const writes = (order) => ({ name: 'writes-' + order, closeBundle: { order, sequential: true, handler() {
  fs.writeFileSync('dist/sw-' + order + '.js', 'self.skipWaiting()\\n')
  fs.writeFileSync('dist/sitemap.xml', '<urlset/>\\n')
} } })
await build({ configFile: false, logLevel: 'warn', plugins: [writes('pre'), chalk(), writes('post')], ${config} })
const page = fs.readFileSync('dist/index.html', 'utf8')
const render = (what) => page.replace('<div id="app">', '<div id="app">' + what)
${after}`,
  })
  projects.push(project)
  const { stderr } = await runNode(['build.js'], project.dir)
  const [report] = JSON.parse(project.read('chalk-report.json'))
  return { project, stderr, report, files: readOutput(project.path('dist')) }
}

type Reasons = Record<string, Record<string, string>>

/** Names in the output folder, by reason. */
function reasonsIn(report: { '_X-UNMARKED': Reasons }, { path }: Project): Record<string, string[]> {
  const name = (file: string) => file.slice(path('dist').length + 1).replaceAll('\\', '/')
  return Object.fromEntries(
    Object.entries(report['_X-UNMARKED']).map(([reason, files]) => [
      reason,
      Object.keys(files).map(name).sort(),
    ]),
  )
}

const MARKED = [expect.stringMatching(/^assets\/index-.*\.js$/)]

describe.each(['vite', 'vite7'])('%s', (vite) => {
  it('files of plugins and of the public folder', async () => {
    const { project, stderr, report, files } = await build({ vite })
    expect(reasonsIn(report, project)).toEqual({
      'made after the bundle': ['sw-post.js', 'sw-pre.js'],
      'a copy of a source file': ['old.js'],
    })
    expect(report._CHALKS).toHaveLength(2)
    expect(stderr).toMatch(
      /^chalk: 2 files came after the bundle, without a mark \(dist.sw-p\w+\.js, dist.sw-p\w+\.js\): npx chalkmark insert --missing dist$/m,
    )
    expect(await check('index.html', files.get('index.html')!)).toEqual([])
  })

  it('pages that are made from a marked one', async () => {
    const { project, stderr, report, files } = await build({
      vite,
      after: `fs.writeFileSync('dist/404.html', page)
fs.mkdirSync('dist/about')
fs.writeFileSync('dist/about/index.html', render('about'))
fs.writeFileSync('dist/index.html', render('home'))`,
    })
    for (const name of ['index.html', 'about/index.html']) {
      expect(files.get(name)!.toString(), name).not.toContain(MAGIC)
      expect(files.get(name)!.toString(), name).toMatch(/>(?:about|home)</)
    }
    // The same page under another name: its mark fits.
    expect(await check('404.html', files.get('404.html')!)).toEqual([])
    expect(reasonsIn(report, project)).toMatchObject({
      'changed after the bundle': ['index.html'],
      'made after the bundle': ['about/index.html', 'sw-post.js', 'sw-pre.js'],
    })
    expect(stderr).toMatch(
      /^chalk: 4 files came after .* and 1 more\): npx chalkmark insert --missing dist$/m,
    )

    await runNode([CHALKMARK, 'insert', '--missing', 'dist'], project.dir)
    for (const [name, bytes] of readOutput(project.path('dist')))
      if (/\.(?:html|js)$/.test(name)) expect(await check(name, bytes), name).toEqual([])
  })

  it.each([
    [
      'a page with a place for content',
      { page: PAGE.replace('"app">', '"app"><!--app-html-->') },
      '<!--app-html-->',
    ],
    ['a manifest for a server', { config: 'build: { ssrManifest: true }' }, 'build.ssrManifest is set'],
  ])('a template: %s', async (_what, given, sign) => {
    const { project, stderr, report, files } = await build({ vite, ...given })
    expect(files.get('index.html')!.toString()).not.toContain(MAGIC)
    expect(reasonsIn(report, project)).toMatchObject({ 'a template that is filled in later': ['index.html'] })
    expect(
      report._CHALKS.map((chalk: Record<string, string>) =>
        chalk._OP_ARTIFACT_PATH!.slice(project.path('dist').length + 1),
      ),
    ).toEqual(MARKED)
    expect(stderr).toContain(
      `chalk: index.html: not marked: it is a template that is filled in later (${sign}); mark what is made from it: npx chalkmark insert --missing dist`,
    )
  })
})
