/**
 * What other programs find in the project: a bill of materials (Syft), flaws (Semgrep), secrets (Gitleaks, TruffleHog). Only those
 * that the option `tools` names run, and only if they are on the PATH. Nothing is downloaded, and of findings only their
 * places are told, never the text that is there. They run outside of the project, so that they take as few settings from it
 * as they can: rules and exceptions that stand in what they look through count.
 */
import { type Dict, parseJson, type Value } from '@chalkmark/mark'
import type { ToolName } from '../config/options.js'
import { reasonOf } from '../error.js'
import { REDACTED } from '../redact/index.js'
import { asDict, at, dictOf } from './cloud/request.js'
import type { Collector, CollectorContext } from './collector.js'
import type { Host } from './host.js'
import { settingsForOthers } from './vcs/git/run.js'

/** Milliseconds that one tool may take. */
const LIMIT = 60_000

interface Tool {
  key: 'SBOM' | 'SAST' | 'SECRET_SCANNER'
  /** @returns undefined if it could only run with rules that it would have to download. */
  args(root: string, host: Host): string[] | undefined
  env?: Record<string, string>
  /** @returns undefined for an output that is none of it. */
  read(output: string): Value | undefined
}

/** A new tool is an entry here and a name in config/options.ts. */
const TOOLS: Readonly<Record<ToolName, Tool>> = {
  syft: {
    key: 'SBOM',
    args: (root) => ['scan', `dir:${root}`, '--output', 'cyclonedx-json', '--quiet'],
    // It would have Go load a project, and git clone registries that a project names.
    env: {
      SYFT_CHECK_FOR_APP_UPDATE: 'false',
      SYFT_GOLANG_USE_PACKAGES_LIB: 'false',
      SYFT_CPP_VCPKG_ALLOW_GIT_CLONE: 'false',
    },
    read: dictOf,
  },
  semgrep: {
    key: 'SAST',
    args(root, { env, stat }) {
      // The name of a registry's rules would be downloaded, so it must be a file or a folder.
      const rules = [env.SEMGREP_RULES, `${root}/.semgrep.yml`].find((path) => path && stat(path))
      if (!rules) return undefined
      const quiet = ['--metrics=off', '--disable-version-check', '--quiet']
      return ['scan', ...quiet, '--sarif', '--config', rules, root]
    },
    env: { SEMGREP_SEND_METRICS: 'off' },
    // Its rules may look for secrets, and a finding quotes the line.
    read: (output) => masked(withUsedRules(dictOf(output))),
  },
  gitleaks: {
    key: 'SECRET_SCANNER',
    args: (root) => [
      ...['dir', root, '--redact', '--no-banner', '--exit-code', '0'],
      ...['--report-format', 'sarif', '--report-path', '-', '--log-level', 'error'],
    ],
    read: (output) => masked(withUsedRules(dictOf(output))),
  },
  trufflehog: {
    key: 'SECRET_SCANNER',
    args: (root) => ['filesystem', root, '--json', '--no-update', '--no-verification'],
    read: (output) => masked({ findings: linesOfJson(output) }),
  },
}

const DURATION = 'EXTERNAL_TOOL_DURATION'

export const tool: Collector = {
  name: 'tool',
  keys: ['SBOM', 'SAST', 'SECRET_SCANNER', DURATION],
  timeout: LIMIT + 5000,
  async collect(host, context) {
    const keys: Record<string, Dict> = {}
    const errors: string[] = []
    const wanted = (context.tools ?? []).filter((name) => context.wanted.has(TOOLS[name].key))
    await Promise.all(
      wanted.map(async (name) => {
        const { key } = TOOLS[name]
        const began = host.now().getTime()
        try {
          const found = await run(name, host, context)
          keys[key] = { ...keys[key], [name]: found }
          keys[DURATION] = { ...keys[DURATION], [name]: { [context.root]: host.now().getTime() - began } }
        } catch (error) {
          errors.push(`${key}: ${name} ${reasonOf(error)}`)
        }
      }),
    )
    return { keys, errors }
  },
}

/** @throws Error, one line, without the tool's name. */
async function run(name: ToolName, host: Host, { root, signal }: CollectorContext): Promise<Value> {
  const { args, env, read } = TOOLS[name]
  const program = host.findProgram(name)
  if (!program) throw new Error('is not on the PATH')
  const given = args(root, host)
  if (!given) throw new Error('needs rules: name a file of them in SEMGREP_RULES, or write .semgrep.yml')
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT)])
  const { stdout, code } = await host.run(program, given, {
    cwd: '/',
    // Semgrep has git list the files, and git would run what the repository's settings name.
    env: { ...host.env, ...settingsForOthers(host.env, program), ...env },
    signal: limited,
  })
  const found = read(stdout.toString())
  if (found === undefined) throw new Error(`ended with ${code}, without a result`)
  return found
}

function linesOfJson(output: string): Value[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      const parsed = parseJson(Buffer.from(line))
      return 'value' in parsed ? [parsed.value] : []
    })
}

/** SARIF without the rules that found nothing: gitleaks lists all of its 200. OASIS SARIF 2.1.0, 3.19.23 and 3.27.5 */
function withUsedRules(sarif: Dict | undefined): Dict | undefined {
  if (!sarif || !Array.isArray(sarif.runs)) return sarif
  const runs = sarif.runs.map((run) => {
    const driver = asDict(at(run, 'tool', 'driver'))
    const results = at(run, 'results')
    // A result may name its rule by its place in the list.
    if (!driver || !Array.isArray(driver.rules) || !Array.isArray(results) || results.some(namesByIndex))
      return run
    const used = new Set(results.map((result) => at(result, 'ruleId')))
    const rules = driver.rules.filter((rule) => used.has(at(rule, 'id')))
    return { ...asDict(run), tool: { ...asDict(at(run, 'tool')), driver: { ...driver, rules } } }
  })
  return { ...sarif, runs }
}

function namesByIndex(result: Value): boolean {
  return at(result, 'ruleIndex') !== undefined || at(result, 'rule') !== undefined
}

/** Entries in which scanners quote what they have found, and what stands around it. */
const QUOTES = /^(?:raw|rawv2|redacted|secret|match|snippet|line|structureddata|extradata)$/i

/** Findings without what was found. */
function masked(value: Value | undefined): Value | undefined {
  if (Array.isArray(value)) return value.map((item) => masked(item)!)
  const dict = asDict(value)
  if (!dict) return value
  return Object.fromEntries(
    Object.entries(dict).map(([name, item]) => [
      name,
      QUOTES.test(name) && typeof item !== 'number' ? REDACTED : masked(item)!,
    ]),
  )
}
