/** The script and the style sheet of the page, which the build puts in here as texts. */
export { default as script } from './browser/main.ts?embed'
export { default as style } from './browser/style.css?embed'
