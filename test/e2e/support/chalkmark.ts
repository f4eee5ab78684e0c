/** The command as it is built. */
import { fileURLToPath } from 'node:url'

/** The path of its file for Node. */
export const CHALKMARK = fileURLToPath(new URL('../../../packages/cli/dist/bin.js', import.meta.url))
