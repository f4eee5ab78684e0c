/** An artifact from stdin. */
import { bufferSource, CodecError, inspectBytes } from '@chalkmark/core'
import { codecs, type LooseArtifact } from '@chalkmark/core/operations'

const MAX_SIZE = 256 << 20

/** Names to try, for codecs that decide by the name. */
const NAMES = ['', '.js', '.css', '.html', '.py', '.php', '.sql', '.lua', '.ps1', '.md', '.tf']

/**
 * Reads stdin.
 * @param name the artifact's name, if the user has given one.
 * @throws CodecError `TOO_LARGE`
 */
export async function* fromStdin(name?: string): AsyncGenerator<LooseArtifact> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > MAX_SIZE) {
      throw new CodecError('TOO_LARGE', `it has over ${MAX_SIZE >> 20} MB; save it and name the file`)
    }
    pieces.push(piece)
  }
  const bytes = Buffer.concat(pieces)
  yield { path: '-', name: name ?? (await guessName(bytes)), source: bufferSource(bytes), allScripts: true }
}

/** The first name with which the mark is valid, else the first with which there is a mark. */
async function guessName(bytes: Buffer): Promise<string> {
  const magic = bytes.toString('latin1', 0, 2)
  if (magic === 'PK') return 'stdin.zip'
  if (magic === '\x1f\x8b') return 'stdin.tgz'
  let marked: string | undefined
  for (const extension of NAMES) {
    const name = `stdin${extension}`
    const inspected = await inspectBytes(name, bytes, { allScripts: true }, codecs).catch(() => undefined)
    const { mark } = inspected?.artifact ?? {}
    if (mark?.dict.CHALK_ID === inspected?.chalkId && mark) return name
    if (mark) marked ??= name
  }
  return marked ?? 'stdin'
}
