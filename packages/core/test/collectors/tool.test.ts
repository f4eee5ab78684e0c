import { describe, expect, it } from 'vitest'
import { runCollectors } from '../../src/collectors/run.js'
import { tool } from '../../src/collectors/tool.js'
import type { ToolName } from '../../src/config/options.js'
import { checkValue } from '../../src/keys/index.js'
import { asking, madeUp, NOW } from './worlds.js'

/** What the tools print, shortened. */
const OUTPUT: Record<string, string> = {
  syft: '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"express","version":"4.19.2"}]}',
  semgrep: '{"version":"2.1.0","runs":[{"results":[{"ruleId":"eval","message":{"text":"no eval"}}]}]}',
  gitleaks:
    '{"runs":[{"results":[{"ruleId":"npm","locations":[{"physicalLocation":{"artifactLocation":{"uri":".npmrc"},"region":{"startLine":1,"snippet":{"text":"hunter2xyz"}}}}]}]}]}',
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
        gitleaks: { runs: [{ results: [{ ruleId: 'npm' }] }] },
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
