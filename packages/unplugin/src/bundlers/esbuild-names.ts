/**
 * Which names esbuild can give to the files of one build: its documentation, "Entry points", "Outbase", "Entry names",
 * "Chunk names", "Out extension".
 */
import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, posix, relative, resolve, sep } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { commonFolder } from '../output/path.js'
import { ESBUILD, escapeRegExp } from './name-template.js'

/** All relative to the output folder, with `/`. */
export interface Names {
  /** The output folder, absolute. */
  dir: string
  /** Those that are known to the letter, and the entry point that each is of. */
  exact: ReadonlyMap<string, string>
  /** Those that have a hash. */
  patterns: readonly Pattern[]
  /** How many entry points there are. */
  entries: number
  /** How the names of style sheets end; empty if scripts' do so, too. */
  styles: readonly string[]
}

/** Names in one folder. */
export interface Pattern {
  /** Empty for the output folder itself. */
  folder: string
  /** Its groups: `hash`, and `name` if the template has it. */
  expression: RegExp
  /** What the name can be, for entry points; undefined for chunks. */
  names?: Set<string>
}

/** What a file's name says. */
export interface Named {
  /** The entry point that it is of, or, of a chunk, CHUNK. */
  of: string
  /** What stands for `[name]` and for `[hash]`; empty if there is none. */
  name: string
  hash: string
}

/** The output folder, absolute; undefined if the output goes to no file. */
export function folderOf({ outdir, outfile }: BuildOptions, root: string): string | undefined {
  if (!outdir && !outfile) return undefined
  return resolve(root, outdir ?? dirname(outfile!))
}

/** What a chunk is of. */
export const CHUNK = ''

/** @returns undefined if the file cannot be of the build. */
export function understand({ exact, patterns }: Names, file: string): Named | undefined {
  const known = exact.get(file)
  if (known !== undefined) return { of: known, name: '', hash: '' }
  const at = file.lastIndexOf('/')
  const folder = file.slice(0, Math.max(at, 0))
  for (const pattern of patterns) {
    if (pattern.folder !== folder) continue
    const groups = pattern.expression.exec(file.slice(at + 1))?.groups
    if (!groups) continue
    const { name = '', hash = '' } = groups
    if (!pattern.names) return { of: CHUNK, name, hash }
    if (pattern.names.has(name)) return { of: `${folder}/${name}`, name, hash }
  }
  return undefined
}

/**
 * Tells which names a build's files can have.
 * @returns undefined where only a metafile says what is written.
 */
export function namesOf(options: BuildOptions, root: string): Names | undefined {
  try {
    return tellNames(options, root)
  } catch {
    // A value of a wrong type, of which esbuild has a better message.
    return undefined
  }
}

function tellNames(options: BuildOptions, root: string): Names | undefined {
  const { outfile, splitting, loader = {}, outExtension = {} } = options
  const dir = folderOf(options, root)
  if (!dir) return undefined
  // Each asset of these has a name of its own, with its own extension.
  if (Object.values(loader).some((kind) => kind === 'file' || kind === 'copy')) return undefined
  const script = outExtension['.js'] ?? '.js'
  const style = outExtension['.css'] ?? '.css'
  const endings = ['', ...mapEndings(options), ...legalEndings(options)]
  const styles = script.endsWith(style) ? [] : endings.map((ending) => style + ending)
  const exact = new Map<string, string>()
  const add = (entry: string, names: readonly string[]) => {
    for (const name of names) for (const ending of endings) exact.set(name + ending, entry)
  }
  if (outfile) {
    const name = basename(outfile)
    if (options.entryNames || name.startsWith('.')) return undefined
    add(name, [name, name.slice(0, name.length - extname(name).length) + style])
    const others = styles.filter((ending) => !name.endsWith(ending))
    return { dir, exact, patterns: [], entries: 1, styles: others }
  }
  const given = entryNames(options, root)
  if (!given) return undefined

  const tail = `(?:${[script, style].map(escapeRegExp).join('|')})(?:${endings.map(escapeRegExp).join('|')})$`
  const patterns = new Map<string, Pattern>()
  const template = options.entryNames ?? '[dir]/[name]'
  const seen = new Set<string>()
  for (const entry of given) {
    const made = fill(template, entry)
    if (made === undefined) return undefined
    const folder = withoutDot(posix.dirname(made))
    if (made.includes(HASH)) {
      // One expression for all entry points in a folder: there may be hundreds.
      const shape = posix.basename(fill(template, { ...entry, name: ANY }) ?? '')
      const id = `${folder}\n${shape}`
      const pattern = patterns.get(id) ?? { folder, expression: expressionOf(shape, tail), names: new Set() }
      const name = shape.includes(ANY) ? entry.name : ''
      // Two entry points that only their hashes tell apart.
      if (pattern.names!.has(name)) return undefined
      pattern.names!.add(name)
      patterns.set(id, pattern)
      seen.add(`${folder}/${name}`)
    } else {
      add(made, [made + script, made + style])
      seen.add(made)
    }
  }
  if (splitting) {
    const made = fill(options.chunkNames ?? '[name]-[hash]', { dir: '', name: ANY })
    if (!made || posix.dirname(made).includes(ANY)) return undefined
    const base = posix.basename(made)
    // Without a hash, a chunk's name may be anything; without a name, its style sheet may be anybody's.
    if (!base.includes(HASH) || !base.includes(ANY)) return undefined
    const folder = withoutDot(posix.dirname(made))
    patterns.set(CHUNK, { folder, expression: expressionOf(base, tail) })
  }
  return { dir, exact, patterns: [...patterns.values()], entries: seen.size, styles }
}

function mapEndings({ sourcemap }: BuildOptions): string[] {
  return sourcemap && sourcemap !== 'inline' ? ['.map'] : []
}

function legalEndings({ legalComments }: BuildOptions): string[] {
  return legalComments === 'linked' || legalComments === 'external' ? ['.LEGAL.txt'] : []
}

/** What goes into `[dir]` and `[name]`. */
interface EntryName {
  dir: string
  name: string
}

/** Of each entry point; undefined where only esbuild knows. */
function entryNames(options: BuildOptions, root: string): EntryName[] | undefined {
  const { entryPoints, outbase } = options
  if (!entryPoints || options.stdin) return undefined
  const given = Array.isArray(entryPoints)
    ? entryPoints
    : Object.entries(entryPoints).map(([out, path]) => ({ in: path, out }))
  const outs = given.flatMap((entry) => (typeof entry === 'object' ? [entry.out] : []))
  if (outs.length > 0) {
    // esbuild has rules of its own for extensions here, and for paths that lead out of the folder.
    const isPlain = outs.length === given.length && outs.every((out) => /^[\w-]+(?:\/[\w-]+)*$/.test(out))
    return isPlain ? outs.map((out) => nameParts(out)) : undefined
  }
  const paths = (given as string[]).map((entry) => resolve(root, entry))
  if (paths.length === 0 || !paths.every(isPlainFile)) return undefined
  const base = outbase ? resolve(root, outbase) : commonFolder(paths.map((path) => dirname(path)))
  if (base === undefined) return undefined
  const names = paths.map((path) => ({
    dir: relative(base, dirname(path)).split(sep).join('/'),
    name: basename(path, extname(path)),
  }))
  // esbuild has others for what Windows cannot have in a name, and file systems for letters with accents.
  const isPlain = ({ dir, name }: EntryName) =>
    /^[\w./ @+~!$,=()[\]-]+$/.test(`${dir}/${name}`) && !/^\.\.(?:\/|$)/.test(dir)
  return names.every(isPlain) ? names : undefined
}

function nameParts(path: string): EntryName {
  return { dir: withoutDot(posix.dirname(path)), name: posix.basename(path) }
}

/** Whether an entry point is a file of this very path: no package, no pattern, no link, and with its extension. */
function isPlainFile(path: string): boolean {
  try {
    return (
      !path.includes('*') && extname(path) !== '' && statSync(path).isFile() && realpathSync(path) === path
    )
  } catch {
    return false
  }
}

/** They stand for a hash and for any name while a template is filled in: no file name has these letters. */
const HASH = '\0'
const ANY = '\x01'

/** Fills in a name template; undefined for what it cannot have, and for what leads out of the folder. */
function fill(template: string, { dir, name }: EntryName): string | undefined {
  const values: Record<string, string> = { '[dir]': dir, '[name]': name, '[hash]': HASH }
  // A folder that begins with other letters, esbuild takes for one in that folder.
  if (/[^/]\[dir\]|\[dir\][^/]/.test(template)) return undefined
  const parts = template.split(/(\[[^\]]*\])/)
  if (parts.some((part) => part.startsWith('[') && !(part in values))) return undefined
  const path = posix.normalize(`/${parts.map((part) => values[part] ?? part).join('')}`).slice(1)
  const isPlain = path !== '' && !/\.\.|\\|\/$/.test(template) && !posix.dirname(path).includes(HASH)
  return isPlain ? path : undefined
}

function expressionOf(shape: string, tail: string): RegExp {
  const once = (text: string, letter: string, name: string, what: string) => {
    const [first, ...others] = text.split(letter)
    return others.length === 0 ? text : `${first}(?<${name}>${what})${others.join(`\\k<${name}>`)}`
  }
  const source = once(
    once(escapeRegExp(shape), HASH, 'hash', `[${ESBUILD.letters}]{${ESBUILD.length}}`),
    ANY,
    'name',
    '.*',
  )
  return new RegExp(`^${source}${tail}`, 's')
}

function withoutDot(folder: string): string {
  return folder === '.' ? '' : folder
}
