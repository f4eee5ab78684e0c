/**
 * Beginnings that services give to their tokens, so that people and programs find leaked ones. In prose random.ts finds most of
 * them without this table. It is for values that are one word (a branch, a tag, a file's name), for tokens in hexadecimal, and for
 * those that were cut off or are of a newer kind than the rules of gitleaks know.
 *
 * A line is a beginning, and a pattern for the least that has to follow.
 */
const TABLE = String.raw`
  ghp_ \w{16}
  gho_ \w{16}
  ghs_ \w{16}
  ghu_ \w{16}
  ghr_ \w{16}
  github_pat_ \w{16}
  glpat- [\w-]{16}
  gldt- [\w-]{16}
  glrt- [\w-]{16}
  glcbt- [\w-]{16}
  glptt- [\w-]{16}
  glft- [\w-]{16}
  glsoat- [\w-]{16}
  glagent- [\w-]{16}
  glimt- [\w-]{16}
  gloas- [\w-]{16}
  glwt- [\w-]{16}
  ATBB [A-Za-z\d]{20}
  BBDC- [\w+/-]{16}
  ATATT3 [\w=-]{16}
  ATCTT3 [\w=-]{16}
  ATTA [\da-f]{32}
  npm_ [A-Za-z\d]{16}
  pypi-AgE [\w-]{16}
  rubygems_ \w{16}
  oy2 [a-z\d]{43}
  dckr_pat_ [\w-]{16}
  dckr_oat_ [\w-]{16}
  SWMTKN- 1-[a-z\d]{20}
  K10 [\da-f]{48,}(?:::\w{1,20}:\w{16,})?
  sha256~ [\w-]{32}
  AKIA [\dA-Z]{12}
  ASIA [\dA-Z]{12}
  AGPA [\dA-Z]{12}
  AIDA [\dA-Z]{12}
  AROA [\dA-Z]{12}
  AIPA [\dA-Z]{12}
  ANPA [\dA-Z]{12}
  ANVA [\dA-Z]{12}
  ABSK [\w+/]{60}
  amzn1.oa2-cs. v\d\.[\da-f]{32}
  amzn.mws. [\da-f-]{30}
  AKID [A-Za-z\d]{32}
  LTAI [A-Za-z\d]{14}
  AIza [\w-]{24}
  ya29. [\w-]{16}
  1//0 [\w+/=-]{16,}
  GOCSPX- [\w-]{16}
  AQ.Ab8 [\w-]{16}
  y0_ [\w-]{40}
  AQVN [\w-]{32}
  dop_v1_ \w{16}
  doo_v1_ \w{16}
  dor_v1_ \w{16}
  HRKU- [\w-]{16}
  FlyV1 \sfm\d_[\w+/=-]{16,}
  fm2_ [\w+/=]{60,}
  cfut_ \w{20}
  cfat_ \w{20}
  v1.0- [\da-f]{24}-[\da-f]{40}
  nfp_ \w{20}
  vcp_ \w{24}
  vck_ \w{24}
  vci_ \w{24}
  vca_ \w{24}
  vcr_ \w{24}
  vercel_blob_rw_ \w{16}
  rnd_ [A-Za-z\d]{24}
  tskey- [\w-]{16}
  hvs. [\w-]{16}
  hvb. [\w-]{16}
  hvr. [\w-]{16}
  pul- [\da-f]{16}
  dp.st. [\w.-]{16}
  dp.ct. [\w.-]{16}
  dp.sa. [\w.-]{16}
  dp.scim. [\w.-]{16}
  dp.audit. [\w.-]{16}
  st. [\da-f]{8}-[\da-f-]{27}\.[\da-f]{16}
  AVNS_ [\w-]{16}
  AstraCS: \w{16,}(?::[\da-f]{16,})?
  CCDB1_ \w{30}
  mdb_sa_sk_ [\w-]{20}
  essu_ [\w=+/]{30}
  napi_ [a-z\d]{32}
  xau_ [A-Za-z\d]{24}
  sbp_ [\w-]{20}
  sbs_ [\w-]{20}
  sb_secret_ [\w-]{8}
  dapi [\da-f]{24}
  dbtc_ [\w-]{20}
  dbtu_ [\w-]{20}
  xoxa- [\w-]{8}
  xoxb- [\w-]{8}
  xoxc- [\w-]{8}
  xoxd- [\w%+/-]{8}
  xoxe- [\w-]{8}
  xoxe.xox [\w-]{16}
  xoxo- [\w-]{8}
  xoxp- [\w-]{8}
  xoxr- [\w-]{8}
  xoxs- [\w-]{8}
  xapp- [\w-]{8}
  mfa. [\w-]{60}
  rk_live_ \w{8}
  rk_test_ \w{8}
  rk_prod_ \w{8}
  sk_live_ \w{8}
  sk_test_ \w{8}
  sk_prod_ \w{8}
  pk_live_ \w{8}
  pk_test_ \w{8}
  pk_prod_ \w{8}
  sk- (?=[\w-]{0,99}\d)[\w-]{16}
  sk_ (?=[\w-]{0,99}\d)[\w-]{16}
  rk- (?=[\w-]{0,99}\d)[\w-]{16}
  rk_ (?=[\w-]{0,99}\d)[\w-]{16}
  pk_ \d{4,9}_[A-Z\d]{24}
  whsec_ [\w+/=-]{16,}
  sq0atp- [\w-]{16}
  sq0csp- [\w-]{16}
  FLWSECK (?:_TEST)?-[\da-f]{16}
  pdl_live_ apikey_\w{16}
  pdl_sdbx_ apikey_\w{16}
  shpat_ \w{16}
  shpca_ \w{16}
  shppa_ \w{16}
  shpss_ \w{16}
  EAA [A-Za-z\d]{60}
  eyJ [\w-]{8,400}\.eyJ[\w-]{8}
  p.eyJ [\w-]{16}
  v1.local. [\w-]{32}
  v2.local. [\w-]{32}
  v3.local. [\w-]{32}
  v4.local. [\w-]{32}
  v1.public. [\w-]{32}
  v2.public. [\w-]{32}
  v3.public. [\w-]{32}
  v4.public. [\w-]{32}
  gAAAAA [\w-]{50}
  secret-token: [\w%~.+-]{6}
  django-insecure- \S{16}
  SG. [\w-]{16,99}\.[\w-]{16}
  key- [\da-f]{32}
  SK [\da-f]{32}
  re_ [A-Za-z\d]{8}_[A-Za-z\d]{16}
  xsmtpsib- [\da-f]{32}
  mlsn. [\da-f]{32}
  cio [A-Za-z\d]{32}
  pat-na1- [\da-f-]{20}
  pat-eu1- [\da-f-]{20}
  sntrys_ [\w+/=-]{16,}
  sntryu_ [\w+/=-]{16,}
  NRAK- [A-Z\d]{16}
  NRAA- [a-f\d]{16}
  NRII- [\w-]{16}
  phx_ \w{24}
  glsa_ \w{16}
  glc_ [\w+/=-]{16,}
  dt0 [a-z]\d\d\.[A-Z\d]{20}
  squ_ [\da-f]{32}
  sqp_ [\da-f]{32}
  sqa_ [\da-f]{32}
  snyk_uat. [\w.-]{16}
  snyk_sat. [\w.-]{16}
  sktsec_ [\w-]{20}
  sdk- [\da-f]{8}-[\da-f]{4}-4[\da-f-]{20}
  api- [\da-f]{8}-[\da-f]{4}-4[\da-f-]{20}
  bkua_ \w{16}
  CCIPAT_ \w{12}
  CCIPRJ_ \w{12}
  waka_ [\da-f-]{30}
  lin_api_ \w{16}
  lin_oauth_ \w{16}
  ntn_ \w{16}
  secret_ (?=[A-Za-z\d]{0,40}\d)[A-Za-z\d]{40}
  figd_ [\w-]{16}
  figo_ [\w-]{16}
  figu_ [\w-]{16}
  figr_ [\w-]{16}
  tfp_ [\w-]{30}
  CFPAT- [\w-]{16}
  aio_ [A-Za-z\d]{24}
  apify_api_ \w{16}
  cal_live_ [\da-f]{16}
  tr_prod_ \w{16}
  tr_dev_ \w{16}
  signkey- [\w-]{16}
  ory_pat_ \w{16}
  ory_at_ [\w-]{16}
  ory_rt_ [\w-]{16}
  ory_apikey_ \w{16}
  akab- [a-z\d]{16}-[a-z\d]{16}
  WPL_AP \d\.\w{12}
  hf_ [A-Za-z\d]{20}
  gsk_ \w{20}
  r8_ \w{20}
  pplx- \w{20}
  xai- \w{20}
  nvapi- [\w-]{16}
  tvly- [\w-]{16}
  fc- [\da-f]{32}
  lsv2_ (?:pt|sk)_[\da-f]{16}
  pcsk_ \w{16}
  jina_ \w{24}
  rpa_ [A-Za-z\d]{30}
  tgp_v1_ [\w-]{16}
  csk- [a-z\d]{32}
  ctx7sk- [\w-]{16}
  e2b_ [\da-f]{16}
  esecret_ [a-z\d]{20}
  nsec1 [02-9ac-hj-np-z]{40}
  xprv [1-9A-HJ-NP-Za-km-z]{60}
  yprv [1-9A-HJ-NP-Za-km-z]{60}
  zprv [1-9A-HJ-NP-Za-km-z]{60}
  tprv [1-9A-HJ-NP-Za-km-z]{60}
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(' ') as [beginning: string, behind: string])

/** A token with one of the beginnings, to its end. */
export const BEGINNINGS = new RegExp(
  String.raw`(?<![A-Za-z\d])(?:${TABLE.map(([beginning, behind]) => escaped(beginning) + behind).join('|')})(?:[\w+=~-]|\.(?=[\w-]{6}|\d\d\.))*`,
  'g',
)

/** Whether a text may hold one. */
export const MAY_BEGIN = new RegExp(TABLE.map(([beginning]) => escaped(beginning)).join('|'))

/** Tokens whose signs are not at their beginning: of Telegram, Discord, New Relic, Airtable, kubeadm. */
export const FORMS =
  /(?<![A-Za-z\d])(?:\d{8,10}:AA[\w-]{30,}|[MNO][A-Za-z\d]{22,27}\.[\w-]{6}\.[\w-]{27,}|[\da-f]{32,36}(?:FFFF)?NRAL|pat[A-Za-z\d]{14}\.[\da-f]{40,}|(?=[a-z\d.]{23}(?![A-Za-z\d.]))[a-z\d]{6}\.(?=[a-z]{0,15}\d{1,15}[a-z]{1,14}\d)[a-z\d]{16})(?![A-Za-z\d])/g

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
