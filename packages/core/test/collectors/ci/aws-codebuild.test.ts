import { expect, it } from 'vitest'
import { factsIn, SHA, testSystem, testVariants } from './system.js'

const environment = {
  AWS_REGION: 'us-east-1',
  CODEBUILD_BUILD_ARN:
    'arn:aws:codebuild:us-east-1:123456789012:build/codebuild-demo-project:b1e6661e-e4f2-4156-9ab9-82a19EXAMPLE',
  CODEBUILD_BUILD_ID: 'codebuild-demo-project:b1e6661e-e4f2-4156-9ab9-82a19EXAMPLE',
  CODEBUILD_INITIATOR: 'codepipeline/my-demo-pipeline',
  CODEBUILD_PUBLIC_BUILD_URL: 'https://us-east-1.codebuild.aws.amazon.com/project/eyJ/build/b1e6661e',
  CODEBUILD_RESOLVED_SOURCE_VERSION: SHA,
  CODEBUILD_SOURCE_REPO_URL: 'https://github.com/acme/app.git',
  CODEBUILD_SOURCE_VERSION: SHA,
  CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/main',
  CODEBUILD_WEBHOOK_TRIGGER: 'branch/main',
}

testSystem('aws-codebuild', environment, {
  BUILD_ID:
    'arn:aws:codebuild:us-east-1:123456789012:build/codebuild-demo-project:b1e6661e-e4f2-4156-9ab9-82a19EXAMPLE',
  BUILD_URI: 'https://us-east-1.codebuild.aws.amazon.com/project/eyJ/build/b1e6661e',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
  BUILD_TRIGGER: 'push',
  BUILD_CONTACT: ['codepipeline/my-demo-pipeline'],
  BUILD_WORKFLOW_NAME: 'codebuild-demo-project',
  BUILD_ORIGIN_URI: 'https://github.com/acme/app.git',
})

testVariants('BUILD_TRIGGER', environment, [
  [{ CODEBUILD_WEBHOOK_TRIGGER: 'tag/v1' }, 'tag'],
  [{ CODEBUILD_WEBHOOK_TRIGGER: 'pr/7' }, 'push'],
  [{ CODEBUILD_WEBHOOK_TRIGGER: 'release/v1' }, 'other: release'],
  [{ CODEBUILD_WEBHOOK_TRIGGER: '' }, undefined],
])

it('takes no commit and a versioned address for CodeBuild from S3', async () => {
  const more = { CODEBUILD_SOURCE_REPO_URL: 's3://bucket/app.zip', CODEBUILD_SOURCE_VERSION: 'abc.def' }
  const { keys } = await factsIn({ ...environment, ...more })
  expect(keys.BUILD_ORIGIN_URI).toBe('s3://bucket/app.zip?versionId=abc.def')
  expect(keys).not.toHaveProperty('BUILD_COMMIT_ID')
})
