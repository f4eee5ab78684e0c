/** X.509 certificates, which are read as artifacts but never marked. */
export const certificate: Readonly<Record<string, string>> = {
  _X509_VERSION: 'Version field of the certificate.',
  _X509_SUBJECT: 'Whom the certificate is for, with long names such as `commonName`.',
  _X509_SUBJECT_SHORT: 'Whom the certificate is for, with short names such as `CN`.',
  _X509_SUBJECT_ALTERNATIVE_NAME:
    'Host names, addresses and other names that the certificate is also valid for.',
  _X509_SERIAL: 'Serial number that the issuer gave to the certificate.',
  _X509_KEY: 'Public key in the certificate, in PEM.',
  _X509_KEY_TYPE: 'Kind of the public key, such as `rsaEncryption`.',
  _X509_KEY_SIZE: 'Length of the public key in bits.',
  _X509_KEY_USAGE: 'What the key may be used for, such as signing or key agreement.',
  _X509_SIGNATURE: "The issuer's signature, in hex with colons.",
  _X509_SIGNATURE_TYPE: "Number that stands for the algorithm of the issuer's signature.",
  _X509_EXTENDED_KEY_USAGE: 'Purposes of the certificate, such as authenticating a TLS server.',
  _X509_BASIC_CONSTRAINTS: 'Whether the certificate may issue others, and how long a chain below it may be.',
  _X509_ISSUER: 'Who issued the certificate, with long names such as `organizationName`.',
  _X509_ISSUER_SHORT: 'Who issued the certificate, with short names such as `O`.',
  _X509_SUBJECT_KEY_IDENTIFIER: "Identifier of the certificate's own public key.",
  _X509_AUTHORITY_KEY_IDENTIFIER: "Identifier of the issuer's public key.",
  _X509_NOT_BEFORE: 'When the certificate becomes valid.',
  _X509_NOT_AFTER: 'When the certificate expires.',
  _X509_EXTRA_EXTENSIONS: 'Extensions of the certificate that have no key of their own, by name.',
}
