/**
 * The mark of this program itself. What is published is marked (scripts/mark-package.mjs), so each file of it names the
 * commit that it was built from. Built from a checkout, it carries no mark, and gives nothing.
 */
import { fileURLToPath } from 'node:url'
import { type Dict, MAGIC, parseMark } from '@chalkmark/mark'
import type { Collector } from './collector.js'

/** How a mark begins as we write it. */
const START = `{ "MAGIC" : "${MAGIC}", `

/** The packages that hold this program. In a bundle of somebody else's, the last mark is that of the bundle. */
const OURS = /^pkg:npm\/(?:chalkmark|unplugin-chalk|%40chalkmark\/core)@/

/** @param file absolute: the file that holds this code. */
export function ownMark(file: string): Collector {
  return {
    name: 'own mark',
    keys: ['INJECTOR_CHALK_ID', 'INJECTOR_COMMIT_ID', '_OP_CHALKER_COMMIT_ID'],
    collect({ readFile }) {
      const content = readFile(file)
      const start = content?.lastIndexOf(START) ?? -1
      const parsed = start < 0 ? undefined : parseMark(content!, start)
      if (!parsed || 'error' in parsed || !OURS.test(String(parsed.dict.PACKAGE_URI))) return { keys: {} }
      const { CHALK_ID: chalkId, COMMIT_ID: commit } = parsed.dict
      const keys: Dict = {}
      if (typeof chalkId === 'string') keys.INJECTOR_CHALK_ID = chalkId
      if (typeof commit === 'string') keys.INJECTOR_COMMIT_ID = keys._OP_CHALKER_COMMIT_ID = commit
      return { keys }
    },
  }
}

/** Without a file when somebody has bundled this program for a place that has none. */
export const ofThisProgram: Collector = ownMark(fileOf(import.meta.url))

function fileOf(url: string | undefined): string {
  return url?.startsWith('file:') ? fileURLToPath(url) : ''
}
