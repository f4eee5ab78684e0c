/** Python: a script, a folder or archive with a `__main__.py`, or a module that `-m` names. */
import { readdirSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { type Interpreter, type Named, NOTHING_MORE, type RunningCommand } from './command.js'
import { isFile } from './locate.js'
import { type CommandLine, type OptionTable, takeApart, valuesOf } from './options.js'
import { script } from './scripts.js'

/** python(1): https://docs.python.org/3/using/cmdline.html */
const PYTHON: OptionTable = {
  values: '-c -m -W -X --check-hash-based-pycs',
  last: '-c -m',
  letters: {},
}

/**
 * @param executable the interpreter's own path, beside which a virtual environment has its modules; undefined if it
 *   is not known.
 */
export function pythonAt(executable: string | undefined): Interpreter {
  return (call) => {
    // The launcher of Windows takes a version first: `py -3.12 app.py`.
    const args = /^-\d/.test(call.args[0] ?? '') ? call.args.slice(1) : call.args
    const line = takeApart(args, PYTHON)
    if (valuesOf(line, '-c', '-V', '--version').length > 0) return NOTHING_MORE
    const module = valuesOf(line, '-m').at(-1)
    if (module !== undefined) return { files: moduleFile(module, placesOf(call, line, executable)) }
    const [word] = line.rest
    if (word === undefined) return NOTHING_MORE
    const main = join(resolve(call.cwd, word), '__main__.py')
    return isFile(main) ? { files: [{ path: main, context: 'script' }] } : script(call, word)
  }
}

/** The file of a module that runs as a program: `a/b.py`, or `a/b/__main__.py`. */
function moduleFile(module: string, places: readonly string[]): Named[] {
  const inside = module.split('.')
  // Names of modules are identifiers. Nothing else may lead out of the places.
  if (!inside.every((name) => /^[\p{L}\p{N}_]+$/u.test(name))) return []
  const found = places
    .map((place) => join(place, ...inside))
    .flatMap((path) => [join(path, '__main__.py'), `${path}.py`])
    .find(isFile)
  return found === undefined ? [] : [{ path: found, context: 'script' }]
}

/** The folders in which Python looks for modules, as far as command line and environment tell. */
function placesOf({ cwd, env }: RunningCommand, line: CommandLine, executable: string | undefined): string[] {
  const isIsolated = valuesOf(line, '-I').length > 0
  const ignoresEnv = isIsolated || valuesOf(line, '-E').length > 0
  const isSafe = isIsolated || valuesOf(line, '-P').length > 0 || (!ignoresEnv && Boolean(env.PYTHONSAFEPATH))
  const named = ignoresEnv ? [] : (env.PYTHONPATH ?? '').split(delimiter).filter(Boolean)
  return [
    ...(isSafe ? [] : [cwd]),
    ...named.map((place) => resolve(cwd, place)),
    ...(executable === undefined ? [] : environmentOf(executable)),
  ]
}

/** The modules of the installation or virtual environment that an interpreter belongs to. */
function environmentOf(executable: string): string[] {
  const top = dirname(dirname(executable))
  const versions = foldersOf(join(top, 'lib')).filter((name) => /^(?:python|pypy)[\d.]+$/.test(name))
  return [
    ...versions.flatMap((name) => [join(top, 'lib', name), join(top, 'lib', name, 'site-packages')]),
    join(dirname(executable), 'Lib', 'site-packages'),
    join(top, 'Lib', 'site-packages'),
  ]
}

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    // There is no such folder.
    return []
  }
}
