/** Which language a file is in, by its shebang or by its name. */
import {
  type CommentSyntax,
  HASH,
  type Language,
  SLASHES,
  SLASHES_IN_CHALK,
  type Syntax,
  TABLE,
} from './language-table.js'
import { type Lexis, lexisOf } from './lexis.js'
import { fileNameOf, parseShebang, withoutVersion } from './shebang.js'

/** A file's language, and how sure that is. */
export interface Detected {
  /** ARTIFACT_TYPE. */
  type: string
  syntax: Syntax
  comment: CommentSyntax
  /** How its comments end. */
  lexis: Lexis
  /** Whether chalk expects this very comment sign in the file, and so takes out the whole line of a mark. */
  sameInChalk: boolean
  /** The program that runs the file, if a shebang says so: `python3`. */
  interpreter?: string
  /** Why a file in this language must not be marked, though it can be read. */
  doubt?: string
}

/** Made on demand: for a bundler's files only the index of extensions is needed. */
const indexes: Partial<Record<Kind, Map<string, Language>>> = {}
const slashesInChalk = {
  interpreters: new Set(SLASHES_IN_CHALK.interpreters.split(' ')),
  extensions: new Set(SLASHES_IN_CHALK.extensions.split(' ')),
}

/**
 * The language of a file, or undefined if it has no shebang and its name tells nothing.
 * @param start the file's first bytes, `SHEBANG_SIZE` of them if there are as many.
 */
export function languageOf(path: string, start: Buffer): Detected | undefined {
  return languageByShebang(path, start) ?? languageByName(path)
}

/** The language that the name stands for. */
export function languageByName(path: string): Detected | undefined {
  const name = fileNameOf(path)
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? name.slice(dot + 1) : ''
  const language =
    languageBy('extensions', extension.toLowerCase()) ?? languageBy('names', name.toLowerCase())
  if (!language) return undefined
  const { type, syntax, comment } = language
  const sign = slashesInChalk.extensions.has(extension) ? SLASHES : HASH
  return { type, syntax, comment, lexis: lexisOf(type), sameInChalk: comment === sign }
}

/** The language of a script. One that is not known is read as chalk reads it, with `#`, and not marked. */
export function languageByShebang(path: string, start: Buffer): Detected | undefined {
  const shebang = parseShebang(start)
  if (!shebang) return undefined
  const { interpreter, type } = shebang
  const language = languageOfInterpreter(interpreter)
  const { syntax, comment }: Pick<Language, 'syntax' | 'comment'> = language ?? {
    syntax: 'plain',
    comment: HASH,
  }
  const sign = slashesInChalk.interpreters.has(shebang.chalkName) ? SLASHES : HASH
  const named = languageByName(path)
  const detected: Detected = {
    type,
    syntax,
    comment,
    lexis: lexisOf(language?.type),
    sameInChalk: comment === sign,
    interpreter,
  }
  if (!language) detected.doubt = `it is not known how ${JSON.stringify(interpreter)} writes comments`
  else if (named && named.comment !== comment)
    detected.doubt = `the shebang says ${interpreter} and the name ${named.type}, and a comment in one is code in the other`
  return detected
}

/** The language that the program of this name runs, with or without a version in it. */
export function languageOfInterpreter(name: string): Language | undefined {
  return (
    languageBy('interpreters', name) ?? languageBy('interpreters', withoutVersion(name).replace(/-$/, ''))
  )
}

type Kind = 'interpreters' | 'extensions' | 'names'

function languageBy(kind: Kind, word: string): Language | undefined {
  indexes[kind] ??= index(kind)
  return indexes[kind].get(word)
}

function index(kind: Kind): Map<string, Language> {
  const languages = new Map<string, Language>()
  for (const row of TABLE) for (const word of row[kind]?.split(' ') ?? []) languages.set(word, row)
  return languages
}
