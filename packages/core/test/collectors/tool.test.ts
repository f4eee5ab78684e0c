import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCollectors } from '../../src/collectors/run.js'
import { tool } from '../../src/collectors/tool.js'
import type { ToolName } from '../../src/config/options.js'
import { checkValue } from '../../src/keys/index.js'
import { makeTree } from '../disk/tree.js'
import { asking, madeUp, NOW } from './worlds.js'

/** What the tools print, shortened. */
const OUTPUT: Record<string, string> = {
  syft: '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"express","version":"4.19.2"}]}',
  semgrep:
    '{"version":"2.1.0","runs":[{"results":[{"ruleId":"eval","message":{"text":"no eval"},"locations":[{"physicalLocation":{"region":{"startLine":1,"snippet":{"text":"eval(hunter2xyz)"}}}}]}]}]}',
  gitleaks:
    '{"runs":[{"tool":{"driver":{"name":"gitleaks","rules":[{"id":"aws"},{"id":"npm"}]}},"results":[{"ruleId":"npm","locations":[{"physicalLocation":{"artifactLocation":{"uri":".npmrc"},"region":{"startLine":1,"snippet":{"text":"hunter2xyz"}}}}]}]}]}',
  trufflehog:
    '{"level":"info"}\n{"DetectorName":"NpmToken","Raw":"hunter2xyz","RawV2":"","Redacted":"hunter","SourceMetadata":{"Data":{"Filesystem":{"file":".npmrc","line":1}}}}\nnoise hunter2xyz\n',
}

function collect(
  tools: ToolName[],
  output = OUTPUT,
  env: Record<string, string> = { SEMGREP_RULES: '/rules.yml' },
) {
  const ran: string[][] = []
  const world = madeUp({
    files: { '/rules.yml': 'rules: []\n' },
    now: () => NOW,
    findProgram: (name) => (output[name] === undefined ? undefined : `/usr/bin/${name}`),
    run: async (program, args, { cwd }) => {
      ran.push([program, cwd, ...args])
      return { code: 0, stdout: Buffer.from(output[program.split('/').at(-1)!]!), stderr: Buffer.alloc(0) }
    },
  })
  const question = asking(tool.keys, { ...world, env, root: '/app', tools })
  return runCollectors([tool], ...question).then((facts) => ({ ...facts, ran }))
}

describe('tool', () => {
  it('gives what each tool finds, by tool, and no secret', async () => {
    const { keys, errors, ran } = await collect(['syft', 'semgrep', 'gitleaks', 'trufflehog'])
    expect(errors).toEqual([])
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      SBOM: { syft: { bomFormat: 'CycloneDX' } },
      SAST: { semgrep: { version: '2.1.0' } },
      SECRET_SCANNER: {
        // The rules that found nothing are left out.
        gitleaks: { runs: [{ tool: { driver: { rules: [{ id: 'npm' }] } }, results: [{ ruleId: 'npm' }] }] },
        trufflehog: { findings: [{ level: 'info' }, { DetectorName: 'NpmToken', Raw: 'REDACTED' }] },
      },
      EXTERNAL_TOOL_DURATION: { syft: { '/app': 0 }, semgrep: { '/app': 0 } },
    })
    expect(JSON.stringify(keys)).toContain('.npmrc')
    expect(JSON.stringify(keys)).not.toMatch(/hunter2?/)
    // Outside of the project, whose settings they would take.
    expect(ran.map(([, cwd]) => cwd)).toEqual(['/', '/', '/', '/'])
  })

  it('runs nothing unless it is told to', async () => {
    expect(await collect([])).toMatchObject({ keys: {}, errors: [], ran: [] })
  })

  it('has git run nothing that a repository names, whoever starts git', async () => {
    const root = makeTree({ 'app/a.txt': 'one\n', '.semgrep.yml': 'rules: []\n' })
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' })
    git('init', '--quiet')
    git('add', '.')
    const scanner = makeTree({
      semgrep: `#!/bin/sh\ngit -C "${root}" ls-files --others; git -C "${root}" status >&2; echo '{}'\n`,
    })
    chmodSync(join(scanner, 'semgrep'), 0o755)
    git('config', 'core.fsmonitor', `touch '${root}/RAN'; false`)
    const hooks = makeTree({ 'post-index-change': `#!/bin/sh\ntouch '${root}/RAN'\n` })
    chmodSync(join(hooks, 'post-index-change'), 0o755)
    git('config', 'core.hooksPath', hooks)
    const own = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
    const env = { ...own, PATH: `${scanner}:${process.env.PATH}`, HOME: root }
    const { keys, errors } = await runCollectors(
      [tool],
      ...asking(tool.keys, { root, env, tools: ['semgrep'] }),
    )
    expect([errors, keys]).toMatchObject([[], { SAST: { semgrep: {} } }])
    expect(existsSync(join(root, 'RAN'))).toBe(false)
    // By itself git runs it.
    git('ls-files')
    expect(existsSync(join(root, 'RAN'))).toBe(true)
  })

  it('says what is missing, and keeps the rest', async () => {
    const { keys, errors } = await collect(
      ['syft', 'semgrep', 'gitleaks'],
      { syft: OUTPUT.syft!, semgrep: '' },
      {},
    )
    expect(keys).toHaveProperty('SBOM')
    expect(errors.sort()).toEqual([
      'tool: SAST: semgrep needs rules: name a file of them in SEMGREP_RULES, or write .semgrep.yml',
      'tool: SECRET_SCANNER: gitleaks is not on the PATH',
    ])
    const broken = await collect(['syft'], { syft: 'panic' })
    expect(broken.errors).toEqual(['tool: SBOM: syft ended with 0, without a result'])
  })
})

/** Few machines have them, so CI does without. */
const isHere = (name: string) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0

describe('the program itself', () => {
  const SECRET = 'npm_k3J9dQ7xWm2LpR8vT4nB6yC1zF5hG0sAeUiD'

  async function scan(name: ToolName) {
    const root = makeTree({
      '.npmrc': `//registry.npmjs.org/:_authToken=${SECRET}\n`,
      'app.py': `def run(cmd):\n    eval("hunter2xyz")\n`,
      'package-lock.json':
        '{"name":"app","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"app"},"node_modules/express":{"version":"4.19.2"}}}',
      '.semgrep.yml':
        'rules: [{ id: no-eval, languages: [python], severity: ERROR, message: no eval, pattern: eval(...) }]\n',
    })
    const env = { PATH: process.env.PATH!, HOME: root }
    const { keys, errors } = await runCollectors([tool], ...asking(tool.keys, { root, env, tools: [name] }))
    expect(errors).toEqual([])
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(JSON.stringify(keys)).not.toMatch(/hunter2xyz|npm_k3J9/)
    return keys
  }

  it.skipIf(!isHere('gitleaks'))('gitleaks tells where a secret is', async () => {
    const found = (await scan('gitleaks')).SECRET_SCANNER
    const [run] = (found as { gitleaks: { runs: { results: unknown[]; tool: object }[] } }).gitleaks.runs
    expect(JSON.stringify(run!.results)).toContain('.npmrc')
    expect(JSON.stringify(run!.tool).length).toBeLessThan(2000)
  })

  it.skipIf(!isHere('semgrep'))('semgrep tells where a flaw is', { timeout: 90_000 }, async () => {
    const text = JSON.stringify((await scan('semgrep')).SAST)
    expect(text).toMatch(/app\.py.*no eval/s)
  })

  it.skipIf(!isHere('syft'))('syft lists what is installed', { timeout: 90_000 }, async () => {
    expect((await scan('syft')).SBOM).toMatchObject({ syft: { bomFormat: 'CycloneDX' } })
  })
})
