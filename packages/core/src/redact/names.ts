/** Signs of a secret: the name of a value, or its look. */

/** Replaces a secret. It tells nothing about the secret, neither a letter nor its length. */
export const REDACTED = 'REDACTED'

/**
 * Names whose values are secret: of variables, options, parameters of addresses, headers. The list hides too much
 * rather than too little; a user who wants such a value shown has to name it.
 */
const SECRET_NAME =
  /token|secret|passw|passphrase|passcode|askpass|pwd|key|credential|creds|auth(?!or(?!i[sz]))|cookie|session|jwt|bearer|private|signature|webhook|dsn|connection_?string|netrc|psk|hmac|mnemonic|unseal|[a-z\d]_login$|(?<!by|com|tres|sur|under|over)pass(?![a-z])|(?:pw|otp)(?![a-z])|(?:^|[^a-z])(?:pat|sig|sas|pin|2fa|mfa)(?:[^a-z]|$)/i

/** Whether the name of a variable, an option or a query parameter says that its value is secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/**
 * For texts: fewer names than {@link isSecretName} knows, since people write about keys and sessions. At the end of an
 * identifier. The source of a pattern.
 */
export const NAME = `(?:${[
  'pass[-_]?(?:word|wd|phrase|code)s?',
  'pwd|(?<![a-z])pw',
  '(?<![a-z])(?:db|pg|my|mysql|sql|ftp|http|web|app|ssh|mail|smtp|imap|ldap|vpn|wifi|vnc|rpc|remote|local|user|root|admin|proxy|login)?pass',
  'passwort|kennwort|mot de passe|contrase(?:ñ|n)a|senha|wachtwoord|lösenord|hasło|heslo|пароль|密码|密碼|口令|パスワード|비밀번호',
  'secret|token|credentials?|_auth|key[_-]data|dockerconfigjson',
  '(?:api|app|access|auth|secret|session|signing|encryption|crypto?|cipher|cookie|jwt|master|admin|deploy|subscription|licen[cs]e|service|storage|client|hmac|(?:pre-?)?shared|fernet|aes|unseal)[ _-]?keys?',
  '(?:account|private)[_-]?key|secret[_-]key[_-]base|shared[_-]?access[_-]?(?:key|signature)',
  '(?<![a-z])(?:[th]?otp|2fa)(?:[_-](?:seed|code))?|(?<![a-z])(?:wpa[-_]?)?psk|mnemonic|seed[ _-]phrase',
].join('|')})`

/** What may stand behind a name: which of several it is. The source of a pattern. */
export const WHICH =
  '_?(?:prod(?:uction)?|dev|test|qa|uat|ci|local|stag(?:e|ing)|live|preview|sandbox|old|new|current|previous|prev|next|legacy|te?mp|bak|backup|default|primary|secondary|main|confirm(?:ation)?|repeat|plain|v\\d)'

const TELLING = new RegExp(
  `${NAME}(?:s?\\d{0,2}|${WHICH})$|(?:^|[^a-z])(?:auth|jwt|bearer|creds|hmac)$|^x-[\\w-]*(?:key|auth)$|^identitytoken$|authorization$|cookie$`,
  'i',
)

/** Whether an entry of a dict by that name is a secret: `npm_token`, `X-DB-PASSWORD`, but not `TOKEN_COUNT`. */
export function isTellingName(name: string): boolean {
  return TELLING.test(name)
}

/**
 * Parameters that are secret only in addresses: they log in there or sign the address (OAuth's code, Azure's
 * functions, Akamai, SAML).
 */
const SECRET_PARAMETER =
  /^(?:code|ticket|assertion|saml\w+|hmac|hdn\w+|h?mac|policy|googleaccessid|awsaccesskeyid|sid|psw|tok|\w*sessid|sv?ig|api_?key|x-(?:amz|goog|oss|cos)-(?:signature|credential|security-token))$/i

/** Whether the value of such a parameter of an address is secret. */
export function isSecretParameter(name: string): boolean {
  return isSecretName(name) || SECRET_PARAMETER.test(name)
}

const LEAST = 16

/**
 * Whether a word is random: a long run of letters and digits in which kinds of letters alternate more often than in
 * words, names and versions. Digests and ids count as random, too.
 * @param word without blanks.
 */
export function looksRandom(word: string): boolean {
  return word.split(/[._-]/).some((run) => {
    if (run.length < LEAST || !/^[\w+/=~]+$/.test(run)) return false
    // Capitals alternate in `getUserByIdFromDb`, too, so a digit is required.
    if (!/\d/.test(run)) return false
    if (/^[\da-f]{32,}$/i.test(run)) return true
    return turns(run) >= run.length / 5
  })
}

/**
 * How often a digit follows a letter, or a capital a small letter, or the other way round. The first letter of a
 * word does not count.
 */
function turns(run: string): number {
  return [...run.matchAll(/(?<=[a-z])\d|(?<=[A-Z])\d|(?<=\d)[A-Za-z]|(?<=[a-z])[A-Z]/g)].length
}
