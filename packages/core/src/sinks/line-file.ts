/** The sink `file`: JSON Lines (jsonlines.org), one report on each line. */
import { resolve } from 'node:path'
import type { SinkOptions } from '../config/sink-options.js'
import { appendLine, withFile } from './append.js'
import type { OpenSink } from './sink.js'

export const openFile: OpenSink<SinkOptions['file']> = ({ path }, { root }) => {
  const to = resolve(root, path)
  return {
    to,
    isLocal: true,
    async send({ text }) {
      withFile(to, (folder, name) => appendLine(folder, name, text.slice(1, -1)))
    },
  }
}
