/** What the commands about reports read. */
import { resolve } from 'node:path'
import type { Dict } from '@chalkmark/core'
import { readReports, type TellBad, timeOf } from '@chalkmark/core/operations'
import { eachReportFrom, isBucket } from '@chalkmark/core/sinks'
import { sayWarning, shown, type Talk } from '../../terminal/messages.js'

/** How much a command prints. */
export function talkOf({ flags, cwd }: { flags: { quiet?: boolean; verbose?: boolean }; cwd: string }): Talk {
  return { quiet: flags.quiet === true, verbose: flags.verbose === true, cwd }
}

/** Says which parts of a file cannot be read. @returns the function to tell, and how often it was told. */
export function badTeller(talk: Talk): { tell: TellBad; told: () => number } {
  let number = 0
  const tell: TellBad = (place, problem) => {
    number++
    sayWarning(`${shown(place, talk.cwd)}: ${problem}`, talk)
  }
  return { tell, told: () => number }
}

/** What was named, as core takes it: absolute paths, and addresses of buckets. */
export function placesOf(paths: readonly string[], cwd: string): string[] {
  return paths.map((path) => (isBucket(path) ? path : resolve(cwd, path)))
}

/** The host reports of a file, a folder or a bucket. @throws ChalkError `NO_REPORT` */
export async function hostsOf(place: string, cwd: string, tell: TellBad): Promise<Dict[]> {
  const [named] = placesOf([place], cwd)
  if (!isBucket(place)) return readReports([named!], tell).flatMap(({ hosts }) => hosts)
  const hosts: Dict[] = []
  for await (const { host } of eachReportFrom([named!], process.env, tell)) hosts.push(host)
  return hosts
}

export function latestFirst(hosts: readonly Dict[]): Dict[] {
  return [...hosts].sort((a, b) => timeOf(b) - timeOf(a))
}
