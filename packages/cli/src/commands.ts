/** The commands: what they are called, what they take, and where they are. */
import type { Invocation } from './invocation.js'
import { COMMON, FILES, INSERT, type Options, VERIFY, WRITING } from './options.js'

export interface Command {
  name: string
  /** What follows the options. */
  arguments: string
  /** One line. */
  summary: string
  options: Options
  /** Command lines with what they do. */
  examples: readonly (readonly [command: string, meaning: string])[]
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
    options: { ...INSERT, ...FILES, ...WRITING, ...COMMON },
    examples: [
      ['chalkmark insert dist', 'mark what a build made; the report is chalk-report.json'],
      ['chalkmark insert --dry-run --json target/app.jar', 'see what a mark would hold'],
      ['chalkmark insert --key X-TEAM=web --report build/report.json dist', 'a key of your own'],
    ],
    completes: 'files',
    load: () => import('./commands/insert.js'),
  },
  {
    name: 'extract',
    arguments: '[paths…]',
    summary: 'Read marks, check them, and print what they say.',
    options: { ...FILES, ...COMMON },
    examples: [
      ['chalkmark extract dist', 'a table of every mark'],
      ['chalkmark extract --json /usr/local/bin/tool', 'everything that one mark says'],
    ],
    completes: 'files',
    load: () => import('./commands/extract.js'),
  },
  {
    name: 'delete',
    arguments: '[paths…]',
    summary: 'Take marks out.',
    options: { ...FILES, ...WRITING, ...COMMON },
    examples: [['chalkmark delete dist', 'the files as they were before marking']],
    completes: 'files',
    load: () => import('./commands/delete.js'),
  },
  {
    name: 'verify',
    arguments: '[paths…]',
    summary: 'Exit with 1 if a mark is missing or invalid.',
    options: { ...VERIFY, ...FILES, ...COMMON },
    examples: [
      ['chalkmark verify dist', 'in CI, before a release'],
      ['chalkmark verify --allow-unmarked node_modules/some-package', 'what is marked is intact'],
    ],
    completes: 'files',
    load: () => import('./commands/verify.js'),
  },
]

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name)
}
