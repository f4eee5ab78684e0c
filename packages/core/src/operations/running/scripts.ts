/**
 * Interpreters whose program is a file in their arguments. Each has a table of its options that have a value, since
 * the first word that is neither an option nor a value is the program.
 */
import { resolve } from 'node:path'
import { type Interpreter, type Named, NOTHING_MORE, type Reading, type RunningCommand } from './command.js'
import { isFile, locate } from './locate.js'
import { type OptionTable, REST, takeApart, valuesOf } from './options.js'

/** perlrun(1) */
const PERL: OptionTable = {
  values: '-e -E -I',
  letters: {
    M: REST,
    m: REST,
    i: REST,
    F: REST,
    x: REST,
    V: REST,
    D: /\w*/y,
    C: /[IOEioADSLa0-9]*/y,
    d: /t?(?::.*)?/y,
    '0': /x[0-9a-f]*|[0-7]*/iy,
    l: /[0-7]*/y,
  },
}

export const perl: Interpreter = (call) => {
  const line = takeApart(call.args, PERL)
  if (valuesOf(line, '-e', '-E', '-c', '-v', '-V').length > 0) return NOTHING_MORE
  return script(call, line.rest[0], valuesOf(line, '-S').length > 0 && 'path')
}

/** ruby(1) */
const RUBY: OptionTable = {
  values: `-e -I -r -C -X -E --encoding --external-encoding --internal-encoding --enable --disable
    --backtrace-limit`,
  letters: { i: REST, F: REST, x: REST, '0': /[0-7]*/y, T: /\d*/y, W: /:[\w-]+|\d?/y, K: /\w?/y },
}

export const ruby: Interpreter = (call) => {
  const line = takeApart(call.args, RUBY)
  if (valuesOf(line, '-e', '-c', '--version', '--dump').length > 0) return NOTHING_MORE
  const cwd = valuesOf(line, '-C', '-X').reduce((folder, next) => resolve(folder, next), call.cwd)
  return script({ ...call, cwd }, line.rest[0], valuesOf(line, '-S').length > 0 && 'path')
}

/** php(1) */
const PHP: OptionTable = {
  values: `-f -F -r -B -R -E -S -t -c -d -z --file --process-file --run --process-begin --process-code
    --process-end --server --docroot --php-ini --define --zend-extension --rf --rc --re --rz --ri`,
  letters: {},
}

/** Code on the command line, and options that only tell something. */
const PHP_HAS_NO_FILE =
  `-r --run -B -R -E --process-begin --process-code --process-end -i --info -v --version -m
  --modules -l --syntax-check -s --syntax-highlight -w --strip --ini --rf --rc --re --rz --ri`.split(/\s+/)

export const php: Interpreter = (call) => {
  const line = takeApart(call.args, PHP)
  const named = valuesOf(line, '-f', '--file', '-F', '--process-file').at(-1)
  if (named !== undefined) return script(call, named)
  // Behind `--` are arguments for a program on standard input.
  if (line.isEnded || valuesOf(line, ...PHP_HAS_NO_FILE).length > 0) return NOTHING_MORE
  // The script behind `-S address` is the router of PHP's own server.
  return script(call, line.rest[0])
}

/** POSIX, sh; bash(1), dash(1), zsh(1), ksh(1) */
const SHELL: OptionTable = {
  values: '-o -O +o +O --rcfile --init-file --emulate',
  letters: {},
  isShell: true,
}

export const shell: Interpreter = (call) => {
  const line = takeApart(call.args, SHELL)
  // `-n` and `-D` only read the script.
  if (valuesOf(line, '-c', '-s', '-n', '-D').length > 0) return NOTHING_MORE
  return script(call, line.rest[0], 'folder-then-path')
}

/** fish(1) */
const FISH: OptionTable = {
  values: '-c -C -d -o -D -f --command --init-command --debug --debug-output --features --profile',
  letters: {},
}

export const fish: Interpreter = (call) => {
  const line = takeApart(call.args, FISH)
  if (valuesOf(line, '-c', '--command').length > 0) return NOTHING_MORE
  return script(call, line.rest[0])
}

/** dotnet(1): options of the host, and those of `dotnet exec`. */
const DOTNET: OptionTable = {
  values: `--additionalprobingpath --additional-deps --depsfile --runtimeconfig --fx-version --roll-forward
    --roll-forward-on-no-candidate-fx`,
}

export const dotnet: Interpreter = (call) => {
  const outer = takeApart(call.args, DOTNET)
  const args = outer.rest[0] === 'exec' ? takeApart(outer.rest.slice(1), DOTNET).rest : outer.rest
  // Other words are commands of the SDK, such as `run`.
  return /\.(dll|exe)$/i.test(args[0] ?? '') ? script(call, args[0]) : NOTHING_MORE
}

/**
 * The file that is the program.
 * @param word as it stands on the command line; nothing and `-` mean standard input.
 * @param search where a name without a slash is looked for besides the working directory.
 */
export function script(
  { cwd, env }: RunningCommand,
  word: string | undefined,
  search: 'path' | 'folder-then-path' | false = false,
): Reading {
  if (word === undefined || word === '-' || word === '') return NOTHING_MORE
  const here = resolve(cwd, word)
  const isName = !/[\\/]/.test(word)
  const onPath = isName && search && !(search === 'folder-then-path' && isFile(here))
  const found: Named = { path: (onPath && locate(word, cwd, env)) || here, context: 'script' }
  return { files: [{ ...found, context: isArchive(found.path) ? 'archive' : 'script' }] }
}

function isArchive(path: string): boolean {
  return /\.(jar|war|pyz|pyzw|zip|phar|whl)$/i.test(path)
}
