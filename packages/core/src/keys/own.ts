/** This project's own keys. Their names are among those that the format leaves free. Users cannot set them. */

/** SHA-256 of all bytes except the mark's, for formats where HASH leaves out more than the mark. In marks. */
export const CONTENT_HASH = 'X-CONTENT-HASH'

/** Why an intact mark could not be compared with its artifact. In reports. */
export const UNCHECKED = '_X-UNCHECKED'

/** The parts of an artifact that neither HASH nor X-CONTENT-HASH covers, one line each. In reports. */
export const NOT_COVERED = '_X-NOT-COVERED'
