/** Errors of the file system, explained to the user who named the file, with advice. */
import { CodecError, reasonOf } from '../error.js'

const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'permission denied; run as its owner or change its mode',
  EPERM: 'not permitted; it may be immutable, in use or owned by someone else',
  EROFS: 'the file system is read-only; mount it writable or mark a copy',
  ENOSPC: 'the disk is full; free some space and run again',
  EDQUOT: 'the disk quota is used up; free some space and run again',
  EBUSY: 'another program is using it; close that and run again',
  ETXTBSY: 'it is running; stop it and run again',
  EMFILE: 'too many files are open; raise the limit (ulimit -n) and run again',
  ENFILE: 'the system has too many files open; close some programs and run again',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long for a temporary file beside it',
  EIO: 'the disk reports a read or write error',
  EISDIR: 'it is a folder',
}

/** The code of a file system's error, such as `ENOENT`; undefined for other exceptions. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

/**
 * An error of the file system as an error for the report. It leaves out the path, which the report shows beside it.
 * @param doing what failed, to follow "cannot": `be read`, `be written`.
 */
export function fileFailure(error: unknown, doing: string): CodecError {
  if (error instanceof CodecError) return error
  const code = errorCode(error)
  const meaning = code === undefined ? undefined : MEANINGS[code]
  return new CodecError(code ?? 'FAILED', `cannot ${doing}: ${meaning ?? reasonOf(error)}`)
}

/**
 * Says of a name that is no UTF-8 what is wrong with it. Node gives such names with a replacement character, and nothing is
 * called so.
 */
export function nameFailure(path: string, error: CodecError): CodecError {
  if (error.code !== 'ENOENT' || !path.includes('\ufffd')) return error
  return new CodecError('NO_UTF8_NAME', 'cannot be read: its name is no UTF-8; rename it')
}
