/** The version of this package, taken from package.json when it is built. */
export { version } from '../package.json'
