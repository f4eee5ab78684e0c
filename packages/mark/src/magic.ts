/** What is the same in all marks. */
import { encodeMark } from './encode.js'

/** The value of every mark's first key, `MAGIC`: the 16 bytes by which a mark is found. */
export const MAGIC = 'dadfedabbadabbed'

/** The mark format that this package writes, the value of `CHALK_VERSION`. Not the version of the package. */
export const FORMAT_VERSION = '1.1.3'

/**
 * The text that says "put the mark here": a mark of MAGIC alone. It does not count as a mark.
 *
 * It is built at run time. As a literal, or as a constant expression that a minifier folds, it would stand in
 * bundles of this package and count as a placeholder there.
 */
export const PLACEHOLDER: string = /* @__PURE__ */ encodeMark(
  /* @__PURE__ */ Object.fromEntries([['MAGIC', MAGIC]]),
)
