/**
 * Real sites of Next and Astro, which use the bundler's output once more when the bundler is done: Next computes
 * integrity from it, Astro renders pages from names that it has noted. Each site is built without chalk() and with
 * it. Every script that a page names must be there and fit its integrity, and none may have other bytes under an
 * address that the site had before. Prints a row for each build; exits with 1 if anything is wrong.
 *
 * `pnpm build && node test/peers/frameworks.mjs [--folder DIR] [--only next|astro]`
 *
 * Needs npm's registry. What is installed stays in the folder and is used again.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(tmpdir(), 'chalkmark-frameworks') },
    only: { type: 'string', multiple: true, default: ['next', 'astro'] },
  },
})

const PLUGIN = fileURLToPath(new URL('../../packages/unplugin', import.meta.url))

const SITES = {
  next: {
    packages: ['next@16', 'react', 'react-dom'],
    command: ['node_modules/next/dist/bin/next', 'build', '--webpack'],
    output: 'out',
    options: [{}, { rename: 'always' }, { hashedFiles: 'full' }],
    /** Where a name has to be new, since its bytes are pinned. */
    isPinned: true,
    files: {
      'next.config.mjs': `import { chalk } from 'unplugin-chalk/webpack'
const options = JSON.parse(process.env.CHALK)
export default {
  output: 'export', distDir: 'out', experimental: { sri: { algorithm: 'sha384' } },
  webpack(config) { if (options) config.plugins.push(chalk(options)); return config },
}`,
      'app/layout.js': `export default ({ children }) => <html lang="en"><body>{children}</body></html>`,
      'app/page.js': `import Counter from './counter'
export default () => <main><Counter /></main>`,
      'app/counter.js': `'use client'
import { useState } from 'react'
import dynamic from 'next/dynamic'
const Lazy = dynamic(() => import('./lazy'), { ssr: false })
export default () => { const [n, set] = useState(0); return <p onClick={() => set(n + 1)}>{n} <Lazy /></p> }`,
      'app/lazy.js': `export default () => <i>lazy</i>`,
    },
  },
  astro: {
    packages: ['astro@6'],
    command: ['node_modules/astro/bin/astro.mjs', 'build'],
    output: 'dist',
    options: [{}, { rename: 'always' }, { hashedFiles: 'full' }],
    isPinned: false,
    files: {
      'astro.config.mjs': `import { chalk } from 'unplugin-chalk/vite'
const options = JSON.parse(process.env.CHALK)
export default { vite: { plugins: [options && chalk(options)] } }`,
      'src/pages/index.astro': `<html lang="en"><head><title>a</title></head><body><p id="main">no</p>
<script>import { go } from '../go.js'; go()</script></body></html>
<style is:global>p { color: red; background: url(data:,${'x'.repeat(5000)}) }</style>`,
      'src/go.js': `export function go() {
  document.getElementById('main').textContent = '${'go '.repeat(2000)}'
  import('./lazy.js').then(({ lazy }) => lazy())
}`,
      'src/lazy.js': `export const lazy = () => document.body.append('lazy')`,
    },
  },
}

function prepare(name, { packages, files }) {
  const folder = join(values.folder, name)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  if (!existsSync(join(folder, 'node_modules'))) {
    writeFileSync(join(folder, 'package.json'), `{ "name": "site", "private": true, "type": "module" }`)
    execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder, stdio: 'ignore' })
  }
  const link = join(folder, 'node_modules/unplugin-chalk')
  rmSync(link, { recursive: true, force: true })
  symlinkSync(PLUGIN, link, 'junction')
  return folder
}

/** Builds a site. @returns its files by name. */
function build(folder, { command, output }, chalk) {
  rmSync(join(folder, output), { recursive: true, force: true })
  const env = {
    ...process.env,
    CHALK: JSON.stringify(chalk),
    NEXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
  }
  // Astro 6 needs Node 22.
  const isOld = Number(process.versions.node.split('.')[0]) < 22
  const [program, ...args] = isOld ? ['npx', '-y', '-p', 'node@24', 'node'] : [process.execPath]
  execFileSync(program, [...args, ...command], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const root = join(folder, output)
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const paths = entries.map((entry) => join(entry.parentPath, entry.name))
  return new Map(paths.map((path) => [path.slice(root.length).replaceAll('\\', '/'), readFileSync(path)]))
}

/** What is wrong with a site's pages. */
function problemsOf(files, before, isPinned) {
  const problems = []
  const pages = [...files].filter(([name]) => name.endsWith('.html'))
  for (const [page, text] of pages) {
    for (const [tag, address] of text
      .toString()
      .matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="(\/_[^"]+)"[^>]*>/g)) {
      const content = files.get(address)
      if (!content) {
        problems.push(`${page} names ${address}, which is not there`)
        continue
      }
      const digest = /integrity="(sha\d+)-([^"]+)"/.exec(tag)
      if (digest && createHash(digest[1]).update(content).digest('base64') !== digest[2])
        problems.push(`${address} does not fit its integrity`)
      const old = before.get(address)
      if (isPinned && digest && old && !old.equals(content))
        problems.push(`${address} had other bytes before`)
    }
  }
  return [...new Set(problems)]
}

let failed = false
for (const name of values.only) {
  const site = SITES[name]
  const folder = prepare(name, site)
  const plain = build(folder, site, false)
  for (const options of site.options) {
    const files = build(folder, site, options)
    const marked = [...files.values()].filter((bytes) => bytes.includes('dadfedabbadabbed')).length
    const problems = problemsOf(files, plain, site.isPinned)
    failed ||= problems.length > 0 || marked === 0
    console.log(
      `${name} ${JSON.stringify(options)}: ${marked} of ${files.size} files marked, ${problems.join('; ') || 'right'}`,
    )
  }
}
process.exit(failed ? 1 : 0)
