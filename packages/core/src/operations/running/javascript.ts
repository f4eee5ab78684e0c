/** Node, Deno and Bun. */
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Interpreter, type Named, NOTHING_MORE, type Reading, type RunningCommand } from './command.js'
import { isFile } from './locate.js'
import { type CommandLine, type OptionTable, takeApart, valuesOf } from './options.js'
import { shellWords } from './words.js'

/** `node --help`, of the versions 20 to 24. Those of V8 have their values behind `=` only. */
const NODE: OptionTable = {
  values: `-r --require --import --loader --experimental-loader -e --eval -C --conditions --env-file
    --env-file-if-exists --allow-fs-read --allow-fs-write --build-snapshot-config --cpu-prof-dir
    --cpu-prof-interval --cpu-prof-name --diagnostic-dir --disable-proto --disable-warning --dns-result-order
    --experimental-config-file --experimental-default-type --experimental-policy --experimental-sea-config
    --heap-prof-dir --heap-prof-interval --heap-prof-name --heapsnapshot-near-heap-limit --heapsnapshot-signal
    --icu-data-dir --input-type --inspect-port --debug-port --inspect-publish-uid --localstorage-file
    --max-http-header-size --network-family-autoselection-attempt-timeout --openssl-config --policy-integrity
    --redirect-warnings --report-dir --report-directory --report-filename --report-signal --run --secure-heap
    --secure-heap-min --snapshot-blob --test-concurrency --test-coverage-branches --test-coverage-exclude
    --test-coverage-functions --test-coverage-include --test-coverage-lines --test-global-setup --test-isolation
    --test-name-pattern --test-reporter --test-reporter-destination --test-rerun-failures --test-shard
    --test-skip-pattern --test-timeout --title --tls-cipher-list --tls-keylog --trace-event-categories
    --trace-event-file-pattern --trace-require-module --unhandled-rejections --use-largepages --v8-pool-size
    --watch-kill-signal --watch-path`,
}
const TYPESCRIPT: OptionTable = {
  values: `${NODE.values} --tsconfig -P --project -O --compiler-options --compilerOptions --compiler -I --ignore
    --include --exclude`,
}
const NODE_LOADS = ['-r', '--require', '--import', '--loader', '--experimental-loader']
const NODE_HAS_NO_FILE = ['-e', '--eval', '-p', '--print', '-pe', '-c', '--check', '--run', '-v', '--version']

export const node: Interpreter = (call) => runsNode(call, NODE)

/** `tsx` and `ts-node` pass Node's options on and have a few of their own. */
export const typescript: Interpreter = (call) => {
  const args = call.args[0] === 'watch' ? call.args.slice(1) : call.args
  return runsNode({ ...call, args }, { ...TYPESCRIPT, endings: ENDINGS })
}

function runsNode(call: RunningCommand, table: OptionTable & { endings?: readonly string[] }): Reading {
  // Node takes `--max_old_space_size`, too.
  const args = call.args.map((word) => word.replace(/^--[^=]+/, (name) => name.replaceAll('_', '-')))
  const line = takeApart(args, table)
  const inherited = takeApart(shellWords(call.env.NODE_OPTIONS ?? ''), NODE)
  const files = [...modulesOf(call, inherited, NODE_LOADS), ...modulesOf(call, line, NODE_LOADS)]
  if (valuesOf(line, ...NODE_HAS_NO_FILE).length > 0) return { files }
  // `node inspect app.js`
  const [first, second] = line.rest
  const word = first === 'inspect' && !isFile(resolve(call.cwd, first)) ? second : first
  // A test run starts each file that is named.
  const words = valuesOf(line, '--test').length > 0 ? line.rest : [word]
  return { files: [...words.flatMap((one) => program(call, one, table.endings)), ...files] }
}

/** `deno run --help`, of version 2. Permissions and most others have their values behind `=` only. */
const DENO: OptionTable = {
  values: `-c --config --import-map --cert --location --seed --ext -L --log-level --port --host --preload --require
    --conditions --minimum-dependency-age`,
}

export const deno: Interpreter = (call) => {
  const outer = takeApart(call.args, DENO)
  const [command = ''] = outer.rest
  const runs = ['run', 'serve'].includes(command)
  // `deno app.ts` is short for `deno run app.ts`. Other words are commands.
  if (!runs && !/[./]/.test(command)) return NOTHING_MORE
  const line = runs ? takeApart(outer.rest.slice(1), DENO) : outer
  const lines = runs ? [outer, line] : [line]
  const loaded = lines.flatMap((one) => modulesOf(call, one, ['--preload', '--require']))
  return { files: [...program(call, line.rest[0]), ...loaded] }
}

/** `bun --help` and `bun run --help`, of version 1. */
const BUN: OptionTable = {
  values: `-r --preload --require --import -e --eval -p --print --cwd --env-file --tsconfig-override -d --define --drop
    -l --loader --main-fields --extension-order --conditions --install --port -F --filter --shell --elide-lines
    --title --dns-result-order --fetch-preconnect --max-http-header-size --unhandled-rejections --console-depth
    --user-agent --jsx-factory --jsx-fragment --jsx-import-source --jsx-runtime`,
}

export const bun: Interpreter = (call) => {
  const outer = takeApart(call.args, BUN)
  const [command = ''] = outer.rest
  const line = command === 'run' ? takeApart(outer.rest.slice(1), BUN) : outer
  const lines = command === 'run' ? [outer, line] : [line]
  const cwd = lines.flatMap((one) => valuesOf(one, '--cwd')).reduce((from, to) => resolve(from, to), call.cwd)
  const here = { ...call, cwd }
  const files = lines.flatMap((one) => modulesOf(here, one, ['-r', '--preload', '--require', '--import']))
  if (lines.some((one) => valuesOf(one, '-e', '--eval', '-p', '--print').length > 0)) return { files }
  // A word without an ending or a slash is a script of package.json, or a command such as `test`.
  const [word = ''] = line.rest
  return { files: [...(/[./\\]/.test(word) ? program(here, word, ENDINGS) : []), ...files] }
}

/** Endings that a program's path may leave out, besides those that Node adds; in the order of Bun. */
const ENDINGS = ['.tsx', '.jsx', '.ts', '.mjs', '.js', '.cjs', '.mts', '.cts']

/** The file that a word on the command line means; none for an address elsewhere and for standard input. */
function program(call: RunningCommand, word: string | undefined, endings: readonly string[] = []): Named[] {
  if (word === undefined || word === '-' || word === '') return []
  const path = pathOf(call, word)
  if (path === undefined) return []
  const found = ['', ...endings].map((ending) => path + ending).find(isFile) ?? resolved(call, path)
  return [{ path: found ?? path, context: 'script' }]
}

/** The files of options that load a module before the program. */
function modulesOf(call: RunningCommand, line: CommandLine, names: readonly string[]): Named[] {
  return valuesOf(line, ...names).flatMap((word): Named[] => {
    const path = /^(?:\.{0,2}[\\/]|[a-z]:[\\/]|file:)/i.test(word) ? pathOf(call, word) : undefined
    const found = path !== undefined && isFile(path) ? path : resolved(call, path ?? word)
    return found === undefined ? [] : [{ path: found, context: 'preload' }]
  })
}

/** The absolute path that a word names, which may be a file's address; undefined for other addresses. */
function pathOf({ cwd }: RunningCommand, word: string): string | undefined {
  if (/^[a-z]:[\\/]/i.test(word) || !/^[a-z][a-z0-9+.-]+:/i.test(word)) return resolve(cwd, word)
  try {
    return word.startsWith('file:') ? fileURLToPath(word) : undefined
  } catch {
    return undefined
  }
}

/** Where Node finds a module: it reads package.json files and looks for names, and runs nothing. */
function resolved({ cwd }: RunningCommand, module: string): string | undefined {
  try {
    const path = createRequire(join(cwd, 'package.json')).resolve(module)
    // Node's own modules have names only.
    return isFile(path) ? path : undefined
  } catch {
    return undefined
  }
}
