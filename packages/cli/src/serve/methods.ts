/** What the server does: the methods of docs/serve.md. */
import { type Dict, reasonOf, type Value } from '@chalkmark/core'
import { beginSession, checkOne, type Session } from '@chalkmark/core/files'
import { version } from '../version.js'
import { checkBegin, checkEnd, checkMark, checkVerify, PROTOCOL } from './params.js'
import { openReport, type ReportFile } from './report.js'
import { CODES, type Request, RpcError } from './rpc.js'

export interface Methods {
  /** Does what is asked for. @throws RpcError; anything else is a bug. */
  call(request: Request): Promise<Value>
  /** Set by `end`: no more is asked for. */
  readonly hasEnded: boolean
  /** What `end` does, for a client that has gone. @returns what went wrong, one line each. */
  finish(): Promise<string[]>
}

interface Running {
  session: Session
  report: ReportFile
  /** Of all files that were to be marked. */
  paths: Set<string>
}

/** @param signal aborted: no more files are begun. */
export function createMethods(signal: AbortSignal): Methods {
  let running: Running | undefined
  let hasEnded = false
  let checking: Promise<unknown> = Promise.resolve()

  const methods: Record<string, (params: Request['params']) => Promise<Value>> = {
    async begin(params) {
      if (running) throw other('ALREADY_BEGUN', 'begin was called before; it may be once')
      const checked = checkBegin(params)
      const { root, options } = checked
      const { env: policy, ...rest } = options
      let report: ReportFile | undefined
      const save: ReportFile['save'] = (chalks) => report!.save(chalks)
      const session = begun(() => beginSession({ ...rest, policy, root, env: process.env, signal, save }))
      report = openReport(checked)
      running = { session, report, paths: new Set() }
      return { protocol: PROTOCOL, version }
    },

    async mark(params): Promise<Dict> {
      const { session, paths } = mustRun()
      const { path, keys } = checkMark(params)
      paths.add(path)
      const marking = await session.mark(path, keys)
      if (!marking.marked) return { marked: false, reason: marking.message }
      const { chalk, warnings } = marking
      return {
        marked: true,
        chalkId: chalk.CHALK_ID!,
        metadataId: chalk.METADATA_ID!,
        hash: chalk.HASH!,
        warnings,
      }
    },

    async verify(params) {
      mustRun()
      const { path } = checkVerify(params)
      // One after the other: it is the disk and the processor that they would all wait for.
      const checked = checking.then(() => checkOne(path))
      checking = checked.catch(() => {})
      const { valid, errors, mark } = await checked
      return { valid: valid ?? null, errors, mark }
    },

    async end(params) {
      mustRun()
      checkEnd(params)
      hasEnded = true
      return finish()
    },
  }

  function mustRun(): Running {
    if (!running) throw other('NOT_BEGUN', 'call begin first')
    if (hasEnded) throw other('ENDED', 'end was called before')
    return running
  }

  async function finish() {
    const { session, report, paths } = running!
    await checking
    const outcome = await session.finish()
    const { facts, general, chalks, problems } = outcome
    const { report: written, errors } = report.finish(outcome, [...paths])
    return {
      marked: chalks.length,
      unmarked: problems.length,
      report: written,
      errors: [...facts.errors, ...general, ...errors],
    }
  }

  return {
    async call({ method, params }) {
      if (!Object.hasOwn(methods, method)) {
        const names = Object.keys(methods).join(', ')
        throw new RpcError(CODES.NO_METHOD, 'NO_METHOD', `there is no such method; there are ${names}`)
      }
      return methods[method]!(params)
    },
    get hasEnded() {
      return hasEnded
    },
    async finish() {
      if (!running || hasEnded) return []
      hasEnded = true
      return (await finish()).errors
    },
  }
}

/** A wrong SOURCE_DATE_EPOCH is the caller's to set right. */
function begun(begin: () => Session): Session {
  try {
    return begin()
  } catch (error) {
    throw other('BAD_SOURCE_DATE_EPOCH', reasonOf(error))
  }
}

function other(code: string, message: string): RpcError {
  return new RpcError(CODES.OTHER, code, message)
}
