/** The options of exec that are understood before the program is started. */
import type { ExecFlags } from '../commands/exec.js'
import { UsageError } from '../usage-error.js'

/** Where exec listens. */
export interface Address {
  host: string
  port: number
}

export interface ExecChoices {
  /** The signal at which a report is made; undefined if there is none on this platform. */
  demand: NodeJS.Signals | undefined
  address: Address | undefined
}

/** Signals that programs give a meaning of their own. The others end a program, or belong to its terminal. */
const ON_DEMAND = ['USR1', 'USR2', 'HUP']

/** @throws UsageError */
export async function checkFlags({ heartbeat, onSignal, listen }: ExecFlags): Promise<ExecChoices> {
  if (heartbeat !== undefined && !(await isTime(heartbeat)))
    throw new UsageError(`--heartbeat must be a time such as 30s, 5m or 1h, not ${heartbeat}`)
  const name = onSignal?.toUpperCase().replace(/^SIG/, '')
  if (name !== undefined && !ON_DEMAND.includes(name))
    throw new UsageError(`--on-signal must be one of ${ON_DEMAND.join(', ')}, not ${onSignal}`)
  const exists = name !== undefined && process.platform !== 'win32'
  return {
    demand: exists ? (`SIG${name}` as NodeJS.Signals) : undefined,
    address: listen === undefined ? undefined : addressOf(listen),
  }
}

/** Loaded when it is needed: the program waits for this. */
async function isTime(text: string): Promise<boolean> {
  const { duration } = await import('@chalkmark/core/config')
  return Boolean(duration(text))
}

/** `127.0.0.1:9090`, `[::1]:9090` or `localhost:9090`. */
function addressOf(text: string): Address {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const isLoopback = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(bare)
  if (isLoopback && Number(port) <= 65535) return { host: bare, port: Number(port) }
  throw new UsageError(
    `--listen must be an address of this machine alone, such as 127.0.0.1:9090, not ${text}`,
  )
}
