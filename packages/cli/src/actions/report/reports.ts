/** What the commands about reports read. */
import { resolve } from 'node:path'
import { readReports, type TellBad } from '@chalkmark/core/operations'
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

/** The host reports of a file or a folder. @throws ChalkError `NO_REPORT` */
export function hostsOf(place: string, cwd: string, tell: TellBad) {
  return readReports([resolve(cwd, place)], tell).flatMap(({ hosts }) => hosts)
}
