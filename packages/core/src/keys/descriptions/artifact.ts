/** The artifact that carries a mark: its type, hashes, places and state. */

export const artifact: Readonly<Record<string, string>> = {
  ARTIFACT_TYPE: 'The format of the artifact, such as `ELF`, `JAR` or `JavaScript`.',
  HASH: 'SHA-256 of the artifact without its mark, in the normal form of its format: the same before marking, after it and after marking again.',
  PRE_CHALK_HASH:
    'SHA-256 of the file as it lay on disk before this operation touched it, an older mark included.',
  _CURRENT_HASH: 'SHA-256 of the artifact as it is when the operation ends, its mark included.',
  PATH_WHEN_CHALKED: 'Where the artifact was when it was marked.',
  PATH_WITHIN_ZIP: 'For a file that was marked inside an archive: its path in there.',
  CONTAINING_ARTIFACT_WHEN_CHALKED:
    'For a file that was marked inside an archive: the CHALK_ID of that archive.',
  DERIVED_FROM_CHALK_ID:
    'CHALK_ID of the artifact that this one was converted from, such as a model in another format.',
  ARTIFACT_VERSION: 'Version of the software in the artifact, as its package or its owner states it.',
  STORE_URI: 'Where the artifact is going to be kept, usually an internal registry or bucket. You set it.',
  PACKAGE_URI: 'Where the public can get the artifact. You set it.',
  EMBEDDED_CHALK: 'The marks of the files inside an archive, as a list of objects like those in `_CHALKS`.',
  EMBEDDED_TMPDIR:
    'Temporary folder in which the contents of an archive were unpacked for marking. Chalkmark unpacks nothing, so it never sets it.',
  _ERR_INFO: 'What went wrong with this artifact in the operation that the report is about, one line each.',
  _FAILED_KEYS: 'Run-time keys of this artifact that could not be found out, each with the reasons.',
  _OP_ARTIFACT_TYPE:
    'Format of the artifact as the current operation saw it; the values are those of ARTIFACT_TYPE.',
  _OP_ARTIFACT_CONTEXT:
    'The part that the artifact plays in the operation: the image that was built, or its base image; for a program that was started `executable`, `script`, `library` and so on.',
  _OP_ARTIFACT_PATH: 'Where the artifact is now. PATH_WHEN_CHALKED tells where it was when it was marked.',
  _OP_ARTIFACT_ACCESSED:
    'Whether the started program, or one that it started, had this artifact open or mapped when the report was made. Left out where that says nothing of its use: a script is read once and closed.',
  _OP_ARTIFACT_MOUNTED: 'Whether the artifact is a file that was mounted into the container from outside.',
  _OP_ARTIFACT_ENV_VAR_NAME:
    'For an artifact that was found in the environment: the name of the variable that holds it.',
  _OP_ARTIFACT_PATH_WITHIN_VCTL: 'Path of the artifact from the root of its repository.',
  _VALIDATED_METADATA:
    'True if the mark belongs to the artifact and neither was changed since, false if one was. It says nothing of who made the mark.',
  _VALIDATED_SIGNATURE:
    'True if the mark is signed and the signature was checked and holds; false if there was no way to check it.',
  _VIRTUAL: 'True if a mark was made and reported, but not written into the artifact.',
  _OP_CHALKED_KEYS: 'Names of the keys that went into the mark, without their values.',
  _OP_ARTIFACT_REPORT_KEYS:
    'Names of the artifact keys that the main report holds, for reports that leave out the values.',
  _STORE_URI: 'Where the artifact was put in the course of the operation.',
  _SIGNATURES: 'Signatures found for an image in its registries, one object each.',
  _INVALID_SIGNATURE: 'True if the signature was checked and does not hold; never false.',
  _SIGNATURE:
    'The detached signature of an image. Replaced by `_SIGNATURES` in 0.4.0, as each registry has its own.',
}

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
