import { SHA, testSystem, testVariants } from './system.js'

const environment = {
  CI: 'true',
  GITLAB_CI: 'true',
  CI_API_V4_URL: 'https://gitlab.example.com/api/v4',
  CI_COMMIT_BRANCH: 'feature/x',
  CI_COMMIT_REF_NAME: 'feature/x',
  CI_COMMIT_SHA: SHA,
  CI_CONFIG_PATH: '.gitlab-ci.yml',
  CI_JOB_ID: '50',
  CI_JOB_TOKEN: 'glcbt-64_secret',
  CI_JOB_URL: 'https://gitlab.example.com/group/app/-/jobs/50',
  CI_PIPELINE_NAME: 'Nightly',
  CI_PIPELINE_SOURCE: 'merge_request_event',
  CI_PROJECT_ID: '34',
  CI_PROJECT_NAMESPACE_ID: '7428459',
  CI_PROJECT_URL: 'https://gitlab.example.com/group/app',
  CI_REPOSITORY_URL: 'https://gitlab-ci-token:secret@gitlab.example.com/group/app.git',
  GITLAB_USER_LOGIN: 'jdoe',
}

testSystem('gitlab', environment, {
  BUILD_ID: '50',
  BUILD_URI: 'https://gitlab.example.com/group/app/-/jobs/50',
  BUILD_API_URI: 'https://gitlab.example.com/api/v4',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/feature/x',
  BUILD_TRIGGER: 'merge_request_event',
  BUILD_CONTACT: ['jdoe'],
  BUILD_WORKFLOW_NAME: 'Nightly',
  BUILD_WORKFLOW_PATH: '.gitlab-ci.yml',
  BUILD_ORIGIN_URI: 'https://gitlab.example.com/group/app',
  BUILD_ORIGIN_ID: '34',
  BUILD_ORIGIN_OWNER_ID: '7428459',
})

testVariants('BUILD_REF', environment, [
  [{ CI_COMMIT_TAG: 'v1', CI_COMMIT_BRANCH: '' }, 'refs/tags/v1'],
  [{ CI_MERGE_REQUEST_REF_PATH: 'refs/merge-requests/1/head' }, 'refs/merge-requests/1/head'],
])
