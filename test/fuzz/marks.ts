/** Complete marks, and texts that are nearly marks. */
import { createHash } from 'node:crypto'
import { chalkId, type Dict, encodeMark, MAGIC, sealMark } from '@chalkmark/mark'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** A complete mark for an artifact of this HASH. */
export function markFor(hash: string, keys: Dict = {}): Buffer {
  const dict = { MAGIC, CHALK_ID: chalkId(hash), CHALK_VERSION: '1.1.3', HASH: hash, ...keys }
  return Buffer.from(encodeMark(sealMark(dict, sha256)))
}

const opening = `{"MAGIC":"${MAGIC}"`
const other = markFor('0'.repeat(64)).toString()

/** Put into files, or in the place of their marks. */
export const HOSTILE_MARKS: readonly Buffer[] = [
  `{ "MAGIC" : "${MAGIC}" }`,
  other,
  `\n# ${other}\n`,
  `\n// ${other}\n`,
  `<!-- ${other} -->`,
  `/* ${other} */`,
  opening,
  `${opening},"a":`.repeat(40),
  `${opening},"a":[${other},`.repeat(3),
  `${opening},"a":"`,
  `${opening},"CHALK_ID":1,"CHALK_VERSION":[],"HASH":{},"METADATA_ID":null}`,
  `${opening},"CHALK_ID":"","__proto__":{"x":1},"constructor":"y","toString":0}`,
  `${opening},"TIMESTAMP_WHEN_CHALKED":-9223372036854775808,"a":1e999,"b":-0.0}`,
  `${opening},"TIMESTAMP_WHEN_CHALKED":9223372036854775807}`,
  `${opening},"TIMESTAMP_WHEN_CHALKED":9007199254740991}`,
  `${opening},"a":${'['.repeat(200)}${']'.repeat(200)}}`,
  `${opening},"a":${'9'.repeat(5000)}}`,
  `${opening},"a":"\\ud800\\u0000*/ --> </script> ?>"}`,
  `${opening},"EMBEDDED_CHALK":[${other},${other}]}`,
  `${opening}}${' '.repeat(3000)}`,
].map((text) => Buffer.from(text))
