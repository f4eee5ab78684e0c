/** Every option of every command. Parsing, help and shell completion all read these tables. */

export interface Option {
  type: 'boolean' | 'string'
  /** One letter. */
  short?: string
  /** What its value is called in the help; `FILE` and `DIR` complete file names. */
  value?: string
  /** The values that it may have. */
  choices?: readonly string[]
  /** Whether it may be given several times. */
  multiple?: boolean
  /** Whether `--no-…` is an option too. */
  negatable?: boolean
  description: string
}

export type Options = Readonly<Record<string, Option>>

/** For every command. */
export const COMMON = {
  json: { type: 'boolean', description: 'Print the JSON report on stdout, also on a terminal.' },
  quiet: { type: 'boolean', short: 'q', description: 'Print nothing but errors and what was asked for.' },
  verbose: { type: 'boolean', short: 'v', description: 'Say more, such as why files were left out.' },
  config: { type: 'string', value: 'FILE', description: 'Read this config file, whoever can write to it.' },
  'no-config': { type: 'boolean', description: 'Read no config file.' },
  help: { type: 'boolean', short: 'h', description: 'Print this help.' },
} satisfies Options

/** Which files are looked at. */
export const FILES = {
  include: {
    type: 'string',
    value: 'GLOB',
    multiple: true,
    description: 'Only files that match; without a slash in every folder.',
  },
  exclude: { type: 'string', value: 'GLOB', multiple: true, description: 'No files that match.' },
  'all-scripts': {
    type: 'boolean',
    negatable: true,
    description: 'Every text file with a known extension. Default: in build output only.',
  },
  archives: {
    type: 'string',
    choices: ['common', 'all'],
    description: 'all: whl, vsix, nupkg and apk are artifacts too. Default: common.',
  },
  symlinks: {
    type: 'string',
    choices: ['skip', 'follow', 'replace'],
    description: 'Symbolic links in folders. Default: skip.',
  },
} satisfies Options

/** What happens to files inside of archives. */
export const EMBEDDED = {
  embedded: {
    type: 'boolean',
    negatable: true,
    description: 'The files inside of archives too, as far as they can change.',
  },
} satisfies Options

/** Nothing is written. */
export const WRITING = {
  'dry-run': { type: 'boolean', description: 'Write nothing; report what would be done.' },
} satisfies Options

/** How careful writing is. */
export const SAFETY = {
  durable: { type: 'boolean', negatable: true, description: 'Return once everything has reached the disk.' },
} satisfies Options

export const STRICT = {
  strict: { type: 'boolean', negatable: true, description: 'Exit with 1 for warnings too.' },
} satisfies Options

/** What goes into marks and reports. */
export const INSERTED = {
  report: {
    type: 'string',
    value: 'FILE',
    description: 'Where the report goes; - is stdout. Default: chalk-report.json.',
  },
  template: { type: 'string', value: 'NAME', description: 'Which keys marks hold. Default: mark_default.' },
  key: {
    type: 'string',
    value: 'NAME=VALUE',
    multiple: true,
    description: 'Set a key, such as CHALK_PTR or X-TEAM.',
  },
  reproducible: {
    type: 'boolean',
    negatable: true,
    description: 'Same commit, same bytes. Default: if SOURCE_DATE_EPOCH is set.',
  },
} satisfies Options

export const INSERT = {
  'virtual-file': {
    type: 'string',
    value: 'FILE',
    description: 'Write marks into FILE, one a line, and not into artifacts.',
  },
} satisfies Options

export const VERIFY = {
  'allow-unmarked': { type: 'boolean', description: 'Artifacts without a mark are no problem.' },
} satisfies Options

/** What is taken as it is. */
export const CHECKED = {
  'allow-unchecked': {
    type: 'boolean',
    description: 'Intact marks whose artifacts cannot be checked are no problem.',
  },
} satisfies Options

/** Reading from elsewhere than files. */
export const INPUTS = {
  'cross-origin': {
    type: 'boolean',
    description: 'Fetch from other hosts too, if a page or a redirect leads there.',
  },
  'max-size': { type: 'string', value: 'MB', description: 'Of one fetched file. Default: 64.' },
  'max-total': { type: 'string', value: 'MB', description: 'Of all fetched files. Default: 256.' },
  'max-files': {
    type: 'string',
    value: 'COUNT',
    description: 'Files to fetch, redirects included. Default: 1000.',
  },
  timeout: { type: 'string', value: 'SECONDS', description: 'For one fetched file. Default: 30.' },
  'max-time': { type: 'string', value: 'SECONDS', description: 'For all fetched files. Default: 300.' },
  name: { type: 'string', value: 'NAME', description: 'What stdin is called, such as app.js.' },
} satisfies Options

export const PACK = {
  output: { type: 'string', short: 'o', value: 'FILE', description: 'The archive to write.' },
} satisfies Options

export const SERVE = {
  stdio: { type: 'boolean', description: 'Over standard input and output. Must be given.' },
  help: COMMON.help,
} satisfies Options
