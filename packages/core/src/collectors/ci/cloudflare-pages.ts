/**
 * Cloudflare Pages.
 * Variables: developers.cloudflare.com/pages/configuration/build-configuration/ (environment variables)
 */
import type { CiSystem } from './system.js'
import { gitRef } from './values.js'

export const cloudflarePages: CiSystem = {
  name: 'cloudflare-pages',
  detect: (env) => env.CF_PAGES === '1',
  keys: {
    BUILD_URI: 'CF_PAGES_URL',
    BUILD_COMMIT_ID: 'CF_PAGES_COMMIT_SHA',
    BUILD_REF: (env) => gitRef({ branch: env.CF_PAGES_BRANCH }),
  },
}
