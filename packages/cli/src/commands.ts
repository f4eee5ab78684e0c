/** The commands: what they are called, what they take, and where they are. */
import type { Invocation } from './invocation.js'
import {
  CHECKED,
  COMMON,
  EMBEDDED,
  FILES,
  INPUTS,
  INSERT,
  INSERTED,
  type Options,
  PACK,
  SAFETY,
  SERVE,
  STRICT,
  VERIFY,
  WRITING,
} from './options.js'

export interface Command {
  name: string
  /** What follows the options. */
  arguments: string
  /** One line. */
  summary: string
  options: Options
  /** Command lines with what they do. */
  examples: readonly (readonly [command: string, meaning: string])[]
  /** Whether it looks for a config file and runs its code. Commands that read what others have made do not. */
  runsConfig?: boolean
  /** What its arguments complete to in a shell: file names, or these words. */
  completes: 'files' | readonly string[]
  /** Loads what the command needs, and nothing of the others. */
  load(): Promise<{ run(invocation: Invocation): Promise<number> }>
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'insert',
    arguments: '[paths…]',
    summary: 'Mark artifacts in place, and report what was marked.',
    options: { ...INSERTED, ...INSERT, ...FILES, ...EMBEDDED, ...SAFETY, ...STRICT, ...WRITING, ...COMMON },
    examples: [
      ['chalkmark insert dist', 'mark what a build made; the report is chalk-report.json'],
      ['chalkmark insert --dry-run --json target/app.jar', 'see what a mark would hold'],
      ['chalkmark insert --key X-TEAM=web --report build/report.json dist', 'a key of your own'],
    ],
    completes: 'files',
    runsConfig: true,
    load: () => import('./commands/insert.js'),
  },
  {
    name: 'extract',
    arguments: '[paths…]',
    summary: 'Read marks, check them, and print what they say.',
    options: { ...CHECKED, ...FILES, ...STRICT, ...INPUTS, ...COMMON },
    examples: [
      ['chalkmark extract dist', 'a table of every mark'],
      ['chalkmark extract --json /usr/local/bin/tool', 'everything that one mark says'],
      ['chalkmark extract https://example.com/', 'a page and all that it loads'],
      ['chalkmark extract app.jar!/lib/util.jar', 'an archive in an archive'],
      ['curl … | chalkmark extract --name app.js -', 'what comes from another program'],
    ],
    completes: 'files',
    load: () => import('./commands/extract.js'),
  },
  {
    name: 'delete',
    arguments: '[paths…]',
    summary: 'Take marks out.',
    options: { ...FILES, ...EMBEDDED, ...SAFETY, ...STRICT, ...WRITING, ...COMMON },
    examples: [['chalkmark delete dist', 'the files as they were before marking']],
    completes: 'files',
    load: () => import('./commands/delete.js'),
  },
  {
    name: 'verify',
    arguments: '[paths…]',
    summary: 'Exit with 1 if a mark is missing or invalid.',
    options: { ...VERIFY, ...CHECKED, ...STRICT, ...FILES, ...INPUTS, ...COMMON },
    examples: [
      ['chalkmark verify dist', 'in CI, before a release'],
      ['chalkmark verify https://example.com/', 'after a deploy'],
      ['chalkmark verify --allow-unmarked node_modules/some-package', 'what is marked is intact'],
    ],
    completes: 'files',
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'pack',
    arguments: 'DIR',
    summary: 'Pack a folder as a marked zip that is the same each time.',
    options: { ...PACK, ...INSERTED, ...EMBEDDED, ...SAFETY, ...STRICT, ...COMMON },
    examples: [['chalkmark pack dist -o function.zip', 'for a serverless deploy']],
    completes: 'files',
    runsConfig: true,
    load: () => import('./commands/pack.js'),
  },
  {
    name: 'serve',
    arguments: '--stdio',
    summary: 'Mark the archives of one build, as a build tool asks for them.',
    options: SERVE,
    examples: [['chalkmark serve --stdio', 'JSON-RPC on stdin and stdout, for the Gradle and Maven plugins']],
    completes: [],
    load: () => import('./commands/serve.js'),
  },
  {
    name: 'keys',
    arguments: '[names…]',
    summary: 'Explain the keys of marks and reports.',
    options: COMMON,
    examples: [
      ['chalkmark keys COMMIT_ID', 'one key'],
      ['chalkmark keys --json', 'all of them, for programs'],
    ],
    completes: [],
    load: () => import('./commands/keys.js'),
  },
  {
    name: 'config',
    arguments: '',
    summary: 'Show the options that hold here, and where each comes from.',
    options: { ...INSERTED, ...FILES, ...EMBEDDED, ...SAFETY, ...STRICT, ...COMMON },
    examples: [['chalkmark config', 'flags over config file over defaults']],
    completes: [],
    runsConfig: true,
    load: () => import('./commands/config.js'),
  },
  {
    name: 'completion',
    arguments: 'bash|zsh|fish',
    summary: 'Print a script that teaches the shell these commands.',
    options: COMMON,
    examples: [['eval "$(chalkmark completion bash)"', 'in ~/.bashrc']],
    completes: ['bash', 'zsh', 'fish'],
    load: () => import('./commands/completion.js'),
  },
]

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name)
}
