/** Files whose valid marks are to stay. */
import { MAGIC } from '@chalkmark/mark'
import { bufferSource } from '../bytes/source.js'
import { CodecError } from '../error.js'
import { text } from '../formats/text/index.js'
import { wasm } from '../formats/wasm.js'
import { judge } from '../mark/inspect.js'
import type { OutputEntry } from './entry.js'
import { bytesOf } from './files/file.js'
import { inspectBytes } from './mark-bytes.js'

/** Records in the entries which of them have valid marks already, made by a bundler's plugin or an earlier run. */
export async function findKept(entries: readonly OutputEntry[]): Promise<void> {
  for (const entry of entries) {
    const content = entry.claimed ? entry.content : undefined
    if (content === undefined) continue
    entry.isKept = await hasValidMark(entry.file.name, bytesOf(content))
  }
}

/** Whether a file that browsers load has a valid mark. */
export async function hasValidMark(name: string, bytes: Buffer): Promise<boolean> {
  if (!bytes.includes(MAGIC)) return false
  try {
    const inspected = await inspectBytes(name, bytes, { allScripts: true }, [wasm, text])
    return inspected !== undefined && (await judge(inspected, bufferSource(bytes)))?.valid === true
  } catch (error) {
    // It is marked, or refused, like any other.
    if (error instanceof CodecError) return false
    throw error
  }
}
