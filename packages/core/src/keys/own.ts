/** Keys of this project's own, by names that the format leaves to whoever makes marks. Users cannot set them. */

/** SHA-256 of all bytes but the mark's, of formats where HASH leaves out more. In marks. */
export const CONTENT_HASH = 'X-CONTENT-HASH'

/** Why an intact mark could not be compared with its artifact. In reports. */
export const UNCHECKED = '_X-UNCHECKED'

/** What of an artifact neither HASH nor X-CONTENT-HASH covers, one line each. In reports. */
export const NOT_COVERED = '_X-NOT-COVERED'
