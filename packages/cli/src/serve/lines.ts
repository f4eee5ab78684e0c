/** Cutting a stream of bytes into lines. */

/** Stands for a line that was too long. */
export const TOO_LONG = Symbol('too long')

export interface Lines {
  /** The lines that end in this piece, without their ends. */
  push(chunk: Uint8Array): (Uint8Array | typeof TOO_LONG)[]
  /** What follows the last line's end; undefined if nothing does. */
  end(): Uint8Array | typeof TOO_LONG | undefined
}

const LF = 0x0a
const CR = 0x0d

/**
 * Lines end with LF or CRLF. Nothing of a line that is too long is kept.
 * @param limit how long a line may be, in bytes, its end not counted.
 */
export function createLines(limit: number): Lines {
  let pieces: Uint8Array[] = []
  let length = 0

  function take(piece: Uint8Array): void {
    length += piece.length
    // One byte more, for the CR of a line of exactly the longest allowed length.
    if (length > limit + 1) pieces = []
    else if (piece.length > 0) pieces.push(piece)
  }

  function finish(): Uint8Array | typeof TOO_LONG {
    const whole = length > limit + 1 ? undefined : Buffer.concat(pieces)
    pieces = []
    length = 0
    if (whole === undefined) return TOO_LONG
    const line = whole.at(-1) === CR ? whole.subarray(0, -1) : whole
    return line.length > limit ? TOO_LONG : line
  }

  return {
    push(chunk) {
      const lines: (Uint8Array | typeof TOO_LONG)[] = []
      let start = 0
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        take(chunk.subarray(start, end))
        lines.push(finish())
        start = end + 1
      }
      take(chunk.subarray(start))
      return lines
    },
    end: () => (length === 0 ? undefined : finish()),
  }
}
