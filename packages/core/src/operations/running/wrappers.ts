/** Programs that start another program, and have no other purpose. */
import { resolve } from 'node:path'
import { type Interpreter, NOTHING_MORE, type RunningCommand } from './command.js'
import { type OptionTable, takeApart, valuesOf } from './options.js'
import { shellWords } from './words.js'

/** A wrapper whose command follows its options and a number of other words. */
function wrapper(table: OptionTable, own = 0): Interpreter {
  return (call) => follow(call, takeApart(call.args, table).rest.slice(own))
}

/** The command of a wrapper. */
function follow(call: RunningCommand, [command, ...args]: readonly string[]) {
  return command === undefined ? NOTHING_MORE : { files: [], next: { ...call, command, args } }
}

/** env(1) of GNU and BSD */
const ENV: OptionTable = {
  values: '-u -C -S -P --unset --chdir --split-string',
  last: '-S --split-string',
  letters: {},
}

/** `env`: variables are set and taken out, the folder is changed, and one word may hold the whole command. */
const env: Interpreter = (call) => {
  let { args } = call
  let from = call
  // `-S` begins a new command line.
  for (let turn = 0; turn < 8; turn++) {
    const line = takeApart(args, ENV)
    const isEmpty = valuesOf(line, '-i', '--ignore-environment').length > 0 || line.rest[0] === '-'
    const gone = new Set(valuesOf(line, '-u', '--unset'))
    const kept = Object.entries(isEmpty ? {} : from.env).filter(([name]) => !gone.has(name))
    const cwd = valuesOf(line, '-C', '--chdir').reduce((folder, next) => resolve(folder, next), from.cwd)
    from = { ...from, cwd, env: Object.fromEntries(kept) }
    const [split] = valuesOf(line, '-S', '--split-string')
    if (split === undefined) {
      const rest = line.rest[0] === '-' ? line.rest.slice(1) : line.rest
      const first = rest.findIndex((word) => !/^[^=]+=/.test(word))
      const set = (first < 0 ? rest : rest.slice(0, first)).map((word) => word.split(/=(.*)/s, 2))
      return follow(
        { ...from, env: { ...from.env, ...Object.fromEntries(set) } },
        first < 0 ? [] : rest.slice(first),
      )
    }
    args = [...shellWords(split), ...line.rest]
  }
  return NOTHING_MORE
}

/** `bundle exec`, `uv run` and the like: a command of which one word starts another program. */
function withWord(word: string, table: OptionTable): Interpreter {
  return (call) => {
    const line = takeApart(call.args, table)
    if (line.rest[0] !== word) return NOTHING_MORE
    return follow(call, takeApart(line.rest.slice(1), table).rest)
  }
}

/** By name. `timeout 5 node app.js` has a word of its own before the command, so have `gosu` and `su-exec`. */
export const WRAPPERS: Readonly<Record<string, Interpreter>> = {
  env,
  nohup: wrapper({ values: '' }),
  setsid: wrapper({ values: '', letters: {} }),
  nice: wrapper({ values: '-n --adjustment', letters: {} }),
  ionice: wrapper({ values: '-c -n -p --class --classdata', letters: {} }),
  chrt: wrapper({ values: '-T -P -D', letters: {} }, 1),
  taskset: wrapper({ values: '', letters: {} }, 1),
  stdbuf: wrapper({ values: '-i -o -e --input --output --error', letters: {} }),
  time: wrapper({ values: '-f -o --format --output', letters: {} }),
  timeout: wrapper({ values: '-k -s --kill-after --signal', letters: {} }, 1),
  sudo: wrapper({
    values: '-u -g -h -p -C -D -R -T -U -r -t --user --group --host --prompt --chdir',
    letters: {},
  }),
  doas: wrapper({ values: '-u -C', letters: {} }),
  gosu: wrapper({ values: '' }, 1),
  'su-exec': wrapper({ values: '' }, 1),
  tini: wrapper({ values: '-p -e', letters: {} }),
  'dumb-init': wrapper({ values: '-r --rewrite', letters: {} }),
  catatonit: wrapper({ values: '', letters: {} }),
  busybox: wrapper({ values: '' }),
  toybox: wrapper({ values: '' }),
  bundle: withWord('exec', { values: '--gemfile' }),
  poetry: withWord('run', { values: '-C -P --directory --project' }),
  pipenv: withWord('run', { values: '' }),
  uv: withWord('run', {
    values:
      '-p --python --project --directory --with --with-requirements --extra --group --env-file --package',
  }),
}
