/** Files that look like armoured signatures and are none are judged at once. */
import { expect, test } from 'vitest'
import { isPgpSignatureOf } from '../../src/operations/pgp-signature.js'

const BEGIN = '-----BEGIN PGP SIGNATURE-----\n'

test.each([
  ['blank lines', `${BEGIN}${'\r\n'.repeat(300_000)}!`],
  ['headers', `${BEGIN}${'a\n'.repeat(300_000)}`],
  ['beginnings', BEGIN.repeat(20_000)],
  ['data that does not end', `${BEGIN}\n${'aaaa\n'.repeat(200_000)}`],
  ['what is no base64', `${BEGIN}\n!\n-----END PGP SIGNATURE-----\n`],
  ['no signature', `${BEGIN}\naaaa\n=aaaa\n-----END PGP SIGNATURE-----\n`],
])(
  '%s',
  (_, text) => {
    expect(isPgpSignatureOf(Buffer.from(text), () => {})).toBeUndefined()
  },
  10_000,
)
