/** Log records for OpenTelemetry: the body of one request to `/v1/logs`, with a record for each report, as the sink `otlp` sends. */
import { logsRequest } from '../opentelemetry.js'
import { textIn } from '../values.js'
import type { Convert } from './format.js'

export const opentelemetry: Convert = (hosts) => {
  const resourceLogs = hosts.flatMap((host) => {
    const id = textIn(host._ACTION_ID)
    const request = logsRequest(host, id === undefined ? {} : { id }) as { resourceLogs: object[] }
    return request.resourceLogs
  })
  return { text: `${JSON.stringify({ resourceLogs })}\n`, warnings: [] }
}
