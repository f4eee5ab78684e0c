/** Sites that somebody visits with a warm cache: how each is built, with chalk() and without. */
import { CHALKMARK } from './chalkmark.js'

/** Installs itself only if each file fits its revision. It takes files from the browser's cache, as workers do. */
const WORK = `const list = LIST
const current = 'v-' + list.map(({ revision }) => revision).join('')
async function install() {
  const cache = await caches.open(current)
  for (const { url, revision } of list) {
    const response = await fetch(url)
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', await response.clone().arrayBuffer()))
    const found = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    if (found !== revision) throw new Error(url + ' is ' + found + ', not ' + revision)
    await cache.put(url, response)
  }
}
async function activate() {
  for (const name of await caches.keys()) if (name !== current) await caches.delete(name)
  await clients.claim()
}
self.addEventListener('install', (event) => { self.skipWaiting(); event.waitUntil(install()) })
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url)
  const cached = caches.match(pathname === '/' ? '/index.html' : pathname)
  event.respondWith(cached.then((found) => found ?? fetch(event.request)))
})`

export const SOURCES = {
  'package.json': '{ "name": "site", "version": "1.0.0" }',
  'src/main.js': `document.getElementById('now').textContent = 'shown now'
import('./lazy.js').then(({ later }) => { document.getElementById('later').textContent = later })`,
  'src/lazy.js': `import { shown } from 'marked'
export const later = shown + ' later'`,
  'node_modules/marked/package.json':
    '{ "name": "marked", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'node_modules/marked/index.js': `export const shown = 'shown'`,
  'src/sw.js': WORK,
  'index.html': `<!doctype html>
<html><head><title>site</title></head><body><p id="now"></p><p id="later"></p><script type="module" src="/src/main.js"></script></body></html>`,
}

const webpack = (output: string, html: string, plugins: string) => `const webpack = require('webpack')
const Html = require('html-webpack-plugin')
const { SubresourceIntegrityPlugin } = require('webpack-subresource-integrity')
const { chalk } = require('unplugin-chalk/webpack')
const marks = process.env.CHALK === 'off' ? [] : [chalk()]
webpack({
  mode: 'production', context: __dirname, entry: './src/main.js', devtool: false,
  output: { ${output}, crossOriginLoading: 'anonymous', publicPath: '/', clean: true },
  plugins: [new Html({ templateContent: '<!doctype html><html><head><title>site</title></head><body><p id="now"></p><p id="later"></p></body></html>', scriptLoading: 'defer', ${html} }), ${plugins}, ...marks],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`

/** @param more what the plugins need. */
const vite = (plugins: string, more = '', build = '') => `(async () => {
const { build } = await import('vite')
const { sri } = await import('vite-plugin-sri3')
const { chalk } = await import('unplugin-chalk/vite')
const { createHash } = require('node:crypto')
${LATE}
const marks = process.env.CHALK === 'off' ? [] : [chalk()]
${POLICY}
${more}
await build({ configFile: false, logLevel: 'warn', build: { modulePreload: { polyfill: false }, ${build} }, plugins: [${plugins}, ...marks] })
})()`

/** Allows an inline script that names the entry, by its digest. */
const POLICY = `const policy = () => ({ name: 'policy', enforce: 'post', generateBundle: { order: 'post', handler(_, bundle) {
  const entry = Object.values(bundle).find(({ isEntry }) => isEntry)
  const page = bundle['index.html']
  const inline = 'import("/' + entry.fileName + '")'
  const digest = createHash('sha256').update(inline).digest('base64')
  page.source = String(page.source)
    .replace('<head>', '<head><meta http-equiv="content-security-policy" content="script-src \\'self\\' \\'sha256-' + digest + '\\'">')
    .replace(/<script.*?<\\/script>/, '')
    .replace('</body>', '<script>' + inline + '</script></body>')
} } })`

/** Plugins that see the page and all files before chalk() does. */
const LATE = `const digest = (text, algorithm = 'sha384', as = 'base64') => createHash(algorithm).update(text).digest(as)
const textOf = ({ code, source }) => code ?? String(source)
const late = (name, handler) => ({ name, enforce: 'post', generateBundle: { order: 'post', handler(_, bundle) {
  const entry = Object.values(bundle).find(({ isEntry }) => isEntry)
  handler({ bundle, entry, page: bundle['index.html'], emit: (fileName, source) => this.emitFile({ type: 'asset', fileName, source }) })
} } })`

/** A precache manifest as Workbox writes it. */
const WORKER = `const worker = () => late('worker', ({ bundle, page, emit }) => {
  page.source = textOf(page).replace('</body>', '<script>navigator.serviceWorker.register("/sw.js")</script></body>')
  const list = Object.values(bundle).map((item) => ({ url: '/' + item.fileName, revision: digest(textOf(item), 'sha1', 'hex') }))
  emit('sw.js', require('node:fs').readFileSync('src/sw.js', 'utf8').replace('LIST', JSON.stringify(list)))
})`

/** The page is made from a template, and its policy stands with the server's headers. */
const TEMPLATE = `const template = () => late('template', ({ bundle, page, entry, emit }) => {
  const inline = 'import("/' + entry.fileName + '")'
  emit('views/page.html.erb', '<%# The page %>' + textOf(page)
    .replace(/<script.*?<\\/script>/, '<link rel="modulepreload" href="/' + entry.fileName + '" integrity="sha384-' + digest(textOf(entry)) + '">')
    .replace('</body>', '<script>' + inline + '</script></body>'))
  emit('_headers', "/*\\n  Content-Security-Policy: script-src 'self' 'sha256-" + digest(inline, 'sha256') + "'\\n")
  delete bundle['index.html']
})`

/** The digest of the entry stands in the page with entities, and as JSON in a script that loads the entry again. */
const SPELLED = `const spelled = () => late('spelled', ({ page, entry }) => {
  const integrity = 'sha384-' + digest(textOf(entry))
  const entities = integrity.replace(/[+/=]/g, (letter) => '&#x' + letter.charCodeAt().toString(16) + ';')
  const json = JSON.stringify({ href: '/' + entry.fileName, integrity, rel: 'modulepreload' }).replaceAll('/', '\\\\/')
  page.source = textOf(page)
    .replace(/<script.*?<\\/script>/, '<script type="module" src="/' + entry.fileName + '" integrity="' + entities + '"></script>')
    .replace('<head>', '<head><script>document.head.append(Object.assign(document.createElement("link"), ' + json + '))</script>')
})`

/** A script and a style sheet without anything in them. */
const SAME = `const same = () => late('same', ({ page, emit }) => {
  for (const name of ['empty.js', 'empty.css']) emit(name, '\\n')
  const integrity = 'integrity="sha384-' + digest('\\n') + '"'
  page.source = textOf(page).replace('<head>', '<head><script src="/empty.js" ' + integrity + '></script><link rel="stylesheet" href="/empty.css" ' + integrity + '>')
})`

const COMPRESSED = `const compressed = () => late('compressed', ({ bundle, emit }) => {
  const { brotliCompressSync, gzipSync } = require('node:zlib')
  for (const item of Object.values(bundle)) {
    emit(item.fileName + '.br', brotliCompressSync(textOf(item)))
    emit(item.fileName + '.gz', gzipSync(textOf(item)))
  }
})`

/** The package has the mark of the commit, whether the bundle gets one or not. */
const MARKED = `require('node:child_process').execFileSync(process.execPath,
  ['${CHALKMARK}', 'insert', '-q', '--report', 'node_modules/report.json', '--all-scripts', 'node_modules/marked/index.js'])`

/** A plugin that writes the page when esbuild has written the files. */
const ESBUILD = `(async () => {
const { build } = require('esbuild')
const { createHash } = require('node:crypto')
const { readFileSync, rmSync, writeFileSync } = require('node:fs')
const { chalk } = await import('unplugin-chalk/esbuild')
const marks = process.env.CHALK === 'off' ? [] : [chalk()]
rmSync('dist', { recursive: true, force: true })
const page = { name: 'page', setup({ initialOptions, onEnd }) {
  initialOptions.metafile = true
  onEnd(({ metafile }) => {
    const [path] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint)
    const integrity = 'sha384-' + createHash('sha384').update(readFileSync(path)).digest('base64')
    const script = '<script type="module" src="/' + path.slice(5) + '" integrity="' + integrity + '"></script>'
    writeFileSync('dist/index.html', readFileSync('index.html', 'utf8').replace(/<script.*?<\\/script>/, script))
  })
} }
await build({ entryPoints: ['src/main.js'], entryNames: '[name]-[hash]', bundle: true, splitting: true, format: 'esm', outdir: 'dist', plugins: [page, ...marks] })
})()`

/** Build scripts by what pins, names or serves the files. With `CHALK=off` they build without marks. */
export const KINDS: Readonly<Record<string, string>> = {
  'names that hold a hash, pinned': webpack(
    `filename: '[name].[contenthash].js'`,
    '',
    'new SubresourceIntegrityPlugin()',
  ),
  'names with a version behind them, pinned': webpack(
    `filename: '[name].js'`,
    'hash: true',
    'new SubresourceIntegrityPlugin()',
  ),
  'vite, pinned': vite('sri()'),
  'an inline script that a policy allows': vite('policy()'),
  'a service worker with revisions': vite('worker()', WORKER),
  'a template of a server, and headers': vite('template()', TEMPLATE),
  'digests in other spellings': vite('spelled()', SPELLED),
  'files of the same content': vite('same()', SAME),
  'compressed files, pinned': vite('sri(), compressed()', COMPRESSED),
  'a marked package, pinned': vite('sri()', MARKED, `minify: false, sourcemap: 'inline'`),
  'plugins before chalk() in esbuild': ESBUILD,
}
