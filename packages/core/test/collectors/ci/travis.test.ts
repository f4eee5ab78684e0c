import { SHA, testSystem, testVariants } from './system.js'

const environment = {
  CI: 'true',
  TRAVIS: 'true',
  TRAVIS_BRANCH: 'main',
  TRAVIS_BUILD_ID: '100',
  TRAVIS_BUILD_WEB_URL: 'https://app.travis-ci.com/acme/app/builds/100',
  TRAVIS_COMMIT: SHA,
  TRAVIS_EVENT_TYPE: 'cron',
  TRAVIS_JOB_ID: '101',
  TRAVIS_JOB_NAME: 'unit tests',
  TRAVIS_JOB_WEB_URL: 'https://app.travis-ci.com/acme/app/jobs/101',
  TRAVIS_PULL_REQUEST: 'false',
  TRAVIS_REPO_SLUG: 'acme/app',
  TRAVIS_TAG: '',
}

testSystem('travis', environment, {
  BUILD_ID: '101',
  BUILD_URI: 'https://app.travis-ci.com/acme/app/jobs/101',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
  BUILD_TRIGGER: 'cron',
  BUILD_WORKFLOW_NAME: 'unit tests',
  BUILD_ORIGIN_ID: 'acme/app',
})

testVariants('BUILD_REF', environment, [
  [{ TRAVIS_TAG: 'v1', TRAVIS_BRANCH: 'v1' }, 'refs/tags/v1'],
  [{ TRAVIS_PULL_REQUEST: '7' }, 'refs/pull/7/merge'],
])

testVariants('BUILD_TRIGGER', environment, [[{ TRAVIS_TAG: 'v1' }, 'tag']])
