/** Which command line belongs to which program, by its name. */
import { basename } from 'node:path'
import { withoutVersion } from '../../formats/text/shebang.js'
import type { Interpreter } from './command.js'
import { java } from './java.js'
import { bun, deno, node, typescript } from './javascript.js'
import { pythonAt } from './python.js'
import { dotnet, fish, perl, php, ruby, shell } from './scripts.js'
import { WRAPPERS } from './wrappers.js'

const INTERPRETERS: Readonly<Record<string, (executable: string | undefined) => Interpreter>> = {
  ...named(node, 'node nodejs'),
  ...named(typescript, 'tsx ts-node'),
  ...named(deno, 'deno'),
  ...named(bun, 'bun'),
  ...named(ruby, 'ruby rubyw jruby truffleruby'),
  ...named(perl, 'perl wperl'),
  ...named(php, 'php php-cli php-cgi'),
  ...named(shell, 'sh bash dash ash zsh ksh mksh yash rbash'),
  ...named(fish, 'fish'),
  ...named(java, 'java javaw'),
  ...named(dotnet, 'dotnet'),
  ...Object.fromEntries('python pythonw pypy py pyw'.split(' ').map((name) => [name, pythonAt])),
}

function named(interpreter: Interpreter, names: string) {
  return Object.fromEntries(names.split(' ').map((name) => [name, () => interpreter]))
}

/** What a program of this name is. */
export interface ProgramKind {
  isWrapper: boolean
  parse: Interpreter
}

/**
 * What reads the command line of a program; undefined for one that is known as neither an interpreter nor a wrapper.
 * @param command as given: `python3.12`, `/usr/bin/env`, `node.exe`.
 * @param executable its file.
 */
export function kindOf(command: string, executable: string | undefined): ProgramKind | undefined {
  const name = basename(command.replaceAll('\\', '/'))
    .toLowerCase()
    .replace(/\.(exe|cmd|bat|com)$/, '')
  for (const known of [name, withoutVersion(name)]) {
    if (Object.hasOwn(WRAPPERS, known)) return { isWrapper: true, parse: WRAPPERS[known]! }
    if (Object.hasOwn(INTERPRETERS, known))
      return { isWrapper: false, parse: INTERPRETERS[known]!(executable) }
  }
  return undefined
}
