/** Signatures of PKCS #7, as they stand in archives. */

/** `1.2.840.113549.1.7.2`, the content type of PKCS #7 SignedData (RFC 5652, 5.1), in DER. */
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex')

/** Whether the content is a DER SEQUENCE (ITU-T X.690, 8.9) of the length that it names, which begins with the type of signed data. */
export function isSignedData(content: Buffer): boolean {
  const first = content[1] ?? 0
  const count = first < 0x80 ? 0 : first & 0x7f
  if (content[0] !== 0x30 || count > 4 || content.length < 2 + count + SIGNED_DATA.length) return false
  const length = count === 0 ? first : content.readUIntBE(2, count)
  const at = 2 + count
  return at + length === content.length && content.subarray(at, at + SIGNED_DATA.length).equals(SIGNED_DATA)
}
