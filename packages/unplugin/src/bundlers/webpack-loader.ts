/** rspack's loader for modules with marks, which it loads by the path of this file. */
export { load as default } from './webpack-inputs.js'
