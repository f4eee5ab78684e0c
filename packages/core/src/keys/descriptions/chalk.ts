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
