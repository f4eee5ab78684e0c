import { SHA, testSystem } from './system.js'

const environment = {
  CI: 'true',
  WORKERS_CI: '1',
  WORKERS_CI_BRANCH: 'main',
  WORKERS_CI_BUILD_UUID: '0c5a9a3c-9a3e-4b1c-8a07-2a4c21f1f5c3',
  WORKERS_CI_COMMIT_SHA: SHA,
}

testSystem('cloudflare-workers', environment, {
  BUILD_ID: '0c5a9a3c-9a3e-4b1c-8a07-2a4c21f1f5c3',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
})
