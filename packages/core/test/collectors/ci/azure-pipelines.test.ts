import { SHA, testSystem } from './system.js'

const environment = {
  TF_BUILD: 'True',
  BUILD_BUILDID: '1514',
  BUILD_BUILDNUMBER: '20261122.3',
  BUILD_DEFINITIONNAME: 'app CI',
  BUILD_REASON: 'IndividualCI',
  BUILD_REPOSITORY_ID: '10c5fa2d-7a3a-4c9d-94fc-d4b9a4e0f2c1',
  BUILD_REPOSITORY_URI: 'https://acme@dev.azure.com/acme/My%20Project/_git/app',
  BUILD_REQUESTEDFOR: 'Jane Doe',
  BUILD_SOURCEBRANCH: 'refs/heads/main',
  BUILD_SOURCEVERSION: SHA,
  SYSTEM_DEFINITIONID: '12',
  SYSTEM_JOBATTEMPT: '2',
  SYSTEM_JOBID: '12f1170f-54f2-53f3-20dd-22fc7dff55f9',
  SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: 'https://dev.azure.com/acme/',
  SYSTEM_TEAMPROJECT: 'My Project',
  SYSTEM_TEAMPROJECTID: 'ac15a5c1-6e46-4b3e-8aa5-ffd7e5fbbd3e',
}

testSystem('azure-pipelines', environment, {
  BUILD_ID: '12f1170f-54f2-53f3-20dd-22fc7dff55f9',
  BUILD_URI: 'https://dev.azure.com/acme/My%20Project/_build/results?buildId=1514',
  BUILD_API_URI: 'https://dev.azure.com/acme/',
  BUILD_ATTEMPT: '2',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
  BUILD_TRIGGER: 'IndividualCI',
  BUILD_CONTACT: ['Jane Doe'],
  BUILD_WORKFLOW_NAME: 'app CI',
  BUILD_WORKFLOW_PATH: '12',
  BUILD_ORIGIN_URI: 'https://dev.azure.com/acme/My%20Project/_git/app',
  BUILD_ORIGIN_ID: '10c5fa2d-7a3a-4c9d-94fc-d4b9a4e0f2c1',
  BUILD_ORIGIN_OWNER_ID: 'ac15a5c1-6e46-4b3e-8aa5-ffd7e5fbbd3e',
})
