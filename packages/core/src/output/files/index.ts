/**
 * What a bundler's plugin needs of the emitted files before and after the output step. A plugin loads this with the
 * config file, and the step itself when a build begins.
 */
export { isCopyOf, isFragment } from './copy.js'
export {
  bytesOf,
  type Change,
  isMarkable,
  isPageName,
  type OutputFile,
  type Reference,
  renamedIn,
} from './file.js'
export { commonFolder, isInside, nameIn, pathIn } from './path.js'
export { reader, writeChanges } from './write.js'
