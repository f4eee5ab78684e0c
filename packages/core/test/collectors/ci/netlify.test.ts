import { expect, it } from 'vitest'
import { factsIn, SHA, testSystem, testVariants } from './system.js'

const environment = {
  CI: 'true',
  NETLIFY: 'true',
  BRANCH: 'pull/7/head',
  BUILD_ID: '5d4aeac2ccabf517d2f219b5',
  COMMIT_REF: SHA,
  CONTEXT: 'deploy-preview',
  DEPLOY_ID: '5d4aeac2ccabf517d2f219b7',
  DEPLOY_URL: 'https://5d4aeac2ccabf517d2f219b7--my-site.netlify.app',
  HEAD: 'feature',
  PULL_REQUEST: 'true',
  // Real builds have the token of Netlify's GitHub app in here.
  REPOSITORY_URL:
    'https://x-access-token:v1.5c3b6b345a27a4a6d07958cc90e9ead65efb7eaf@github.com/acme/my-site',
  REVIEW_ID: '7',
  SITE_NAME: 'my-site',
}

testSystem('netlify', environment, {
  BUILD_ID: '5d4aeac2ccabf517d2f219b5',
  BUILD_URI: 'https://app.netlify.com/sites/my-site/deploys/5d4aeac2ccabf517d2f219b7',
  BUILD_API_URI: 'https://api.netlify.com/api/v1/deploys/5d4aeac2ccabf517d2f219b7',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/pull/7/head',
  BUILD_TRIGGER: 'pull_request',
  BUILD_WORKFLOW_NAME: 'my-site',
  BUILD_ORIGIN_URI: 'https://github.com/acme/my-site',
})

testVariants('BUILD_REF', environment, [[{ BRANCH: 'main' }, 'refs/heads/main']])

testVariants('BUILD_TRIGGER', environment, [
  [{ INCOMING_HOOK_URL: 'https://api.netlify.com/build_hooks/5d4a' }, 'hook'],
])

it('does not take a developer’s machine for a platform', async () => {
  expect((await factsIn({ ...environment, NETLIFY_LOCAL: 'true' })).keys).toEqual({})
})
