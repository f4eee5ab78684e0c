/** Values that stand behind a name with more between them than a sign; and what stands there and is none. */
import { describe, expect, it } from 'vitest'
import { redact } from '../../src/redact/index.js'
import { expectLinear } from '../growth.js'

const S = 'Tr0ub4dor3xabc'

it.each([
  // Languages.
  `let pw: String = String::from("${S}");`,
  `String password = new String("${S}");`,
  `char password[] = "${S}";`,
  `char db_password[32] = "${S}";`,
  `(password . "${S}")`,
  `password = os.environ.get('X', '${S}')`,
  `password = getenv("X", "${S}")`,
  `password := cmp.Or(os.Getenv("X"), "${S}")`,
  `password = process.env.X || '${S}'`,
  `password: process.env.X ?? "${S}"`,
  `password = os.getenv("X") or "${S}"`,
  // Settings.
  `password: \${X:-${S}}`,
  `password: \${X:${S}}`,
  `password=\${X:=${S}}`,
  `<entry key="password">${S}</entry>`,
  `<property name="hibernate.connection.password">${S}</property>`,
  `<string name="api_key" translatable="false">${S}</string>`,
  `- value: ${S}\n  name: DB_PASSWORD`,
  `- name: DB_PASSWORD\n  type: plain\n  value: ${S}`,
  `enable secret 0 ${S}`,
  `username jane privilege 15 secret ${S}`,
  `username jane password 7 ${S}`,
  `variable "db_password" {\n  type = string\n  default = "${S}"\n}`,
  `password = { value = "${S}" }`,
  `[client]\npassword   =   ${S}`,
  `secrets:\n  db: ${S}\n  x: "${S}"`,
  `kind: Secret\nstringData:\n  a: b\n  x: ${S}`,
  `password: !!str ${S}`,
  `args:\n- "--password"\n- "${S}"`,
  // Shells and programs with settings.
  `DB_PASSWORD ?= ${S}`,
  `password.set("${S}")`,
  `var password = @"${S}";`,
  `{:db_password, "${S}"}`,
  `bw unlock ${S}`,
  `vsce publish -p ${S}`,
  `net use z: \\\\srv\\share ${S} /user:jane`,
  `passcode ${S}`,
  `the token is ${S}`,
  `setenv DB_PASSWORD ${S}`,
  `set -gx DB_PASSWORD ${S}`,
  `SETX DB_PASSWORD ${S}`,
  `ENV DB_PASSWORD ${S}`,
  `npm set //registry.example.org/:_password ${S}`,
  `glab variable set DB_PASSWORD ${S}`,
  `pulumi config set dbPassword ${S} --secret`,
  `gcloud config set app/api_key "${S}"`,
  // SQL.
  `SET PASSWORD FOR jane = '${S}'`,
  `SET PASSWORD FOR 'jane'@'%' = '${S}'`,
  `GRANT ALL ON x.* TO jane IDENTIFIED BY '${S}'`,
  `CREATE USER jane IDENTIFIED WITH caching_sha2_password BY '${S}'`,
  `CREATE LOGIN jane WITH PASSWORD = N'${S}'`,
  `ATTACH DATABASE 'x.db' AS x KEY '${S}'`,
  `PRAGMA key = '${S}'`,
  // Prose.
  `**password**: \`${S}\``,
  `**Password:** ${S}`,
  `new password for jane: ${S}`,
  `password (prod): ${S}`,
  `password for prod db: ${S}`,
  `password of root = ${S}`,
  `the token for the registry is ${S}`,
  `the password on staging was "${S}"`,
  `changed the password from ${S} to x9yyyyyyyyyy`,
  `changed the password from x to ${S}`,
  `the password was changed from x to ${S}`,
])('%s', (text) => {
  expect(redact(text)).not.toContain(S)
  expect(redact(`fix: login\n\nThey had\n    ${text}\n`)).not.toContain(S)
  expect(redact(redact(text))).toBe(redact(text))
})

describe('what is none', () => {
  it.each([
    'feat: password = await hash(input, "sha256")',
    'token = lexer.next("string")',
    'password: process.env.PASSWORD || "password"',
    'token = context.get("ACCESS_TOKEN_2")',
    `password: \${DB_PASSWORD:-\${DEFAULT}} and \${X:-secret}`,
    '<property name="password">the password of the user</property>',
    '<label key="password">Password</label>',
    'set the password to nothing, put token v2 first',
    'refactor: set token type2 and export token1',
    'docs: identified by `id2` or by "a name"',
    'feat: enable secret scanning v2',
    'fix: password (see #1234): show an error',
    'fix: the token for users of v2 is shorter',
    'feat: password from stdin, token from env2',
    'fix: change password from SHA1 to SHA256',
    'docs: **token**: string',
    'secrets:\n  token:\n    description: of the registry2\n    required: true',
    'feat: the token is base64, the secret is shared',
    'ci: bw login asks, net use z: \\\\srv\\share /user:jane',
    'fix: pin from v1.2.3 to v1.2.4',
    'Removing login credentials for https://index.docker.io/v1/',
    'move plaintext-password tests from t5601 and t5516',
    "ActiveState perl, which is identified by 'MSWin32'",
    'chore: pin from 1.2 to 1.3.0-rc.1',
  ])('%s', (text) => expect(redact(text)).toBe(text))
})

it('takes time in proportion to the length of a text', async () => {
  const units = [
    'password = a(',
    'password=a(a,',
    'password: a || ',
    `password: \${a:`,
    '(a.password . "',
    ' name="password" ',
    ' name="password"> ',
    'set -a ',
    'set a.password ',
    'identified with a by ',
    'grant a identified by ',
    'password for a ',
    'pragma key ',
    'username a privilege 1 secret ',
    'password (a) ',
    'password a a from ',
    'password from a to ',
    '**a password',
    'secrets:\n a:b\n',
    'secrets:\n',
    'password = {\n a = b\n',
    'password.a(',
    'the token is ',
    '- --password\n',
    'password        ',
    'value: a\n',
    'name: password\nx: a\n',
  ]
  for (const unit of units) {
    await expectLinear((length) => {
      const text = unit.repeat(length / unit.length)
      return () => redact(text)
    }).catch((error: Error) => expect.fail(`${unit}: ${error.message}`))
  }
})
