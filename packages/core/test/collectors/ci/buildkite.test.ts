import { expect, it } from 'vitest'
import { factsIn, SHA, testSystem, testVariants } from './system.js'

const environment = {
  BUILDKITE: 'true',
  BUILDKITE_BRANCH: 'main',
  BUILDKITE_BUILD_CREATOR: 'Carol Danvers',
  BUILDKITE_BUILD_CREATOR_EMAIL: 'cdanvers@kree-net.com',
  BUILDKITE_BUILD_ID: '4735ba57-80d0-46e2-8fa0-b28223a86586',
  BUILDKITE_BUILD_NUMBER: '1514',
  BUILDKITE_BUILD_URL: 'https://buildkite.com/acme-inc/my-project/builds/1514',
  BUILDKITE_COMMIT: SHA,
  BUILDKITE_JOB_ID: 'e44f9784-e20e-4b93-a21d-f41fd5869db9',
  BUILDKITE_ORGANIZATION_SLUG: 'acme-inc',
  BUILDKITE_PIPELINE_ID: 'd18439cc-df59-45b0-97cc-98d7fb69d983',
  BUILDKITE_PIPELINE_SLUG: 'my-project',
  BUILDKITE_REPO: 'git@github.com:acme-inc/my-project.git',
  BUILDKITE_RETRY_COUNT: '0',
  BUILDKITE_SOURCE: 'webhook',
  BUILDKITE_TAG: '',
}

testSystem('buildkite', environment, {
  BUILD_ID: 'e44f9784-e20e-4b93-a21d-f41fd5869db9',
  BUILD_URI: 'https://buildkite.com/acme-inc/my-project/builds/1514',
  BUILD_API_URI: 'https://api.buildkite.com/v2/organizations/acme-inc/pipelines/my-project/builds/1514',
  BUILD_ATTEMPT: '1',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
  BUILD_TRIGGER: 'webhook',
  BUILD_CONTACT: ['Carol Danvers'],
  BUILD_WORKFLOW_NAME: 'my-project',
  BUILD_ORIGIN_URI: 'git@github.com:acme-inc/my-project.git',
  BUILD_ORIGIN_ID: 'd18439cc-df59-45b0-97cc-98d7fb69d983',
  BUILD_ORIGIN_OWNER_ID: 'acme-inc',
})

testVariants('BUILD_REF', environment, [[{ BUILDKITE_TAG: 'v1', BUILDKITE_BRANCH: 'v1' }, 'refs/tags/v1']])

it('counts Buildkite’s retries from 1 and waits for a real commit', async () => {
  const { keys } = await factsIn({
    ...environment,
    BUILDKITE_RETRY_COUNT: '2',
    BUILDKITE_COMMIT: 'HEAD',
  })
  expect(keys.BUILD_ATTEMPT).toBe('3')
  expect(keys).not.toHaveProperty('BUILD_COMMIT_ID')
})
