/**
 * The sink `github_summary`: Markdown in the summary of a job, by the file that `$GITHUB_STEP_SUMMARY` names (docs.github.com,
 * "Adding a job summary"). GitHub takes 1 MiB for each step.
 */
import { isAbsolute } from 'node:path'
import type { SinkOptions } from '../config/sink-options.js'
import { printable } from '../redact/printable.js'
import { redact } from '../redact/text.js'
import { appendLine, withFile } from './append.js'
import { hostIn, type OpenSink } from './sink.js'
import { type ReportSummary, summarize } from './summary.js'

/** In characters: several reports of a step must find room. */
const LONGEST = 200_000

export const openGitHubSummary: OpenSink<SinkOptions['github_summary']> = (_, { env }) => {
  const { GITHUB_STEP_SUMMARY: file } = env
  return {
    to: 'GITHUB_STEP_SUMMARY',
    isLocal: true,
    async send(report) {
      // Outside of GitHub there is nothing to write to, and that is no problem of the build.
      if (!file || !isAbsolute(file)) return
      const text = markdown(summarize(hostIn(report)))
      withFile(file, (folder, name) => appendLine(folder, name, text))
    },
  }
}

/** @returns Markdown in which nothing from the report is markup. */
export function markdown(summary: ReportSummary): string {
  const { title, facts, more, unmarked, errors } = summary
  const head = [
    `### chalk ${cell(title)}`,
    '',
    ...facts.map(([name, value]) => `- **${name}**: ${cell(value)}`),
    '',
  ]
  const rows = summary.artifacts.map((row) => `| ${row.map(cell).join(' | ')} |`)
  const table = ['| file | type | CHALK_ID |', '| --- | --- | --- |', ...rows]
  const tail = [
    ...(more > 0 ? ['', `and ${more} more`] : []),
    ...(unmarked.length > 0 ? ['', `Without a mark: ${unmarked.map(cell).join(', ')}`] : []),
    ...(errors.length > 0 ? ['', ...errors.map((error) => `- ${cell(error)}`)] : []),
  ]
  const artifacts =
    rows.length > 0 ? ['<details><summary>Artifacts</summary>', '', ...table, '', '</details>'] : []
  const text = [...head, ...artifacts, ...tail, ''].join('\n')
  return text.length <= LONGEST ? text : [...head, 'The rest is too long for a summary.', ''].join('\n')
}

/** A text as Markdown that shows it (GFM 0.29, section 6.1): entities instead of everything that could be markup. */
function cell(text: string): string {
  return printable(redact(text)).replace(/[^\p{L}\p{N} ,]/gu, (sign) => `&#${sign.codePointAt(0)};`)
}
