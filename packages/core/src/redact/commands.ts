/**
 * Passwords in command lines within a text: behind a telling option, or behind the letter that a program uses for
 * its password.
 */
import { REDACTED } from './names.js'
import { isHidden, isPasswordLike, isPlaceholder } from './shape.js'

const VALUE = String.raw`(?:(["'])((?:(?!\2)[^\n])+)(?=\2)|([^\s'"\x60]*[^\s'"\x60.,:)}\]]))`

/** Programs, by how they take a password. The program and the option must be on one line. */
const LETTERS = [
  // The password follows without a blank; after a blank comes the name of a database.
  String.raw`(?:mysql\w*|mariadb[\w-]*|mycli|7z[ar]?|u?nrar|rar)\b(?:[^\n|;&]{0,200}?\s)?-p`,
  String.raw`sshpass\b(?:[^\n|;&]{0,200}?\s)?-p\s?`,
  String.raw`(?:docker|podman|nerdctl|buildah|skopeo|helm|oras|crane|az|oc|cf|vault|npm|gh|snyk|heroku)\b[^\n|;&]{0,100}?\blogin\b(?:[^\n|;&]{0,200}?\s)?(?:-p\s|--password\s|--token\s|token=)`,
  String.raw`(?:mongo\w*|cqlsh|rabbitmqadmin|influx|mosh|lftp|clickhouse-client)\b(?:[^\n|;&]{0,200}?\s)?-p\s?`,
  String.raw`(?:redis-cli|keydb-cli|valkey-cli)\b(?:[^\n|;&]{0,200}?\s)?-a\s?`,
  String.raw`(?:sqlcmd|osql|bcp|tsql|zip|unzip|mosquitto_[ps]ub)\b(?:[^\n|;&]{0,200}?\s)?-P\s?`,
  String.raw`(?:ldap(?:search|modify|add|delete|passwd|whoami))\b(?:[^\n|;&]{0,200}?\s)?-w\s?`,
  String.raw`(?:plink|pscp|psftp|putty)\b(?:[^\n|;&]{0,200}?\s)?-pw\s`,
  String.raw`(?:smbclient|rpcclient|smbget|wmic|winexe)\b(?:[^\n|;&]{0,200}?\s)?-U\s?[^\s%]{1,100}%`,
  String.raw`(?:xfreerdp|wfreerdp|mstsc|runas|net\s+use)\b(?:[^\n|;&]{0,200}?\s)?\/(?:p|pass|password):`,
  String.raw`sqlplus\s(?:-\w+\s)*[\w.]{1,60}\/`,
  String.raw`openssl\b(?:[^\n|;&]{0,200}?\s)?-(?:pass|passin|passout|k)\s(?:pass:)?`,
  String.raw`jdbc:oracle:\w+:[\w.]{1,60}\/`,
  String.raw`(?:expd?p?|impd?p?|rman|sqlldr)\s[\w.]{1,60}\/`,
  String.raw`net\s+user\s[\w.\\-]{1,60}\s`,
  String.raw`htpasswd\s(?:-\w+\s)*-\w*b\w*\s(?:-\w+\s)*\S{1,200}\s\S{1,60}\s`,
  String.raw`vault\slogin\s`,
  String.raw`(?:npm|yarn|pnpm)\sconfig\sset\s\S{0,200}(?:[Tt]oken|_auth|_password)\s`,
  String.raw`aws\sconfigure\sset\s\S{0,100}(?:key|token|secret)\S{0,20}\s`,
  String.raw`kubectl\b[^\n|;&]{0,100}?\bsecret\b[^\n|;&]{0,300}?--from-literal[= ][\w.-]{1,60}=`,
  String.raw`(?:gh|glab)\s(?:secret|variable)\sset\b[^\n|;&]{0,200}?\s(?:--body|-b|--value|-v)[= ]`,
  String.raw`ssh-keygen\b(?:[^\n|;&]{0,200}?\s)?-[NP]\s?`,
  String.raw`snmp\w+\b(?:[^\n|;&]{0,200}?\s)?-[AX]\s`,
  String.raw`wpa_passphrase\s\S{1,60}\s`,
  String.raw`nmcli\b[^\n|;&]{0,200}?\spassword\s`,
  // These have a long option and take the next word.
  String.raw`(?:mysql\w*|mariadb[\w-]*|psql|pg_\w+|createuser|svn|hg|gpg2?|keytool|jarsigner|apksigner|curl|wget|http|https|xh|twine|cargo|yarn|pnpm|nuget|dotnet|gem|mvn|gradle|helm|kubectl|docker|aws|az|gcloud|ansible\w*|vault|ftp|sftp|ssh|docker-compose|composer|pip|poetry|conan)\b(?:[^\n|;&]{0,200}?\s)?--?(?:storepass|keypass|passphrase|password|http-password|proxy-password|ks-pass\spass:|key-pass\spass:|api-key|token)\s`,
]
const OF_PROGRAM = new RegExp(
  String.raw`(?<![\w.-])((?:${LETTERS.join('|')}))(?!["']?${REDACTED})${VALUE}`,
  'g',
)

/** `-u user:password`, of curl and many others. */
const USER =
  /((?:^|[\s"'\x60([])(?:-[uU]|--user|--proxy-user|--auth|-a)(?:\s{1,8}|=)?)(?:(["'])([\w.@+\\-]{1,100}:)((?!\/\/)(?:(?!\2)[^\n]){1,300})(?=\2)|([\w.@+\\-]{1,100}:)(?!\/\/)([^\s'"\x60]*[^\s'"\x60.,:)}\]]))/g
/** How far back the name of the program may stand. */
const LINE = 300
const CURL = /\b(?:curl|wget|http|https|xh|lftp)\s/

/** `--db-password …` of any program. */
const OPTION = new RegExp(
  String.raw`((?:^|[\s"'\x60([])(?:--?|\/)[\w.-]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)(?:\s{1,8}|:))${VALUE}`,
  'gi',
)

/** `echo word | tool --password-stdin`, `echo user:word | chpasswd`. */
const PIPED =
  /(\b(?:echo|printf)\s(?:-\w{1,20}\s){0,8})(["']?)([^\n|"']{1,200}?)(?=\2\s?\|\s?[^\n|]{0,100}(?:--password-stdin|--with-token|--passphrase-fd|\bchpasswd|\bsudo\s(?:-\w{1,20}\s){0,8}-S|passwd\s--stdin|cryptsetup))/g

/** A text with {@link REDACTED} for the passwords in command lines in it. */
export function redactCommands(text: string): string {
  if (!/\s|jdbc:/.test(text)) return text
  return ofPrograms(ofPrograms(text))
    .replace(USER, (whole, ...[option, quote = '', one, quoted, other, bare, at, all]) => {
      const value: string = quoted ?? bare
      const before: string = all.slice(Math.max(0, at - LINE), at + 1)
      const line = before.slice(before.lastIndexOf('\n', before.length - 2) + 1)
      const isSecret = CURL.test(line) ? !isPlaceholder(value) : isPasswordLike(value)
      return isSecret && !/^\d{1,5}$/.test(value) ? `${option}${quote}${one ?? other}${REDACTED}` : whole
    })
    .replace(PIPED, (whole, front: string, quote: string, value: string) =>
      isHidden(value) ? whole : front + quote + REDACTED,
    )
    .replace(OPTION, (whole, front: string, quote: string | undefined, quoted: string, bare: string) =>
      isPasswordLike(quoted ?? bare) ? `${front}${quote ?? ''}${REDACTED}` : whole,
    )
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
