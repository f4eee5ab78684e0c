/** Passwords in what people write: in messages of commits and tags, in names of authors. */
import { describe, expect, it } from 'vitest'
import { redact } from '../../src/redact/index.js'

/** Passwords have no look. These have what people give them: a digit, a sign, or neither. */
const WITH_DIGIT = ['hunter2', 'Tr0ub4dor&3', 'p4ss/w0rd', 'S3cret!', 'QqPass1qQ', '#1Winner#', 'a@b2:c3']
const PLAIN = ['correcthorse', 'correct.horse', 'QqHiddenqQ', 'Sesame']

/** What tells the value by its syntax: whatever it is. */
const BY_SYNTAX: ((secret: string) => string)[] = [
  // Programs.
  (s) => `curl -u bob:${s} https://example.com`,
  (s) => `curl -ubob:${s} https://example.com`,
  (s) => `curl --user bob:${s} -o x https://example.com`,
  (s) => `curl --user=bob:${s} https://example.com`,
  (s) => `curl -s -u "bob:${s}" https://example.com`,
  (s) => `curl -x proxy:3128 --proxy-user 'bob:${s}' https://example.com`,
  (s) => `wget --user bob --password ${s} https://example.com`,
  (s) => `wget --http-password=${s} https://example.com`,
  (s) => `mysql -u root -p${s} app`,
  (s) => `mysql -p${s}`,
  (s) => `mysqldump --single-transaction -uroot -p'${s}' app`,
  (s) => `mysql -u root --password=${s} app`,
  (s) => `mysql --password ${s}`,
  (s) => `mariadb-dump -p${s} app`,
  (s) => `sshpass -p ${s} ssh git@example.com`,
  (s) => `sshpass -p${s} scp x y:`,
  (s) => `docker login -u bob -p ${s} registry.example`,
  (s) => `docker login --username bob --password ${s}`,
  (s) => `podman login registry.example -u bob -p ${s}`,
  (s) => `helm registry login -u bob -p ${s} registry.example`,
  (s) => `az login --service-principal -u app -p ${s} --tenant t`,
  (s) => `oc login --token=${s}`,
  (s) => `redis-cli -h db -a ${s} ping`,
  (s) => `mongosh -u root -p ${s} --host db`,
  (s) => `sqlcmd -S db -U sa -P ${s} -Q "select 1"`,
  (s) => `ldapsearch -x -D cn=admin -w ${s}`,
  (s) => `plink -ssh bob@host -pw ${s}`,
  (s) => `smbclient //srv/share -U bob%${s}`,
  (s) => `7z x -p${s} a.7z`,
  (s) => `unzip -P ${s} a.zip`,
  (s) => `openssl rsa -in key.pem -passin pass:${s}`,
  (s) => `gpg --batch --passphrase ${s} -d x`,
  (s) => `keytool -list -storepass ${s}`,
  (s) => `twine upload --password ${s} dist/*`,
  (s) => `cargo login --token ${s}`,
  (s) => `net user bob ${s} /add`,
  (s) => `echo ${s} | docker login -u bob --password-stdin`,
  (s) => `echo "bob:${s}" | chpasswd`,
  (s) => `htpasswd -b .htpasswd bob ${s}`,
  (s) => `vault login ${s}`,
  (s) => `npm config set //registry.example/:_authToken ${s}`,
  (s) => `aws configure set aws_secret_access_key ${s}`,
  (s) => `kubectl create secret generic db --from-literal=x=${s}`,
  (s) => `gh secret set NPM --body ${s}`,
  (s) => `ssh-keygen -t ed25519 -N '${s}' -f key`,
  (s) => `snmpwalk -v3 -u bob -A ${s} -x AES -X ${s} host`,
  (s) => `wpa_passphrase home ${s}`,
  (s) => `sqlplus bob/${s}@db`,
  // Settings.
  (s) => `DB_PASS=${s}`,
  (s) => `DB_PASS="${s}" npm test`,
  (s) => `PGPASSWORD=${s} psql -h db`,
  (s) => `export MYSQL_PWD=${s}`,
  (s) => `dist/password=${s}.sh`,
  (s) => `tool --password=${s}`,
  (s) => `tool --db-password="${s}"`,
  (s) => `-Dspring.datasource.password=${s}`,
  (s) => `ADMIN_PASSPHRASE='${s}'`,
  (s) => `Server=db;User Id=sa;Password=${s};Encrypt=true`,
  (s) => `Data Source=db;UID=sa;PWD={${s}};`,
  (s) => `host=db user=app password=${s} sslmode=require`,
  (s) => `jdbc:postgresql://db/app?user=app&password=${encodeURIComponent(s)}`,
  (s) => `jdbc:sqlserver://db;user=sa;password=${s};`,
  (s) => `{"npm_token": "${s}"}`,
  (s) => `{\\"password\\":\\"${s}\\"}`,
  (s) => `{"auths": {"r.example": {"auth": "${s}"}}}`,
  (s) => `'client_secret' => '${s}',`,
  (s) => `password = "${s}"`,
  (s) => `password: '${s}'`,
  (s) => `<password>${s.replace('&', '')}</password>`,
  (s) => `<add name="DbPassword" value="${s}" />`,
  (s) => `ALTER USER app WITH PASSWORD '${s}'`,
  (s) => `CREATE USER 'app'@'%' IDENTIFIED BY '${s}'`,
  // Addresses.
  (s) => `postgres://app:${encodeURIComponent(s)}@db/app`,
  (s) => `postgresql+psycopg://app:${encodeURIComponent(s)}@db/app`,
  (s) => `mongodb+srv://app:${encodeURIComponent(s)}@cluster.example/app`,
  (s) => `amqp://app:${encodeURIComponent(s)}@mq:5672/`,
  (s) => `redis://:${encodeURIComponent(s)}@cache:6379/0`,
  (s) => `smtp://bob:${encodeURIComponent(s)}@mail.example:587`,
  (s) => `jdbc:mysql://app:${encodeURIComponent(s)}@db/app`,
]

/** Where prose may go on: told by a digit or a sign in it. */
const BY_SHAPE: ((secret: string) => string)[] = [
  (s) => `password: ${s}`,
  (s) => `Password : ${s}`,
  (s) => `fix login (password: ${s})`,
  (s) => `pass: ${s}`,
  (s) => `pw: ${s}`,
  (s) => `the new password is ${s}.`,
  (s) => `reset the password to ${s}`,
  (s) => `password = ${s}`,
  (s) => `NPM_TOKEN: ${s}`,
  (s) => `api key: ${s}`,
  (s) => `tool --password ${s}`,
  (s) => `tool --db-password '${s}' --force`,
  (s) => `tool --api-key ${s}`,
  (s) => `tool -u bob:${s} x`,
  (s) => `password\n\n    ${s}`.replace('\n\n', ':\n'),
  (s) => `my password ${s}`,
  (s) => `password → ${s}`,
  (s) => `password - ${s}`,
  (s) => `creds: bob / ${s}`,
  (s) => `Passwort: ${s}`,
  (s) => `mot de passe : ${s}`,
  (s) => `contraseña: ${s}`,
  (s) => `пароль: ${s}`,
  (s) => `密码：${s}`,
  (s) => `SSH_KEY=${s}`,
  (s) => `setPassword("${s}")`,
  (s) => `setProperty("password", "${s}")`,
  (s) => `ConvertTo-SecureString "${s}" -AsPlainText`,
  (s) => `machine host login bob password ${s}`,
  (s) => `ENV DB_PASSWORD ${s}`,
]

const HEADERS: [text: string, secret: string][] = [
  ['Authorization: Basic Ym9iOmh1bnRlcg==', 'Ym9iOmh1bnRlcg'],
  ['Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  [`curl -H 'Authorization: Bearer abcdefghijk'`, 'abcdefghijk'],
  ['authorization: bearer 0a1b2c3d4e', '0a1b2c3d4e'],
  ['Proxy-Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  [`curl -H "PRIVATE-TOKEN: a1b2c3d4e5"`, 'a1b2c3d4e5'],
  [`curl -H "X-Api-Key: a1b2c3d4e5"`, 'a1b2c3d4e5'],
  ['Cookie: sid=abcdef; theme=dark', 'abcdef'],
  ['Set-Cookie: sid=abcdef; HttpOnly', 'abcdef'],
  [`git -c http.extraHeader="Authorization: Basic dXNlcjpwYXNz" fetch`, 'dXNlcjpwYXNz'],
]

function expectGone(text: string, secret: string): void {
  for (const whole of [text, `fix: login\n\nSo it runs:\n    ${text}\n\nReviewed-by: A <a@example.com>`]) {
    const redacted = redact(whole)
    // What is left of it would be enough to guess the rest.
    for (let at = 0; at + 5 <= secret.length; at++) {
      expect(redacted, whole).not.toContain(secret.slice(at, at + 5))
    }
    expect(redact(redacted)).toBe(redacted)
  }
}

describe('told by the syntax', () => {
  it.each([...PLAIN, ...WITH_DIGIT])('%s', (secret) => {
    for (const place of BY_SYNTAX) expectGone(place(secret), secret)
  })
})

describe('told by its shape', () => {
  it.each(WITH_DIGIT)('%s', (secret) => {
    for (const place of BY_SHAPE) expectGone(place(secret), secret)
  })
})

it.each(HEADERS)('%s', (text, secret) => expectGone(text, secret))

it.each([
  'password%3DQqHiddenqQ',
  'password%253DQqHiddenqQ',
  'password&#61;QqHiddenqQ',
  'pass\\u0077ord=QqHiddenqQ',
  'pass\u200bword=QqHiddenqQ',
  'ｐａｓｓｗｏｒｄ＝QqHiddenqQ',
  'https://u：QqHiddenqQ＠example.com/x',
  'https://u:QqHiddenqQ＠example.com/x',
  'https://u%3AQqHiddenqQ%40example.com/x',
  'u%3AQqHiddenqQ%40example.com:x',
  `password=${[...'QqHiddenqQ'].join('\u200d')}`,
])('%s, as it reads', (text) => expect(redact(text)).not.toMatch(/Qq.?.?H|d.?.?qQ/))

it('keeps what stands around', () => {
  expect(redact('fix: mysql -u root -phunter2 app fails')).toBe('fix: mysql -u root -pREDACTED app fails')
  expect(redact('curl -u "bob:hunter2" https://example.com')).toBe(
    'curl -u "bob:REDACTED" https://example.com',
  )
  expect(redact('see https://h.example/x?sig=hunter2; name it')).toBe(
    'see https://h.example/x?sig=REDACTED; name it',
  )
  expect(redact('the password is hunter2.')).toBe('the password is REDACTED.')
  expect(redact('Server=db;Password=a b2;Encrypt=true')).not.toContain('b2')
})
