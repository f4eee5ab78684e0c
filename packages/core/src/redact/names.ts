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
 * Parameters that are secret only in addresses: they log in there or sign the address (OAuth's code, Azure's
 * functions, Akamai, SAML).
 */
const SECRET_PARAMETER =
  /^(?:code|ticket|assertion|saml\w+|hmac|hdn\w+|h?mac|policy|googleaccessid|awsaccesskeyid|sv?ig|api_?key|x-(?:amz|goog|oss|cos)-(?:signature|credential|security-token))$/i

/** Whether the value of such a parameter of an address is secret. */
export function isSecretParameter(name: string): boolean {
  return isSecretName(name) || SECRET_PARAMETER.test(name)
}
