/** The report of the build whose output is verified: it says which files have no mark, and why. */
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { reasonOf } from '@chalkmark/core'
import { DEFAULT_REPORT } from '@chalkmark/core/config'
import { below, lookUp, strangerIn } from '@chalkmark/core/disk'
import {
  type BuildReports,
  liesInOutput,
  readBuildReports,
  readReports,
  reportsBeside,
} from '@chalkmark/core/operations'

/** What was found. */
export interface FoundReport {
  report?: BuildReports
  /** Why a report that is there was not taken, in one line. */
  note?: string
}

/** A report that counts. */
interface Taken {
  /** Where it lies. */
  folder: string
  hosts: ReturnType<typeof hostsIn>
}

/**
 * Reads the reports in the usual places: beside what is verified, or above it. What
 * stands inside of what is verified is not taken, since its author would decide which files need no mark, and neither is
 * what another user can write.
 * @param all what is verified; paths are absolute. @param cwd absolute.
 */
export function findBuildReport(all: readonly string[], cwd: string): FoundReport {
  // The others are addresses, or standard input.
  const searched = all.filter((path) => isAbsolute(path))
  const inside = searched.map((path) => join(path, DEFAULT_REPORT)).filter((file) => existsSync(lookUp(file)))
  const found = new Set([...inside, ...searched.flatMap((path) => reportsBeside(path, cwd))])
  let note: string | undefined
  const taken: Taken[] = []
  try {
    for (const file of [...found].sort((a, b) => a.length - b.length)) {
      const why = objectionTo(file, searched) ?? objectionIn(taken, file)
      if (why !== undefined) note = `${file} was not taken for the build's report: ${why}; --report takes it`
      else taken.push({ folder: dirname(file), hosts: hostsIn(file) })
    }
    const hosts = taken.flatMap((one) => one.hosts)
    return {
      ...(taken.length > 0 && { report: readBuildReports(hosts, searched) }),
      ...(note !== undefined && { note }),
    }
  } catch (error) {
    return { note: reasonOf(error) }
  }
}

function objectionTo(file: string, searched: readonly string[]): string | undefined {
  if (searched.some((path) => below(path, file) !== undefined)) return 'it is inside of what is verified'
  return strangerIn(file)
}

/** What lies in the output of a build is not the report of that build: who can change the output only could put it there. */
function objectionIn(uppers: readonly Taken[], file: string): string | undefined {
  const isIn = ({ folder, hosts }: Taken) =>
    below(folder, file) !== undefined && liesInOutput(file, hosts, folder)
  return uppers.some(isIn) ? 'it is in the output of a build that another report tells of' : undefined
}

/** The host reports of a file. @throws ChalkError `NO_REPORT` */
function hostsIn(file: string) {
  return readReports([file]).flatMap((report) => report.hosts)
}
