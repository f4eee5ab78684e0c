/**
 * Marks in what a bundler reads: those of marked packages, of npm or of the same repository. They are taken out of
 * modules before the bundler sees them. In a bundle they would say nothing of it; and the commit in them would reach
 * the bundler's hashes by comments and source maps, so that each commit would rename files in which nothing changed.
 *
 * Only modules that are read as code are looked at. A file that is copied stays as it is.
 */
import { readFileSync } from 'node:fs'
import { MAGIC } from '@chalkmark/mark'

/** Modules that bundlers read as code, by their path. With a query, another plugin decides what they are. */
export const CODE = /^[^?]*\.(?:[cm]?[jt]sx?|css)$/i

/** Every mark holds this text, and hardly anything else does. */
export const IN_MARKS: string = MAGIC

/** Whether a file holds that text. False if it cannot be read, for the bundler to say so in its own words. */
export function fileHoldsMark(path: string): boolean {
  return readFile(path)?.includes(IN_MARKS) ?? false
}

/** A module's file without its marks; undefined if it has none, or if it is none of {@link CODE}. */
export function readWithoutMarks(path: string): Promise<string | undefined> | undefined {
  const content = CODE.test(path) ? readFile(path) : undefined
  return content?.includes(IN_MARKS) ? withoutMarks(path, content.toString()) : undefined
}

/**
 * A module without its marks; undefined if there is nothing to take out. A module that cannot be understood stays as
 * it is: what is wrong with it is not for us to say.
 */
export async function withoutMarks(path: string, module: string): Promise<string | undefined> {
  if (!CODE.test(path) || !module.includes(IN_MARKS)) return undefined
  const { takeOutMarks } = await import('./take-out.js')
  try {
    return takeOutMarks(path, module)
  } catch {
    return undefined
  }
}

function readFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
