/** Dev servers are left alone: nothing is marked, no report is written, git is not asked. Builds beside them are not. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { type Project, writeProject } from './support/project.js'

const SOURCES = {
  'package.json': '{ "name": "dev-server", "version": "1.0.0" }',
  'src/index.js': `console.log('served')`,
  'index.html': '<!doctype html><p>A page</p><script type="module" src="/src/index.js"></script>',
}

interface Server {
  name: string
  env?: Record<string, string>
  /** Serves, prints what it serves, ends. */
  script: string
}

const vite = (name: string): Server => ({
  name,
  script: `import { createServer } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
const server = await createServer({ configFile: false, plugins: [chalk()], server: { port: 0, host: '127.0.0.1' } })
await server.listen()
const { port } = server.httpServer.address()
for (const path of ['/', '/src/index.js']) console.log(await (await fetch(\`http://127.0.0.1:\${port}\${path}\`)).text())
await server.close()
process.exit()`,
})

/** As their dev servers do: in watch mode, into memory. */
const inMemory = (name: string, path: string): Server => ({
  name: `${name}, in memory`,
  script: `import * as fs from 'node:fs'
import bundler from '${path}'
import { chalk } from 'unplugin-chalk/${name}'
const compiler = (bundler.${name} ?? bundler)({ mode: 'development', context: import.meta.dirname, plugins: [chalk()] })
const written = {}
compiler.outputFileSystem = {
  ...fs,
  mkdir: (_path, ...rest) => rest.at(-1)(null),
  stat: (_path, ...rest) => rest.at(-1)(Object.assign(new Error('none'), { code: 'ENOENT' })),
  writeFile(path, content, ...rest) { written[path] = String(content); rest.at(-1)(null) },
}
const watching = compiler.watch({}, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString())
  setTimeout(() => {
    console.log(Object.values(written).join('\\n'))
    watching.close(() => process.exit())
  }, 100)
})`,
})

/** webpack-dev-server and its middleware with `writeToDisk`: only their hooks tell that they are there. */
const ontoDisk = (name: string, path: string): Server => ({
  name: `${name} serve, onto the disk`,
  env: { WEBPACK_SERVE: 'true' },
  script: `import { readFileSync } from 'node:fs'
import bundler from '${path}'
import { chalk } from 'unplugin-chalk/${name}'
const compiler = (bundler.${name} ?? bundler)({ mode: 'development', context: import.meta.dirname, plugins: [chalk()] })
compiler.hooks.watchRun.tap('webpack-dev-middleware', () => {})
const watching = compiler.watch({}, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString())
  console.log(readFileSync('dist/main.js', 'utf8'))
  watching.close(() => process.exit())
})`,
})

const SERVERS: Server[] = [
  vite('vite'),
  vite('vite7'),
  ontoDisk('webpack', 'webpack'),
  ontoDisk('rspack', '@rspack/core'),
  inMemory('webpack', 'webpack'),
  inMemory('rspack', '@rspack/core'),
  {
    name: 'rsbuild',
    script: `import { createRsbuild } from '@rsbuild/core'
import { chalk } from 'unplugin-chalk/rsbuild'
const rsbuild = await createRsbuild({ rsbuildConfig: { plugins: [chalk()], server: { host: '127.0.0.1', printUrls: false } } })
const { server, port } = await rsbuild.startDevServer()
const page = await (await fetch(\`http://127.0.0.1:\${port}/\`)).text()
const [, script] = /src="([^"]*index\\.js)"/.exec(page)
console.log(page, await (await fetch(\`http://127.0.0.1:\${port}\${script}\`)).text())
await server.close()
process.exit()`,
  },
]

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

describe.skipIf(process.platform === 'win32').each(SERVERS)('$name', ({ env, script }) => {
  it('is left alone', async () => {
    const project = writeProject('dev-server', { ...SOURCES, 'serve.mjs': script })
    projects.push(project)
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
    project.write('bin/git', `#!/bin/sh\ntouch '${project.path('git-was-called')}'\nexec '${real}' "$@"\n`)
    chmodSync(project.path('bin/git'), 0o755)
    const PATH = [project.path('bin'), process.env.PATH].join(delimiter)

    const { stdout, stderr } = await runNode(['serve.mjs'], project.dir, { env: { ...env, PATH } })
    expect(stdout).toContain('served')
    expect(stdout).not.toContain('MAGIC')
    expect(`${stdout}\n${stderr}`).not.toContain('chalk: ')
    expect(existsSync(project.path('chalk-report.json'))).toBe(false)
    expect(existsSync(project.path('git-was-called'))).toBe(false)
  })
})

describe.each([
  ['webpack', 'webpack'],
  ['rspack', '@rspack/core'],
])('%s in a program that has only loaded a dev server', (name, path) => {
  it.each([
    ['a build', 'compiler.run(() => {})'],
    ['a watching build', 'const watching = compiler.watch({}, () => watching.close(() => process.exit()))'],
  ])('%s is marked', async (_what, work) => {
    const script = `import bundler from '${path}'
import { chalk } from 'unplugin-chalk/${name}'
process.env.WEBPACK_SERVE = 'true'
const plugins = [chalk()]
const compiler = (bundler.${name} ?? bundler)({ mode: 'production', context: import.meta.dirname, plugins })
${work}`
    const project = writeProject('dev-server', { ...SOURCES, 'build.mjs': script })
    projects.push(project)
    await runNode(['build.mjs'], project.dir)
    expect(project.read('dist/main.js')).toContain('MAGIC')
    expect(existsSync(project.path('chalk-report.json'))).toBe(true)
  })
})
