/** The report that artifacts are compared with: a file, a folder of files, or an address. */
import { resolve } from 'node:path'
import { ChalkError, CodecError } from '@chalkmark/core'
import { type ReadReport, readReports, reportsIn, type TellBad } from '@chalkmark/core/operations'
import { isAddress } from './address.js'
import { fetchBytes, withoutUser } from './fetch.js'
import { type Fetching, parseAddress } from './index.js'

/**
 * Reads the named report. What is fetched counts like everything else that the command fetches.
 * @param named as the user has it. @param cwd absolute. @param tellBad of broken lines.
 * @throws ChalkError `NO_REPORT`
 */
export async function readNamedReport(
  named: string,
  cwd: string,
  { limits, budget }: Fetching,
  tellBad: TellBad,
): Promise<ReadReport[]> {
  if (!isAddress(named)) return readReports([resolve(cwd, named)], tellBad)
  const address = parseAddress(named)
  const place = withoutUser(address)
  let bytes: Buffer
  try {
    bytes = (await fetchBytes(address, limits, budget)).bytes
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    throw new ChalkError('NO_REPORT', `the report ${place} cannot be read: ${error.message}`)
  }
  return [{ place, hosts: [...reportsIn(place, () => [bytes], tellBad)].map(({ host }) => host) }]
}
