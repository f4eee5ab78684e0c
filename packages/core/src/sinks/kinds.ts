/** Every kind of sink. A new one is a line here; its options are in config/sinks.ts. */
import type { SinkConfig, SinkKindName, SinkOptions } from '../config/sinks.js'
import { openGitHubSummary } from './github-summary.js'
import { openFile } from './line-file.js'
import { openPost } from './post.js'
import { openRotatingLog } from './rotating-log.js'
import type { OpenSink, Sink, SinkContext } from './sink.js'
import { openStderr, openStdout } from './standard.js'

const KINDS: { [K in SinkKindName]: OpenSink<SinkOptions[K]> } = {
  file: openFile,
  rotating_log: openRotatingLog,
  stdout: openStdout,
  stderr: openStderr,
  github_summary: openGitHubSummary,
  post: openPost,
}

/** Opens a sink. @param config checked. */
export function openSink({ type, ...options }: SinkConfig, context: SinkContext): Sink {
  return (KINDS[type] as OpenSink<object>)(options, context)
}
