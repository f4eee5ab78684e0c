/** What a build left in its output folder, and the marks in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import {
  applySplices,
  bufferSource,
  type Dict,
  type InspectedBytes,
  inspectBytes,
  judge,
  text,
  wasm,
} from '@chalkmark/core'

/** File name with `/` separators → content, in the order of the names. */
export type OutputFiles = Map<string, Buffer>

/** Reads every file of a folder and of the folders in it. */
export function readOutput(dir: string): OutputFiles {
  const paths = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const named = paths.map((path) => [relative(dir, path).split(sep).join('/'), path] as const)
  return new Map(named.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, path]) => [name, readFileSync(path)]))
}

/** A file as its codec reads it; undefined if none claims it. @throws CodecError if it cannot be read. */
export function inspected(name: string, bytes: Uint8Array): Promise<InspectedBytes | undefined> {
  return inspectBytes(name, bytes, { allScripts: true }, [wasm, text])
}

/** The mark that a file carries. */
export async function markOf(name: string, bytes: Uint8Array): Promise<Dict | undefined> {
  return (await inspected(name, bytes))?.artifact.mark?.dict
}

/** What is wrong with a file's mark: nothing if it is valid; undefined if the file carries none. */
export async function check(name: string, bytes: Uint8Array): Promise<string[] | undefined> {
  const file = await inspected(name, bytes)
  return file && (await judge(file, bufferSource(bytes)))?.errors
}

/** Whether a file is the playgrounds' picture, which every bundler copies. Copies of source files get no mark. */
export function isCopied(name: string): boolean {
  return name.endsWith('.svg')
}

/** The file without its mark, if it has one. */
export async function unmark(name: string, bytes: Buffer): Promise<Buffer> {
  const file = await inspected(name, bytes)
  if (!file?.artifact.mark) return bytes
  return applySplices(bytes, await file.artifact.remove(Buffer.from(file.hash, 'hex')))
}

/** {@link unmark} for every file. */
export async function unmarkAll(files: OutputFiles): Promise<OutputFiles> {
  const result: OutputFiles = new Map()
  for (const [name, bytes] of files) result.set(name, await unmark(name, bytes))
  return result
}
