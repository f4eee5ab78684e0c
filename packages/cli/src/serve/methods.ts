/** The server's methods, as docs/serve.md describes them. */
import type { Dict, Value } from '@chalkmark/mark'
import { version } from '../version.js'
import type { Build } from './build.js'
import { withConfig } from './config.js'
import { checkBegin, checkEnd, checkMark, checkVerify, PROTOCOL } from './params.js'
import { CODES, type Request, RpcError } from './rpc.js'

export interface Methods {
  /** Handles a request. @throws RpcError, ChalkError; anything else is a bug. */
  call(request: Request): Promise<Value>
  /** Set by `end`, after which no more requests are expected. */
  readonly hasEnded: boolean
  /** Does what `end` does, for a client that has gone. @returns the problems, one line each. */
  finish(): Promise<string[]>
}

/** @param signal aborted: no more files are begun. */
export function createMethods(signal: AbortSignal): Methods {
  let build: Promise<Build> | undefined
  let hasEnded = false

  const methods: Record<string, (params: Dict) => Promise<Dict>> = {
    async begin(params) {
      if (build) throw other('ALREADY_BEGUN', 'begin was called before; it may be once')
      const checked = checkBegin(params)
      const whole = withConfig(checked)
      build = whole.then(async (all) => (await import('./build.js')).beginBuild(all, signal))
      // The methods that need it report the error.
      build.catch(() => {})
      await whole
      return { protocol: PROTOCOL, version }
    },

    async mark(params): Promise<Dict> {
      const running = mustRun()
      const { path, keys } = checkMark(params)
      const marking = await (await running).mark(path, keys)
      if (!marking.marked) return { marked: false, reason: marking.message }
      const { chalk, warnings } = marking
      const { CHALK_ID, METADATA_ID, HASH } = chalk
      return { marked: true, chalkId: CHALK_ID!, metadataId: METADATA_ID!, hash: HASH!, warnings }
    },

    async verify(params) {
      const running = mustRun()
      const { path } = checkVerify(params)
      const { valid = null, errors, mark, notCovered } = await (await running).verify(path)
      return { valid, errors, mark, notCovered }
    },

    async end(params) {
      const running = mustRun()
      checkEnd(params)
      hasEnded = true
      return { ...(await (await running).finish()) }
    },
  }

  function mustRun(): Promise<Build> {
    if (hasEnded) throw other('ENDED', 'end was called before')
    if (!build) throw other('NOT_BEGUN', 'call begin first')
    return build
  }

  return {
    async call({ method, params }) {
      if (Object.hasOwn(methods, method)) return methods[method]!(params)
      const names = Object.keys(methods).join(', ')
      throw new RpcError(CODES.NO_METHOD, 'NO_METHOD', `there is no such method; there are ${names}`)
    },
    get hasEnded() {
      return hasEnded
    },
    async finish() {
      if (!build || hasEnded) return []
      hasEnded = true
      return (await (await build).finish()).errors
    },
  }
}

function other(code: string, message: string): RpcError {
  return new RpcError(CODES.OTHER, code, message)
}
