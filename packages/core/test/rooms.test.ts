/** The rooms of the sources: imports go downward in the list only, and no file imports itself by way of others. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const SOURCES = fileURLToPath(new URL('../src', import.meta.url))

/** From the top down. */
const ROOMS = [
  'operations',
  'output',
  'sinks',
  'report',
  'mark',
  'collectors',
  'containers',
  'disk',
  'formats',
  'config',
  'keys',
  'bytes',
  'redact',
]

/** Below all rooms: they import from `redact` at most. */
const CELLAR = ['error.ts']

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts'))

const imports = new Map(files.map((file) => [file, importsOf(file)]))

/** The files of the package that a file imports, for types too. */
function importsOf(file: string): string[] {
  const path = resolve(SOURCES, file)
  const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'), true, true)
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.') && name.endsWith('.js'))
    .map((name) =>
      relative(SOURCES, resolve(dirname(path), name.replace(/\.js$/, '.ts'))).replaceAll('\\', '/'),
    )
}

const roomOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined)

test('every folder is a room', () => {
  const folders = new Set(files.map(roomOf).filter((room) => room !== undefined))
  expect([...folders].filter((folder) => !ROOMS.includes(folder))).toEqual([])
})

test('imports go downward', () => {
  const upward: string[] = []
  for (const [file, targets] of imports) {
    if (file === 'index.ts') continue
    const from = roomOf(file)
    for (const target of targets) {
      const to = roomOf(target)
      if (to === undefined && CELLAR.includes(target)) continue
      const isBelow = from === undefined ? to === 'redact' : ROOMS.indexOf(to ?? '') >= ROOMS.indexOf(from)
      if (!isBelow) upward.push(`${file} imports ${target}`)
    }
  }
  expect(upward).toEqual([])
})

test('no circles', () => {
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' > '))
    if (done.has(file) || way.includes(file)) return
    for (const target of imports.get(file) ?? []) visit(target, [...way, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  expect(circles).toEqual([])
})

test('a name is one exported type, in all packages', () => {
  const packages = fileURLToPath(new URL('../..', import.meta.url))
  const declared = new Map<string, string[]>()
  for (const name of ['mark', 'core', 'unplugin', 'cli']) {
    const sources = resolve(packages, name, 'src')
    for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue
      const text = readFileSync(resolve(sources, file), 'utf8')
      for (const [, type] of text.matchAll(/^export (?:interface|type|class) (\w+)/gm)) {
        declared.set(type!, [...(declared.get(type!) ?? []), `${name}/src/${file}`])
      }
    }
  }
  expect(declared.size).toBeGreaterThan(100)
  expect([...declared].filter(([, files]) => files.length > 1)).toEqual([])
})
