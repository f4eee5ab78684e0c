/**
 * TeamCity.
 * Parameters: www.jetbrains.com/help/teamcity/predefined-build-parameters.html
 * The environment holds few of them. The rest is in two files in Java's properties format: system properties in the
 * one that TEAMCITY_BUILD_PROPERTIES_FILE names, configuration parameters in the one that is named therein. They hold
 * passwords too, so only the parameters below are looked at.
 */

import { reasonOf } from '../../error.js'
import type { Host } from '../host.js'
import type { CiSystem } from './system.js'
import { gitRef } from './values.js'

export const teamcity: CiSystem = {
  name: 'teamcity',
  detect: (env) => Boolean(env.TEAMCITY_VERSION),
  keys: {
    BUILD_ID: 'BUILD_NUMBER',
    BUILD_URI: 'BUILD_URL',
    BUILD_COMMIT_ID: 'BUILD_VCS_NUMBER',
    BUILD_WORKFLOW_NAME: 'TEAMCITY_BUILDCONF_NAME',
  },
  async ask(host) {
    const { TEAMCITY_BUILD_PROPERTIES_FILE } = host.env
    if (!TEAMCITY_BUILD_PROPERTIES_FILE) return { facts: {} }
    try {
      const system = readProperties(host, TEAMCITY_BUILD_PROPERTIES_FILE)
      const configuration = system.get('teamcity.configuration.properties.file')
      const parameters = configuration ? readProperties(host, configuration) : new Map<string, string>()
      const get = (name: string) => parameters.get(name) || system.get(name)
      const branch = get('teamcity.build.branch')
      const user = get('teamcity.build.triggeredBy.username')
      return {
        facts: {
          BUILD_ID: get('teamcity.build.id'),
          BUILD_API_URI: get('teamcity.serverUrl'),
          BUILD_REF: gitRef({ branch: branch === '<default>' ? undefined : branch }),
          BUILD_TRIGGER: get('teamcity.build.triggeredBy'),
          BUILD_CONTACT: user === 'n/a' ? undefined : user,
          BUILD_WORKFLOW_PATH: get('teamcity.buildType.id'),
        },
      }
    } catch (error) {
      return { facts: {}, errors: [`cannot read TeamCity's build properties: ${reasonOf(error)}`] }
    }
  },
}

/** Reads Java's properties format as `java.util.Properties.store` writes it: Latin-1, one pair a line, escapes. */
function readProperties(host: Host, path: string): Map<string, string> {
  const properties = new Map<string, string>()
  const content = host.readFile(path)
  if (!content) throw new Error(`there is no file ${path}`)
  for (const line of content.toString('latin1').split(/\r\n?|\n/)) {
    const [, key, value] = /^\s*((?:[^\\=:\s#!]|\\.)(?:[^\\=:\s]|\\.)*)\s*[=:]?\s*(.*)$/.exec(line) ?? []
    if (key !== undefined) properties.set(unescapeProperty(key), unescapeProperty(value!))
  }
  return properties
}

const CONTROLS: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f' }

function unescapeProperty(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, hex?: string, character?: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (CONTROLS[character!] ?? character!),
  )
}
