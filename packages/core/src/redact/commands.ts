/**
 * Passwords in command lines within a text: behind a telling option, or behind the letter that a program uses for
 * its password.
 */
import { looksRandom, REDACTED } from './names.js'
import { LETTERS, WORDS } from './programs.js'
import { isHidden, isPasswordLike, isPlaceholder } from './shape.js'

const VALUE = String.raw`(?:(["'])((?:(?!\2)[^\n])+)(?=\2)|([^\s'"\x60]*[^\s'"\x60.,:)}\]]))`

const OF_PROGRAM = patternOf(LETTERS)
const BY_WORDS = patternOf(WORDS)

function patternOf(places: readonly string[]): RegExp {
  // A line goes on behind a backslash.
  const one = places.join('|').replaceAll(String.raw`[^\n|;&]`, String.raw`(?:[^\n|;&]|(?<=\\)\n)`)
  return new RegExp(String.raw`(?<![\w.-])((?:${one}))(?!["']?${REDACTED})${VALUE}`, 'g')
}

/** `-u user:password`, of curl and many others. */
const USER =
  /((?:^|[\s"'\x60([])(?:-[A-Za-z]{0,6}[uU]|--user|-[AP]|--?[\w-]{0,20}(?:user|auth|creds?)|-a)(?:\s{1,8}|=)?)(?:(["'])([\w.@+\\ -]{1,100}:)((?!\/\/)(?:(?!\2)[^\n]){1,300})(?=\2)|((?:[\w.@+\\-]{1,100}|(["'])[\w.@+\\ -]{1,100}\6):)(?!\/\/)(?:(["'])((?:(?!\7)[^\n]){1,300})(?=\7)|([^\s'"\x60]*[^\s'"\x60.,:)}\]])))/g
/** How far back the name of the program may stand. */
const LINE = 300
const CURL = /\b(?:curl|wget|http|https|xh|lftp)\s/

/** `--db-password …` of any program. */
const OPTION = new RegExp(
  String.raw`((?:^|[\s"'\x60([])(?:--?|\/)[\w.-]*(?:pass(?:word|wd|phrase)?|pwd|secret|secret[-_]string|token|credentials?|auth|bearer|otp|(?:api|access|private|secret|account|license|auth|encryption|signing|registration|service|master|functions|client|record)[-_]?key)\d{0,2}(?:\s{1,8}|[:=]))${VALUE}`,
  'gi',
)
/** The same with `=`, also for names that are too common in texts. */
const OPTION_SET = new RegExp(
  String.raw`((?:^|[\s"'\x60([])--?[\w.:/-]*(?:auth|creds?|login|otp|pass|pat|sas)=)${VALUE}`,
  'gi',
)
/** `--key …` and `--sort-key=…` of any program: only if the value looks random. */
const OPTION_KEY = new RegExp(
  String.raw`((?:^|[\s"'\x60([])--?[\w.:/-]*(?:key|api|license)(?:\s{1,8}|=))${VALUE}`,
  'gi',
)

/** `-u name -p …`, with which most programs log in. */
const LOGIN = new RegExp(
  String.raw`((?:^|[\s"'\x60])(?:-[uU]|--user(?:name)?)(?:\s|=)?["']?[\w.@\\-]{1,60}["']?\s(?:[^\n|;&]{0,200}?\s)?-(?:p|P|w|pw)(?:[\s=])?)${VALUE}`,
  'g',
)
/** A port, a mapping of ports, a path: what else stands behind `-p`. */
const NO_PASSWORD = /^(?:[\w.]*:)*\d+(?:-\d+)?(?:\/\w+)?$|^(?:[.~]{0,2}\/|[a-z]:\\)/i

/** `echo word | tool --password-stdin`, `echo user:word | chpasswd`. */
const PIPED =
  /(\b(?:echo\s(?:-\w{1,20}\s){0,8}|printf\s(?:-\w{1,20}\s){0,8}(?:["']?%s(?:\\n)?["']?\s)?))(["']?)([^\n|"']{1,200}?)(?=\2\s?\|\s?[^\n|]{0,100}(?:--password-stdin|--with-token|--passphrase-fd|\bchpasswd|\bsudo\s(?:-\w{1,20}\s){0,8}-S|passwd\s--stdin|cryptsetup))/g

/** A text with {@link REDACTED} for the passwords in command lines in it. */
export function redactCommands(text: string): string {
  if (!/\s|jdbc:/.test(text)) return text
  return ofPrograms(ofPrograms(text))
    .replace(BY_WORDS, hideIf(isPasswordLike))
    .replace(
      USER,
      (whole, ...[option, quote = '', one, quoted, other, , inner = '', within, bare, at, all]) => {
        const value: string = quoted ?? within ?? bare
        const before: string = all.slice(Math.max(0, at - LINE), at + 1)
        const line = before.slice(before.lastIndexOf('\n', before.length - 2) + 1)
        // Only of curl it is known that letters in front of the `u` are options, too.
        const isOption = !/-\w+[uU][\s=]*$/.test(option) || /--/.test(option)
        const isSecret = CURL.test(line) ? !isPlaceholder(value) : isOption && isPasswordLike(value)
        return isSecret && !NO_PASSWORD.test(value)
          ? `${option}${quote}${one ?? other}${inner}${REDACTED}`
          : whole
      },
    )
    .replace(PIPED, (whole, front: string, quote: string, value: string) =>
      isHidden(value) ? whole : front + quote + REDACTED,
    )
    .replace(OPTION, hideIf(isPasswordLike))
    .replace(OPTION_SET, hideIf(isPasswordLike))
    .replace(
      OPTION_KEY,
      hideIf((value) => isPasswordLike(value) && looksRandom(value)),
    )
    .replace(
      LOGIN,
      hideIf((value) => isPasswordLike(value) && !NO_PASSWORD.test(value)),
    )
}

/** What replaces an option and its value, of a pattern that ends in {@link VALUE}. */
function hideIf(isSecret: (value: string) => boolean) {
  return (whole: string, front: string, quote: string | undefined, quoted: string, bare: string) =>
    isSecret(quoted ?? bare) ? `${front}${quote ?? ''}${REDACTED}` : whole
}

/** Replaces one password of each program. Some programs take two. */
function ofPrograms(text: string): string {
  return text.replace(
    OF_PROGRAM,
    (whole, front: string, quote: string | undefined, quoted: string, bare: string) => {
      const value = quoted ?? bare
      if (isPlaceholder(value) || /^-/.test(value) || isProse(value)) return whole
      // In `user/password@host` the host is no secret, but the password may hold an `@`, too.
      return `${front}${quote ?? ''}${REDACTED}`
    },
  )
}

/** Whether the word only continues a sentence about an option: `curl --token option`. */
function isProse(value: string): boolean {
  return /^(?:and|or|to|for|is|in|of|with|from|as|when|if|on|by|the|an?|was|are|not|be|can|option|flag|argument|parameter|support|files?|via|stdin|instead|using|should|must|will|now|also|works?)$/i.test(
    value,
  )
}
