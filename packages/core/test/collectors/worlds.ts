/** Worlds for collectors, and questions to ask in them. */
import { tmpdir } from 'node:os'
import type { Collector, CollectorContext } from '../../src/collectors/collector.js'
import { type Host, thisHost } from '../../src/collectors/host.js'
import type { Question } from '../../src/collectors/run.js'

export const NOW = new Date('2026-11-22T04:21:46.399Z')

type World = Partial<Question> & Partial<Host>

/** This machine, but for environment, clock and network, and a question for the given keys. */
export function asking(wanted: Iterable<string>, more: World = {}): [Host, Question] {
  const { root = tmpdir(), reproducible = false, policy, tools, env = {}, ...host } = more
  const question = { root, reproducible, policy, tools, wanted: new Set(wanted) }
  return [{ ...thisHost(env), now: () => NOW, fetch: noNetwork, ...host }, question]
}

const noNetwork = () => Promise.reject(new Error('no network in tests'))

/** A question with a signal, for calling a collector directly. */
export function withSignal(question: Question, signal = new AbortController().signal): CollectorContext {
  return { ...question, signal }
}

/** A world that holds what is given and nothing else: whoever asks for more fails. Files and links by path. */
export function madeUp({
  files = {},
  links = {},
  ...host
}: Partial<Host> & { files?: Record<string, string>; links?: Record<string, string> } = {}): Host {
  const missing = (name: string) => () => {
    throw new Error(`${name} was asked for`)
  }
  return {
    env: {},
    platform: 'linux',
    pid: 1,
    argv: ['/usr/bin/node'],
    machine: missing('machine'),
    own: missing('own'),
    loadAverages: missing('loadAverages'),
    interfaces: missing('interfaces'),
    now: missing('now'),
    stat: (path) =>
      files[path] === undefined ? undefined : { kind: 'file', size: files[path].length, changedAt: 0n },
    linkStat: missing('linkStat'),
    readFile: (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    isOfSameHands: () => true,
    list: (path) => {
      const below = [...Object.keys(files), ...Object.keys(links)].filter((name) =>
        name.startsWith(`${path}/`),
      )
      if (below.length === 0) throw new Error(`there is no ${path}`)
      return [...new Set(below.map((name) => name.slice(path.length + 1).split('/')[0]!))]
    },
    realPath: (path) => path,
    readLink: (path) => links[path],
    async createFile(path, content) {
      if (files[path] !== undefined) return false
      files[path] = content
      return true
    },
    findProgram: () => undefined,
    run: missing('run'),
    fetch: missing('fetch'),
    requestTrusting: missing('requestTrusting'),
    outgoingAddress: missing('outgoingAddress'),
    ...host,
  }
}

/** A collector with time enough for a busy machine. */
export function patient(collector: Collector): Collector {
  return { ...collector, timeout: 20_000 }
}
