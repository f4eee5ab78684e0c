/**
 * Bitbucket Pipelines.
 * Variables: support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
 * API: developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/
 * Values as the reference program gives them.
 */
import type { CiSystem } from './system.js'
import { address, gitRef } from './values.js'

export const bitbucket: CiSystem = {
  name: 'bitbucket',
  detect: (env) => Boolean(env.BITBUCKET_BUILD_NUMBER || env.BITBUCKET_PIPELINE_UUID),
  keys: {
    BUILD_ID: (env) => env.BITBUCKET_STEP_UUID || env.BITBUCKET_BUILD_NUMBER,
    BUILD_URI: (env) =>
      address(
        'https://bitbucket.org',
        env.BITBUCKET_WORKSPACE,
        env.BITBUCKET_REPO_SLUG,
        'pipelines/results',
        env.BITBUCKET_BUILD_NUMBER,
      ),
    BUILD_API_URI: (env) =>
      address(
        'https://api.bitbucket.org/2.0/repositories',
        env.BITBUCKET_WORKSPACE,
        env.BITBUCKET_REPO_SLUG,
        'pipelines',
        env.BITBUCKET_PIPELINE_UUID && encodeURIComponent(env.BITBUCKET_PIPELINE_UUID),
      ),
    BUILD_ATTEMPT: 'BITBUCKET_STEP_RUN_NUMBER',
    BUILD_COMMIT_ID: 'BITBUCKET_COMMIT',
    BUILD_REF: (env) => gitRef({ tag: env.BITBUCKET_TAG, branch: env.BITBUCKET_BRANCH }),
    BUILD_TRIGGER: (env) => (env.BITBUCKET_PR_ID ? 'pullrequest' : env.BITBUCKET_TAG ? 'tag' : 'push'),
    BUILD_CONTACT: 'BITBUCKET_STEP_TRIGGERER_UUID',
    BUILD_WORKFLOW_NAME: 'BITBUCKET_REPO_FULL_NAME',
    BUILD_WORKFLOW_PATH: 'BITBUCKET_PIPELINE_UUID',
    BUILD_ORIGIN_URI: 'BITBUCKET_GIT_HTTP_ORIGIN',
    BUILD_ORIGIN_ID: 'BITBUCKET_REPO_UUID',
    BUILD_ORIGIN_OWNER_ID: 'BITBUCKET_WORKSPACE',
  },
}
