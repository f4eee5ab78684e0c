import { encodeMark } from './encode.js'
import { MAGIC } from './magic.js'

/**
 * The text that says "put the mark here": a mark of MAGIC alone. It does not count as a mark.
 *
 * It is built at run time. As a literal, or as a constant expression that a minifier folds, it would stand in
 * bundles of this package and count as a placeholder there.
 */
export const PLACEHOLDER: string = /* @__PURE__ */ encodeMark(
  /* @__PURE__ */ Object.fromEntries([['MAGIC', MAGIC]]),
)
