/** Makes folders. */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode } from './failure.js'

/**
 * Makes a folder, and those above it that are missing. Node's own `recursive` never comes to an end where a folder that is there takes no
 * others, as `/proc` does: it takes the error for one that says that the upper folder is missing.
 * @param path absolute. @param mode of each new folder. @throws the file system's error.
 */
export function makeFolders(path: string, mode?: number): void {
  const missing: string[] = []
  for (let at = path; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at)
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder, { mode })
    } catch (error) {
      // Somebody else has made it meanwhile.
      if (errorCode(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error
    }
  }
}
