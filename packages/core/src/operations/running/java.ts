/** Java: archives of the class path and the module path, agents, and programs that are a source file. */
import { readdirSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { openContainer } from '../../containers/index.js'
import { readPlainFile } from '../../disk/plain.js'
import { openFile } from '../../disk/source.js'
import { CodecError } from '../../error.js'
import { type Interpreter, type Named, NOTHING_MORE, type RunningCommand } from './command.js'
import { isFile } from './locate.js'
import { type OptionTable, takeApart, valuesOf } from './options.js'
import { shellWords } from './words.js'

/** java(1) */
const JAVA: OptionTable = {
  values: `-jar -cp -classpath --class-path -p --module-path --upgrade-module-path -m --module --add-modules
    --add-opens --add-exports --add-reads --patch-module --limit-modules --enable-native-access
    --illegal-native-access --source -d --describe-module --finalization`,
  last: '-jar -m --module',
}

/** How many archives one command may name. Thousands would only be there to keep us busy. */
const MOST_ARCHIVES = 1000
/** How many entries of a class path are looked at: a megabyte has room for half a million names of files that are not there. */
const MOST_ENTRIES = 10_000
/** How many argument files are read, and how many words they may hold together. */
const MOST_ARGUMENT_FILES = 32
const MOST_WORDS = 50_000
/** Bytes of a manifest. */
const LONGEST_MANIFEST = 1 << 20

export const java: Interpreter = (call) => {
  const { cwd, env } = call
  const args = withArgumentFiles([...shellWords(env.JDK_JAVA_OPTIONS ?? ''), ...call.args], cwd)
  const line = takeApart(args, JAVA)
  const tool = takeApart(shellWords(env.JAVA_TOOL_OPTIONS ?? ''), JAVA)
  if (valuesOf(line, '--dry-run', '-version', '--version').length > 0) return NOTHING_MORE
  const [jar] = valuesOf(line, '-jar')
  const isModule = valuesOf(line, '-m', '--module').length > 0
  const classPath = valuesOf(line, '-cp', '-classpath', '--class-path').at(-1) ?? env.CLASSPATH ?? ''
  const modules = [...valuesOf(line, '-p', '--module-path'), ...valuesOf(line, '--upgrade-module-path')]
  const [first = ''] = line.rest
  const isSource = jar === undefined && !isModule && /\.java$/.test(first)
  const program: Named[] = [
    ...(jar === undefined ? [] : named(call, [jar], 'archive')),
    ...(isSource ? named(call, [first], 'script') : []),
  ]
  // `java -jar` ignores the class path and looks at that of the archive.
  const found =
    jar === undefined
      ? [...archivesIn(classPath, cwd), ...modules.flatMap((path) => modulesIn(path, cwd))]
      : manifestPath(resolve(cwd, jar))
  const files = [
    ...program,
    ...named(call, found.slice(0, MOST_ARCHIVES), 'classpath'),
    ...named(call, [...agentsOf(tool.options), ...agentsOf(line.options)], 'agent'),
  ]
  return { files }
}

function named({ cwd }: RunningCommand, paths: readonly string[], context: Named['context']): Named[] {
  return paths.map((path) => ({ path: resolve(cwd, path), context }))
}

/** The files of a class path. `lib/*` means all archives in a folder; folders hold classes, which carry no marks. */
function archivesIn(classPath: string, cwd: string): string[] {
  return archivesAmong(entriesOf(classPath, delimiter), (entry) => {
    const [, folder] = /^(|.*[\\/])\*$/.exec(entry) ?? []
    if (folder !== undefined) return archivesOf(resolve(cwd, folder))
    return isFile(resolve(cwd, entry)) ? [entry] : []
  })
}

/** The files of a module path: archives, and folders of archives. */
function modulesIn(modulePath: string, cwd: string): string[] {
  return archivesAmong(entriesOf(modulePath, delimiter), (entry) =>
    isFile(resolve(cwd, entry)) ? [entry] : archivesOf(resolve(cwd, entry)),
  )
}

function entriesOf(path: string, separator: string | RegExp): string[] {
  return path.split(separator).filter(Boolean).slice(0, MOST_ENTRIES)
}

/** The archives that entries stand for. No more entries are looked at than it takes to have enough archives. */
function archivesAmong(entries: readonly string[], archivesAt: (entry: string) => string[]): string[] {
  const found = new Set<string>()
  let seen = 0
  for (const entry of entries) {
    if (seen >= MOST_ARCHIVES) break
    const archives = archivesAt(entry)
    seen += archives.length
    for (const archive of archives) found.add(archive)
  }
  return [...found]
}

function archivesOf(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.(jar|jmod)$/i.test(name))
    return names.sort().map((name) => join(folder, name))
  } catch {
    // There is no such folder.
    return []
  }
}

/** Archives behind `-javaagent:` and libraries behind `-agentpath:`; what follows `=` is theirs. */
function agentsOf(options: readonly (readonly [name: string, value: string])[]): string[] {
  return options.flatMap(([name]) => /^-(?:javaagent|agentpath):(.+)$/.exec(name)?.[1] ?? [])
}

/** The words of a command line with those of the files that `@file` names: java(1), "java Command-Line Argument Files". */
function withArgumentFiles(args: readonly string[], cwd: string): string[] {
  let found: string[] = []
  let files = 0
  for (const [at, word] of args.entries()) {
    // Behind the program, words are its own.
    const isOver =
      word === '--disable-@files' || (word.startsWith('@') && takeApart(found, JAVA).rest.length > 0)
    if (isOver) return [...found, ...args.slice(at)]
    if (!word.startsWith('@')) found.push(word)
    else if (++files > MOST_ARGUMENT_FILES || found.length > MOST_WORDS) return found
    else if (word.startsWith('@@')) found.push(word.slice(1))
    else found = [...found, ...argumentsIn(resolve(cwd, word.slice(1)))]
  }
  return found
}

function argumentsIn(path: string): string[] {
  try {
    const text = isFile(path) ? (readPlainFile(path)?.toString() ?? '') : ''
    const lines = text.replace(/\\\r?\n[ \t]*/g, '').split(/\r?\n/)
    return lines.flatMap((line) => shellWords(line.replace(/(?:^|\s)#.*$/s, '')))
  } catch {
    // Java says what is wrong with it.
    return []
  }
}

/** The archives of the class path in an archive's manifest: JAR File Specification, "Class-Path attribute". */
function manifestPath(jar: string): string[] {
  if (!isFile(jar)) return []
  try {
    const file = openFile(jar)
    try {
      const container = openContainer({ name: jar, source: file })
      const entry = container.entries.find(({ path }) => path.toUpperCase() === 'META-INF/MANIFEST.MF')
      if (!entry || entry.size > LONGEST_MANIFEST) return []
      const text = Buffer.from(container.read(entry))
        .toString()
        .replace(/\r?\n /g, '')
      const [, path = ''] = /^Class-Path:(.*)$/im.exec(text) ?? []
      return archivesAmong(entriesOf(path, /\s+/), (address) => archiveAt(address, jar))
    } finally {
      file.close()
    }
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    return []
  }
}

/** A relative address in a manifest, from the folder of its archive. Those elsewhere are no files. */
function archiveAt(address: string, jar: string): string[] {
  if (/^[a-z][a-z0-9+.-]+:/i.test(address) && !address.startsWith('file:')) return []
  try {
    const path = resolve(dirname(jar), decodeURIComponent(address.replace(/^file:(?:\/\/)?/, '')))
    return isFile(path) ? [path] : []
  } catch {
    // A bad escape, at which Java stops, too.
    return []
  }
}
