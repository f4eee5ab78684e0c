/**
 * GitLab CI/CD.
 * Variables: docs.gitlab.com/ci/variables/predefined_variables
 * Values as the reference program gives them.
 */
import type { CiSystem } from './system.js'
import { gitRef } from './values.js'

export const gitlab: CiSystem = {
  name: 'gitlab',
  detect: (env) => env.GITLAB_CI === 'true',
  keys: {
    BUILD_ID: 'CI_JOB_ID',
    BUILD_URI: 'CI_JOB_URL',
    BUILD_API_URI: 'CI_API_V4_URL',
    BUILD_COMMIT_ID: 'CI_COMMIT_SHA',
    BUILD_REF: (env) =>
      env.CI_MERGE_REQUEST_REF_PATH || gitRef({ tag: env.CI_COMMIT_TAG, branch: env.CI_COMMIT_BRANCH }),
    BUILD_TRIGGER: 'CI_PIPELINE_SOURCE',
    BUILD_CONTACT: 'GITLAB_USER_LOGIN',
    BUILD_WORKFLOW_NAME: 'CI_PIPELINE_NAME',
    BUILD_WORKFLOW_PATH: 'CI_CONFIG_PATH',
    BUILD_ORIGIN_URI: 'CI_PROJECT_URL',
    BUILD_ORIGIN_ID: 'CI_PROJECT_ID',
    BUILD_ORIGIN_OWNER_ID: 'CI_PROJECT_NAMESPACE_ID',
  },
}
