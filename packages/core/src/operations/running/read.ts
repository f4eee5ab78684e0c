/** The marks of what runs. */
import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Dict } from '@chalkmark/mark'
import { hashSpliced } from '../../bytes/splices.js'
import { type Host, thisHost } from '../../collectors/host.js'
import { type OpenCandidate, openCandidate } from '../../disk/source.js'
import { CodecError, reasonOf } from '../../error.js'
import type { CodecOptions } from '../../formats/format.js'
import { codecFor } from '../../formats/index.js'
import { inspect, withNamedErrors } from '../../mark/inspect.js'
import { redactDict } from '../../redact/index.js'
import { reportExtracted } from '../../report/extracted.js'
import type { RunningCommand, RunningContext, RunningFile } from './command.js'
import { byWeight, filesOfCommand } from './command-files.js'
import { IMAGE_MARK, readImageMark } from './image.js'
import { sizeOfFile } from './locate.js'
import { mountsOf } from './mounted.js'
import { commandOf, familyOf, filesOfProcess, identityOf } from './process-files.js'

/** What reading may cost. A program can have any number of files open, of any size. */
export interface RunningLimits {
  /** How many files are read. @default 200 */
  files?: number
  /** How many bytes they may have together. @default 1 GiB */
  bytes?: number
  /** Milliseconds, looked at between two files. @default 10000 */
  time?: number
}

export interface RunningOptions {
  limits?: RunningLimits
  /** Ends the reading after the file at hand. */
  signal?: AbortSignal
  /** For tests. @default this machine */
  host?: Host
}

/** What runs, for a report. */
export interface Running {
  /** For `_CHALKS`: the objects of what carries a mark, the program first. */
  chalks: Dict[]
  /** For `_COLLECTED_ARTIFACTS`: the same of what carries none. */
  collected: Dict[]
  /** For `_UNMARKED`: the program itself, if it carries no mark and could. */
  unmarked: string[]
  /** For `_OP_ERRORS`, one line each. */
  errors: string[]
}

/** Parts that are the program, and not what it needs. */
const PROGRAM: ReadonlySet<RunningContext> = new Set(['executable', 'script', 'archive'])

/**
 * Parts that a process holds open for as long as it uses them, so that one which is not open is not in use. A script is
 * read once and closed, and a program may have been replaced by the one that it starts.
 */
const HELD: ReadonlySet<RunningContext> = new Set(['classpath', 'agent'])

const MOST_BYTES = 1 << 30

/**
 * Reads the marks of everything that takes part in what a command runs. With a process, also those of what it has open
 * and mapped, and of the programs that it has started. Nothing is executed or written, and only regular files are
 * opened. Files are read and hashed one after the other, with a turn of the event loop between them.
 */
export async function readRunning(command: RunningCommand, options: RunningOptions = {}): Promise<Running> {
  const { limits = {}, signal, host = thisHost() } = options
  const end = performance.now() + (limits.time ?? 10_000)
  const found: Running = { chalks: [], collected: [], unmarked: [], errors: [] }
  const isMounted = mountsOf(host, command.pid ?? host.pid)
  const files = allFiles(command, host)
  let left = limits.bytes ?? MOST_BYTES
  let passed = 0
  for (const [index, file] of files.entries()) {
    const isOver = index >= (limits.files ?? 200) || performance.now() > end || signal?.aborted === true
    const size = isOver ? undefined : sizeOfFile(file.content ?? file.path)
    // A file that is gone by now is no file of the program any more.
    if (!isOver && size === undefined) continue
    if (size === undefined || size > left) {
      passed++
      continue
    }
    await readOne(file, { isMounted: isMounted(file.path), most: left }, found)
    left -= size
    await setImmediate()
  }
  addImageMark(command, host, found)
  if (passed > 0)
    found.errors.push(
      `${passed} of the ${files.length} files of the running program were not read: over the limits`,
    )
  return found
}

/** The files of the command and of its processes, each once, with the part that says most about it. */
function allFiles(command: RunningCommand, host: Host): RunningFile[] {
  const family = command.pid === undefined ? [] : familyOf(host, command.pid)
  const running = family.flatMap((pid) => commandOf(host, pid, command) ?? [])
  // A program that still runs as it was started may be in another folder by now, which its relative paths do not mean.
  const commands = [command, ...running.filter((one) => !isDeepStrictEqual(wordsOf(one), wordsOf(command)))]
  const held = family.flatMap((pid) => filesOfProcess(host, pid))
  const byIdentity = new Map<string, RunningFile>()
  for (const file of [...byWeight(commands.flatMap(filesOfCommand)), ...held]) {
    const identity = identityOf(file.content ?? file.path)
    if (identity === undefined) continue
    const known = byIdentity.get(identity)
    const accessed = file.accessed ?? known?.accessed
    byIdentity.set(identity, { ...file, ...known, accessed })
  }
  const files = [...byIdentity.values()].map((file) =>
    file.accessed === undefined && family.length > 0 && HELD.has(file.context)
      ? { ...file, accessed: false }
      : file,
  )
  return byWeight(files)
}

function wordsOf({ command, args }: RunningCommand): readonly string[] {
  return [command, ...args]
}

function addImageMark({ pid }: RunningCommand, host: Host, { chalks, errors }: Running): void {
  if (host.platform === 'win32') return
  const root = pid !== undefined && host.platform === 'linux' ? `/proc/${pid}/root` : ''
  try {
    const chalk = readImageMark(root + IMAGE_MARK)
    if (chalk) chalks.push(redactDict(chalk))
  } catch (error) {
    errors.push(`${IMAGE_MARK}: ${reasonOf(error)}`)
  }
}

interface Circumstances {
  isMounted: boolean | undefined
  /** To how many bytes an archive may unpack. */
  most: number
}

async function readOne(file: RunningFile, { isMounted, most }: Circumstances, found: Running): Promise<void> {
  const { path, context, content = path, accessed } = file
  const about: Dict = {
    _OP_ARTIFACT_CONTEXT: context,
    ...(accessed !== undefined && { _OP_ARTIFACT_ACCESSED: accessed }),
    ...(isMounted !== undefined && { _OP_ARTIFACT_MOUNTED: isMounted }),
  }
  let candidate: OpenCandidate | undefined
  try {
    candidate = openCandidate(content, path)
    const read = await readCandidate(path, candidate, { allScripts: true, limits: { unpackedSize: most } })
    // Data that a program has open is no artifact.
    if (!read.isArtifact && context === 'open') return
    const object = redactDict({ ...read.keys, ...about })
    if (read.isMarked) found.chalks.push(object)
    else found.collected.push(object)
    if (!read.isMarked && read.isArtifact && PROGRAM.has(context)) found.unmarked.push(path)
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    found.collected.push(redactDict({ _OP_ARTIFACT_PATH: path, ...about, _ERR_INFO: [error.message] }))
    if (PROGRAM.has(context)) found.errors.push(`${path}: ${error.message}`)
  } finally {
    candidate?.close()
  }
}

interface Read {
  keys: Dict
  isMarked: boolean
  /** Whether it is of a format that is known. */
  isArtifact: boolean
}

/** @throws CodecError if it cannot be read. */
async function readCandidate(path: string, candidate: OpenCandidate, options: CodecOptions): Promise<Read> {
  const codec = codecFor(candidate, options)
  const plain = () => ({ _OP_ARTIFACT_PATH: path, _CURRENT_HASH: hashSpliced(candidate.source, []) })
  if (!codec) return { keys: plain(), isMarked: false, isArtifact: false }
  const artifact = await withNamedErrors(codec, () => codec.read(candidate, options))
  if (!artifact.mark) {
    const { type, report, foreign } = artifact
    const keys = { ...report, ...plain(), _OP_ARTIFACT_TYPE: type, ...(foreign && { _ERR_INFO: [foreign] }) }
    return { keys, isMarked: false, isArtifact: true }
  }
  const inspected = await inspect(candidate, codec, options)
  return { keys: await reportExtracted(path, { ...inspected, candidate }), isMarked: true, isArtifact: true }
}
