import { expect, it } from 'vitest'
import { factsIn, SHA, testSystem, withTwins } from './system.js'

const environment = {
  TEAMCITY_VERSION: '2025.11 (build 200000)',
  TEAMCITY_BUILDCONF_NAME: 'Release',
  TEAMCITY_PROJECT_NAME: 'App',
  BUILD_NUMBER: '88',
  BUILD_URL: 'https://tc.example.com/build/8899',
  BUILD_VCS_NUMBER: SHA,
}

const KEYS = {
  BUILD_ID: '88',
  BUILD_URI: 'https://tc.example.com/build/8899',
  BUILD_COMMIT_ID: SHA,
  BUILD_WORKFLOW_NAME: 'Release',
}

testSystem('teamcity', environment, KEYS)

it('reads the properties files', async () => {
  const system = [
    '#TeamCity build properties',
    '#Sun Nov 22 04:21:46 UTC 2026',
    'teamcity.build.id=8899',
    'teamcity.buildType.id=App_Release',
    'teamcity.configuration.properties.file=C\\:\\\\temp\\ files\\\\teamcity.config.parameters',
    'secure\\:deploy.password=hunter2',
  ]
  const configuration = [
    'teamcity.serverUrl=https\\://tc.example.com',
    'teamcity.build.branch = feature/\\u00fc',
    'teamcity.build.triggeredBy=Git',
    'teamcity.build.triggeredBy.username=grace',
  ]
  const files = {
    '/temp/teamcity.build.parameters': system.join('\r\n'),
    'C:\\temp files\\teamcity.config.parameters': configuration.join('\n'),
  }
  const env = { ...environment, TEAMCITY_BUILD_PROPERTIES_FILE: '/temp/teamcity.build.parameters' }
  expect(await factsIn(env, { files })).toEqual({
    keys: withTwins({
      ...KEYS,
      BUILD_ID: '8899',
      BUILD_API_URI: 'https://tc.example.com',
      BUILD_REF: 'refs/heads/feature/ü',
      BUILD_TRIGGER: 'Git',
      BUILD_CONTACT: ['grace'],
      BUILD_WORKFLOW_PATH: 'App_Release',
    }),
    errors: [],
    failedKeys: {},
  })
})

it('keeps what the environment says where a file is gone', async () => {
  const { keys, errors } = await factsIn({ ...environment, TEAMCITY_BUILD_PROPERTIES_FILE: '/gone' })
  expect(keys.BUILD_ID).toBe('88')
  expect(errors).toEqual([`teamcity: cannot read TeamCity's build properties: there is no file /gone`])
})
