/** The shebang of a program, as the kernel reads it: execve(2), "Interpreter scripts". */
import { openFile } from '../../disk/source.js'
import { CodecError } from '../../error.js'
import { isFile } from './locate.js'

/** Bytes. Linux reads 256 of them, other systems more. */
const LONGEST = 512

/** What runs a script. */
export interface ShebangLine {
  /** A path, mostly absolute. */
  interpreter: string
  /** Everything behind it, as one argument: Linux and Windows' ports of shells do not split it. */
  argument?: string
}

/** The shebang at the start of a file; undefined if there is none, or if the file cannot be read. */
export function readShebang(path: string): ShebangLine | undefined {
  if (!isFile(path)) return undefined
  try {
    const file = openFile(path)
    try {
      return parseShebangLine(Buffer.from(file.read(0, LONGEST)))
    } finally {
      file.close()
    }
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    return undefined
  }
}

/** @param start the file's first bytes. */
export function parseShebangLine(start: Buffer): ShebangLine | undefined {
  const [line = ''] = start.toString('utf8').split('\n')
  const [, interpreter, argument] = /^#![ \t]*([^ \t\r]+)[ \t]*(.*?)[ \t\r]*$/.exec(line) ?? []
  if (interpreter === undefined) return undefined
  return argument ? { interpreter, argument } : { interpreter }
}
