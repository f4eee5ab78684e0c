import { expect, it } from 'vitest'
import { factsIn, SHA, testSystem } from './system.js'

const environment = {
  CI: '1',
  VERCEL: '1',
  VERCEL_DEPLOYMENT_ID: 'dpl_7Gw5ZMBpQA8h9GF832KGp7nwbuh3',
  VERCEL_ENV: 'preview',
  VERCEL_GIT_COMMIT_AUTHOR_LOGIN: 'timmytriangle',
  VERCEL_GIT_COMMIT_REF: 'improve-about-page',
  VERCEL_GIT_COMMIT_SHA: SHA,
  VERCEL_GIT_PROVIDER: 'github',
  VERCEL_GIT_PULL_REQUEST_ID: '23',
  VERCEL_GIT_REPO_ID: '117716146',
  VERCEL_GIT_REPO_OWNER: 'acme',
  VERCEL_GIT_REPO_SLUG: 'my-site',
  VERCEL_URL: 'my-site-7q03y4pi5.vercel.app',
}

testSystem('vercel', environment, {
  BUILD_ID: 'dpl_7Gw5ZMBpQA8h9GF832KGp7nwbuh3',
  BUILD_URI: 'https://my-site-7q03y4pi5.vercel.app/_logs',
  BUILD_API_URI: 'https://api.vercel.com/v13/deployments/dpl_7Gw5ZMBpQA8h9GF832KGp7nwbuh3',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/improve-about-page',
  BUILD_TRIGGER: 'pull_request',
  BUILD_CONTACT: ['timmytriangle'],
  BUILD_ORIGIN_URI: 'https://github.com/acme/my-site',
  BUILD_ORIGIN_ID: '117716146',
  BUILD_ORIGIN_OWNER_ID: 'acme',
})

it('does not take a developer’s machine for a platform', async () => {
  expect((await factsIn({ VERCEL: '1', VERCEL_ENV: 'development' })).keys).toEqual({})
})
