import { SHA, testSystem, testVariants } from './system.js'

const environment = {
  BRANCH_NAME: 'main',
  BUILD_ID: '153',
  BUILD_NUMBER: '153',
  BUILD_TAG: 'jenkins-app-153',
  BUILD_URL: 'https://ci.example.com/jenkins/job/app/job/main/153/',
  GIT_BRANCH: 'origin/main',
  GIT_COMMIT: SHA,
  GIT_URL: 'https://jenkins:secret@git.example.com/app.git',
  JENKINS_HOME: '/var/lib/jenkins',
  JENKINS_URL: 'https://ci.example.com/jenkins/',
  JOB_NAME: 'app/main',
  BUILD_USER_ID: 'jdoe',
}

testSystem('jenkins', environment, {
  BUILD_ID: '153',
  BUILD_URI: 'https://ci.example.com/jenkins/job/app/job/main/153/',
  BUILD_API_URI: 'https://ci.example.com/jenkins/',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
  BUILD_CONTACT: ['jdoe'],
  BUILD_WORKFLOW_NAME: 'app/main',
  BUILD_ORIGIN_URI: 'https://git.example.com/app.git',
})

testVariants('BUILD_REF', environment, [
  [{ TAG_NAME: 'v1', BRANCH_NAME: 'v1' }, 'refs/tags/v1'],
  [{ CHANGE_ID: '7', CHANGE_BRANCH: 'fix', BRANCH_NAME: 'PR-7' }, 'refs/heads/fix'],
  [{ BRANCH_NAME: '' }, 'refs/heads/main'],
])

testVariants('BUILD_TRIGGER', environment, [
  [{ TAG_NAME: 'v1' }, 'tag'],
  [{ CHANGE_ID: '7' }, 'pull_request'],
])
