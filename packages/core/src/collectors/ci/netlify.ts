/**
 * Netlify.
 * Variables: docs.netlify.com/build/configure-builds/environment-variables (read-only variables)
 * API: open-api.netlify.com (getDeploy)
 */
import type { CiSystem } from './system.js'
import { address } from './values.js'

export const netlify: CiSystem = {
  name: 'netlify',
  // The command line tool sets both on a developer's machine.
  detect: (env) => env.NETLIFY === 'true' && env.NETLIFY_LOCAL !== 'true',
  keys: {
    BUILD_ID: 'BUILD_ID',
    BUILD_URI: (env) => address('https://app.netlify.com/sites', env.SITE_NAME, 'deploys', env.DEPLOY_ID),
    BUILD_API_URI: (env) => address('https://api.netlify.com/api/v1/deploys', env.DEPLOY_ID),
    BUILD_COMMIT_ID: 'COMMIT_REF',
    // `main`, or `pull/7/head` for a deploy preview.
    BUILD_REF: ({ BRANCH: branch }) =>
      branch &&
      (/^(?:pull|merge-requests)\/\d+\/head$/.test(branch) ? `refs/${branch}` : `refs/heads/${branch}`),
    BUILD_TRIGGER: (env) =>
      env.INCOMING_HOOK_URL ? 'hook' : env.PULL_REQUEST === 'true' ? 'pull_request' : undefined,
    BUILD_WORKFLOW_NAME: 'SITE_NAME',
    BUILD_ORIGIN_URI: 'REPOSITORY_URL',
  },
}
