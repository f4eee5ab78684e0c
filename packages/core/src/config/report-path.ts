/** Where the report of a project goes. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { type ChalkOptions, DEFAULT_REPORT } from './options.js'

/**
 * The path of a project's report.
 *
 * With `{ dir }` all projects of a workspace put their reports into one folder, each in the place that the project has in
 * the workspace: the report of `packages/ui` is `dir/packages/ui/chalk-report.json`. So no two can meet, and the folder is
 * what a build keeps, uploads, or gives to `chalkmark find --report`.
 * @param root the project's root, absolute.
 * @returns undefined if there is to be none.
 */
export function reportPath(report: ChalkOptions['report'], root: string): string | undefined {
  if (report === false) return undefined
  if (typeof report !== 'object') return resolve(root, report ?? DEFAULT_REPORT)
  const top = workspaceOf(root)
  return join(resolve(top, report.dir), relative(top, root), DEFAULT_REPORT)
}

/**
 * The folder that the user has named for the reports of a workspace. What is below it, we name, so no link may stand there.
 * @param root the project's root, absolute. @returns undefined if the report's place itself is named.
 */
export function reportFolder(report: ChalkOptions['report'], root: string): string | undefined {
  return typeof report === 'object' ? resolve(workspaceOf(root), report.dir) : undefined
}

/** What stands at the top of a workspace. */
const SIGNS = ['pnpm-workspace.yaml', 'lerna.json', 'nx.json', 'rush.json']

/**
 * The top of the workspace that a project is in: the nearest folder with a sign of one; else that of the repository; else
 * the project itself.
 */
function workspaceOf(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (SIGNS.some((name) => existsSync(join(folder, name))) || hasWorkspaces(folder)) return folder
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return root
  }
}

/** npm, yarn and Bun name the projects in package.json. */
function hasWorkspaces(folder: string): boolean {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8')
    return (JSON.parse(text) as { workspaces?: unknown }).workspaces !== undefined
  } catch {
    return false
  }
}
