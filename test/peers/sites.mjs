/**
 * A real site, built without marks, then marked by `insert`, then built with `chalk()`: somebody who visits all three with
 * one browser sees the same pages, service worker included. All marks are valid, a second `insert` changes no byte, and
 * `delete` gives the old bytes back, but for names. Prints what each took; exits with 1 if anything differs.
 *
 * `pnpm build && node test/peers/sites.mjs PROJECT [--config CONFIG] [--without SELECTOR] -- COMMAND …`
 *
 * PROJECT is a folder in which everything is installed; its output is `dist`. COMMAND builds it with vite: `npx vite build`.
 * CONFIG is vite's: `vite.config.ts` by default. SELECTOR is of what the site shows only when there is a new version of it.
 * Two builds of the site have to give the same: no date may be in it.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { findChromium } from '../../scripts/chromium.mjs'

const CHALKMARK = fileURLToPath(new URL('../../packages/cli/bin.js', import.meta.url))
const PLUGIN = fileURLToPath(new URL('../../packages/unplugin', import.meta.url))
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { config: { type: 'string', default: 'vite.config.ts' }, without: { type: 'string' } },
})
const [project, ...command] = positionals
const work = mkdtempSync(join(tmpdir(), 'chalkmark-sites-'))
const problems = []
const rows = []

function timed(name, args, cwd, env = {}) {
  const startedAt = performance.now()
  const { status, stdout, stderr } = spawnSync(args[0], args.slice(1), {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  })
  rows.push([name, `${((performance.now() - startedAt) / 1000).toFixed(1)} s`])
  if (status !== 0)
    problems.push(
      `${name}: exit code ${status}: ${(stderr || stdout).trim().split('\n').slice(-3).join(' ')}`,
    )
  return stdout
}

/** Every file of a folder, by its name. */
function contentsOf(folder) {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), readFileSync(path)]),
  )
}

function build(name, config) {
  const out = join(project, 'dist')
  rmSync(out, { recursive: true, force: true })
  timed(name, [...command, ...(config ? ['--config', config] : [])], project)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  cpSync(out, join(work, name), { recursive: true })
  return join(work, name)
}

/** The site's own config with `chalk()` behind its plugins. */
function configWithChalk() {
  mkdirSync(join(project, 'node_modules'), { recursive: true })
  const link = join(project, 'node_modules/unplugin-chalk')
  rmSync(link, { recursive: true, force: true })
  symlinkSync(PLUGIN, link, 'junction')
  const file = join(project, 'chalk.vite.config.mjs')
  writeFileSync(
    file,
    `import { mergeConfig } from 'vite'
import { chalk } from 'unplugin-chalk/vite'
import own from './${values.config}'
export default async (env) => mergeConfig(typeof own === 'function' ? await own(env) : await own, { plugins: [chalk()] })
`,
  )
  return file
}

/** Visits a folder twice, so that the second visit comes from its service worker. @returns what is to be seen. */
async function visit(context, server, folder) {
  server.folder = folder
  const seen = []
  for (const name of ['first', 'second']) {
    const page = await context.newPage()
    const faults = []
    page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
    page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`))
    await page.goto(`http://127.0.0.1:${server.port}/`)
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(1500)
    await page.waitForFunction(
      'navigator.serviceWorker.getRegistration().then((one) => one?.active && !one.installing)',
      undefined,
      { timeout: 60_000 },
    )
    if (values.without)
      await page.evaluate((selector) => document.querySelector(selector)?.remove(), values.without)
    const text = await page.evaluate('document.body.innerText')
    const worker = await page.evaluate(
      'navigator.serviceWorker.getRegistration().then((one) => Boolean(one?.active))',
    )
    seen.push(JSON.stringify({ name, text, worker, faults: faults.sort() }))
    await page.close()
  }
  return seen.join('\n')
}

function serve() {
  const state = { folder: '', port: 0 }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const name = decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname)
    try {
      const body = readFileSync(join(state.folder, name))
      response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream')
      response.setHeader('cache-control', /assets\//.test(name) ? 'max-age=31536000, immutable' : 'no-cache')
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      state.port = server.address().port
      state.close = () => {
        server.closeAllConnections()
        server.close()
      }
      resolve(state)
    })
  })
}

function check(name, folder) {
  timed(
    `verify ${name}`,
    [process.execPath, CHALKMARK, 'verify', '-q', '--all-scripts', '--allow-unmarked', folder],
    project,
  )
}

try {
  const plain = build('plain')
  const marked = join(work, 'dist')
  cpSync(plain, marked, { recursive: true })
  const insert = (name) =>
    timed(
      name,
      [process.execPath, CHALKMARK, 'insert', '-q', '--report', join(work, 'report.json'), marked],
      project,
    )
  insert('insert')
  const once = contentsOf(marked)
  insert('insert again')
  for (const [name, bytes] of contentsOf(marked))
    if (!once.get(name)?.equals(bytes)) problems.push(`${name}: a second insert changed it`)
  check('of insert', marked)
  const chalked = build('chalk', configWithChalk())
  check('of chalk()', chalked)

  const server = await serve()
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
  const context = await browser.newContext()
  const expected = await visit(context, server, plain)
  for (const [name, folder] of [
    ['insert', marked],
    ['chalk()', chalked],
    ['plain again', plain],
  ]) {
    const found = await visit(context, server, folder)
    if (found !== expected)
      problems.push(`${name}: the site is not as before:\n${found}\nand before:\n${expected}`)
  }
  await browser.close()
  server.close()
  console.log(expected)

  const renamed = [...once.keys()].filter((name) => !contentsOf(plain).has(name))
  const [{ _CHALKS: chalks }] = JSON.parse(readFileSync(join(work, 'report.json'), 'utf8'))
  rows.push(
    ['files', String(once.size)],
    ['marks of insert again', String(chalks?.length ?? 0)],
    ['renamed by insert', String(renamed.length)],
  )
  timed('delete', [process.execPath, CHALKMARK, 'delete', '-q', marked], project)
  const back = contentsOf(marked)
  const old = contentsOf(plain)
  const differing = [...back]
    .filter(([name, bytes]) => old.has(name) && !old.get(name).equals(bytes))
    .map(([name]) => name)
  rows.push(['not restored by delete', differing.join(' ') || 'none'])
  if (renamed.length === 0 && differing.length > 0)
    problems.push(`delete does not restore ${differing.join(', ')}`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
for (const row of rows) console.log(`| ${row.join(' | ')} |`)
for (const problem of problems) console.log(`wrong: ${problem}`)
process.exitCode = problems.length > 0 ? 1 : 0
