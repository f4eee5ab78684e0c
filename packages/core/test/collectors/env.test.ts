import { describe, expect, it } from 'vitest'
import { filterEnv, redactArgv } from '../../src/collectors/env.js'

const HIDDEN = '<<redact>>'

describe('filterEnv', () => {
  it('gives every name and no value by default', () => {
    expect(filterEnv({ PATH: '/bin', NPM_TOKEN: 'abc', EMPTY: '', GONE: undefined })).toEqual({
      EMPTY: HIDDEN,
      NPM_TOKEN: HIDDEN,
      PATH: HIDDEN,
    })
  })

  it('lets never win over redact, redact over show, and show over the default', () => {
    const env = { A: '1', B: '2', C: '3', D: '4' }
    expect(
      filterEnv(env, { never: ['A'], redact: ['A', 'B'], show: ['A', 'B', 'C'], default: 'ignore' }),
    ).toEqual({
      B: HIDDEN,
      C: '3',
    })
  })

  it('reads * as any characters, everything else literally, and no case', () => {
    const env = {
      GITHUB_REF: 'refs/heads/main',
      GITHUB: 'x',
      Path: '/bin',
      'ProgramFiles(x86)': 'C:\\x',
      AxB: 'no',
    }
    expect(
      filterEnv(env, { show: ['github_*', 'PATH', 'programfiles(x86)', 'A.B'], default: 'ignore' }),
    ).toEqual({
      GITHUB_REF: 'refs/heads/main',
      Path: '/bin',
      'ProgramFiles(x86)': 'C:\\x',
    })
  })

  it.each([
    'GITHUB_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'DB_PASSWORD',
    'dbPasswd',
    'API_KEY',
    'SSH_AUTH_SOCK',
    'HTTP_AUTHORIZATION',
    'SENTRY_DSN',
    'SLACK_WEBHOOK',
    'MY_PAT',
    'SESSION_COOKIE',
    'CI_DBPASS',
    'CI_PW',
    'CI_MYSQLPW',
    'CI_PASSCODE',
    'CI_PSK',
    'CI_TOTP',
    'CI_LOGIN',
    'CI_MNEMONIC',
    'CI_HMAC',
    'CI_2FA',
    'CI_UNSEAL',
  ])('shows %s only to whoever names it', (name) => {
    const env = { [name]: 'hunter2' }
    expect(filterEnv(env, { show: ['*'] })).toEqual({ [name]: HIDDEN })
    expect(filterEnv(env, { default: 'show' })).toEqual({ [name]: HIDDEN })
    expect(filterEnv(env, { show: [`${name}*`] })).toEqual({ [name]: HIDDEN })
    expect(filterEnv(env, { show: [name] })).toEqual({ [name]: 'hunter2' })
  })

  it.each(['PATH', 'GIT_AUTHOR_NAME', 'NODE_ENV', 'PATTERN', 'COMPASS', 'SPINNER'])(
    'has nothing against %s',
    (name) => {
      expect(filterEnv({ [name]: 'x' }, { default: 'show' })).toEqual({ [name]: 'x' })
    },
  )

  it.each([
    'ghp_0123456789abcdefghij0123456789abcdef',
    'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc',
    'AKIAIOSFODNN7EXAMPLE',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl',
  ])('hides a value that looks like a secret: %s', (value) => {
    expect(filterEnv({ HARMLESS: value }, { default: 'show' })).toEqual({ HARMLESS: HIDDEN })
  })

  it('takes credentials out of addresses that nobody named', () => {
    const env = { REMOTE: 'https://user:token@example.com/app' }
    expect(filterEnv(env, { show: ['REM*'] })).toEqual({ REMOTE: 'https://example.com/app' })
    expect(filterEnv(env, { show: ['REMOTE'] })).toEqual(env)
  })

  it('keeps a variable called __proto__ a plain entry', () => {
    const env = JSON.parse('{"__proto__":"x"}')
    expect(Object.entries(filterEnv(env, { default: 'show' }))).toEqual([['__proto__', 'x']])
  })
})

describe('redactArgv', () => {
  it.each([
    ['NPM_TOKEN:abc,BUILD:production', `NPM_TOKEN:${HIDDEN}`],
    ['BUILD:production,NPM_TOKEN:abc', `BUILD:production,NPM_TOKEN:${HIDDEN}`],
    ['--env=API_KEY=abc', `--env=API_KEY=${HIDDEN}`],
    ['--define:process.env.API_KEY="abc"', `--define:process.env.API_KEY=${HIDDEN}`],
    ['Authorization: Basic abc', `Authorization: ${HIDDEN}`],
    ['/p:Password=abc', `/p:Password=${HIDDEN}`],
  ])('hides what follows the name in %s', (argument, expected) => {
    expect(redactArgv([argument])).toEqual([expected])
  })

  it.each([
    ['sc', 'config', 'x', 'password=', 'Tr0ub4dor3x'],
    ['glab', 'variable', 'set', 'DB_PASSWORD', 'Tr0ub4dor3x'],
    ['npm', 'set', '//registry.example/:_password', 'Tr0ub4dor3x'],
    ['rclone', 'config', 'create', 'x', 'sftp', 'pass', 'Tr0ub4dor3x'],
  ])('hides what follows a name that stands alone: %s %s', (...line) => {
    const shown = redactArgv(line)
    expect(shown.join()).not.toContain('Tr0ub4')
    expect(shown[0]).toBe(line[0])
  })

  it('leaves a word behind such a name', () => {
    const line = ['npm', 'run', 'check-password', 'src/rules.ts', 'token', 'list']
    expect(redactArgv(line)).toEqual(line)
  })

  it.each([
    '--base=/app/',
    '--define:process.env.MODE="production"',
    'src/main.ts:12',
    '--url=https://example.com/',
  ])('leaves %s', (argument) => expect(redactArgv([argument])).toEqual([argument]))

  it('reads a long argument at once', () => {
    const argument = '-'.repeat(200_000)
    expect(redactArgv([argument, `${argument}token=abc`])).toEqual([argument, `${argument}token=${HIDDEN}`])
  }, 10_000)

  it('hides secrets and leaves the rest', () => {
    expect(
      redactArgv([
        '/usr/bin/chalkmark',
        'insert',
        '--token=abc=def',
        '--password',
        'hunter2',
        '--api-key',
        '--verbose',
        'NPM_TOKEN=abc',
        '--mode=production',
        'https://user:token@example.com/hook',
        '--out=https://user:token@example.com/hook',
        'ghp_0123456789abcdefghij0123456789abcdef',
        'dist',
      ]),
    ).toEqual([
      '/usr/bin/chalkmark',
      'insert',
      `--token=${HIDDEN}`,
      '--password',
      HIDDEN,
      '--api-key',
      '--verbose',
      `NPM_TOKEN=${HIDDEN}`,
      '--mode=production',
      'https://example.com/hook',
      '--out=https://example.com/hook',
      HIDDEN,
      'dist',
    ])
  })
})
