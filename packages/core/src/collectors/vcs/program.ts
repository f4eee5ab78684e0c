/**
 * Runs the programs of version control systems. They see few variables: others could choose programs for them to
 * start, or change what they print.
 */
import type { CollectorContext } from '../collector.js'
import type { Env, Host } from '../host.js'
import { type Checkout, nearestCheckout, type System } from './nearest.js'

/** Asks one program, in the root of the checkout unless another folder is given. */
export type Ask = (args: readonly string[], folder?: string) => Promise<string>

/**
 * Milliseconds for which one program may run. What it computes can be chosen by the author of a repository, whose databases may
 * hold views.
 */
const LIMIT = 3000

const PASSED = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'SystemRoot',
  'TMPDIR',
  'TEMP',
]

export interface ProgramOfSystem {
  checkout: Checkout
  /** Absolute. */
  program: string
  ask: Ask
}

/**
 * The checkout of a system that holds the project.
 * @param root the project's folder, absolute.
 * @returns undefined if another system's repository is nearer, or none is there.
 * @throws Error, one line, if the repository belongs to somebody else.
 */
export function checkoutOf(host: Host, root: string, system: System): Checkout | undefined {
  const checkout = nearestCheckout(host, root)
  if (checkout?.system !== system) return undefined
  if (host.isOfSameHands(checkout.marker, root)) return checkout
  throw new Error(`${checkout.marker} belongs to another user: it is not read`)
}

/**
 * The checkout of a system that holds the project, and its program.
 * @param own variables for the program.
 * @returns undefined if another system's repository is nearer, or none is there.
 * @throws Error, one line, if the program is missing or the repository belongs to somebody else.
 */
export function programOf(
  host: Host,
  { root, signal }: CollectorContext,
  { system, name, own = {}, limit = LIMIT }: { system: System; name: string; own?: Env; limit?: number },
): ProgramOfSystem | undefined {
  const checkout = checkoutOf(host, root, system)
  if (!checkout) return undefined
  const program = host.findProgram(name)
  if (!program)
    throw new Error(`${name} was not found on the PATH: install it to have the facts of ${checkout.folder}`)
  const passed = PASSED.map((variable) => [variable, host.env[variable]] as const)
  const env = {
    ...Object.fromEntries(passed.filter(([, value]) => value !== undefined)),
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    ...own,
  }
  const ask: Ask = async (args, folder = checkout.folder) => {
    const late = AbortSignal.timeout(limit)
    const options = { cwd: folder, env, signal: AbortSignal.any([signal, late]) }
    const { code, stdout, stderr } = await host.run(program, args, options).catch((error: unknown) => {
      if (!late.aborted || signal.aborted) throw error
      throw new Error(
        `${name} ${args[0]} takes longer than ${limit / 1000} s: what it would tell is left out`,
      )
    })
    if (code === 0) return stdout.toString()
    const said = stderr.toString().trim().split('\n').at(-1)
    throw new Error(`${name} ${args[0]}: ${said || `it ended with ${code}`}`)
  }
  return { checkout, program, ask: oneByOne(ask) }
}

/** Asks one thing after the other, and nothing more after an error: so one limit holds for the processors, too. */
function oneByOne(ask: Ask): Ask {
  let last: Promise<unknown> = Promise.resolve()
  return (args, folder) => {
    const next = last.then(() => ask(args, folder))
    last = next
    return next
  }
}

/** The lines of an output that hold something. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '')
}

/** The author of a system that gives name and address in one text or the name alone. */
export function person(name: string | undefined, email?: string): string | undefined {
  if (!name) return email ? `<${email}>` : undefined
  return email ? `${name} <${email}>` : name
}

/** Whether any of the keys is wanted, under either of its names. */
export function wantsAny(wanted: ReadonlySet<string>, keys: readonly string[]): boolean {
  return keys.some((key) => wanted.has(key) || wanted.has(`_${key}`))
}
