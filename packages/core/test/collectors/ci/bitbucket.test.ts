import { SHA, testSystem, testVariants } from './system.js'

const environment = {
  CI: 'true',
  BITBUCKET_BRANCH: 'main',
  BITBUCKET_BUILD_NUMBER: '17',
  BITBUCKET_COMMIT: SHA,
  BITBUCKET_GIT_HTTP_ORIGIN: 'http://bitbucket.org/acme/app',
  BITBUCKET_PIPELINE_UUID: '{0c5a9a3c-9a3e-4b1c-8a07-2a4c21f1f5c3}',
  BITBUCKET_REPO_FULL_NAME: 'acme/app',
  BITBUCKET_REPO_SLUG: 'app',
  BITBUCKET_REPO_UUID: '{fe99db34-e979-40be-b383-c1a7738b52f7}',
  BITBUCKET_STEP_RUN_NUMBER: '1',
  BITBUCKET_STEP_TRIGGERER_UUID: '{5a50dd52-5ab7-4225-831c-4db9451375a2}',
  BITBUCKET_STEP_UUID: '{b2f1cf2e-98c6-4d8e-9a09-2f9e6d0df0c1}',
  BITBUCKET_WORKSPACE: 'acme',
}

testSystem('bitbucket', environment, {
  BUILD_ID: '{b2f1cf2e-98c6-4d8e-9a09-2f9e6d0df0c1}',
  BUILD_URI: 'https://bitbucket.org/acme/app/pipelines/results/17',
  BUILD_API_URI:
    'https://api.bitbucket.org/2.0/repositories/acme/app/pipelines/%7B0c5a9a3c-9a3e-4b1c-8a07-2a4c21f1f5c3%7D',
  BUILD_ATTEMPT: '1',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
  BUILD_TRIGGER: 'push',
  BUILD_CONTACT: ['{5a50dd52-5ab7-4225-831c-4db9451375a2}'],
  BUILD_WORKFLOW_NAME: 'acme/app',
  BUILD_WORKFLOW_PATH: '{0c5a9a3c-9a3e-4b1c-8a07-2a4c21f1f5c3}',
  BUILD_ORIGIN_URI: 'http://bitbucket.org/acme/app',
  BUILD_ORIGIN_ID: '{fe99db34-e979-40be-b383-c1a7738b52f7}',
  BUILD_ORIGIN_OWNER_ID: 'acme',
})

testVariants('BUILD_REF', environment, [[{ BITBUCKET_TAG: 'v1' }, 'refs/tags/v1']])

testVariants('BUILD_TRIGGER', environment, [
  [{ BITBUCKET_TAG: 'v1' }, 'tag'],
  [{ BITBUCKET_PR_ID: '7' }, 'pullrequest'],
])
