/** What it costs to verify, mark and read back one input. */

import { bufferSource } from '../../packages/core/src/bytes/source.js'
import { applySplices } from '../../packages/core/src/bytes/splices.js'
import { CodecError } from '../../packages/core/src/error.js'
import type { Codec } from '../../packages/core/src/formats/format.js'
import { codecFor } from '../../packages/core/src/formats/index.js'
import { contentHash, inspect, judge } from '../../packages/core/src/mark/inspect.js'
import { reportExtracted } from '../../packages/core/src/report/extracted.js'
import { markFor } from './marks.js'

const OPTIONS = { allScripts: true, archives: 'all', limits: { unpackedSize: 64 << 20 } } as const

/** Milliseconds of the processor. */
export interface Cost {
  /** To read it and to judge its mark, as `verify` and `extract` do. */
  verify: number
  /** To put a mark in and read that back. */
  insert: number
  codec: string
}

export async function costOf(name: string, bytes: Buffer): Promise<Cost> {
  const candidate = { name, source: bufferSource(bytes) }
  let codec: Codec | undefined
  const cost = { verify: 0, insert: 0, codec: '' }
  let begin = process.cpuUsage()
  const lap = () => {
    const { user, system } = process.cpuUsage(begin)
    begin = process.cpuUsage()
    return (user + system) / 1000
  }
  try {
    codec = codecFor(candidate, OPTIONS)
    if (!codec) return cost
    cost.codec = codec.name
    const inspected = await inspect(candidate, codec, OPTIONS)
    await judge(inspected, candidate.source)
    await reportExtracted(name, { ...inspected, candidate, codec } as Parameters<typeof reportExtracted>[1])
    cost.verify = lap()
    const { artifact, hash } = inspected
    await contentHash(artifact, candidate.source)
    const marked = applySplices(bytes, await artifact.insert(markFor(hash, { 'X-FILL': 'x' })))
    const again = { name, source: bufferSource(marked) }
    const reread = await inspect(again, codecFor(again, OPTIONS) ?? codec, OPTIONS)
    await judge(reread, again.source)
    cost.insert = lap()
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    const spent = lap()
    if (cost.verify === 0) cost.verify = spent
    else cost.insert = spent
  }
  return cost
}
