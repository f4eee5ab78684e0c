/** Secrets in the forms of programs, languages, headers and settings: each with its own, and what looks so and is none. */
import { describe, expect, it } from 'vitest'
import { redactArgv } from '../../src/collectors/env.js'
import { redact, redactDict } from '../../src/redact/index.js'

const S = 'hV7nQ2xK9p41Zt4w'

/** No piece of it either. */
function expectGone(text: string): void {
  for (let at = 0; at + 6 <= S.length; at++) expect(text).not.toContain(S.slice(at, at + 6))
}

const COMMANDS = [
  `curl -sSfu bob:${S} https://example.com`,
  `curl -sua:${S} https://example.com`,
  `curl -b sid=${S} https://example.com`,
  `curl --oauth2-bearer ${S} https://example.com`,
  `curl -E client.pem:${S} https://example.com`,
  `redis-cli -h db AUTH ${S}`,
  `redis-cli -h db auth default ${S}`,
  `redis-cli config set requirepass ${S}`,
  `redis-server --masterauth ${S}`,
  `aws ssm put-parameter --name /db --value ${S} --type SecureString`,
  `aws secretsmanager create-secret --name x --secret-string ${S}`,
  `az keyvault secret set --name x --value ${S}`,
  `az storage blob list --account-key ${S}`,
  `docker login -ubob -p${S}`,
  `docker login -p=${S} registry.example`,
  `expo login -u bob -p ${S}`,
  `openssl enc -K ${S} -iv 0`,
  `lftp -u bob,${S} host`,
  `ncftpput -u bob -p ${S} host`,
  `twine upload -u __token__ -p ${S} dist/x`,
  `poetry publish -u bob -p ${S}`,
  `poetry config pypi-token.pypi ${S}`,
  `poetry config http-basic.internal bob ${S}`,
  `composer config http-basic.repo.example bob ${S}`,
  `composer config --global github-oauth.github.com ${S}`,
  `bundle config set --global https://gems.example/ bob:${S}`,
  `pulumi config set --secret db ${S}`,
  `cargo login ${S}`,
  `npm publish --otp=${S}`,
  `nuget push x.nupkg ${S} -Source u`,
  `dotnet nuget push -k ${S}`,
  `dotnet nuget add source u -u bob -p ${S}`,
  `dotnet user-secrets set Db:X ${S}`,
  `mvn -Dsonar.login=${S}`,
  `mvn -emp ${S}`,
  `gradle -Dgradle.publish.key=${S}`,
  `vault operator unseal ${S}`,
  `vault kv put secret/x value=${S}`,
  `rclone config create x ftp pass ${S}`,
  `mc alias set store http://h AKID ${S}`,
  `s3cmd --secret_key ${S} ls`,
  `netlify deploy --auth ${S}`,
  `vercel -t ${S}`,
  `fly secrets set X=${S}`,
  `glab auth login -t ${S}`,
  `gitlab-runner register -r ${S}`,
  `cypress run --record -k ${S}`,
  `tailscale up --auth-key=${S}`,
  `ngrok config add-authtoken ${S}`,
  `security unlock-keychain -p ${S} login.keychain`,
  `signtool sign /f x.pfx /p ${S}`,
  `usermod -p ${S} bob`,
  `htpasswd -nbB bob ${S}`,
  `rabbitmqctl add_user bob ${S}`,
  `mosquitto_passwd -b file bob ${S}`,
  `cypher-shell -u neo4j -p ${S}`,
  `ldappasswd -s ${S}`,
  `net ads join -U bob%${S}`,
  `db2 connect to x user bob using ${S}`,
  `pdftotext -upw ${S} x.pdf`,
  `qpdf --encrypt ${S} ${S} 256 -- a b`,
  `rar a -hp${S} x`,
  `snmpget -v2c -c ${S} host`,
  `ipmitool -U bob -P ${S} host`,
  `swaks -ap ${S}`,
  `java -jar jenkins-cli.jar -auth bob:${S} build`,
  `skopeo copy --dest-creds=bob:${S} x y`,
  `mitmproxy --proxyauth bob:${S}`,
  `ab -A bob:${S} http://example.com/`,
  `wg set wg0 private-key ${S}`,
  `minio server --secret-key ${S}`,
  `ConvertTo-SecureString ${S} -AsPlainText -Force`,
  `ansible-vault encrypt_string ${S} --name db_password`,
  `dscl . -passwd /Users/bob ${S}`,
  `nmcli con add type wifi wifi-sec.psk=${S}`,
  `nmcli con add type wifi wifi-sec.psk ${S}`,
  `influx -username bob -password ${S}`,
  `imapsync --user1 bob --password1 ${S} --password2 x`,
  `pulumi config set dbPassword ${S} --secret`,
  `glab variable set DB_PASSWORD ${S}`,
  `npm set //registry.example/:_password ${S}`,
  `rclone config create x sftp host h pass ${S}`,
  `xcrun notarytool submit a --apple-id bob --password ${S}`,
  `xcrun altool --upload-app -u bob@example.com -p ${S}`,
  `gem push -k ${S} x.gem`,
  `mount -t cifs -o user=bob%${S} //srv/share /mnt`,
  `schtasks /create /ru bob /rp ${S}`,
  `doctl auth init -t ${S}`,
  `sc config x obj= bob password= ${S}`,
  `composer config --global --auth bearer.example.org ${S}`,
]

describe('a name with something behind it', () => {
  it.each([
    'PASSWORD_PROD=',
    'TOKEN_STAGING=',
    'password_old: ',
    'API_KEY_2=',
    'MYPASS=',
    'ROOTPW=',
    'WIFI_PSK=',
    'MYSQLPW=',
    'TOTP_SEED=',
    'pgpass=',
    'wifipass=',
    'hmac_key=',
    'shared-key: ',
    'PresharedKey = ',
    'fernet_key=',
    'aes_key=',
    'pass-phrase=',
    'passwordConfirm=',
    'secretId: ',
  ])('%s', (front) => expectGone(redact(`set ${front}${S} there`)))

  it.each([
    'BYPASS=h2-test',
    'the bypass: h2-test, compass=n2-east, passes: h2-test',
    'TOKEN_COUNT=12345',
    'secret_id=my-secret',
    'password_new: the one that you chose',
  ])('unlike %s', (text) => expect(redact(text)).toBe(text))
})

describe('on a command line', () => {
  it.each(COMMANDS)('%s', (line) => {
    expectGone(redact(line))
    expectGone(redact(`ci: deploy\n\nRun it with:\n    sudo ${line}\n`))
    expectGone(JSON.stringify(redactArgv(line.split(' '))))
  })

  it.each([
    `mysql \\\n  -p${S} \\\n  app`,
    `docker login \\\n  -u bob \\\n  -p ${S} registry.example`,
    `curl \\\n  -u bob:"${S}" \\\n  https://example.com`,
    `curl -u 'bob':'${S}' https://example.com`,
    `curl -u 'bob roe:${S}' https://example.com`,
    `docker login --password-stdin <<< "${S}"`,
    `docker login --password-stdin <<<${S}`,
    `chpasswd <<< "bob:${S}"`,
    `sudo -S id <<< ${S}`,
    `gh auth login --with-token <<< ${S}`,
    `printf '%s' '${S}' | docker login --password-stdin`,
    `PASSWORD=$'${S}' ./run`,
  ])('%s, in a script', (script) => {
    expectGone(redact(script))
    expectGone(JSON.stringify(redactArgv(['sh', '-c', script])))
  })
})

const FORMS = [
  // Languages.
  `let password: string = "${S}"`,
  `let password: &str = "${S}";`,
  `var password string = "${S}"`,
  `password := ${S}`,
  `password <- "${S}"`,
  `password = """${S}"""`,
  `if (password == ${S})`,
  `login("bob", "${S}")`,
  `new Credentials("bob", "${S}")`,
  `requests.get(url, auth=('bob', '${S}'))`,
  `new PDO("mysql:host=db", "bob", "${S}")`,
  `auth: 'bob:${S}'`,
  `npmAuthIdent: bob:${S}`,
  `document.cookie = 'sid=${S}'`,
  // Settings.
  `password: |\n  ${S}`,
  `passwords:\n  - ${S}`,
  `tokens: ['${S}', 'b']`,
  `{"secrets":["a1","${S}"]}`,
  `"X-Amz-Security-Token":["${S}"]`,
  `- name: DB_PASSWORD\n  value: ${S}`,
  `{"name":"DB_PASSWORD","value":"${S}"}`,
  `{\\"name\\":\\"DB_PASSWORD\\",\\"value\\":\\"${S}\\"}`,
  `{"value":"${S}","name":"DB_PASSWORD"}`,
  `ParameterKey=DbPassword,ParameterValue=${S}`,
  `TOKEN<<EOF\n${S}\nEOF`,
  `client-key-data: ${S}`,
  `{"dockerconfigjson":"${S}"}`,
  `npm_config_otp=${S}`,
  `GITHUB_PAT=${S}`,
  // Pages and XML.
  `<input type="password" name="x" value="${S}">`,
  `<input value="${S}" type="password">`,
  `<Password Value="${S}"/>`,
  `<token value='${S}' />`,
  `<password><![CDATA[${S}]]></password>`,
  `<secret>\n${S}\n</secret>`,
  `| password | ${S} |`,
  // Headers.
  `Authorization: SSWS ${S}`,
  `Authorization: SharedKey account:${S}`,
  `Authorization: AWS4-HMAC-SHA256 Credential=A/1, SignedHeaders=h, Signature=${S}`,
  `Authorization: Digest username="bob", response="${S}"`,
  `X-Auth-Key: ${S}`,
  `X-Functions-Key: ${S}`,
  `Ocp-Apim-Subscription-Key: ${S}`,
  `x-honeycomb-team: ${S}`,
  `OTEL_EXPORTER_OTLP_HEADERS=x-honeycomb-team=${S}`,
  `'Cookie' => 'sid=${S}'`,
  `client_assertion=${S}`,
  `SAMLResponse=${S}`,
  `https://example.com/?PHPSESSID=${S}`,
  // What servers and CI systems answer.
  `401: invalid token '${S}'`,
  `Token "${S}" is invalid`,
  `bad api key ${S}`,
  `##vso[task.setvariable variable=x;issecret=true]${S}`,
  `::add-mask::${S}`,
  // Addresses.
  `bob:${S}@mail.example`,
  `sip:bob:${S}@sip.example`,
  `:pserver:bob:${S}@cvs:/root`,
]

it.each(FORMS)('%s', (text) => {
  expectGone(redact(text))
  expectGone(redact(`fix: login\n\nIt said ${text}\nThanks to Ada`))
  expect(redact(redact(text))).toBe(redact(text))
})

it('a parameter of CloudFormation', () => {
  expect(redactDict({ ParameterKey: 'DbPassword', ParameterValue: 'correcthorse' })).toEqual({
    ParameterKey: 'DbPassword',
    ParameterValue: 'REDACTED',
  })
})

it.each([
  // crypt(5)
  `root:$6$Zs1qW2eR$${'hV7nQ2xK9p41Zt4w'.repeat(4)}:19000:0`,
  `bob:$2y$10$${'hV7nQ2xK9p41Zt4w'.repeat(3)}`,
  `bob:$apr1$Zs1qW2eR$${S}abcd`,
  `$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$${S}`,
  `userPassword: {SSHA}${S}abcd=`,
])('a hash of a password: %s', (text) => expectGone(redact(text)))

describe('what looks so and is none', () => {
  it.each([
    'docker run -u root -p 8080:80 -p 127.0.0.1:5432:5432/tcp app1',
    'sudo -u www-data mkdir -p /var/www2/x1',
    'psql -U postgres -p 5432 app2',
    'git log -u main -p src/app2',
    'docker build -t app:v1.2.3-a1b2c3d4 .',
    'vercel -t staging',
    'redis-cli auth support',
    'docs: vault unseal asks for a key',
    'feat: cargo login reads from stdin',
    'fix: security import of x2 modules',
    'tokens: ["if", "else", "while2"]',
    'fix: Unexpected token "x1y2z3w4"',
    '{ name: "token", value: "string" }',
    'type Props = { password: string = "" }',
    '"password": ["required", "min:8"]',
    'docs: | token | type | default |',
    'feat: X-Request-Id and Cache-Key: v1-linux-x64',
    'refactor: login("bob", password)',
    'fix: auth: user:read and repo:status scopes',
    'feat: name: token, value: any',
    'perf: value="2" name="size"',
    'fix: secret 94e6cdbd5ae0ff8d3b1e6a3eb1cd4a4dc11c7f0c is a commit',
    'chore: replace $1$2$3 by $1',
    'mail: jane:doe@example.com and npm:vue2@3.4.0',
    'fix: Authorization: handle 2 schemes',
    'fix: sort --key 2,2n and --sort-key=name2',
    'ci: cache --key v1-deps-linux',
  ])('%s', (text) => expect(redact(text)).toBe(text))
})

describe('a login in front of a host of one word, or of an address', () => {
  it.each(['127.0.0.1', 'localhost', 'db/app', '[::1]', '10.0.0.1/x'])('%s', (host) => {
    expect(redact(`deploy to bob:${S}@${host} now`)).toBe(`deploy to ${host} now`)
  })

  it.each([
    'node:20.1-alpine@sha256',
    'npm:react@18.2.0',
    'foo:v1.2@latest',
    'mailto:bob1@localhost',
    'at 10:30@home',
  ])('not in %s', (text) => {
    expect(redact(`use ${text} now`)).toBe(`use ${text} now`)
  })
})

it.each([
  'api_key',
  'passwd',
  'secret_key',
  'auth_key',
  'private_key',
  'jwt',
  'credentials',
  'otp',
  'my-token',
])('a path with /%s/', (name) =>
  expect(redact(`GET https://h.example/v1/${name}/${S}/x`)).toBe(
    `GET https://h.example/v1/${name}/REDACTED/x`,
  ),
)

it.each([
  'auth_key',
  'session_key',
  'crypt_key',
  'jwt_key',
  'subscription_key',
  'app_key',
  'apiKeys',
  'password_local',
  'PASSWORD_PREVIOUS',
  'token_bak',
  'token_v2',
  'api_key_primary',
])('the name %s in each of its syntaxes', (name) => {
  for (const text of [`set ${name}=${S} in x`, `{"${name}": "${S}"}`, `x --${name} ${S}`, `x --${name}=${S}`])
    expectGone(redact(text))
  expect(redactDict({ [name]: S })).toEqual({ [name]: 'REDACTED' })
})
