/** The address of a repository is made of its parts, or it is left out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiAddress, pageAddress, registryAddress, remoteAddress } from '../../src/redact/index.js'

const PW = 'QqSecretqQ'
const RANDOM = 'aB3dE5gH7jK9mN1pQ2rS'

describe('a remote', () => {
  it.each([
    'https://example.com/team/app.git',
    'https://example.com:8443/team/sub/app',
    'https://example.com/acme/token',
    'https://example.com/acme/auth-service.git',
    'https://dev.azure.com/acme/My%20Project/_git/app',
    'https://git.example/~jane/app',
    'https://münchen.example/ünï/app',
    'https://[2001:db8::1]:8443/app.git',
    'http://localhost:3000/a/b',
    'git://example.com/app',
    'ssh://git@example.com/team/app.git',
    'ssh://jane@gerrit.example:29418/platform/app',
    'ssh://git@[::1]:22/app',
    'git+ssh://git@example.com/app',
    'svn+ssh://git@example.com/app',
    'git@example.com:team/app.git',
    'org-1234@github.com:acme/app.git',
    'work:acme/app',
    'example.com:app',
    '[git.example:2222]:app.git',
    'git@[::1]:app',
    'file:///srv/git/app.git',
    'file:///C:/git/app',
    's3://bucket/app.zip?versionId=abc.def',
    '/srv/git/a@2.git',
    '/srv/git/my app #1; ünï.git',
    '../app.git',
    'upstream/app',
    '~/git/app',
    'C:\\git\\app@2.git',
    '\\\\server\\share\\app',
    'app.bundle',
  ])('stays %s', (address) => expect(remoteAddress(address)).toEqual({ address }))

  it.each([
    [`https://user:${PW}@host/x.git`, 'https://host/x.git'],
    [`https://${PW}@host/x.git`, 'https://host/x.git'],
    [`https://us@er:${PW}@host/x.git`, 'https://host/x.git'],
    [`https://user:Qq ${PW}@h/x`, 'https://h/x'],
    [`https://user:${PW}%40@host/x`, 'https://host/x'],
    [`https://user%3A${PW}@host/x`, 'https://host/x'],
    [`https://user：${PW}@host/x`, 'https://host/x'],
    [`https://user:${PW}@[2001:db8::1]:8443/x`, 'https://[2001:db8::1]:8443/x'],
    [`https://user:${PW}\\@host/x`, 'https://host/x'],
    [`git+https://user:${PW}@host/x`, 'git+https://host/x'],
    [`HTTPS://u:${PW}@h/x`, 'HTTPS://h/x'],
    [`ssh://user:${PW}@host/x`, 'ssh://host/x'],
    [`ssh://user%3A${PW}@host/x`, 'ssh://host/x'],
    [`ssh://${RANDOM}@host/x`, 'ssh://host/x'],
    [`${RANDOM}@host:x.git`, 'host:x.git'],
    [`${PW}7x@host:x.git`, 'host:x.git'],
    [`ssh://a1B2c3@host/x`, 'ssh://host/x'],
    [`https://host/x.git?private_token=${PW}`, 'https://host/x.git'],
    [`https://host/x.git?t=${PW}`, 'https://host/x.git'],
    [`https://host/x.git#${PW}`, 'https://host/x.git'],
    [`https://host/x.git?to=https%253A%252F%252Fu%253A${PW}`, 'https://host/x.git'],
    [`https://host/ghp_${'a1B2'.repeat(9)}/x.git`, 'https://host/REDACTED/x.git'],
    [`https://host/${RANDOM}/x.git`, 'https://host/REDACTED/x.git'],
    [`  https://u:${PW}@h/x\n`, 'https://h/x'],
  ])('%s loses its credentials', (address, expected) =>
    expect(remoteAddress(address)).toEqual({ address: expected }),
  )

  it.each([
    // Helpers.
    `ext::sshpass -p ${PW} ssh git@host %S app`,
    `hg::https://user:${PW}@host/x`,
    `codecommit::eu-west-1://${PW}@app`,
    `fd::17/${PW}`,
    `(none)::${PW}`,
    `::${PW}`,
    // The scp form has no password, so this is none.
    `user:${PW}@host:x.git`,
    `user:${PW}@host/x`,
    `user:p ${PW}@host:path`,
    `u:Qq/${PW}@h:x`,
    `user%3A${PW}%40host:x`,
    `user:${PW}`,
    `user：${PW}＠host:x`,
    `user:${PW}＠host/x`,
    `${PW}:x-oauth-basic`,
    // What ends the authority, in a password.
    `https://user:pa/${PW}@h/x`,
    `https://user:12/${PW}@h/x`,
    `https://user:Qq\\${PW}`,
    `https://${PW}?@h/x`,
    `https://${PW}#@h/x`,
    `https://${PW}/@h/x`,
    `https://user:${PW}?@h/x`,
    `https://${PW}?x=y`,
    `https://${PW}`,
    `https://user:${PW}@/x`,
    `https://user:${PW}/x`,
    `https://user:${PW}%40h/x`,
    `https://user%3A${PW}%40host/x`,
    `https://user%253A${PW}%2540host/x`,
    `https://user：${PW}＠host/x`,
    `https://host/x:${PW}@y`,
    `https://host/x;token=${PW}`,
    `https://host/x=${PW}/y`,
    `https://host/https://u:${PW}@h/x`,
    `https://host/https%3A%2F%2Fu%3A${PW}%40h`,
    `https://host/x%2525${PW}`,
    // Credentials in the path.
    `https://host/job_token/${PW}/x.git`,
    `https://host/token/${PW}/x.git`,
    `https://host/${PW}/x-oauth-basic/`,
    `https://host/${PW}/x-oauth-basic`,
    `https://host/basic/${PW}/x.git`,
    `https://host/oauth2/${PW}/x.git`,
    // Spellings that only some programs take.
    `https:/user:${PW}@host/x`,
    `https:user:${PW}@host/x`,
    `https:\\\\user:${PW}@host\\x`,
    `//u:${PW}@h/x`,
    `https%3A%2F%2Fuser%3A${PW}%40host%2Fx`,
    `${PW}://host/x`,
    `https://u:${PW}@h/x\nhttps://u:${PW}@h/y`,
    `https://host/x\t${PW}`,
    `https://host/x ;${PW}`,
    `https://host/x --password ${PW}=`,
    `/srv/https://u:${PW}@h`,
    `C:\\x:${PW}@h`,
    `~/u%3A${PW}%40h`,
    `{"url":"https://u:${PW}@h/x"}`,
    `url = https://u:${PW}@h/x`,
  ])('%s is left out', (address) => {
    const told = remoteAddress(address)
    expect(told).toHaveProperty('leftOut')
    expect(JSON.stringify(told)).not.toContain(PW)
  })

  it('never shows what stands before the host', () => {
    const secret = fc.string({
      maxLength: 6,
      unit: fc.constantFrom(...'ab4:@/?#\\%.[];= \t：＠', '%40', '%3A'),
    })
    const form = fc.constantFrom<(secret: string) => string>(
      (secret) => `https://user:${secret}@example.com/team/app.git`,
      (secret) => `https://${secret}@example.com/team/app.git`,
      (secret) => `ssh://git:${secret}@example.com/team/app.git`,
      (secret) => `user:${secret}@example.com:team/app.git`,
      (secret) => `user:${secret}@example.com/team/app.git`,
      (secret) => `ext::run ${secret} example.com`,
    )
    fc.assert(
      fc.property(form, secret, secret, (place, before, after) => {
        const address = place(`${before}${PW}${after}`)
        expect(JSON.stringify(remoteAddress(address)), address).not.toContain(PW)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('a page', () => {
  it.each([
    'https://gitlab.com/acme/app/-/jobs/7#L100',
    'https://dev.azure.com/acme/app/_build/results?buildId=7&view=results',
    'https://bitbucket.org/acme/app/addon/pipelines/home#!/results/7/steps/%7B7a%7D/test-report',
  ])('stays %s', (address) => expect(pageAddress(address)).toEqual({ address }))

  it.each([
    [`https://u:${PW}@ci.example/job/7?x=1`, 'https://ci.example/job/7?x=1'],
    [`https://ci.example/job/7?token=${PW}`, 'https://ci.example/job/7?token=REDACTED'],
  ])('%s loses its credentials', (address, expected) =>
    expect(pageAddress(address)).toEqual({ address: expected }),
  )

  it.each([
    `ci.example/${PW}`,
    `https://user:${PW}/x`,
    `https://${PW}?@ci.example/x`,
    `user:${PW}@ci.example:x`,
  ])('%s is left out', (address) => expect(JSON.stringify(pageAddress(address))).not.toContain(PW))
})

it.each([
  [`https://u:${PW}@api.example/v1?x=${PW}`, 'https://api.example/v1'],
  [`https://api.example/v1#${PW}`, 'https://api.example/v1'],
])('an API: %s', (address, expected) => expect(apiAddress(address)).toEqual({ address: expected }))

describe('a registry', () => {
  it.each([
    [`https://u:${PW}@npm.example`, 'https://npm.example/'],
    [`https://npm.example:4873/a/?token=${PW}`, 'https://npm.example:4873/a/'],
  ])('%s', (address, expected) => expect(registryAddress(address)).toEqual({ address: expected }))

  it.each([`npm.example/${PW}`, `//npm.example/:_authToken=${PW}`, `https://npm.example/:_authToken=${PW}`])(
    '%s is left out',
    (address) => expect(registryAddress(address)).toHaveProperty('leftOut'),
  )
})
