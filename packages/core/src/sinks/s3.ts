/**
 * The sink `s3`: an object for each report. Its name begins with the report's time, so that a bucket lists reports in their
 * order, and holds the report's id, so that one that is sent twice is there once. The reference program names its objects
 * alike: milliseconds, an id, and the last part of the address, with dashes between them.
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { SinkOptions } from '../config/sink-options.js'
import { openBucket, parseBucketUri, s3Failure } from './s3-bucket.js'
import { hostIn, type OpenSink, type Outgoing } from './sink.js'

export const openS3: OpenSink<SinkOptions['s3']> = (options, { env, root }) => {
  const { ca } = options
  const bucket = openBucket({ ...options, ...(ca !== undefined && { ca: resolve(root, ca) }) }, env)
  return {
    to: bucket.to,
    async send(report, signal) {
      const answer = await bucket.send({
        method: 'PUT',
        key: objectKey(options.uri, report),
        body: report.text,
        headers: {
          'content-type': 'application/json',
          // The server compares them: a body that was changed on its way is not stored.
          'content-md5': createHash('md5').update(report.text).digest('base64'),
          'x-amz-meta-chalk-operation': report.operation,
          'x-amz-meta-chalk-action-id': report.action,
        },
        signal,
      })
      if (answer.status < 200 || answer.status > 299) throw s3Failure(answer)
    },
  }
}

/** `folder/1735689600000-ID.json`, and `folder/1735689600000-ID-name.json` for `s3://bucket/folder/name.json`. */
export function objectKey(uri: string, report: Outgoing): string {
  const { folder, name } = parseBucketUri(uri)
  const time = Date.parse(String(hostIn(report)._DATETIME))
  const end = name === '' ? `${report.id}.json` : `${report.id}-${name}`
  return `${folder}${Number.isNaN(time) ? '' : `${time}-`}${end}`
}
