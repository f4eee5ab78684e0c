/**
 * Azure Pipelines.
 * Variables: learn.microsoft.com/en-us/azure/devops/pipelines/build/variables
 * (`Build.SourceVersion` is BUILD_SOURCEVERSION in the environment). Values as the reference program gives them.
 */
import type { CiSystem } from './system.js'
import { address } from './values.js'

export const azurePipelines: CiSystem = {
  name: 'azure-pipelines',
  detect: (env) => env.TF_BUILD?.toLowerCase() === 'true',
  keys: {
    BUILD_ID: (env) => env.SYSTEM_JOBID || env.BUILD_BUILDID,
    BUILD_URI: (env) => {
      const project = env.SYSTEM_TEAMPROJECT && encodeURIComponent(env.SYSTEM_TEAMPROJECT)
      const results = address(env.SYSTEM_TEAMFOUNDATIONCOLLECTIONURI, project, '_build/results')
      return results && env.BUILD_BUILDID && `${results}?buildId=${env.BUILD_BUILDID}`
    },
    BUILD_API_URI: 'SYSTEM_TEAMFOUNDATIONCOLLECTIONURI',
    BUILD_ATTEMPT: 'SYSTEM_JOBATTEMPT',
    BUILD_COMMIT_ID: 'BUILD_SOURCEVERSION',
    BUILD_REF: 'BUILD_SOURCEBRANCH',
    BUILD_TRIGGER: 'BUILD_REASON',
    BUILD_CONTACT: 'BUILD_REQUESTEDFOR',
    BUILD_WORKFLOW_NAME: 'BUILD_DEFINITIONNAME',
    BUILD_WORKFLOW_PATH: 'SYSTEM_DEFINITIONID',
    BUILD_ORIGIN_URI: 'BUILD_REPOSITORY_URI',
    BUILD_ORIGIN_ID: 'BUILD_REPOSITORY_ID',
    BUILD_ORIGIN_OWNER_ID: 'SYSTEM_TEAMPROJECTID',
  },
}
