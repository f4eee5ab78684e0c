/**
 * The sink `dns`, a beacon as the reference program has it: the name that is looked up holds facts of the report, and who answers
 * for the zone learns them. The answer is not used, so an empty one will do.
 */
import { lookup, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { splitPort } from '../config/sink-checks.js'
import type { SinkOptions } from '../config/sink-options.js'
import { reasonOf } from '../error.js'
import { namesFor } from './dns-name.js'
import { hostIn, type OpenSink } from './sink.js'
import { type Failure, Undelivered } from './undelivered.js'

type Options = SinkOptions['dns']

/** In milliseconds. */
const TIMEOUT = 4000
/** Of a report. */
const MOST_NAMES = 1000
const AT_ONCE = 8

export const openDns: OpenSink<Options> = (options, { tell }) => {
  const { domain, server, recordType = 'A', timeout = TIMEOUT } = options
  // What has arrived of a report whose other names have not.
  let partly = { id: '', names: new Set<string>() }
  return {
    to: server ? `${domain} by ${server}` : domain,
    async send(report, signal) {
      const all = namesFor(hostIn(report), options)
      if (all.length > MOST_NAMES)
        tell(`only ${MOST_NAMES} of the ${all.length} names of a report are looked up`)
      if (partly.id !== report.id) partly = { id: report.id, names: new Set() }
      const names = all.slice(0, MOST_NAMES).filter((name) => !partly.names.has(name))
      const resolver = new Resolver({ timeout, tries: 1 })
      const stop = () => resolver.cancel()
      signal.addEventListener('abort', stop)
      try {
        if (server) resolver.setServers([await addressOf(server)])
        const next = names.values()
        const work = async () => {
          for (const name of next) {
            signal.throwIfAborted()
            await ask(resolver, name, recordType)
            partly.names.add(name)
          }
        }
        await Promise.all(Array.from({ length: AT_ONCE }, work))
      } finally {
        signal.removeEventListener('abort', stop)
        resolver.cancel()
      }
    },
  }
}

/** A resolver takes addresses only. */
async function addressOf(server: string): Promise<string> {
  const { host, port } = splitPort(server)!
  try {
    const address = isIP(host) ? host : (await lookup(host)).address
    return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`
  } catch (error) {
    throw new Undelivered(`the resolver ${host} is not found: ${reasonOf(error)}`)
  }
}

/** Answers by their codes (nodejs.org, "DNS", "Error codes"; RFC 1035, 4.1.1). All others may pass. */
const FAILURES: Readonly<Record<string, [reason: string, failure: Failure]>> = {
  ENOTFOUND: ['there is no such name: the zone must answer for every name below it', 'refused'],
  EREFUSED: ['the resolver refuses to answer', 'refused'],
  ENOTIMP: ['the resolver does not know such questions', 'refused'],
  EFORMERR: ['the resolver does not understand the question', 'refused'],
  EBADNAME: ['it is no name', 'unfit'],
  ESERVFAIL: ['the resolver could not answer', 'passing'],
  ETIMEOUT: ['nobody answered in time', 'passing'],
  ECANCELLED: ['nobody answered in time', 'passing'],
  ECONNREFUSED: ['the resolver cannot be reached', 'passing'],
}

async function ask(resolver: Resolver, name: string, recordType: 'A' | 'AAAA' | 'any'): Promise<void> {
  try {
    await resolver.resolve(name, recordType === 'any' ? 'ANY' : recordType)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    // The question was answered: there is no such record.
    if (code === 'ENODATA') return
    const [reason, failure] = FAILURES[code] ?? [reasonOf(error), 'passing']
    throw new Undelivered(`${name}: ${reason}`, failure)
  }
}
