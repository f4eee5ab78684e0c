/** Secrets in every place that a run looks at: none is in what the run prints and writes. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { IN_CONTEXT, TOKENS } from '../../core/test/redact/tokens.js'
import { chalkmark, type Ran } from './command.js'

/** Those that can be in the name of a file or a branch. */
const SIMPLE = Object.values(TOKENS).filter((token) => /^[\w-]{10,90}$/.test(token))
let drawn = 0
/** The next one: each place gets another. */
const secret = () => SIMPLE[drawn++ % SIMPLE.length]!

function git(cwd: string, args: string[], env: Record<string, string> = {}): void {
  execFileSync('git', args, {
    cwd,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '', GIT_CONFIG_NOSYSTEM: '1', ...env },
  })
}

/** What a run has printed, and all files below the folder that are no sources. */
function left(root: string, { stdout, stderr }: Ran, isSource: (name: string) => boolean): string[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('.git') && statSync(join(root, name)).isFile() && !isSource(name),
  )
  return [stdout, stderr, ...files.map((name) => readFileSync(join(root, name), 'latin1'))]
}

/** The end of a secret is what makes it one; whatever its beginning is may be in the name of its kind. */
function expectNone(texts: readonly string[], secrets: readonly string[]): void {
  expect(secrets.length).toBeGreaterThan(0)
  for (const one of secrets) {
    const end = one.slice(-12)
    for (const text of texts) expect(text.includes(end), `${one} in ${text.slice(0, 2000)}`).toBe(false)
  }
}

const allSecrets = [...Object.values(TOKENS), ...Object.values(IN_CONTEXT).map(([, hidden]) => hidden)]

test('sixty secrets in a commit, and thirty places of a build', async () => {
  const kinds = [...Object.values(TOKENS), ...Object.values(IN_CONTEXT).map(([text]) => text)]
  expect(kinds.length).toBeGreaterThanOrEqual(60)
  const planted: string[] = []
  const plant = () => {
    planted.push(secret())
    return planted.at(-1)!
  }
  const folder = plant()
  const root = makeTree({
    [`dist/${folder}/${plant()}.js`]: 'let a\n',
    'dist/odd.sh': `#!/usr/bin/${plant()}\n`,
    [`dist/${plant()}.unknown`]: 'x',
    'src/changed.txt': 'a\n',
    CODEOWNERS: `* @team ${plant()}\n# ${kinds.slice(0, 30).join('\n# ')}\n`,
    'package.json': JSON.stringify({
      name: `@acme/${plant().toLowerCase()}`,
      version: `1.0.0-${plant()}`,
      publishConfig: { registry: `https://me:${plant()}@npm.example/?token=${plant()}` },
    }),
    'chalkmark.config.mjs': `export default {
      template: 'mark_all',
      keys: {
        'X-FAILS': () => { throw new Error('no access to https://me:${plant()}@api.example/?sig=${plant()} with ${plant()}') },
        'X-NAMED': '${TOKENS.npm}',
      },
      env: { show: ['SHOWN_*', 'NAMED'], default: 'redact' },
    }\n`,
  })
  git(root, ['init', '-q', '-b', `feature/${plant()}`])
  git(root, [
    'remote',
    'add',
    'origin',
    `https://me:${plant()}@git.example/${plant()}/app.git?x=${plant()}#${plant()}`,
  ])
  git(root, ['add', '.'])
  git(root, ['commit', '-q', '-m', `fix: use ${plant()}\n\n${kinds.join('\n')}`], {
    GIT_AUTHOR_NAME: `Ada ${plant()}`,
    GIT_AUTHOR_EMAIL: `${plant()}@example.com`,
    GIT_COMMITTER_NAME: plant(),
    GIT_COMMITTER_EMAIL: 'c@example.com',
  })
  git(root, [
    '-c',
    `user.name=Tag ${plant()}`,
    '-c',
    'user.email=t@example.com',
    'tag',
    '-a',
    `v1-${plant()}`,
    '-m',
    `release ${plant()}`,
  ])
  mkdirSync(join(root, 'untracked'))
  writeFileSync(join(root, 'untracked', plant()), '')
  writeFileSync(join(root, 'src/changed.txt'), 'b\n')

  const ran = await chalkmark(
    ['insert', 'dist', `none/${plant()}`, '--verbose', '--json', '--exclude', `*.${plant()}`],
    {
      cwd: root,
      env: {
        SHOWN_TOKEN: plant(),
        SHOWN_PROXY: `http://me:${plant()}@proxy.example:8080`,
        SHOWN_TEXT: `uses ${plant()}`,
        HIDDEN: plant(),
        NAMED: TOKENS.PyPI!,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_RUN_ID: '7',
        GITHUB_SERVER_URL: `https://me:${plant()}@github.example`,
        GITHUB_REPOSITORY: `acme/${plant()}`,
        GITHUB_REF: `refs/heads/${plant()}`,
        GITHUB_ACTOR: plant(),
        GITHUB_WORKFLOW: `deploy ${plant()}`,
      },
    },
  )
  const isSource = (name: string) =>
    ['CODEOWNERS', 'package.json', 'chalkmark.config.mjs', 'dist/odd.sh'].includes(name)
  const texts = left(root, ran, isSource)
  const [report] = JSON.parse(readFileSync(join(root, 'chalk-report.json'), 'utf8'))
  // What the config names.
  expect(report._CHALKS[0]['X-NAMED']).toBe(TOKENS.npm)
  expect(report.INJECTOR_ENV.NAMED).toBe(TOKENS.PyPI)
  // Marked, and with the facts in question.
  expect(report._COMMIT_MESSAGE).toContain('fix: use REDACTED')
  expect(report._AUTHOR).toMatch(/^Ada REDACTED </)
  expect(report._TAG).toBe('v1-REDACTED')
  expect(report._BRANCH).toBe('feature/REDACTED')
  expect(report._ORIGIN_URI).toBe('https://git.example/REDACTED/app.git')
  expect(report._CHALKS[0]._OP_ARTIFACT_PATH).toContain('dist/REDACTED/REDACTED.js')
  expect(report._OP_ERRORS.join()).toContain(
    'X-FAILS: its callback failed: no access to https://api.example/',
  )
  expect(planted.length).toBeGreaterThanOrEqual(30)
  const named = [TOKENS.npm, TOKENS.PyPI]
  expectNone(
    texts.map((text) => named.reduce((rest, one) => rest!.replaceAll(one!, ''), text)!),
    [...planted, ...allSecrets].filter((one) => !named.includes(one)),
  )
})

test('a build without secrets loses nothing', async () => {
  const root = makeTree({ 'dist/app-BQ3x9z.js': 'let a\n', 'dist/a.css': 'a {}\n', CODEOWNERS: '* @team\n' })
  git(root, ['init', '-q', '-b', 'main'])
  git(root, ['remote', 'add', 'origin', 'git@github.com:acme/app.git'])
  git(root, ['add', '.'])
  git(root, ['-c', 'user.name=Ada', '-c', 'user.email=a@example.com', 'commit', '-qm', 'feat(token): store'])
  await chalkmark(['insert', 'dist', '--template', 'mark_all'], { cwd: root })
  const text = readFileSync(join(root, 'chalk-report.json'), 'utf8')
  expect(text).not.toMatch(/REDACTED(?!-ENV")/)
  // The journal of the run itself is no file of the project.
  expect(text).not.toContain('.chalk-tmp')
  expect(JSON.parse(text)[0]._ORIGIN_URI).toBe('git@github.com:acme/app.git')
})

test('config: the same in both outputs, by names and by looks', async () => {
  const keys = {
    'X-DB-PASSWORD': 'QqOneqQ',
    'X-DB-PASS': 'QqTwoqQ',
    'X-SETTINGS': '{"npm_token": "QqThreeqQ"}',
    'X-NESTED': { npm_token: 'QqFourqQ', list: [{ client_secret: ['QqFiveqQ'] }] },
    'X-AUTHORIZATION': 'Basic UXFTaXhxUQ',
    'X-PASSCODE': 987654321,
    'X-TOKENS2': ['QqSevenqQ'],
    'X-COMMAND': 'mysql -pQqEightqQ',
    'X-NOTE': 'password: QqNine9qQ',
    'X-REMOTE': 'https://me:QqTenqQ@example.com/x',
    'X-OWNER': 'ada',
    'X-TOKEN-COUNT': 7,
  }
  const root = makeTree({ 'chalkmark.config.mjs': `export default { keys: ${JSON.stringify(keys)} }` })
  const json = await chalkmark(['config', '--json', '--key', 'X-CLI-PASSWORD=QqElevenqQ'], { cwd: root })
  const lines = await chalkmark(['config', '--key', 'X-CLI-PASSWORD=QqElevenqQ'], { cwd: root })
  for (const { stdout, stderr } of [json, lines]) {
    expect(stdout + stderr).not.toMatch(/Qq|qQ|UXFTaXhxUQ|987654321/)
  }
  const shown = JSON.parse(json.stdout).keys.value
  expect(shown).toMatchObject({ 'X-OWNER': 'ada', 'X-TOKEN-COUNT': 7, 'X-COMMAND': 'mysql -pREDACTED' })
  expect(JSON.parse(/^keys +(.*) {2}\(/m.exec(lines.stdout)![1]!)).toEqual(shown)
})

test('marks of others, with names that tell', async () => {
  const MARK =
    '{ "MAGIC" : "dadfedabbadabbed", "CHALK_ID" : "A1B2C3-D4E5-F6G7-H8J9K0", "CHALK_VERSION" : "1.1.3", "X-DB-PASSWORD" : "QqOneqQ", "X-MORE" : { "npm_token" : "QqTwoqQ", "text" : "{\\"password\\": \\"QqThreeqQ\\"}" }, "METADATA_ID" : "A1B2C3-D4E5-F6G7-H8J9K0" }'
  const root = makeTree({ 'dist/a.sh': `#!/bin/sh\n# ${MARK}\n` })
  for (const args of [
    ['extract', 'dist', '--json'],
    ['extract', 'dist'],
    ['verify', 'dist', '--json'],
  ]) {
    const { stdout, stderr } = await chalkmark(args, { cwd: root })
    expect(stdout).toContain(args.length === 3 ? 'REDACTED' : 'dist')
    expect(stdout + stderr).not.toMatch(/Qq|qQ/)
  }
})

describe('in what a command says', () => {
  const MARK = (text: string) =>
    `let a\n// { "MAGIC" : "dadfedabbadabbed", "CHALK_ID" : "${text}", "CHALK_VERSION" : "1.1.3", "ORIGIN_URI" : "https://u:${text}@h/${text}", "METADATA_ID" : "${text}" }\n`

  test.each([
    ['a path that is not there', (token: string) => ['verify', `none/${token}`]],
    ['an unknown command', (token: string) => [token]],
    ['an unknown option', (token: string) => ['verify', `--${token}`]],
    ['the value of an option', (token: string) => ['insert', `--symlinks=${token}`]],
    ['a template that is not there', (token: string) => ['insert', `--template=${token}`]],
    ['a key that is not there', (token: string) => ['keys', token]],
    ['a shell that is not known', (token: string) => ['completion', token]],
    ['a config that is not there', (token: string) => ['insert', '--config', `${token}.mjs`]],
    ['a folder to pack that is not there', (token: string) => ['pack', token, '-o', 'x.zip']],
    ['an archive with a wrong name', (token: string) => ['pack', '.', '-o', token]],
    ['a mark, verified', () => ['verify', 'm.js']],
    ['a mark, verified as JSON', () => ['verify', '--json', 'm.js']],
    ['a mark, extracted', () => ['extract', 'm.js']],
    ['a mark, taken out', () => ['delete', '--json', 'm.js']],
    ['a mark, replaced', () => ['insert', '--json', '--template=mark_all', 'm.js']],
    ['a name in an archive', (token: string) => ['verify', `z.zip!/${token}`]],
    ['options that hold', (token: string) => ['config', '--json', `--exclude=${token}`]],
  ])('%s', async (place, args) => {
    const token = secret()
    const root = makeTree({ 'm.js': MARK(token) })
    const ran = await chalkmark(args(token), { cwd: root })
    expectNone(
      left(root, ran, (name) => name === 'm.js' && place !== 'a mark, replaced'),
      [token],
    )
  })

  test('a server that fails, and a page with links', async () => {
    const [one, two, three] = [secret(), secret(), secret()]
    const server = createServer((request, response) => {
      response.statusCode = request.url?.includes('page') ? 200 : 500
      response.setHeader('content-type', 'text/html')
      response.end(
        `<script src="/gone.js?token=${two}"></script><script src="https://u:${three}@127.0.0.1:1/x.js"></script>`,
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const root = makeTree({})
    try {
      for (const path of ['page', 'gone']) {
        const address = `http://me:${one}@127.0.0.1:${port}/${path}?key=${one}`
        for (const command of ['verify', 'extract']) {
          const ran = await chalkmark([command, '--json', address], { cwd: root })
          expectNone(
            left(root, ran, () => false),
            [one, two, three],
          )
        }
      }
    } finally {
      server.close()
    }
  })

  test('a config that fails', async () => {
    const [one, two] = [secret(), secret()]
    for (const config of [
      `throw new Error('no access: ${one} https://u:${two}@h/')`,
      `export default { '${one}': 1 }`,
      `export default { template: '${one}' }`,
      `export default { keys: { '${one}': 'x' } }`,
      `export default { hashedFiles: '${one}', report: '/dev/null/${two}' }`,
      `export default { report: '/dev/null/${one}' }`,
    ]) {
      const root = makeTree({ 'a.js': 'let a\n', 'chalkmark.config.mjs': config })
      const ran = await chalkmark(['insert', 'a.js', '--verbose'], { cwd: root })
      expectNone(
        left(root, ran, (name) => name.startsWith('chalkmark.config')),
        [one, two],
      )
    }
  })

  test('a repository that is not there', async () => {
    const [one] = [secret()]
    const root = makeTree({ 'a.js': 'let a\n', '.git': `gitdir: /nonexistent/${one}\n` })
    const ran = await chalkmark(['insert', 'a.js', '--json'], { cwd: root })
    expectNone(
      left(root, ran, () => false),
      [one],
    )
  })

  test('a request to the server for build tools', async () => {
    const [one, two] = [secret(), secret()]
    const root = makeTree({ 'a.js': 'let a\n', 'b.sh': `#!/usr/bin/${two}\n` })
    const request = (id: number, method: string, params: object) =>
      `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`
    const stdin =
      request(1, 'begin', { protocol: 1, root, report: join(root, 'r.json') }) +
      request(2, 'mark', { path: join(root, one) }) +
      request(3, 'mark', { path: join(root, 'b.sh') }) +
      request(4, one, {}) +
      request(5, 'end', {})
    const ran = await chalkmark(['serve', '--stdio'], { cwd: root, stdin })
    expect(ran.stdout.split('\n')).toHaveLength(6)
    expectNone(
      left(root, ran, (name) => name === 'b.sh'),
      [one, two],
    )
  })
})
