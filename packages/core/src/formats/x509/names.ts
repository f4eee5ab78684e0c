/** Names for the numbers in certificates. RFC 4519, RFC 5280 4.2, RFC 5912, RFC 8410; OpenSSL's obj_mac.h. */

/** Long names of attributes, by the short ones. */
export const ATTRIBUTES: Readonly<Record<string, string>> = {
  C: 'countryName',
  CN: 'commonName',
  DC: 'domainComponent',
  GN: 'givenName',
  L: 'localityName',
  O: 'organizationName',
  OU: 'organizationalUnitName',
  SN: 'surname',
  ST: 'stateOrProvinceName',
  UID: 'userId',
}

/** Bits of the key usage extension, first bit first. */
export const KEY_USAGES = [
  'Digital Signature',
  'Non Repudiation',
  'Key Encipherment',
  'Data Encipherment',
  'Key Agreement',
  'Certificate Sign',
  'CRL Sign',
  'Encipher Only',
  'Decipher Only',
]

export const EXTENDED_KEY_USAGES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'TLS Web Server Authentication',
  '1.3.6.1.5.5.7.3.2': 'TLS Web Client Authentication',
  '1.3.6.1.5.5.7.3.3': 'Code Signing',
  '1.3.6.1.5.5.7.3.4': 'E-mail Protection',
  '1.3.6.1.5.5.7.3.8': 'Time Stamping',
  '1.3.6.1.5.5.7.3.9': 'OCSP Signing',
  '2.5.29.37.0': 'Any Extended Key Usage',
}

/** OpenSSL's numbers (NID) of signature algorithms, by object identifier. */
export const SIGNATURE_TYPES: Readonly<Record<string, number>> = {
  '1.2.840.113549.1.1.4': 8, // md5WithRSAEncryption
  '1.2.840.113549.1.1.5': 65, // sha1WithRSAEncryption
  '1.2.840.113549.1.1.10': 912, // rsassaPss
  '1.2.840.113549.1.1.11': 668, // sha256WithRSAEncryption
  '1.2.840.113549.1.1.12': 669, // sha384WithRSAEncryption
  '1.2.840.113549.1.1.13': 670, // sha512WithRSAEncryption
  '1.2.840.113549.1.1.14': 671, // sha224WithRSAEncryption
  '1.2.840.10045.4.1': 416, // ecdsa-with-SHA1
  '1.2.840.10045.4.3.1': 793, // ecdsa-with-SHA224
  '1.2.840.10045.4.3.2': 794, // ecdsa-with-SHA256
  '1.2.840.10045.4.3.3': 795, // ecdsa-with-SHA384
  '1.2.840.10045.4.3.4': 796, // ecdsa-with-SHA512
  '1.3.101.112': 1087, // Ed25519
  '1.3.101.113': 1088, // Ed448
}
