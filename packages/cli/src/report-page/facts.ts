/** What is asked first of a report: which commit, build and people? */
import type { Dict, Value } from '@chalkmark/core'
import { type Origin, originOf } from '@chalkmark/core/operations'
import type { Fact } from './page-data.js'
import { chalksOf } from './rows.js'
import { shownText } from './shown.js'

/** Different values that are shown of one fact. */
const MOST = 3

/** Artifacts that are asked. Each may be compared with each repository of the report. */
const MOST_ARTIFACTS = 10_000

/** The facts of artifacts, by what people call them. */
const OF_ARTIFACTS: readonly (readonly [name: string, of: keyof Origin])[] = [
  ['branch', 'branch'],
  ['tag', 'tag'],
  ['author', 'author'],
  ['repository', 'repository'],
  ['CI job', 'job'],
  ['made with', 'bundler'],
]

export function factsOf(host: Dict): Fact[] {
  const chalks = chalksOf(host).slice(0, MOST_ARTIFACTS)
  const commit = host._COMMIT_ID ?? host.COMMIT_ID
  // What was marked is of the host's commit, and a report without artifacts is about the working directory. What is
  // read or started need not be.
  const isOfHost = chalks.length === 0 || host._OPERATION === 'insert'
  const isKnown = !isOfHost || chalks.some(({ COMMIT_ID: id }) => id !== undefined)
  const about: Dict[] = isKnown ? chalks : [commit === undefined ? {} : { COMMIT_ID: commit }]
  const origins = about.map((chalk) => originOf({ chalk, host }))
  return [
    fact('commit', origins.map(commitOf)),
    fact('message', [origins.some((origin) => origin.commit === commit) ? host._COMMIT_MESSAGE : undefined]),
    ...OF_ARTIFACTS.map(([name, of]) =>
      fact(
        name,
        origins.map((origin) => origin[of]),
      ),
    ),
    fact('command', chalks.map(commandOf)),
    fact('time', [host._DATETIME]),
    fact('machine', [host._OP_HOSTNAME ?? host._OP_NODENAME ?? host._OP_HOST_NODENAME]),
  ].filter(({ values }) => values.length > 0)
}

function commitOf({ commit, dirty }: Origin): Value | undefined {
  return typeof commit === 'string' && dirty === true
    ? `${commit}, with changes that are not committed`
    : commit
}

/** The command line of a program that runs. */
function commandOf({ _PROCESS_ARGV: argv }: Dict): Value | undefined {
  return Array.isArray(argv) ? argv.map(shownText).join(' ') : argv
}

function fact(name: string, values: readonly (Value | undefined)[]): Fact {
  const different = [...new Set(values)].map(shownText).filter((text) => text !== '')
  return { name, values: different.slice(0, MOST), more: Math.max(0, different.length - MOST) }
}
