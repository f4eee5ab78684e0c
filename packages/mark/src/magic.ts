/** The value of every mark's first key, `MAGIC`: the 16 bytes by which a mark is found. */
export const MAGIC = 'dadfedabbadabbed'

/** The mark format that this package writes, the value of `CHALK_VERSION`. Not the version of the package. */
export const FORMAT_VERSION = '1.1.3'
