import { tmpdir } from 'node:os'
import type { CollectorContext } from '../../src/collectors/collector.js'

export type Context = Omit<CollectorContext, 'signal'>

/** A context that wants the given keys. */
export function contextFor(wanted: Iterable<string>, more: Partial<Context> = {}): Context {
  return {
    root: tmpdir(),
    env: {},
    now: new Date('2026-11-22T04:21:46.399Z'),
    reproducible: false,
    wanted: new Set(wanted),
    fetch: () => Promise.reject(new Error('no network in tests')),
    ...more,
  }
}

/** The same with a signal, for calling a collector directly. */
export function withSignal(context: Context, signal = new AbortController().signal): CollectorContext {
  return { ...context, signal }
}
