/**
 * The commit of a build whose repository is not there, as in most container images: `.git` is not copied into them,
 * while variables are (`ARG GITHUB_SHA`, `--build-arg BUILD_COMMIT_ID=…`).
 */
import type { Env } from '../host.js'
import { isObjectName } from '../vcs/git/repository.js'
import { ciSystems } from './index.js'

/** The variable with which a user says it. */
export const COMMIT_VARIABLE = 'BUILD_COMMIT_ID'

/**
 * Where systems without a table of their own name the commit. Each from its documentation: AppVeyor, AWS Amplify,
 * Bitrise, Cirrus CI, Codemagic, Docker Hub, Google Cloud Build, Heroku (build and dyno), Railway, Render, Semaphore.
 */
const OTHERS = [
  'APPVEYOR_REPO_COMMIT',
  'AWS_COMMIT_ID',
  'BITRISE_GIT_COMMIT',
  'CIRRUS_CHANGE_IN_REPO',
  'CM_COMMIT',
  'SOURCE_COMMIT',
  'COMMIT_SHA',
  'SOURCE_VERSION',
  'HEROKU_SLUG_COMMIT',
  'RAILWAY_GIT_COMMIT_SHA',
  'RENDER_GIT_COMMIT',
  'SEMAPHORE_GIT_SHA',
]

/** The commit that variables name, or why none of them is taken. */
export type NamedCommit = { commit?: string; problem?: string }

/**
 * Looks for the commit in the environment: what the user says, then the CI system that runs the build, then the
 * variables of all systems, since those that show which system it is often stay outside of a container.
 */
export function commitInEnvironment(env: Env): NamedCommit {
  const told = env[COMMIT_VARIABLE]?.trim()
  if (told) {
    if (isObjectName(told)) return { commit: told }
    return { problem: `${COMMIT_VARIABLE} holds no whole commit id, which has 40 or 64 digits (0-9, a-f)` }
  }
  const running = ciSystems.find(({ detect }) => detect(env))
  const systems = running ? [running] : ciSystems
  const named = new Map<string, string>()
  for (const { name, keys } of systems) {
    const source = keys.BUILD_COMMIT_ID
    add(
      named,
      typeof source === 'string' ? source : name,
      typeof source === 'string' ? env[source] : source?.(env),
    )
  }
  if (named.size === 0) for (const name of OTHERS) add(named, name, env[name])
  const commits = new Set(named.values())
  if (commits.size > 1) {
    const names = [...named.keys()].join(' and ')
    return { problem: `${names} name different commits; say with ${COMMIT_VARIABLE} which one it is` }
  }
  const [commit] = commits
  return commit === undefined ? {} : { commit }
}

function add(named: Map<string, string>, name: string, value: string | undefined): void {
  const text = value?.trim()
  if (text && isObjectName(text)) named.set(name, text)
}
