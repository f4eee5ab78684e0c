/**
 * GitHub Actions.
 * Variables: docs.github.com/en/actions/reference/workflows-and-actions/variables
 * Values as the reference program gives them. GITHUB_CHECK_RUN_ID is not GitHub's: its setup action sets it.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { reasonOf } from '../../error.js'
import type { CollectorContext } from '../collector.js'
import type { Env, Host } from '../host.js'
import type { CiFacts, CiSystem } from './system.js'
import { address } from './values.js'

export const githubActions: CiSystem = {
  name: 'github-actions',
  detect: (env) => env.GITHUB_ACTIONS === 'true',
  keys: {
    BUILD_ID: (env) => env.GITHUB_CHECK_RUN_ID || env.GITHUB_RUN_ID,
    BUILD_URI: (env) => {
      const run = address(repository(env), 'actions/runs', env.GITHUB_RUN_ID)
      return (
        address(run, 'job', env.GITHUB_CHECK_RUN_ID) ??
        address(run, 'attempts', env.GITHUB_RUN_ATTEMPT) ??
        run
      )
    },
    BUILD_API_URI: 'GITHUB_API_URL',
    BUILD_ATTEMPT: 'GITHUB_RUN_ATTEMPT',
    BUILD_COMMIT_ID: 'GITHUB_SHA',
    BUILD_REF: 'GITHUB_REF',
    BUILD_TRIGGER: (env) =>
      env.GITHUB_EVENT_NAME === 'push' && env.GITHUB_REF_TYPE === 'tag' ? 'tag' : env.GITHUB_EVENT_NAME,
    BUILD_CONTACT: 'GITHUB_ACTOR',
    BUILD_WORKFLOW_NAME: 'GITHUB_WORKFLOW',
    BUILD_WORKFLOW_PATH: 'GITHUB_WORKFLOW_REF',
    BUILD_WORKFLOW_HASH: 'GITHUB_WORKFLOW_SHA',
    BUILD_ORIGIN_URI: repository,
    BUILD_ORIGIN_ID: 'GITHUB_REPOSITORY_ID',
    BUILD_ORIGIN_OWNER_ID: 'GITHUB_REPOSITORY_OWNER_ID',
  },
  async ask(host, context) {
    const facts: CiFacts = {}
    const errors: string[] = []
    const attempts = [
      [uniqueId, ['BUILD_UNIQUE_ID']],
      [nodeIds, ['BUILD_ORIGIN_KEY', 'BUILD_ORIGIN_OWNER_KEY']],
    ] as const
    for (const [attempt, keys] of attempts) {
      if (!keys.some((key) => context.wanted.has(key) || context.wanted.has(`_${key}`))) continue
      try {
        Object.assign(facts, await attempt(host, context))
      } catch (error) {
        errors.push(`${keys.join(', ')}: ${reasonOf(error)}`)
      }
    }
    return { facts, errors }
  },
}

function repository(env: Env): string | undefined {
  return address(env.GITHUB_SERVER_URL, env.GITHUB_REPOSITORY)
}

/**
 * A random number for the job, which all its steps share through a file in the job's own temporary folder. The
 * reference program uses the same file, so both tools name the same build.
 */
async function uniqueId(host: Host): Promise<CiFacts> {
  const { RUNNER_TEMP } = host.env
  if (!RUNNER_TEMP) return {}
  const file = join(RUNNER_TEMP, 'BUILD_UNIQUE_ID.chalk')
  const id = randomBytes(8).toString('hex')
  if (await host.createFile(file, id)) return { BUILD_UNIQUE_ID: id }
  const there = host.readFile(file)
  if (!there) throw new Error(`${file} is no regular file`)
  return { BUILD_UNIQUE_ID: there.toString() }
}

/**
 * The GraphQL identifiers of the repository and its owner, which only the API knows:
 * docs.github.com/en/rest/repos/repos#get-a-repository. Without GITHUB_TOKEN nothing is asked.
 */
async function nodeIds({ env, fetch }: Host, { signal }: CollectorContext): Promise<CiFacts> {
  const url = address(env.GITHUB_API_URL, 'repos', env.GITHUB_REPOSITORY)
  if (!url || !env.GITHUB_TOKEN) return {}
  const headers = { authorization: `Bearer ${env.GITHUB_TOKEN}`, accept: 'application/vnd.github+json' }
  // A redirect could lead the token to another host.
  const response = await fetch(url, { headers, signal, redirect: 'error' })
  if (!response.ok)
    throw new Error(`${url} answered ${response.status}: check the permissions of GITHUB_TOKEN`)
  const answer = (await response.json()) as { node_id?: string; owner?: { node_id?: string } }
  return { BUILD_ORIGIN_KEY: answer.node_id, BUILD_ORIGIN_OWNER_KEY: answer.owner?.node_id }
}
