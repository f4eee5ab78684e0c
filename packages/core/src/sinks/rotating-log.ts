/**
 * The sink `rotating_log`: JSON Lines in a file of bounded size.
 *
 *     reports.log       the latest reports
 *     reports.log.1     those before, …
 *     reports.log.9     and the oldest
 */
import { lstatSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { SinkOptions } from '../config/sink-options.js'
import type { Folder } from '../disk/folder.js'
import { appendLine, withFile } from './append.js'
import type { OpenSink } from './sink.js'

/** In bytes. */
const MAX_SIZE = 10 * 1024 * 1024
const KEEP = 9

export const openRotatingLog: OpenSink<SinkOptions['rotating_log']> = (options, { root }) => {
  const { path, maxSize = MAX_SIZE, keep = KEEP } = options
  const to = resolve(root, path)
  return {
    to,
    isLocal: true,
    async send({ text }) {
      const record = text.slice(1, -1)
      withFile(to, (folder, name) => {
        const size = lstatSync(folder.at(name), { throwIfNoEntry: false })?.size ?? 0
        // A record that is longer than a file may be stands in a file of its own.
        if (size > 0 && size + Buffer.byteLength(record) + 1 > maxSize) rotate(folder, name, keep)
        appendLine(folder, name, record)
      })
    },
  }
}

/** From the oldest on, so that a kill in between leaves a gap at most. */
function rotate(folder: Folder, name: string, keep: number): void {
  const nameOf = (number: number) => (number === 0 ? name : `${name}.${number}`)
  rmSync(folder.at(nameOf(keep)), { force: true })
  for (let number = keep - 1; number >= 0; number--)
    if (lstatSync(folder.at(nameOf(number)), { throwIfNoEntry: false }))
      renameSync(folder.at(nameOf(number)), folder.at(nameOf(number + 1)))
}
