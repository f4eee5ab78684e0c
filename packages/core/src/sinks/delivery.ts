/** Delivery: reports go to the sinks that asked for them, within the time that there is. */
import type { Dict } from '@chalkmark/mark'
import type { ChalkOptions } from '../config/options.js'
import { isOn, SWITCHES, type Switch } from '../config/sink-env.js'
import { needsNoOptions } from '../config/sink-kinds.js'
import type { SinkConfig } from '../config/sink-options.js'
import { type ReportingOptions, type SinkFunction, sinksFromEnv } from '../config/sinks.js'
import { ChalkError, reasonOf } from '../error.js'
import { redactDict } from '../redact/index.js'
import { redact } from '../redact/text.js'
import { line } from '../report/serialize.js'
import { openFunction } from './function.js'
import { openSink } from './kinds.js'
import { type Held, heldOutboxes, type Outbox, openOutbox } from './outbox.js'
import { selectReports } from './select.js'
import { createSender, type Sender } from './sender.js'
import type { Outgoing, Sink, SinkContext } from './sink.js'

/** For all reports of a run, in milliseconds. */
const TIME = 5000

export interface DeliveryRequest extends SinkContext {
  options: ReportingOptions & Pick<ChalkOptions, 'templates'>
}

export interface Delivery {
  /** Whether anybody wants reports. */
  readonly isWanted: boolean
  /**
   * Hands a finished report over. From here on it is kept, and sent in the background.
   * @param report a host report, as `hostReport` makes it.
   * @param id of this version of it; by default its `_ACTION_ID`.
   */
  put(report: Dict, id?: string): void
  /**
   * Waits until everything is delivered or the time is over. What is not delivered waits for a later run.
   * @returns the problems, one line each.
   */
  end(): Promise<string[]>
  /** What went wrong until {@link end} at sinks that are no matter of the build: to be told, and no reason to fail. */
  notes(): string[]
}

/** A sink with what it gets. */
interface Route {
  sender: Sender
  name: string
  select(report: Dict): Dict[]
}

/** A sink that is open. */
interface Opened {
  name: string
  /** Whether it is in the config's `sinks`, and not in the environment alone. */
  isConfigured: boolean
  /** What it gets if no entry of `reports` names it. */
  rule: Pick<Switch, 'template' | 'when' | 'withoutArtifacts' | 'isOptional'>
  sink: Sink
  outbox: Outbox | undefined
  sender: Sender
}

/** A config names sinks, or holds functions. */
type Sinks = ReadonlyMap<string | SinkFunction, Opened>

/**
 * Opens the sinks that options and environment ask for.
 * @throws ChalkError `BAD_OPTION` for a variable with a wrong value.
 */
export function openDelivery(request: DeliveryRequest): Delivery {
  const { options } = request
  const notes: string[] = []
  const opened = openSinks(request, notes)
  const routes = routesOf(options, opened)
  const limit = options.deliveryTimeout ?? TIME
  const problems: string[] = []
  let working: Promise<unknown> = Promise.resolve()
  return {
    isWanted: routes.length > 0,
    put(report, id = String(report._ACTION_ID)) {
      const safe = redactDict(report)
      for (const route of routes)
        for (const one of outgoing(route, safe, id, problems)) route.sender.take(one)
      const until = Date.now() + limit
      const signal = AbortSignal.timeout(limit)
      const senders = new Set(routes.map(({ sender }) => sender))
      working = Promise.all([working, ...[...senders].map((sender) => alive(sender.work(signal, until)))])
    },
    async end() {
      try {
        await working
      } catch (error) {
        problems.push(redact(`reports were not delivered: ${reasonOf(error)}`))
      }
      for (const { sender, rule } of opened.values())
        (rule.isOptional ? notes : problems).push(...sender.problems())
      return [...new Set(problems.splice(0))]
    },
    notes: () => [...new Set(notes.splice(0))],
  }
}

/**
 * Keeps the process alive until a promise is settled. The timer of an AbortSignal does not, so a function that waits for nothing
 * which the process knows of would end the process, with the exit code 13, and its report would be lost.
 */
async function alive<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, 60_000)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

function outgoing(route: Route, report: Dict, id: string, problems: string[]): Outgoing[] {
  return selected(route, report, problems).map((one, index) => ({
    id: `${id}-${route.name}${index === 0 ? '' : `-${index}`}`.replace(/[^\w.-]/g, '_'),
    operation: String(report._OPERATION),
    action: String(report._ACTION_ID),
    text: `[${line(one)}]`,
  }))
}

/** @param notes what is to be told, and no problem, is added here. */
function openSinks(request: DeliveryRequest, notes: string[]): Sinks {
  const { options, env, root } = request
  const offline = options.offline ?? isOn(env.CHALKMARK_OFFLINE)
  const { sinks = {}, reports = [] } = options
  const opened = new Map<string | SinkFunction, Opened>()
  const add = (key: string | SinkFunction, name: string, kind: string, sink: Sink) => {
    const outbox = openOutbox(kind, sink.to)
    const isConfigured = typeof key === 'string' && Object.hasOwn(sinks, key)
    opened.set(key, {
      name,
      isConfigured,
      rule: typeof key === 'string' && !isConfigured ? (SWITCHES[key] ?? {}) : {},
      sink,
      outbox,
      sender: createSender({ name, sink, outbox, offline }),
    })
  }
  for (const [name, config] of Object.entries(configuredSinks(request, notes))) {
    const tell = (note: string) => notes.push(redact(`${name}: ${note}`))
    add(name, name, config.type, openSink(config, { env, root, tell }))
  }
  const functions = reports.flatMap(({ sinks }) => sinks).filter((one) => typeof one === 'function')
  for (const [index, one] of [...new Set(functions)].entries())
    add(one, one.name || 'a function', 'function', openFunction(one, `${root}#${index}`))
  return opened
}

/** Every sink that has options, needs none and is named, or is switched on by the environment. */
function configuredSinks({ options, env }: DeliveryRequest, notes: string[]): Record<string, SinkConfig> {
  const { sinks = {}, reports = [] } = options
  const plain = reports
    .flatMap(({ sinks }) => sinks)
    .filter((name) => typeof name === 'string' && !Object.hasOwn(sinks, name) && needsNoOptions(name))
    .map((name) => [name, { type: name }])
  return { ...fromEnvironment(env, notes), ...Object.fromEntries(plain), ...sinks }
}

function fromEnvironment(env: SinkContext['env'], notes: string[]): Record<string, SinkConfig> {
  try {
    return sinksFromEnv(env, (note) => notes.push(redact(note)))
  } catch (error) {
    // Without the cause, which bundlers and Node print and which has the variable's value as it is.
    throw new ChalkError('BAD_OPTION', redact(reasonOf(error)))
  }
}

/**
 * Without `reports` every sink gets every report. With it, the sinks of the environment still get every report, unless
 * an entry names them: who sets a variable on a CI machine may know nothing of the project's config.
 */
function routesOf({ reports, templates }: DeliveryRequest['options'], opened: Sinks): Route[] {
  const named = new Set((reports ?? []).flatMap(({ sinks }) => sinks))
  const whole = [...opened]
    .filter(([key, { isConfigured }]) => !named.has(key) && !(reports && isConfigured))
    .map(([, { name, sender, rule }]) => ({
      sender,
      name,
      select: (report: Dict) =>
        selectReports(rule.withoutArtifacts ? { ...report, _CHALKS: [] } : report, rule),
    }))
  const asked = (reports ?? []).flatMap((subscription, index) =>
    subscription.sinks.flatMap((key) => {
      // Undefined: only the environment switches it on, and it does not here.
      const { name, sender } = opened.get(key) ?? {}
      if (!name || !sender) return []
      return [
        {
          sender,
          name: `${name}-${index}`,
          select: (report: Dict) => selectReports(report, subscription, templates),
        },
      ]
    }),
  )
  return [...asked, ...whole]
}

/** A filter is the user's function, and may throw. */
function selected({ select, name }: Route, report: Dict, problems: string[]): Dict[] {
  try {
    return select(report)
  } catch (error) {
    problems.push(redact(`${name}: the filter failed, so the report goes there: ${reasonOf(error)}`))
    return [report]
  }
}

export interface Flushed {
  name: string
  to: string
  sent: number
  /** How many still wait. */
  left: number
}

/** In milliseconds. */
const FLUSH_TIME = 60_000

/**
 * Sends what waits, also what a sink did not take.
 * @returns what became of it, what waits for sinks that the request does not name, and the problems, one line each.
 * @throws ChalkError as {@link openDelivery}
 */
export async function flushReports(
  request: DeliveryRequest,
): Promise<{ flushed: Flushed[]; elsewhere: Held[]; problems: string[] }> {
  const limit = request.options.deliveryTimeout ?? FLUSH_TIME
  const until = Date.now() + limit
  const signal = AbortSignal.timeout(limit)
  const flushed: Flushed[] = []
  const problems: string[] = []
  const folders = new Set<string>()
  for (const { name, sink, outbox, sender } of openSinks(request, problems).values()) {
    if (!outbox) continue
    folders.add(outbox.folder)
    const sent = await alive(sender.flush(signal, until))
    flushed.push({ name, to: sink.to, sent, left: outbox.count() })
    problems.push(...sender.problems())
  }
  const elsewhere = heldOutboxes().filter(({ folder }) => !folders.has(folder))
  return { flushed, elsewhere, problems }
}
