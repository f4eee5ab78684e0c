/**
 * Vercel.
 * Variables: vercel.com/docs/environment-variables/system-environment-variables
 * API: vercel.com/docs/rest-api (get a deployment)
 */
import type { CiSystem } from './system.js'
import { address, gitRef } from './values.js'

const HOSTS: Record<string, string> = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://bitbucket.org',
}

export const vercel: CiSystem = {
  name: 'vercel',
  // VERCEL alone is also in the `.env` files that `vercel env pull` writes on a developer's machine.
  detect: (env) => env.VERCEL === '1' && Boolean(env.CI),
  keys: {
    BUILD_ID: 'VERCEL_DEPLOYMENT_ID',
    BUILD_URI: (env) => address(env.VERCEL_URL && `https://${env.VERCEL_URL}`, '_logs'),
    BUILD_API_URI: (env) => address('https://api.vercel.com/v13/deployments', env.VERCEL_DEPLOYMENT_ID),
    BUILD_COMMIT_ID: 'VERCEL_GIT_COMMIT_SHA',
    BUILD_REF: (env) => gitRef({ branch: env.VERCEL_GIT_COMMIT_REF }),
    BUILD_TRIGGER: (env) => (env.VERCEL_GIT_PULL_REQUEST_ID ? 'pull_request' : undefined),
    BUILD_CONTACT: 'VERCEL_GIT_COMMIT_AUTHOR_LOGIN',
    BUILD_ORIGIN_URI: (env) =>
      address(HOSTS[env.VERCEL_GIT_PROVIDER ?? ''], env.VERCEL_GIT_REPO_OWNER, env.VERCEL_GIT_REPO_SLUG),
    BUILD_ORIGIN_ID: 'VERCEL_GIT_REPO_ID',
    BUILD_ORIGIN_OWNER_ID: 'VERCEL_GIT_REPO_OWNER',
  },
}
