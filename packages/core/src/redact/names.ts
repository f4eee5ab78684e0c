/** Signs of a secret: the name of a value, or its look. */

/** Replaces a secret. It tells nothing about the secret, neither a letter nor its length. */
export const REDACTED = 'REDACTED'

/**
 * Names whose values are secret: of variables, options, parameters of addresses, headers. The list hides too much
 * rather than too little; a user who wants such a value shown has to name it.
 */
const SECRET_NAME =
  /token|secret|passw|passphrase|askpass|pwd|key|credential|creds|auth(?!or(?!i[sz]))|cookie|session|jwt|bearer|private|signature|webhook|dsn|connection_?string|netrc|(?:^|[^a-z])(?:pass|pat|sig|sas|otp|pin)(?:[^a-z]|$)/i

/** Whether the name of a variable, an option or a query parameter says that its value is secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/**
 * For texts: fewer names than {@link isSecretName} knows, since people write about keys and sessions. At the end of an
 * identifier. The source of a pattern.
 */
export const NAME =
  '(?:pass(?:word|wd|phrase|code)s?|pwd|passwort|kennwort|mot de passe|contrase(?:ñ|n)a|senha|wachtwoord|lösenord|hasło|heslo|пароль|密码|密碼|口令|パスワード|비밀번호|(?<![a-z])(?:db|remote|local|smtp|imap|ldap|user|root|admin|proxy)?pass|(?<![a-z])pw|secret|token|api[ _-]?key|access[ _-]?key|account[_-]?key|(?:secret|signing|encryption|master|deploy|license|licence|service|storage|client)[ _-]?key|secret[_-]key[_-]base|shared[_-]?access[_-]?(?:key|signature)|private[_-]?key|credentials?|(?<![a-z])otp|(?<![a-z])psk|key[_-]data|dockerconfigjson|_auth)'

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
