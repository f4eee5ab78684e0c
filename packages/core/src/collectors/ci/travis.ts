/**
 * Travis CI.
 * Variables: docs.travis-ci.com/user/environment-variables/ (default environment variables)
 */
import type { CiSystem } from './system.js'
import { gitRef } from './values.js'

export const travis: CiSystem = {
  name: 'travis',
  detect: (env) => env.TRAVIS === 'true',
  keys: {
    BUILD_ID: (env) => env.TRAVIS_JOB_ID || env.TRAVIS_BUILD_ID,
    BUILD_URI: (env) => env.TRAVIS_JOB_WEB_URL || env.TRAVIS_BUILD_WEB_URL,
    BUILD_COMMIT_ID: 'TRAVIS_COMMIT',
    // In a pull request's build TRAVIS_BRANCH is the target branch; the merge of both branches is built.
    BUILD_REF: ({ TRAVIS_PULL_REQUEST: request, TRAVIS_TAG: tag, TRAVIS_BRANCH: branch }) =>
      request && request !== 'false' ? `refs/pull/${request}/merge` : gitRef({ tag, branch }),
    BUILD_TRIGGER: (env) => (env.TRAVIS_TAG ? 'tag' : env.TRAVIS_EVENT_TYPE),
    BUILD_WORKFLOW_NAME: 'TRAVIS_JOB_NAME',
    BUILD_ORIGIN_ID: 'TRAVIS_REPO_SLUG',
  },
}
