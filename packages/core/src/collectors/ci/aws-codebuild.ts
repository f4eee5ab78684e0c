/**
 * AWS CodeBuild.
 * Variables: docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 * Values as the reference program gives them.
 */
import type { Env } from '../host.js'
import type { CiSystem } from './system.js'

export const awsCodebuild: CiSystem = {
  name: 'aws-codebuild',
  detect: (env) => Boolean(env.CODEBUILD_BUILD_ARN || env.CODEBUILD_BUILD_ID),
  keys: {
    BUILD_ID: (env) => env.CODEBUILD_BUILD_ARN || env.CODEBUILD_BUILD_ID,
    // Only set where the project's builds are public.
    BUILD_URI: 'CODEBUILD_PUBLIC_BUILD_URL',
    BUILD_COMMIT_ID: (env) => (isS3(env) ? undefined : env.CODEBUILD_RESOLVED_SOURCE_VERSION),
    BUILD_REF: 'CODEBUILD_WEBHOOK_HEAD_REF',
    // `pr/7`, `branch/main` or `tag/v1`.
    BUILD_TRIGGER: ({ CODEBUILD_WEBHOOK_TRIGGER: trigger }) => {
      const event = trigger?.split('/', 1)[0]
      if (event === 'branch' || event === 'pr') return 'push'
      return event === 'tag' ? 'tag' : event && `other: ${event}`
    },
    BUILD_CONTACT: 'CODEBUILD_INITIATOR',
    // `project:uuid`.
    BUILD_WORKFLOW_NAME: (env) => env.CODEBUILD_BUILD_ID?.split(':', 1)[0],
    BUILD_ORIGIN_URI: (env) => {
      const { CODEBUILD_SOURCE_REPO_URL: url, CODEBUILD_SOURCE_VERSION: version } = env
      return isS3(env) && version ? `${url}?versionId=${version}` : url
    },
  },
}

function isS3(env: Env): boolean {
  return Boolean(env.CODEBUILD_SOURCE_REPO_URL?.startsWith('s3://'))
}
