/** Words that are random, of services that nobody knows; and what looks so and is for everybody. */
import { describe, expect, it } from 'vitest'
import { filterEnv, redactArgv } from '../../src/collectors/env.js'
import { redact, redactDict } from '../../src/redact/index.js'
import { expectLinear } from '../growth.js'

/** Not real, and put together here, so that no scanner of secrets finds one in this repository. */
const MIXED = ['q8XvZ2mPw7Lk', '4TnB9cRd3sFh'].join('')
const SMALL = ['x7k2m9qz4w8n', 'p3t6v1r5y0jh'].join('')
const CAPITALS = ['K7QX2M9ZW4NP', '8T3V6R1YJ5HG'].join('')
const DASHED = ['L3UeBxYim4ezzf-9Sa28M2P77my', 'tujVX8tGoJu-e9eSVO_c68t'].join('')

describe.each([
  ['letters of both kinds', MIXED],
  ['small letters', SMALL],
  ['capitals', CAPITALS],
  ['with a beginning', `acme-${MIXED}`],
  ['with another', `acme_live_${SMALL}`],
  ['in parts', DASHED],
  ['in two parts', `${MIXED}.${SMALL}`],
  ['with padding', `${MIXED}==`],
])('%s', (_, word) => {
  it.each<[string, (word: string) => string]>([
    ['in a sentence', (text) => `ci: rotate ${text} today`],
    ['at the end of one', (text) => `ci: the old one was ${text}.`],
    ['in quotes', (text) => `ci: "${text}" was refused`],
    ['in a bracket', (text) => `ci: the other (${text}) is gone`],
    ['behind a colon', (text) => `ci: note:${text}\n`],
    ['behind a name', (text) => `ci: X=${text} npm test`],
    ['on a line of its own', (text) => `ci: deploy\n\n${text}\n`],
    ['in a list', (text) => `ci: a,${text},b c`],
    ['taken out of a file', (text) => `ci: deploy\n\n-${text}\n+other`],
    ['as code', (text) => `ci: \`${text}\` was refused`],
  ])('%s', (_, place) => {
    const redacted = redact(place(word))
    for (const part of word.split(/[._-]/).filter((part) => part.length > 9))
      expect(redacted).not.toContain(part)
    expect(redacted).toContain('ci: ')
  })

  it('as an argument', () => {
    expect(JSON.stringify(redactArgv(['deploy', 'now', word]))).not.toContain(word)
    expect(JSON.stringify(redactArgv(['deploy', `--with=${word}`]))).not.toContain(word)
  })

  it('as a variable that a pattern shows', () => {
    expect(filterEnv({ CI_X: word }, { show: ['CI_*'] })).toEqual({ CI_X: '<<redact>>' })
    expect(filterEnv({ CI_X: word }, { show: ['CI_X'] })).toEqual({ CI_X: word })
    expect(filterEnv({ CI_BUILD_ID: `dpl_${MIXED}` }, { show: ['CI_*'] })).toEqual({
      CI_BUILD_ID: `dpl_${MIXED}`,
    })
  })
})

describe('what everybody may read', () => {
  it.each([
    // Ids and digests.
    'revert 94e6cdbd5ae0ff8d3b1e6a3eb1cd4a4dc11c7f0c and b1e6661e-e4f2-4156-9ab9-82a19a2b3c4d',
    'Change-Id: I8cea28ca444ccc73e1f6864172f9e7ceb0e027cf',
    'the mark C5HK2R-K36S-H3GC-9S6GWP is of the build 01JD3ZK8',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 is the image',
    'integrity sha512-z4PhNX7vuL3xVChQ1m2AB9YgX5AULVxXcgXSpIdNs6c5H0NE8XYXysPXDGNKHfuwvY7kxvUdBeoGlODJ6XSfaPg== failed',
    'go.sum: h1:z4PhNX7vuL3xVChQ1m2AB9YgX5AULVxXcgXSpIdNs6c=',
    'key SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8 is new',
    'crash at 0x7ffe99076eb0aa12bc34de56 in main',
    // What people write together.
    'doc: uploadpack.allowReachableSHA1InWant and allowAnySHA1InWant',
    'fix reportIfFoundPrivateKeyP12Format and listExistingP4GitBranches',
    'fix _ZN3std3env8home_dir17hfd1c3b6676cd78f6E again',
    'bump @babel/plugin-transform-es2015-modules-commonjs to 6.26.2',
    'merge dependabot/npm_and_yarn/vite-8.3.8-and-rollup-4.2.1',
    '2026-11-30T22:37:00.123456789Z build-20261130.2-linux-x64-node24',
    'ALTER TABLE users_2024_q3_backup_v2_final ADD COLUMN md5_checksum_v2',
    // Paths, addresses, names of files.
    `dist/${MIXED}/app.js and ${MIXED}.js are new`,
    `see https://example.com/${MIXED} and <https://example.com/#${MIXED}>`,
    `/nix/store/57iz36553175g3178pvxjij8z5rcsd4n-glibc-2.42-61/lib is gone`,
    `Message-Id: <${MIXED}@mail.example.com>`,
    // Public keys, certificates, signatures, addresses of content.
    `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${MIXED} jane`,
    `encrypt to age1${SMALL}${SMALL} now`,
    `renovate: <!--renovate-debug:eyJjcmVhdGVkSW5WZXIiOiI0My4yNDIuMiIsInVwZGF0ZWRJblZlciI6IjQzLjI0Mi4yIn0=-->`,
    `v1.2.3\n\n-----BEGIN PGP SIGNATURE-----\n\n${MIXED}${MIXED}\n=x1Y2\n-----END PGP SIGNATURE-----\n`,
    `-----BEGIN CERTIFICATE-----\n${MIXED}${MIXED}\n-----END CERTIFICATE-----\n`,
  ])('%s', (text) => expect(redact(text)).toBe(text))

  it('a word that is the whole value, which is an id or a signature', () => {
    const dict = { SIGNATURE: MIXED + MIXED, BUILD_ID: `dpl_${MIXED}` }
    expect(redactDict(dict)).toBe(dict)
  })
})

it('takes time in proportion to the length of a text', async () => {
  for (const unit of ['a1', 'aB3-', 'a=', '-----BEGIN PGP SIGNATURE-----\n', '- ', `${MIXED} `, 'a.']) {
    await expectLinear((length) => {
      const text = ` ${unit.repeat(length / unit.length)}`
      return () => redact(text)
    }).catch((error: Error) => expect.fail(`${unit}: ${error.message}`))
  }
})
