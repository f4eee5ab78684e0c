import { SHA, testSystem } from './system.js'

const environment = {
  CI: 'woodpecker',
  CI_COMMIT_AUTHOR: 'john-doe',
  CI_COMMIT_REF: 'refs/heads/main',
  CI_COMMIT_SHA: SHA,
  CI_PIPELINE_AUTHOR: 'octocat',
  CI_PIPELINE_EVENT: 'manual',
  CI_PIPELINE_NUMBER: '8',
  CI_PIPELINE_URL: 'https://ci.example.com/repos/7/pipeline/8',
  CI_REPO: 'john-doe/my-repo',
  CI_REPO_CLONE_URL: 'https://git.example.com/john-doe/my-repo.git',
  CI_REPO_OWNER: 'john-doe',
  CI_REPO_REMOTE_ID: '82',
  CI_REPO_URL: 'https://git.example.com/john-doe/my-repo',
  CI_SYSTEM_NAME: 'woodpecker',
  CI_WORKFLOW_NAME: 'release',
}

testSystem('woodpecker', environment, {
  BUILD_ID: '8',
  BUILD_URI: 'https://ci.example.com/repos/7/pipeline/8',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
  BUILD_TRIGGER: 'manual',
  BUILD_CONTACT: ['octocat'],
  BUILD_WORKFLOW_NAME: 'release',
  BUILD_ORIGIN_URI: 'https://git.example.com/john-doe/my-repo',
  BUILD_ORIGIN_ID: '82',
  BUILD_ORIGIN_OWNER_ID: 'john-doe',
})
