/** Web pages: HTML documents, not the fragments and templates of HTML that programs put together. */
import { CodecError } from '../error.js'
import { lookUp } from './folder.js'
import { openFile } from './source.js'

/** How much of a file is looked at, in bytes. Comments may stand before the document's type. */
const HEAD = 4096

/** HTML, section 13.1: a document begins with its type or its `html` element, and the type may be missing. */
const DOCUMENT = /<!doctype\s+html|<html[\s>]/i

/** Whether there is a page at a path. */
export function isPage(path: string): boolean {
  try {
    const file = openFile(lookUp(path), true)
    try {
      return DOCUMENT.test(Buffer.from(file.read(0, HEAD)).toString('latin1'))
    } finally {
      file.close()
    }
  } catch (error) {
    if (error instanceof CodecError) return false
    throw error
  }
}
