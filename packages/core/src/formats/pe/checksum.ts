/**
 * The PE checksum, as ImageHlp's CheckSumMappedFile computes it. Windows checks it for drivers and system
 * libraries. The sum of the file's 16-bit words in ones' complement, without the field CheckSum itself, plus the
 * file's length.
 */

/** @param content the file with zeros in the field CheckSum, in pieces. */
export function peChecksum(content: Iterable<Uint8Array>): number {
  let length = 0
  // Carries are added back at the end; until then a double holds the sum of files of up to 256 GiB exactly.
  let sum = 0
  for (const piece of content) {
    const odd = length % 2
    for (let i = 0; i < piece.length; i++) sum += (i + odd) % 2 === 0 ? piece[i]! : piece[i]! * 256
    length += piece.length
  }
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000)
  return (sum + length) % 2 ** 32
}
