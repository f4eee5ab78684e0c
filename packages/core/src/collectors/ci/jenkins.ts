/**
 * Jenkins.
 * Variables: <jenkins>/env-vars.html on every installation, and www.jenkins.io/doc/book/pipeline/jenkinsfile/
 * (using environment variables); GIT_* from the git plugin, BRANCH_NAME, TAG_NAME and CHANGE_* from multibranch
 * pipelines, BUILD_USER_ID from the build user vars plugin.
 */
import type { Env } from '../host.js'
import type { CiSystem } from './system.js'
import { gitRef } from './values.js'

export const jenkins: CiSystem = {
  name: 'jenkins',
  // JENKINS_URL is missing until an administrator configures it.
  detect: (env) => Boolean(env.JENKINS_URL || (env.JENKINS_HOME && env.BUILD_ID)),
  keys: {
    BUILD_ID: 'BUILD_ID',
    BUILD_URI: 'BUILD_URL',
    BUILD_API_URI: 'JENKINS_URL',
    BUILD_COMMIT_ID: 'GIT_COMMIT',
    // BRANCH_NAME is `PR-7` in a pull request's build and the tag in a tag's; GIT_BRANCH is `origin/main`.
    BUILD_REF: (env) => gitRef({ tag: env.TAG_NAME, branch: branch(env) }),
    BUILD_TRIGGER: (env) => (env.TAG_NAME ? 'tag' : env.CHANGE_ID ? 'pull_request' : undefined),
    BUILD_CONTACT: (env) => env.BUILD_USER_ID || env.CHANGE_AUTHOR,
    BUILD_WORKFLOW_NAME: 'JOB_NAME',
    BUILD_ORIGIN_URI: 'GIT_URL',
  },
}

function branch(env: Env): string | undefined {
  const branch =
    (env.CHANGE_ID ? env.CHANGE_BRANCH : env.BRANCH_NAME) || env.GIT_BRANCH?.replace(/^origin\//, '')
  // What the git plugin says where no branch is checked out.
  return branch === 'detached' ? undefined : branch
}
