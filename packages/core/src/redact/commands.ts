/** Passwords in command lines within a text: where an option says so, or a program has a letter for it. */
import { REDACTED } from './placeholder.js'
import { isPasswordLike, isPlaceholder } from './shape.js'

const VALUE = String.raw`(?:(["'])((?:(?!\2)[^\n])+)(?=\2)|([^\s'"\x60]*[^\s'"\x60.,:)}\]]))`

/** Programs by how they take a password. What stands between the program and the option is on one line. */
const LETTERS = [
  // Attached; after a blank comes the name of a database.
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
  // These say it in full, and take what follows.
  String.raw`(?:mysql\w*|mariadb[\w-]*|psql|pg_\w+|createuser|svn|hg|gpg2?|keytool|jarsigner|apksigner|curl|wget|http|https|xh|twine|cargo|yarn|pnpm|nuget|dotnet|gem|mvn|gradle|helm|kubectl|docker|aws|az|gcloud|ansible\w*|vault|ftp|sftp|ssh|docker-compose|composer|pip|poetry|conan)\b(?:[^\n|;&]{0,200}?\s)?--?(?:storepass|keypass|passphrase|password|http-password|proxy-password|ks-pass\spass:|key-pass\spass:|api-key|token)\s`,
]
const OF_PROGRAM = new RegExp(String.raw`(?<![\w.-])((?:${LETTERS.join('|')}))${VALUE}`, 'g')

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

const WORTH_LOOKING = /(?:^|[\s"'`([])[-/]{1,2}\w|sqlplus|jdbc:/

/** A text with {@link REDACTED} for the passwords in command lines in it. */
export function redactCommands(text: string): string {
  if (!WORTH_LOOKING.test(text)) return text
  return text
    .replace(OF_PROGRAM, (whole, front: string, quote: string | undefined, quoted: string, bare: string) => {
      const value = quoted ?? bare
      if (isPlaceholder(value) || /^-/.test(value) || isProse(value)) return whole
      // Of `user/password@host` the host is no secret, but which `@` comes before it nobody knows.
      return `${front}${quote ?? ''}${REDACTED}`
    })
    .replace(USER, (whole, ...[option, quote = '', one, quoted, other, bare, at, all]) => {
      const value: string = quoted ?? bare
      const before: string = all.slice(Math.max(0, at - LINE), at + 1)
      const line = before.slice(before.lastIndexOf('\n', before.length - 2) + 1)
      const isSecret = CURL.test(line) ? !isPlaceholder(value) : isPasswordLike(value)
      return isSecret && !/^\d{1,5}$/.test(value) ? `${option}${quote}${one ?? other}${REDACTED}` : whole
    })
    .replace(OPTION, (whole, front: string, quote: string | undefined, quoted: string, bare: string) =>
      isPasswordLike(quoted ?? bare) ? `${front}${quote ?? ''}${REDACTED}` : whole,
    )
}

/** What goes on in a sentence behind an option: `curl --token option`. */
function isProse(value: string): boolean {
  return /^(?:and|or|to|for|is|in|of|with|from|as|when|if|on|by|the|an?|was|are|not|be|can|option|flag|argument|parameter|support|files?|via|stdin|instead|using|should|must|will|now|also|works?)$/i.test(
    value,
  )
}
