/**
 * Cloudflare Workers Builds.
 * Variables: developers.cloudflare.com/workers/ci-cd/builds/configuration/ (environment variables)
 */
import type { CiSystem } from './system.js'
import { gitRef } from './values.js'

export const cloudflareWorkers: CiSystem = {
  name: 'cloudflare-workers',
  detect: (env) => env.WORKERS_CI === '1',
  keys: {
    BUILD_ID: 'WORKERS_CI_BUILD_UUID',
    BUILD_COMMIT_ID: 'WORKERS_CI_COMMIT_SHA',
    BUILD_REF: (env) => gitRef({ branch: env.WORKERS_CI_BRANCH }),
  },
}
