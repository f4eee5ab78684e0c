/**
 * CircleCI.
 * Variables: circleci.com/docs/variables (built-in environment variables). Values as the reference program gives them;
 * the workflow's name is in no variable, so its id stands for it.
 */
import type { CiSystem } from './system.js'
import { gitRef } from './values.js'

export const circleci: CiSystem = {
  name: 'circleci',
  detect: (env) => env.CIRCLECI === 'true',
  keys: {
    BUILD_ID: (env) => env.CIRCLE_WORKFLOW_JOB_ID || env.CIRCLE_BUILD_NUM,
    BUILD_URI: 'CIRCLE_BUILD_URL',
    BUILD_COMMIT_ID: 'CIRCLE_SHA1',
    BUILD_REF: (env) => gitRef({ tag: env.CIRCLE_TAG, branch: env.CIRCLE_BRANCH }),
    BUILD_CONTACT: 'CIRCLE_USERNAME',
    BUILD_WORKFLOW_NAME: 'CIRCLE_WORKFLOW_ID',
    BUILD_WORKFLOW_PATH: 'CIRCLE_JOB',
    BUILD_ORIGIN_URI: 'CIRCLE_REPOSITORY_URL',
    BUILD_ORIGIN_ID: 'CIRCLE_PROJECT_ID',
    BUILD_ORIGIN_OWNER_ID: 'CIRCLE_ORGANIZATION_ID',
  },
}
