/** Every option of Chalkmark, for the bundler plugins and the command alike. */
import type { Value } from '@chalkmark/mark'
import type { TemplateDefinitions } from '../keys/templates.js'
import type { ReportingOptions } from './sinks.js'

/** What a key's callback knows of the artifact that is being marked. */
export interface KeyContext {
  /** The file's name in the output folder, with `/` separators. */
  path: string
  /** ARTIFACT_TYPE, such as `JavaScript`. */
  type: string
  /** HASH, lower-case hex. */
  hash: string
  chalkId: string
  env: Readonly<Record<string, string | undefined>>
}

/** A key's value, or a function that gives it for each artifact; undefined leaves the key out. */
export type KeyValue = Value | ((artifact: KeyContext) => Value | undefined | Promise<Value | undefined>)

/** How a file whose name holds a hash of its content is marked. */
export type HashedFiles = 'stable' | 'full' | 'skip'

/** A program whose findings can be reported. */
export type ToolName = 'syft' | 'semgrep' | 'gitleaks' | 'trufflehog'

/** The report's name unless `report` says otherwise, in the project's root. */
export const DEFAULT_REPORT = 'chalk-report.json'

export interface ChalkOptions extends ReportingOptions {
  /**
   * `false` turns the plugin off: the build is exactly as without it.
   * @default true
   */
  enabled?: boolean
  /**
   * Which keys a mark holds: a template's name or a list of keys.
   * @default 'mark_web' for browsers, 'mark_default' for servers, libraries and the command line
   */
  template?: string | readonly string[]
  /**
   * Templates of your own: another one by name, with some keys more or fewer.
   * `{ mine: { extends: 'mark_default', add: ['CODE_OWNERS'], remove: ['AUTHOR'] } }`
   */
  templates?: TemplateDefinitions
  /**
   * Values for keys that users set (`CHALK_PTR`, `STORE_URI`, `TENANT_ID_WHEN_CHALKED`, …) and for custom keys
   * (`X-TEAM`). `{chalk_id}`, `{hash}`, `{path}`, `{now}`, `{tenant}` and `{random}` are filled in where the
   * catalogue allows it. Custom keys go into marks and reports; in stable marks only `CHALK_PTR` does.
   */
  keys?: Readonly<Record<string, KeyValue>>
  /** Mark only files whose name in the output folder matches one of these globs. */
  include?: string | readonly string[]
  /** Never mark files that match one of these globs. */
  exclude?: string | readonly string[]
  /**
   * What goes into files whose name holds a hash of their content.
   * `stable`: only what follows from the content itself, so the name stays true. `full`: everything; the name
   * changes with it. `skip`: nothing.
   * @default 'stable'
   */
  hashedFiles?: HashedFiles
  /**
   * Whether hashed files get a new name when a stable mark goes in. `auto`: only those whose digest another
   * output file pins (`integrity=`), and the files that refer to them.
   * @default 'auto'
   */
  rename?: 'auto' | 'always' | 'never'
  /**
   * What becomes of the compressed files (`.gz`, `.br`, `.zst`) beside files that change. `remake`: they are made
   * again, as well compressed as they were. `drop`: they are removed, for whoever compresses later. `keep`: they stay,
   * and hold the files without marks.
   * @default 'remake'
   */
  siblings?: 'remake' | 'drop' | 'keep'
  /**
   * Two builds of one commit give the same bytes: times come from SOURCE_DATE_EPOCH or the commit, nothing
   * random, nothing of the host.
   * @default true if SOURCE_DATE_EPOCH is set, else false
   */
  reproducible?: boolean
  /**
   * Where the report goes, relative to the project's root; `false` writes none. `{ dir }` is one folder for all projects
   * of a workspace, relative to the workspace's root: each project's report is in it under the project's own path.
   * @default 'chalk-report.json'
   */
  report?: string | false | { dir: string }
  /**
   * Where to put the output folder as a ZIP archive, relative to the project's root: `'app.zip'`. The same folder gives
   * the same archive, and the archive is marked itself. For serverless deploys. Not while watching.
   */
  archive?: string
  /** Which environment variables a report may show. Values are redacted unless named here. */
  env?: EnvPolicy
  /**
   * Which other programs look at the project, if they are on the PATH: their findings are SBOM, SAST and SECRET_SCANNER
   * in reports and marks whose template holds these.
   * @default []
   */
  tools?: readonly ToolName[]
  /**
   * Fail the build where something could not be marked or collected, instead of one warning.
   * @default false
   */
  strict?: boolean
}

/** Names are compared without regard to case. `*` in a name stands for any characters: `GITHUB_*`. */
export interface EnvPolicy {
  /** Variables whose value is shown. */
  show?: readonly string[]
  /** Variables that are not mentioned at all. */
  never?: readonly string[]
  /** Variables whose name is given, but not their value. */
  redact?: readonly string[]
  /**
   * What happens to all others.
   * @default 'redact'
   */
  default?: 'show' | 'redact' | 'ignore'
}
