/**
 * The JSON Schema of a report, made from the catalogue.
 *
 * A report is a list of host reports. A host report holds host keys, and `_CHALKS`, one object for each artifact
 * with the artifact's keys. Chalk-time keys of the host may stand in an artifact's object too, as an extract
 * reports what the mark holds; and an artifact's key may stand at the host's level, where it is true of all
 * artifacts. The template decides which keys there are, so none is required. Names that are neither in the
 * catalogue nor custom keys are errors, so that the schema finds typing errors.
 */
import { allKeys, CUSTOM_KEY, type KeyInfo } from './catalogue.js'
import { type KeyType, typesOf } from './type.js'

/** A JSON Schema, draft-07, which ajv and editors read by default. */
export type Schema = Record<string, unknown>

/** Host keys that hold artifacts. */
const HOLDS_ARTIFACTS = ['_CHALKS', '_COLLECTED_ARTIFACTS']

/**
 * The JSON Schema of reports.
 * @param descriptions texts for people, by key, as describeKeys() gives them; left out by default.
 */
export function reportSchema(descriptions: ReadonlyMap<string, string> = new Map()): Schema {
  const keys = allKeys()
  const definitions: Schema = {
    host: objectOf(keys),
    artifact: objectOf(keys.filter((key) => key.time === 'chalk' || key.scope === 'artifact')),
  }
  for (const key of keys) {
    const description = descriptions.get(key.name)
    definitions[key.name] = { ...(description === undefined ? {} : { description }), ...schemaOfKey(key) }
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:chalkmark:report:1',
    title: 'Chalk report',
    type: 'array',
    items: { $ref: '#/definitions/host' },
    definitions,
  }
}

function objectOf(keys: readonly KeyInfo[]): Schema {
  return {
    type: 'object',
    properties: Object.fromEntries(keys.map(({ name }) => [name, { $ref: `#/definitions/${name}` }])),
    patternProperties: { [CUSTOM_KEY.source]: {} },
    additionalProperties: false,
  }
}

function schemaOfKey(key: KeyInfo): Schema {
  if (HOLDS_ARTIFACTS.includes(key.name)) return { type: 'array', items: { $ref: '#/definitions/artifact' } }
  const [first, ...others] = typesOf(key).map(schemaOfType)
  return others.length === 0 ? first! : { anyOf: [first, ...others] }
}

function schemaOfType(type: KeyType): Schema {
  switch (type.kind) {
    case 'any':
      return {}
    case 'string':
      return { type: 'string' }
    case 'bool':
      return { type: 'boolean' }
    case 'int':
      return { type: 'integer' }
    case 'float':
      return { type: 'number' }
    case 'list':
      return { type: 'array', items: schemaOfType(type.item) }
    case 'dict':
      return { type: 'object', additionalProperties: schemaOfType(type.value) }
    case 'tuple': {
      const length = type.items.length
      return {
        type: 'array',
        items: type.items.map(schemaOfType),
        minItems: length,
        maxItems: length,
        additionalItems: false,
      }
    }
  }
}
