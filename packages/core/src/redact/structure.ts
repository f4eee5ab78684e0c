/**
 * Which values of a dict or a list are secret because of a name beside them:
 *
 *     { "DB_PASSWORD": … }                                  the name of an entry
 *     { "name": "DB_PASSWORD", "value": … }                 a name and its value as two entries, as Kubernetes, CloudFormation have
 *     ["DB_PASSWORD", …], ["DB_PASSWORD", "=", …]           a pair
 *     ["--password", …]                                     an option in a command line
 *     { "kty": "EC", "d": … }                               a JSON Web Key (RFC 7517)
 */
import type { Dict, Value } from '@chalkmark/mark'
import { isTellingName } from './names.js'
import { isPasswordLike, isVariable } from './shape.js'

/** What the entry is called that holds the name, and the one that holds its value. */
const OF_NAME =
  /^(?:[\w.-]*(?:name|key)|k|id|header|param|parameter|variable|var|field|property|option|setting|attribute|label|env)$/i
const OF_VALUE = /^(?:[\w.-]*value|val|v|content|default|data)$/i

/** Members of a JSON Web Key that are private (RFC 7518, 6.2.2, 6.3.2, 6.4.1), beside its `kty`. */
const PRIVATE_IN_JWK = /^(?:d|p|q|dp|dq|qi|oth|k|priv|seed)$/

/** The values of the entries that are secret, and the names of these entries. */
export function secretEntries(dict: Dict): (name: string) => boolean {
  const entries = Object.entries(dict)
  const isPair = entries.some(
    ([key, value]) => typeof value === 'string' && OF_NAME.test(key) && isTellingName(value),
  )
  const isKey = typeof dict.kty === 'string'
  return (name) =>
    isTellingName(name) || (isPair && OF_VALUE.test(name)) || (isKey && PRIVATE_IN_JWK.test(name))
}

/** The indexes of the items that are secret. */
export function secretItems(list: readonly Value[]): readonly number[] {
  const [name, second] = list
  if (typeof name === 'string' && isTellingName(name)) {
    if (list.length === 2 && isValue(second)) return [1]
    if (list.length === 3 && /^(?:=|:|==|=>|:=)$/.test(String(second)) && isValue(list[2])) return [2]
  }
  return list.flatMap((item, index) => {
    const option = list[index - 1]
    const isSecret =
      typeof item === 'string' &&
      typeof option === 'string' &&
      /^--?[\w.-]+$/.test(option) &&
      isTellingName(option) &&
      isPasswordLike(item)
    return isSecret ? [index] : []
  })
}

/** Whether the second of a pair is a value, not another name: a list of names may have two. */
function isValue(value: Value | undefined): boolean {
  if (typeof value === 'string') return isPasswordLike(value) && !isVariable(value)
  return typeof value === 'object' && value !== null
}
