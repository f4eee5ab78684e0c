/**
 * Woodpecker.
 * Variables: woodpecker-ci.org/docs/usage/environment (built-in environment variables)
 */
import type { CiSystem } from './system.js'

export const woodpecker: CiSystem = {
  name: 'woodpecker',
  detect: (env) => env.CI === 'woodpecker' || env.CI_SYSTEM_NAME === 'woodpecker',
  keys: {
    BUILD_ID: 'CI_PIPELINE_NUMBER',
    BUILD_URI: (env) => env.CI_STEP_URL || env.CI_PIPELINE_URL,
    BUILD_COMMIT_ID: 'CI_COMMIT_SHA',
    BUILD_REF: 'CI_COMMIT_REF',
    BUILD_TRIGGER: 'CI_PIPELINE_EVENT',
    BUILD_CONTACT: (env) => env.CI_PIPELINE_AUTHOR || env.CI_COMMIT_AUTHOR,
    BUILD_WORKFLOW_NAME: 'CI_WORKFLOW_NAME',
    BUILD_ORIGIN_URI: (env) => env.CI_REPO_URL || env.CI_REPO_CLONE_URL,
    BUILD_ORIGIN_ID: 'CI_REPO_REMOTE_ID',
    BUILD_ORIGIN_OWNER_ID: 'CI_REPO_OWNER',
  },
}
