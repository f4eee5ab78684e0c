/** chalkmark report query */
import type { Dict } from '@chalkmark/core'
import { originOf, type Query, queryReports, serializeHost } from '@chalkmark/core/operations'
import { redactDict } from '@chalkmark/core/redact'
import { eachReportFrom } from '@chalkmark/core/sinks'
import type { QueryFlags } from '../../commands/report/query.js'
import type { Invocation } from '../../invocation.js'
import { count, shown, sum, type Talk } from '../../terminal/messages.js'
import { layOut } from '../../terminal/table.js'
import { writeJsonPart, writeLine } from '../../terminal/write.js'
import { UsageError } from '../../usage-error.js'
import { answers, originCells, text } from './answers.js'
import { badTeller, placesOf, talkOf } from './reports.js'

/** What was found, one by one. */
interface Printer {
  /** @returns false if nobody reads any more. */
  print(found: { chalk: Dict; host: Dict; place: string; line: number }): Promise<boolean>
  end(): Promise<unknown>
}

export async function run(invocation: Invocation<QueryFlags>): Promise<number> {
  const { flags, paths, cwd } = invocation
  const talk = talkOf(invocation)
  const { tell, told } = badTeller(talk)
  const fitting = queryReports(queryOf(flags))
  const printer = flags.json || !process.stdout.isTTY ? jsonPrinter() : tablePrinter(talk)
  let [reports, artifacts, holding] = [0, 0, 0]
  for await (const { host, place, line } of eachReportFrom(placesOf(paths, cwd), process.env, tell)) {
    reports++
    const found = fitting(host)
    if (found.length > 0) holding++
    for (const chalk of found) {
      artifacts++
      if (!(await printer.print({ chalk, host, place, line }))) return 0
    }
  }
  await printer.end()
  sum(`${count(artifacts, 'artifact')} in ${holding} of ${count(reports, 'report')}`, talk)
  return artifacts === 0 || (flags.strict && told() > 0) ? 1 : 0
}

/** @throws UsageError */
function queryOf({ commit, id, path, hash, key }: QueryFlags): Query {
  const keys = (key ?? []).map((given) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(given) ?? []
    if (name === undefined) throw new UsageError(`--key ${given}: write NAME=VALUE`)
    return { name, value: value! }
  })
  return {
    ...(commit && { commits: commit }),
    ...(id && { ids: id }),
    ...(path && { paths: path }),
    ...(hash && { hashes: hash }),
    keys,
  }
}

/** A JSON list, which is never in memory as a whole. */
function jsonPrinter(): Printer {
  const answer = answers()
  let isFirst = true
  return {
    async print({ line, ...found }) {
      const { report, ...rest } = answer(found)
      const json = serializeHost(redactDict({ report: report!, line, ...rest }))
      const isWritten = await writeJsonPart(`${isFirst ? '[' : ','}\n  ${json}`)
      isFirst = false
      return isWritten
    },
    end: () => writeJsonPart(isFirst ? '[]\n' : '\n]\n'),
  }
}

const HEAD = ['file', 'hash', 'id', 'commit', 'built', 'report']
/** How many rows get their columns at once. */
const ROWS = 1000

/** A table, which begins anew after many rows. */
function tablePrinter({ cwd }: Talk): Printer {
  let rows: string[][] = []
  const flush = () => {
    if (rows.length > 0) for (const line of layOut([HEAD, ...rows])) writeLine('stdout', ...line)
    rows = []
  }
  return {
    async print({ chalk, host, place, line }) {
      const origin = originOf({ chalk, host })
      const [commit, built] = originCells(origin) as [string, string]
      const where = `${shown(place, cwd)}:${line}`
      const hash = text(chalk.HASH).slice(0, 10)
      rows.push([text(origin.path), hash, text(chalk.CHALK_ID), commit, built, where])
      if (rows.length === ROWS) flush()
      return true
    },
    end: async () => flush(),
  }
}
