/**
 * Buildkite.
 * Variables: buildkite.com/docs/pipelines/configure/environment-variables
 * API: buildkite.com/docs/apis/rest-api/builds
 * Values as the reference program gives them.
 */
import type { CiSystem } from './system.js'
import { address, gitRef } from './values.js'

export const buildkite: CiSystem = {
  name: 'buildkite',
  detect: (env) => env.BUILDKITE === 'true',
  keys: {
    BUILD_ID: (env) => env.BUILDKITE_JOB_ID || env.BUILDKITE_BUILD_ID,
    BUILD_URI: 'BUILDKITE_BUILD_URL',
    BUILD_API_URI: (env) =>
      address(
        'https://api.buildkite.com/v2/organizations',
        env.BUILDKITE_ORGANIZATION_SLUG,
        'pipelines',
        env.BUILDKITE_PIPELINE_SLUG,
        'builds',
        env.BUILDKITE_BUILD_NUMBER,
      ),
    // The variable counts retries, so the first attempt is 0 there.
    BUILD_ATTEMPT: ({ BUILDKITE_RETRY_COUNT: retries }) =>
      retries && /^\d+$/.test(retries) ? String(Number(retries) + 1) : undefined,
    // `HEAD` until the agent has resolved it.
    BUILD_COMMIT_ID: ({ BUILDKITE_COMMIT: commit }) => (commit === 'HEAD' ? undefined : commit),
    BUILD_REF: (env) => gitRef({ tag: env.BUILDKITE_TAG, branch: env.BUILDKITE_BRANCH }),
    BUILD_TRIGGER: 'BUILDKITE_SOURCE',
    BUILD_CONTACT: 'BUILDKITE_BUILD_CREATOR',
    BUILD_WORKFLOW_NAME: 'BUILDKITE_PIPELINE_SLUG',
    BUILD_WORKFLOW_PATH: 'BUILDKITE_STEP_KEY',
    BUILD_ORIGIN_URI: 'BUILDKITE_REPO',
    BUILD_ORIGIN_ID: 'BUILDKITE_PIPELINE_ID',
    BUILD_ORIGIN_OWNER_ID: 'BUILDKITE_ORGANIZATION_SLUG',
  },
}
