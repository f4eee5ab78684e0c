/**
 * git's settings, read from its config files without git, or asked of git, since only git resolves includes. Files:
 * git-scm.com/docs/git-config, "Syntax".
 *
 *     [core]
 *         bare = false            ; core.bare
 *     [remote "origin"]           # sections and keys know no case, the name in quotes does
 *         url = "https://…"       # quotes, \" \\ \n \t \b, and \ before a line's end
 *         fetch = +refs/heads/*:refs/remotes/origin/*
 */

import { FOUND_ALWAYS, type GitRunner } from './run.js'

/** All values of each key, in the order of the file. Keys look like `remote.origin.url`. */
export type GitConfig = Map<string, string[]>

/** Reads a config file's text. What is no valid line is skipped: git itself will complain about it. */
export function parseGitConfig(text: string): GitConfig {
  const config: GitConfig = new Map()
  const token =
    /\[\s*([\w.-]+)(?:[ \t]+"((?:[^"\\\n]|\\.)*)")?\s*\]|([A-Za-z][\w-]*)[ \t]*(?:=((?:[^\\\n]|\\(?:\r?\n|.))*)|(?=\r?\n|$))|[#;][^\n]*|[\w-]+|[^\n]/g
  let prefix = ''
  for (const [, section, subsection, key, value] of text.matchAll(token)) {
    if (section !== undefined) {
      prefix = `${section.toLowerCase()}.${subsection === undefined ? '' : `${subsection.replace(/\\(.)/g, '$1')}.`}`
    } else if (key !== undefined && prefix) {
      addValue(config, prefix + key.toLowerCase(), value === undefined ? 'true' : readValue(value))
    }
  }
  return config
}

/**
 * Asks git for all settings whose keys match an expression of git's: `key NEWLINE value NUL`. A key without a value has an
 * empty one here.
 */
export async function askConfig(git: GitRunner, pattern: string): Promise<GitConfig> {
  const output = await git(['config', '--null', '--get-regexp', `^(${pattern}|${FOUND_ALWAYS})$`])
  const config: GitConfig = new Map()
  for (const entry of output.toString().split('\0').filter(Boolean)) {
    // A key holds no line break, a value may.
    const end = entry.indexOf('\n')
    if (end < 0) addValue(config, entry, '')
    else addValue(config, entry.slice(0, end), entry.slice(end + 1))
  }
  return config
}

/** Adds a value to a key. */
export function addValue(config: GitConfig, key: string, value: string): void {
  const values = config.get(key)
  if (values) values.push(value)
  else config.set(key, [value])
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', b: '\b' }

function readValue(raw: string): string {
  let value = ''
  let quoted = false
  // Blanks at the end count only inside quotes.
  let kept = 0
  for (const [piece, escaped] of raw.trimStart().matchAll(/\\(?:\r?\n|(.))|[^\\"#;\s]+|[\s\S]/g)) {
    if (piece === '"') quoted = !quoted
    else if (!quoted && (piece === '#' || piece === ';')) break
    else if (piece.startsWith('\\')) value += escaped === undefined ? '' : (ESCAPES[escaped] ?? escaped)
    else value += piece
    if (quoted || !/^\s$/.test(piece)) kept = value.length
  }
  return value.slice(0, kept)
}
