import { SHA, testSystem, testVariants } from './system.js'

const environment = {
  CI: 'true',
  CIRCLECI: 'true',
  CIRCLE_BRANCH: 'main',
  CIRCLE_BUILD_NUM: '7',
  CIRCLE_BUILD_URL: 'https://circleci.com/gh/acme/app/7',
  CIRCLE_JOB: 'build',
  CIRCLE_ORGANIZATION_ID: '6abcd532-f9b7-41e9-8717-40fb75a82b5d',
  CIRCLE_PROJECT_ID: 'd18439cc-df59-45b0-97cc-98d7fb69d983',
  CIRCLE_REPOSITORY_URL: 'git@github.com:acme/app.git',
  CIRCLE_SHA1: SHA,
  CIRCLE_USERNAME: 'jdoe',
  CIRCLE_WORKFLOW_ID: '4735ba57-80d0-46e2-8fa0-b28223a86586',
  CIRCLE_WORKFLOW_JOB_ID: 'e44f9784-e20e-4b93-a21d-f41fd5869db9',
}

testSystem('circleci', environment, {
  BUILD_ID: 'e44f9784-e20e-4b93-a21d-f41fd5869db9',
  BUILD_URI: 'https://circleci.com/gh/acme/app/7',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
  BUILD_CONTACT: ['jdoe'],
  BUILD_WORKFLOW_NAME: '4735ba57-80d0-46e2-8fa0-b28223a86586',
  BUILD_WORKFLOW_PATH: 'build',
  BUILD_ORIGIN_URI: 'git@github.com:acme/app.git',
  BUILD_ORIGIN_ID: 'd18439cc-df59-45b0-97cc-98d7fb69d983',
  BUILD_ORIGIN_OWNER_ID: '6abcd532-f9b7-41e9-8717-40fb75a82b5d',
})

testVariants('BUILD_REF', environment, [[{ CIRCLE_TAG: 'v1' }, 'refs/tags/v1']])
