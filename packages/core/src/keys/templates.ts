/** Templates: named sets of keys that say what goes into a mark or a report. */
import { ChalkError } from '../error.js'
import { isChalkTime, isRunTime, unknownKey } from './catalogue.js'
import { nearest } from './nearest.js'
import { MARK_TEMPLATES, REPORT_TEMPLATES, REQUIRED } from './template-keys.js'

/** What a template is for. Templates for marks hold chalk-time keys only. */
export type TemplateKind = 'mark' | 'report'

/** A set of keys. A key in it need not have a value in every mark. */
export interface Template {
  /** Its name; `custom` if it was made from a list. */
  readonly name: string
  readonly kind: TemplateKind
  readonly keys: ReadonlySet<string>
}

/**
 * The keys that every mark holds, and no template can leave out. METADATA_HASH is not among them, since METADATA_ID
 * is derived from it. The built-in templates hold it, because it checks 256 bits while METADATA_ID checks 100.
 */
export const REQUIRED_IN_MARK: readonly string[] = REQUIRED

const TEMPLATES = { mark: MARK_TEMPLATES, report: REPORT_TEMPLATES }

/** The names of the templates that there are. */
export function templateNames(kind?: TemplateKind): string[] {
  if (kind !== undefined) return Object.keys(TEMPLATES[kind])
  return [...templateNames('mark'), ...templateNames('report')]
}

/**
 * A built-in template by its name.
 * @param others names to suggest, too.
 * @throws ChalkError `UNKNOWN_TEMPLATE`
 */
export function template(name: string, others: readonly string[] = []): Template {
  for (const kind of ['mark', 'report'] as const) {
    if (Object.hasOwn(TEMPLATES[kind], name)) return built(name, kind, TEMPLATES[kind][name]!())
  }
  const names = [...templateNames(), ...others]
  const meant = nearest(name, names)
  const advice = meant ? `did you mean ${meant}?` : `there are ${names.join(', ')}`
  throw new ChalkError('UNKNOWN_TEMPLATE', `unknown template ${JSON.stringify(name)}: ${advice}`)
}

/** What to change in a template. */
export interface TemplateChanges {
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
}

/** A template of a user: another one by name, with keys more or fewer. */
export interface TemplateDefinition extends TemplateChanges {
  readonly extends: string
}

/** Templates of users, by name. */
export type TemplateDefinitions = Readonly<Record<string, TemplateDefinition>>

/**
 * A template with some keys more or fewer. Keys that are in both lists are removed; removing one that the
 * template does not hold does nothing.
 * @param own the user's templates.
 * @throws ChalkError as {@link template}; `UNKNOWN_KEY`; `RUN_TIME_KEY` for a key that cannot be in a mark;
 *   `REQUIRED_KEY` for one that cannot be left out.
 */
export function extendTemplate(
  name: string,
  { add = [], remove = [] }: TemplateChanges,
  own: TemplateDefinitions = {},
): Template {
  const { kind, keys } = byName(name, own)
  for (const key of remove) {
    refuseUnknown(key)
    if (kind === 'mark' && REQUIRED.includes(key)) {
      throw new ChalkError(
        'REQUIRED_KEY',
        `${key} cannot be removed from ${name}: no mark is valid without it`,
      )
    }
  }
  return make(
    name,
    kind,
    [...keys, ...add].filter((key) => !remove.includes(key)),
  )
}

/** @throws ChalkError as {@link extendTemplate}; `UNKNOWN_TEMPLATE` for templates that extend each other. */
function byName(name: string, own: TemplateDefinitions): Template {
  if (!Object.hasOwn(own, name)) return template(name, Object.keys(own))
  const { [name]: definition, ...others } = own
  // A template that extends itself by way of others is unknown to the last of them.
  return { ...extendTemplate(definition!.extends, definition!, others), name }
}

/**
 * The template that a config asks for, by its name or by a list of keys.
 * @param kind what the template is for.
 * @param own the user's templates.
 * @throws ChalkError as {@link extendTemplate}; `WRONG_TEMPLATE` for the name of a template of the other kind.
 */
export function resolveTemplate(
  nameOrKeys: string | readonly string[],
  kind: TemplateKind = 'mark',
  own: TemplateDefinitions = {},
): Template {
  if (typeof nameOrKeys !== 'string') return make('custom', kind, nameOrKeys)
  const found = byName(nameOrKeys, own)
  if (found.kind === kind) return found
  const fitting = templateNames(kind).join(', ')
  throw new ChalkError('WRONG_TEMPLATE', `${nameOrKeys} is no template for a ${kind}: use one of ${fitting}`)
}

function make(name: string, kind: TemplateKind, keys: readonly string[]): Template {
  for (const key of keys) {
    refuseUnknown(key)
    if (kind === 'mark' && isRunTime(key)) throw new ChalkError('RUN_TIME_KEY', inReportsOnly(key))
  }
  return built(name, kind, keys)
}

/**
 * A template from keys that are known to be right. It does not look into the catalogue, since most builds need no
 * key of it.
 */
function built(name: string, kind: TemplateKind, keys: readonly string[]): Template {
  return { name, kind, keys: new Set(kind === 'mark' ? [...REQUIRED, ...keys] : keys) }
}

function refuseUnknown(key: string): void {
  const message = unknownKey(key)
  if (message !== undefined) throw new ChalkError('UNKNOWN_KEY', message)
}

/** `_COMMIT_ID` in a mark is nearly always meant to be COMMIT_ID. */
function inReportsOnly(key: string): string {
  const twin = key.replace(/^_/, '')
  const advice = isChalkTime(twin) ? `; did you mean ${twin}?` : ''
  return `${key} is known only of an operation, so it can stand in reports but not in marks${advice}`
}
