/**
 * Secrets of the kinds that services make, none of them real. They are put together here, so that whatever looks for secrets in
 * this repository finds none.
 */
const letters = (count: number, from = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xYz0') =>
  Array.from({ length: count }, (_, index) => from[(index * 7 + count) % from.length]).join('')
const lower = (count: number) => letters(count, 'a2b4c6d8e0f1g3h5i7j9klmnopqrstuv')
const hex = (count: number) => letters(count, '0f1e2d3c4b5a69788')
const digits = (count: number) => letters(count, '1357924680')
const upper = (count: number) => letters(count, 'A2B3C4D5E6F7GHIJKLMNOP')

/** By kind. What must not come out is all of it. */
export const TOKENS: Readonly<Record<string, string>> = {
  'GitHub, personal': `ghp_${letters(36)}`,
  'GitHub, OAuth': `gho_${letters(36)}`,
  'GitHub, user of an app': `ghu_${letters(36)}`,
  'GitHub, installation': `ghs_${letters(36)}`,
  'GitHub, refresh': `ghr_${letters(36)}`,
  'GitHub, fine-grained': `github_pat_${letters(22)}_${letters(59)}`,
  'GitHub, cut off': `ghp_${letters(20)}`,
  'GitLab, personal': `glpat-${letters(20)}`,
  'GitLab, routable': `glpat-${letters(27)}.01.${lower(9)}`,
  'GitLab, deployment': `gldt-${letters(20)}`,
  'GitLab, CI job': `glcbt-${letters(20)}`,
  npm: `npm_${letters(36)}`,
  PyPI: `pypi-AgEIcHlwaS5vcmc${letters(60)}`,
  RubyGems: `rubygems_${hex(48)}`,
  'AWS, access key': `AKIA${upper(16)}`,
  'AWS, session key': `ASIA${upper(16)}`,
  'Slack, bot': `xoxb-${digits(12)}-${digits(12)}-${letters(24)}`,
  'Slack, user': `xoxp-${digits(12)}-${digits(12)}-${digits(12)}-${hex(32)}`,
  'Slack, app': `xapp-1-${upper(11)}-${digits(13)}-${hex(64)}`,
  'Google, API key': `AIza${letters(35)}`,
  'Google, OAuth': `ya29.${letters(60)}`,
  'Google, client secret': `GOCSPX-${letters(28)}`,
  'JSON web token': `eyJhbGciOiJIUzI1NiJ9.eyJ${letters(40)}.${letters(43)}`,
  'Stripe, live': `sk_live_${letters(24)}`,
  'Stripe, restricted': `rk_live_${letters(24)}`,
  'Stripe, webhook': `whsec_${letters(32)}`,
  SendGrid: `SG.${letters(22)}.${letters(43)}`,
  Twilio: `SK${hex(32)}`,
  Mailgun: `key-${hex(32)}`,
  Docker: `dckr_pat_${letters(27)}`,
  'Hugging Face': `hf_${letters(34)}`,
  OpenAI: `sk-proj-${letters(74)}T3BlbkFJ${letters(74)}`,
  'OpenAI, older': `sk-${letters(20)}T3BlbkFJ${letters(20)}`,
  Anthropic: `sk-ant-api03-${letters(93)}AA`,
  DigitalOcean: `dop_v1_${hex(64)}`,
  Databricks: `dapi${hex(32)}`,
  Shopify: `shpat_${hex(32)}`,
  Linear: `lin_api_${letters(40)}`,
  Notion: `ntn_${digits(11)}${letters(35)}`,
  Figma: `figd_${letters(40)}`,
  Supabase: `sbp_${hex(40)}`,
  Vault: `hvs.${letters(95)}`,
  Grafana: `glsa_${letters(32)}_${hex(8)}`,
  Pulumi: `pul-${hex(40)}`,
  Sentry: `sntrys_eyJpYXQiO${letters(60)}`,
  Atlassian: `ATATT3xFfGF0${letters(60)}`,
  Postman: `PMAK-${hex(24)}-${hex(34)}`,
  'Azure AD': `${letters(3)}8Q~${letters(34)}`,
  Doppler: `dp.pt.${letters(43)}`,
  '1Password': `ops_eyJ${letters(260)}`,
  Age: `AGE-SECRET-KEY-1${letters(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`,
  Netlify: `nfp_${letters(36)}`,
  Groq: `gsk_${letters(52)}`,
  Square: `sq0atp-${letters(22)}`,
  Tailscale: `tskey-auth-${letters(12)}-${letters(30)}`,
}

/** Secrets that only what stands around them tells: in full, and what must not come out. */
export const IN_CONTEXT: Readonly<Record<string, readonly [text: string, secret: string]>> = {
  'a hook of Slack': [
    `https://hooks.slack.com/services/T${upper(8)}/B${upper(8)}/${letters(24)}`,
    letters(24),
  ],
  'a hook of Discord': [`https://discord.com/api/webhooks/${digits(18)}/${letters(68)}`, letters(68)],
  'a hook of Teams': [`https://acme.webhook.office.com/webhookb2/${hex(32)}@${hex(30)}`, hex(32)],
  'a bot of Telegram': [`https://api.telegram.org/bot${digits(9)}:${letters(35)}/getMe`, letters(35)],
  'a private key': [
    `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${letters(64)}\n${letters(64)}\n-----END ${'RSA PRIVATE'} KEY-----`,
    letters(64),
  ],
  'a private key that was cut off': [
    `-----BEGIN ${'OPENSSH PRIVATE'} KEY-----\\n${letters(64)}`,
    letters(64),
  ],
  'the pair of AWS': [`AKIA${upper(16)} ${letters(36)}/+aB`, letters(36)],
  'a secret of AWS by its name': [`aws_secret_access_key = ${letters(40)}`, letters(40)],
  'a password': ['password=correcthorse', 'correcthorse'],
  'a password with a digit': ['DB_PASSWORD: hunter22', 'hunter22'],
  'a token in JSON': ['{"token": "a1b2c3d4"}', 'a1b2c3d4'],
  'a token of .npmrc': ['//registry.example/:_authToken=0a1b2c3d-0000', '0a1b2c3d'],
  'a header': ['Authorization: Bearer abcdefghijk', 'abcdefghijk'],
  'a basic header': ['authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  'a connection string': [
    'Endpoint=sb://x.example/;SharedAccessKeyName=Root;SharedAccessKey=Ab1/cd=',
    'Ab1/cd',
  ],
  'an account key': ['AccountName=a;AccountKey=Zz9y8x7w==;EndpointSuffix=core.example', 'Zz9y8x7w'],
}
