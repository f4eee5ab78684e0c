/**
 * The sinks `stdout` and `stderr`: a summary for people on terminals and in CI logs, where the artifacts can be folded
 * away; JSON in a pipe, one report on each line.
 */
import type { SinkOptions } from '../config/sink-options.js'
import { printable, printableJson, printableLine } from '../redact/printable.js'
import { redact } from '../redact/text.js'
import { hostIn, type OpenSink, type Sink, type SinkContext } from './sink.js'
import { type ReportSummary, summarize } from './summary.js'

type Options = SinkOptions['stdout']

export const openStdout: OpenSink<Options> = (options, context) => open('stdout', options, context)
export const openStderr: OpenSink<Options> = (options, context) => open('stderr', options, context)

function open(name: 'stdout' | 'stderr', options: Options, { env }: SinkContext): Sink {
  const stream = process[name]
  const fold = foldOf(env)
  const format = options.format ?? (stream.isTTY || fold ? 'pretty' : 'json')
  return {
    to: name,
    isLocal: true,
    async send(report) {
      const text =
        format === 'json'
          ? printableJson(`${report.text.slice(1, -1)}\n`)
          : pretty(summarize(hostIn(report)), fold)
      await new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()))
      })
    },
  }
}

/** Puts lines under a title that unfolds them. */
type Fold = (title: string, lines: readonly string[]) => string

/** How the CI system folds lines; undefined outside of those that can. */
function foldOf(env: SinkContext['env']): Fold | undefined {
  if (env.GITHUB_ACTIONS === 'true') return onGitHub
  return env.GITLAB_CI === 'true' ? onGitLab : undefined
}

/** Workflow commands: docs.github.com, "Grouping log lines". */
const onGitHub: Fold = (title, lines) => `::group::${title}\n${lines.join('\n')}\n::endgroup::\n`

let sections = 0

/** docs.gitlab.com, "Custom collapsible sections". */
const onGitLab: Fold = (title, lines) => {
  const name = `chalkmark_${process.pid}_${++sections}`
  const now = Math.floor(Date.now() / 1000)
  const end = `\x1b[0Ksection_end:${now}:${name}\r\x1b[0K\n`
  return `\x1b[0Ksection_start:${now}:${name}[collapsed=true]\r\x1b[0K${title}\n${lines.join('\n')}\n${end}`
}

function pretty(summary: ReportSummary, fold: Fold | undefined): string {
  const { title, facts, artifacts, more, unmarked, errors } = summary
  const lines = [
    ...artifacts.map(([path, type, id]) => `  ${id}  ${path}  (${type})`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...unmarked.map((path) => `  without a mark: ${path}`),
    ...errors.map((error) => `  ${error}`),
  ].map(shown)
  const head = [`chalk ${title}`, ...facts.map(([name, value]) => `  ${name}: ${value}`)].map(shown)
  if (lines.length === 0) return `${head.join('\n')}\n`
  const rest = fold ? fold('artifacts', lines) : `${lines.join('\n')}\n`
  return `${head.join('\n')}\n${rest}`
}

/** The first text of a line must not look like a command of the CI system. */
function shown(line: string): string {
  return printableLine(printable(redact(line)))
}
