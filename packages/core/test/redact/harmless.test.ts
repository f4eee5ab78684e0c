/** What looks like a secret and is none stays as it is. */
import { readFileSync } from 'node:fs'
import { findMarks } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { loadVectors } from '../../../mark/test/vectors.js'
import { redact, redactDict } from '../../src/redact/index.js'

/** Of this repository's own history. */
const MESSAGES: string[] = JSON.parse(readFileSync(new URL('./messages.json', import.meta.url), 'utf8'))

it('two hundred commit messages', () => {
  expect(MESSAGES.length).toBeGreaterThanOrEqual(200)
  for (const message of MESSAGES) expect(redact(message)).toBe(message)
})

it('all that marks of the reference program hold', () => {
  let values = 0
  for (const { bytes } of loadVectors()) {
    for (const { dict } of findMarks(bytes)) {
      expect(redactDict(dict)).toBe(dict)
      values += Object.keys(dict).length
    }
  }
  expect(values).toBeGreaterThan(400)
})

describe('what people write about secrets', () => {
  it.each([
    'feat(token): read it from the keychain',
    'fix(auth): token is undefined after a reload',
    'docs: password rules',
    'refactor: secret => credential',
    'feat: `token: string | undefined` in the options',
    'test: password=$PASSWORD and token=$TOKEN',
    'fix: set token: null',
    'fix: cookie and session keys are strings',
    'chore: bump api-key-manager from 1.2.3 to 1.2.4',
    'docs: Authorization: Bearer <token>',
    'docs: use Basic auth with nginx',
    'ci: permissions: id-token: write',
    'feat: --password-file',
    'fix: AccessKeyId is optional',
    'build: key=value pairs',
    'fix: sk-SK locale and rk-less mode',
    'chore: ghp_ tokens are refused',
    'docs: an AKIA key has 20 letters',
    'revert: eyJ at the start of a token',
    'fix password: show error',
    'fix password: SHA256 instead of MD5',
    'docs(password): rules (see docs/auth2.md)',
    'feat: --password option, and --user beside it',
    'feat: mysql -p asks for the password',
    'fix: curl -u asks for a password',
    'docs: curl -u user:$PASSWORD and curl -u $USER:$TOKEN',
    'fix: docker run -u 1000:1000 -p 8080:80',
    'ci: docker login -u "$USER" --password-stdin',
    'test: token: value1, token: step-2, token: v2',
    'refactor: token = getToken(), password = form.password',
    'refactor: if (token == null) password = undefined',
    'fix: const { token } = props; password => hash(password)',
    'authorization: refactor the middleware',
    'feat: basic support for bearer tokens',
    'feat: Authorization: Bearer tokens are accepted',
    'fix: Cookie: handle blanks',
    'fix(cookie): SameSite=Lax',
    'docs: PASSWORD=<your password> and PASSWORD=... in .env',
    'test: {"password": "string", "token": null}',
    'docs: the password is required, the token was removed',
    'fix: the password is 12 characters or longer',
    'tests: all pass: 51/51',
    'chore: secret: see #1234 and RFC6749',
    'feat: token: Array<string>, secret: Map<string, number>',
    `ci: PASSWORD: \${{ secrets.PASSWORD }}`,
    'fix: identified by `name` instead of `id2`',
    'fix: user password `reset` mails',
    'build: ARG NODE_VERSION 20, ENV CACHE_DIR /tmp/a1',
    'fix: <token> and <password> in the usage',
    'perf: cache the api key lookup 2x',
    'chore: 7z -h and unzip -l in the docs',
    'fix: redis-cli -h localhost -p 6379',
    'docs: ssh -p 2222 git@example.com',
    'fix: a space in "User Name": "Jane Roe"',
  ])('%s', (text) => expect(redact(text)).toBe(text))
})

describe('ids, digests, names', () => {
  it.each([
    // Of commits, marks, files, in hex, base64, base32.
    '94e6cdbd5ae0ff8d3b1e6a3eb1cd4a4dc11c7f0c',
    'ac1bc6b81949c06305e0ef4aee37eaaeeac80552254200063b395fc2e20d7b60',
    'C5HK2R-K36S-H3GC-9S6GWP',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
    'sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb',
    'node:20@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'b1e6661e-e4f2-4156-9ab9-82a19a2b3c4d',
    // Of output files.
    '/home/me/app/dist/assets/app-BQ3x9z.js',
    'dist/chunk-sk-SK-DkW1a2b3.js',
    'dist/tokens.4f3c2b1a.css',
    'dist/secret-santa.a1b2c3d4.chunk.js',
    'dist/_app/immutable/nodes/0.Cx1aZ9_q.js',
    'node_modules/.pnpm/@babel+core@7.24.0_supports-color@8.1.1/node_modules/@babel/core',
    'C:\\Users\\me@corp\\app\\dist\\a.js',
    '/srv/git/a@2/b.git',
    // Of packages, builds, machines.
    'pkg:npm/%40acme/token-store@1.0.0',
    'https://github.com/acme/app/actions/runs/6/attempts/1?check_suite_focus=true',
    'https://dev.azure.com/acme/app/_build/results?buildId=7&view=results',
    'https://gitlab.com/acme/app/-/jobs/7#L100',
    'arn:aws:codebuild:us-east-1:123456789012:build/demo:b1e6661e-e4f2-4156-9ab9-82a19',
    'refs/heads/dependabot/npm_and_yarn/vite-8.3.8',
    'Jane Roe <jane@example.com>',
    '12345678+jane@users.noreply.github.com',
    '#1 SMP PREEMPT_DYNAMIC Debian 6.1.90-1 (2024-05-03)',
    'AES256-GCM-SHA384',
  ])('%s', (text) => expect(redact(text)).toBe(text))
})
