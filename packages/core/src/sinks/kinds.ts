/** Every kind of sink. A new one is a line here; its options are in config/sink-options.ts. */
import type { SinkConfig, SinkKindName, SinkOptions } from '../config/sink-options.js'
import { openDns } from './dns.js'
import { openGitHubSummary } from './github-summary.js'
import { openFile } from './line-file.js'
import { openOtlp } from './otlp.js'
import { openPost } from './post.js'
import { openPresign } from './presign.js'
import { openRotatingLog } from './rotating-log.js'
import { openS3 } from './s3.js'
import type { OpenContext, OpenSink, Sink } from './sink.js'
import { openStderr, openStdout } from './standard.js'

const KINDS: { [K in SinkKindName]: OpenSink<SinkOptions[K]> } = {
  file: openFile,
  rotating_log: openRotatingLog,
  stdout: openStdout,
  stderr: openStderr,
  github_summary: openGitHubSummary,
  post: openPost,
  presign: openPresign,
  s3: openS3,
  otlp: openOtlp,
  dns: openDns,
}

/** Opens a sink. @param config checked. */
export function openSink({ type, ...options }: SinkConfig, context: OpenContext): Sink {
  return (KINDS[type] as OpenSink<object>)(options, context)
}
