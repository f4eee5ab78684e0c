/** The first line of a script, which says what runs it. */

export interface Shebang {
  /** File name of the program that runs the script: `bash`, `python3`. Wrappers such as `env` are skipped. */
  interpreter: string
  /** ARTIFACT_TYPE as chalk gives it: the interpreter, without a version if it was found through `env`. */
  type: string
  /** The name by which chalk chooses the comment sign. */
  chalkName: string
}

/** Programs that run the program that their arguments name. */
const WRAPPERS = new Set(['env', 'busybox', 'toybox', 'sudo', 'doas', 'setsid', 'nohup', 'nice'])

/** Options of `env` (and of the others) whose value is the next word. */
const OPTIONS_WITH_VALUE = new Set(['-u', '-C', '-g', '-n', '--unset', '--chdir'])

/** Bytes in which a shebang is looked for. Linux reads 256 of them. */
export const SHEBANG_SIZE = 512

/**
 * The shebang at the start of a file, or undefined if there is none or it names no program.
 * @param start the file's first bytes, {@link SHEBANG_SIZE} of them if there are as many.
 */
export function parseShebang(start: Buffer): Shebang | undefined {
  if (start[0] !== 0x23 || start[1] !== 0x21) return undefined
  const newline = start.indexOf(0x0a)
  const line = start.toString('latin1', 2, newline < 0 ? start.length : newline)
  const words = line.split(/[ \t\r]+/).filter((word) => word !== '')
  const program = fileNameOf(words[0] ?? '')
  if (program === '') return undefined
  const wrapped = WRAPPERS.has(program) ? programAmong(words.slice(1)) : undefined
  if (program !== 'env') {
    const interpreter = wrapped ?? program
    return { interpreter, type: interpreter, chalkName: program }
  }
  if (wrapped === undefined) return undefined
  return { interpreter: wrapped, type: withoutVersion(wrapped), chalkName: chalkNameAmong(words.slice(1)) }
}

function programAmong(words: string[]): string | undefined {
  for (let i = 0; i < words.length; i++) {
    // The value of env's -S, which is the command line itself, may follow without a blank.
    const word = words[i]!.replace(/^(?:-[iv0]*S|--split-string=)/, '')
    if (OPTIONS_WITH_VALUE.has(word)) i++
    else if (!word.startsWith('-') && !/^\w+=/.test(word) && fileNameOf(word) !== '') return fileNameOf(word)
  }
  return undefined
}

/** chalk takes the last word that is not an option. */
function chalkNameAmong(words: string[]): string {
  return withoutVersion(fileNameOf(words.findLast((word) => !word.startsWith('-')) ?? ''))
}

/** `python3.12` becomes `python`. A name that is only a version stays. */
export function withoutVersion(name: string): string {
  return name.replace(/(?<=[^0-9.])[0-9.]+$/, '')
}

/** The last part of a path with `/` separators. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
