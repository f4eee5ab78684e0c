/** What checks options; loaded only where there are some. */
export { checkOptions } from '@chalkmark/core/config'
