/** The mark itself: what identifies it, dates it and seals it. */

export const mark: Readonly<Record<string, string>> = {
  MAGIC: 'The fixed string `dadfedabbadabbed`, always the first key: readers find a mark by it.',
  CHALK_ID:
    'Identifies the artifact as it is without a mark: 100 bits taken from HASH, in base32. Marking the same bytes on another machine or at another time gives the same value.',
  CHALK_VERSION:
    'Version of the mark format that the mark follows, so that later readers know how to treat it.',
  EARLIEST_VERSION: 'Reserved by the format; nothing sets it or reads it today.',
  TIMESTAMP_WHEN_CHALKED: 'When the mark was made, in milliseconds since 1970-01-01 UTC.',
  DATE_CHALKED: 'Calendar date on which the mark was made, without the time of day.',
  TIME_CHALKED:
    'Time of day at which the mark was made, without the date; one value for the whole operation.',
  TZ_OFFSET_WHEN_CHALKED: 'How far the clock that dated the mark was from UTC.',
  DATETIME_WHEN_CHALKED: 'When the mark was made, as an ISO 8601 date and time with its offset from UTC.',
  CHALK_PTR: 'A URL of your choice that leads from the artifact to its report.',
  CHALK_RAND:
    '64 random bits in hex, new for every mark: two marks of the same artifact then differ in METADATA_ID. Left out of reproducible builds.',
  TENANT_ID_WHEN_CHALKED:
    'An identifier that you set to tell tenants, teams or customers apart. URLs can hold it as `{tenant}`.',
  OLD_CHALK_METADATA_HASH:
    'METADATA_HASH of the mark that this one replaced, which links the stages of a build.',
  OLD_CHALK_METADATA_ID:
    'METADATA_ID of the mark that this one replaced: the readable form of the same link.',
  ERR_INFO: 'What went wrong while this artifact was being marked, one line each.',
  FAILED_KEYS: 'Keys that could not be found out when the mark was made, each with the reasons.',
  METADATA_HASH:
    'SHA-256 over the contents of the mark, in hex. It shows whether anything in the mark was changed.',
  METADATA_ID: 'Identifies the marked artifact: 100 bits of METADATA_HASH in base32, written like CHALK_ID.',
  SIGNATURE: 'Signature over HASH and METADATA_HASH, in base64.',
  SIGNING: 'True in a mark that was signed. Counted in so that a signature that someone took away is missed.',
}

/** What the reference program keeps in its own mark. Nobody else writes these. */
export const chalk: Readonly<Record<string, string>> = {
  $CHALK_CONFIG: 'Config stored inside a chalk program.',
  $CHALK_IMPLEMENTATION_NAME: 'Which implementation of chalk the program is.',
  $CHALK_LOAD_COUNT: "How often the program's own mark has been rewritten.",
  $CHALK_PUBLIC_KEY: 'Public key of the pair with which the program signs.',
  $CHALK_ENCRYPTED_PRIVATE_KEY:
    'Private key of the pair with which the program signs, encrypted with a password.',
  $CHALK_SAVED_COMPONENT_PARAMETERS:
    "Parameters of imported config components, five values each: whether it belongs to an attribute, the component's URL, name, type and value.",
  $CHALK_COMPONENT_CACHE: 'Source text of imported config components, by URL.',
  $CHALK_MEMOIZE: 'Results that code in the config asked to have remembered.',
  $CHALK_API_KEY: 'Key for a service that keeps signing keys.',
  $CHALK_API_REFRESH_TOKEN:
    'OIDC token with which the program logs in to its service again without a person.',
  $CHALK_ATTESTATION_TOKEN: 'Token that the program uses for attestations.',
  $CHALK_SECRET_ENDPOINT_URI: 'Address of the service that keeps the secret of the signing key.',
}

/** Findings of other tools, and statements of the program that called. */
export const tool: Readonly<Record<string, string>> = {
  CALLER_ATTESTED_INFO:
    'Free-form facts that the program which started the marking vouches for; passed on as they came.',
  CALLER_ATTESTED_HOST_INFO: 'Free-form facts about the machine that the calling program vouches for.',
  CALLER_ATTESTED_BUILD_INFO: 'Free-form facts about the build that the calling program vouches for.',
  CALLER_ATTESTED_ARTIFACT_INFO:
    'What the calling program says of this artifact, with `status`: whether the SHA-256 that it named is the one found (`match`), another (`mismatch`) or could not be compared (`unverified`).',
  CALLER_ATTESTED_UNTRACKED_ARTIFACT_INFO:
    'What the calling program says of paths that turned out to be no artifacts of this operation, by path.',
  SBOM: 'Software bills of materials, by the tool that made them.',
  SECRET_SCANNER: 'Findings of secret scanners, by tool. They may quote the secrets.',
  EXTERNAL_TOOL_DURATION:
    'How long each external tool took, in milliseconds, by tool and by what it was run on.',
  SAST: 'Findings of static security analysis, by tool.',
}
