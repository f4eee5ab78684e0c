import { expect, it } from 'vitest'
import { factsIn, SHA, testSystem } from './system.js'

const environment = {
  CI: 'true',
  DRONE: 'true',
  DRONE_BUILD_EVENT: 'pull_request',
  DRONE_BUILD_LINK: 'https://drone.company.com/octocat/hello-world/42',
  DRONE_BUILD_NUMBER: '42',
  DRONE_BUILD_TRIGGER: 'octocat',
  DRONE_COMMIT_REF: 'refs/pull/32/head',
  DRONE_COMMIT_SHA: SHA,
  DRONE_GIT_HTTP_URL: 'https://github.com/octocat/hello-world.git',
  DRONE_REPO: 'octocat/hello-world',
  DRONE_REPO_LINK: 'https://github.com/octocat/hello-world',
  DRONE_REPO_OWNER: 'octocat',
  DRONE_STAGE_NAME: 'default',
  DRONE_SYSTEM_HOST: 'drone.company.com',
  DRONE_SYSTEM_PROTO: 'https',
}

testSystem('drone', environment, {
  BUILD_ID: '42',
  BUILD_URI: 'https://drone.company.com/octocat/hello-world/42',
  BUILD_API_URI: 'https://drone.company.com/api/repos/octocat/hello-world/builds/42',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/pull/32/head',
  BUILD_TRIGGER: 'pull_request',
  BUILD_CONTACT: ['octocat'],
  BUILD_WORKFLOW_NAME: 'default',
  BUILD_ORIGIN_URI: 'https://github.com/octocat/hello-world',
  BUILD_ORIGIN_ID: 'octocat/hello-world',
  BUILD_ORIGIN_OWNER_ID: 'octocat',
})

it('does not take a webhook for a person in Drone', async () => {
  const { keys } = await factsIn({ ...environment, DRONE_BUILD_TRIGGER: '@hook' })
  expect(keys).not.toHaveProperty('BUILD_CONTACT')
})
