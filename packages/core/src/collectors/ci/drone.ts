/**
 * Drone, and Harness CI, which sets Drone's variables.
 * Variables: docs.drone.io/pipeline/environment/reference/
 * API: docs.drone.io/api/builds/build_info/
 */
import type { CiSystem } from './system.js'
import { address } from './values.js'

export const drone: CiSystem = {
  name: 'drone',
  detect: (env) => env.DRONE === 'true',
  keys: {
    BUILD_ID: 'DRONE_BUILD_NUMBER',
    BUILD_URI: 'DRONE_BUILD_LINK',
    BUILD_API_URI: (env) => {
      const server =
        env.DRONE_SYSTEM_HOST && `${env.DRONE_SYSTEM_PROTO || 'https'}://${env.DRONE_SYSTEM_HOST}`
      return address(server, 'api/repos', env.DRONE_REPO, 'builds', env.DRONE_BUILD_NUMBER)
    },
    BUILD_COMMIT_ID: 'DRONE_COMMIT_SHA',
    BUILD_REF: 'DRONE_COMMIT_REF',
    BUILD_TRIGGER: 'DRONE_BUILD_EVENT',
    // A user's name, or `@hook` and `@cron` for what is none.
    BUILD_CONTACT: ({ DRONE_BUILD_TRIGGER: who }) => (who?.startsWith('@') ? undefined : who),
    BUILD_WORKFLOW_NAME: 'DRONE_STAGE_NAME',
    BUILD_ORIGIN_URI: (env) => env.DRONE_REPO_LINK || env.DRONE_GIT_HTTP_URL,
    BUILD_ORIGIN_ID: 'DRONE_REPO',
    BUILD_ORIGIN_OWNER_ID: 'DRONE_REPO_OWNER',
  },
}
