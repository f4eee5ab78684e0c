/**
 * Everything that collectors may use of the system: the environment, files, programs, servers, the machine and the
 * clock. A test can give each collector a host of its own. {@link thisHost} is the real one. No other file in this
 * folder touches the system; the linter checks that (biome.json).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { link, rm, writeFile } from 'node:fs/promises'
import {
  arch,
  hostname,
  loadavg,
  machine,
  type NetworkInterfaceInfo,
  networkInterfaces,
  release,
  version as systemVersion,
  type,
} from 'node:os'
import { errorCode } from '../disk/failure.js'
import { readPlainFile } from '../disk/plain.js'
import { findProgram, withAbsolutePath } from '../disk/search-path.js'
import { isOfSameHands } from '../disk/trust.js'

export type Env = Readonly<Record<string, string | undefined>>

export interface Host {
  readonly env: Env
  readonly platform: NodeJS.Platform
  /** Of this process. */
  readonly pid: number
  /** Command line of this process: interpreter, program, arguments. */
  readonly argv: readonly string[]
  machine(): Machine
  /** What Node knows of this process on every system. */
  own(): OwnProcess
  /** Load averages over 1, 5 and 15 minutes; undefined on Windows, which has none. */
  loadAverages(): readonly number[] | undefined
  /** The addresses of this machine, by interface. */
  interfaces(): Readonly<Record<string, readonly NetworkInterfaceInfo[]>>
  now(): Date
  /** What is at a path, after following links; undefined if there is nothing, or if we may not look. */
  stat(path: string): FileStatus | undefined
  /** The same, but of a link itself. */
  linkStat(path: string): FileStatus | undefined
  /**
   * A file's content; undefined if there is no regular file. Opening a named pipe would block, and a device may
   * have no end.
   * @throws the file system's error for a file that is there; Error if it is longer than 64 MiB.
   */
  readFile(path: string): Buffer | undefined
  /** Whether a file belongs to our user, to root, or to the owner of `folder`; true if there is no file. */
  isOfSameHands(path: string, folder: string): boolean
  /** Names of what is in a folder. @throws the file system's error. */
  list(path: string): string[]
  /** The path without links in it. @throws the file system's error. */
  realPath(path: string): string
  /** What a symbolic link holds; undefined if there is none, or if we may not look. */
  readLink(path: string): string | undefined
  /**
   * Makes a file that appears with its whole content.
   * @returns false if something has the name already, which then stays.
   * @throws the file system's error.
   */
  createFile(path: string, content: string): Promise<boolean>
  /** The absolute path of a program on the `PATH`, such as `git`; undefined if it is not there. */
  findProgram(name: string): string | undefined
  /**
   * Runs a program to its end. If the signal is aborted or there is too much output, the program and all that it
   * has started are killed.
   * @param program absolute, from `findProgram`.
   * @throws the signal's reason; Error, one line, if it writes too much or does not start.
   */
  run(program: string, args: readonly string[], options: ProgramOptions): Promise<ProgramOutput>
  /** Give it the collector's signal. */
  readonly fetch: typeof fetch
  /**
   * Sends a GET request to a server whose certificate an authority of its own has signed, as a cluster's API is.
   * @throws Error if it does not answer, its certificate is another one, or its answer is longer than 4 MiB.
   */
  requestTrusting(url: string, request: TrustingRequest): Promise<{ status: number; text: string }>
  /** Which of this machine's IPv4 addresses reaches the internet; undefined where no route leads out. */
  outgoingAddress(signal: AbortSignal): Promise<string | undefined>
}

export interface TrustingRequest {
  /** The authority's certificate in PEM; those that Node trusts if undefined. */
  ca: string | undefined
  headers: Record<string, string>
  signal: AbortSignal
}

/** The fields of uname(2), of which Windows has equivalents. */
export interface Machine {
  sysname: string
  nodename: string
  release: string
  version: string
  /** Of the processor. */
  hardware: string
}

/** This process. User and group are missing on Windows. */
export interface OwnProcess {
  parent: number
  cwd: string
  /** Absolute path of the program that runs. */
  executable: string
  user?: number
  group?: number
  groups?: readonly number[]
  /** Processor time in seconds. */
  userTime: number
  systemTime: number
}

export interface FileStatus {
  kind: 'file' | 'folder' | 'other'
  /** Bytes. */
  size: number
  /** When its content was changed: nanoseconds since 1970-01-01 UTC. */
  changedAt: bigint
}

export interface ProgramOptions {
  /** Absolute: where it runs. */
  cwd: string
  /** @default the host's environment */
  env?: Env
  /** For its standard input. */
  input?: string
  signal: AbortSignal
  /**
   * Bytes that it may write on both streams together.
   * @default 64 MiB
   */
  limit?: number
}

/** The result of a program. */
export interface ProgramOutput {
  /** null if a signal of the system ended it. */
  code: number | null
  stdout: Buffer
  stderr: Buffer
}

/** Bytes. Longer lists and patches would only fill the memory. */
export const LONGEST_OUTPUT = 1 << 26

/** The host of this process. The caller of an operation decides which environment it has. */
export function thisHost(env: Env = process.env): Host {
  return {
    env,
    platform: process.platform,
    pid: process.pid,
    argv: process.argv,
    machine: () => ({
      sysname: type(),
      nodename: hostname(),
      release: release(),
      version: systemVersion(),
      hardware: machine() || arch(),
    }),
    own,
    // Windows has no load averages, and Node says 0 there.
    loadAverages: () => (process.platform === 'win32' ? undefined : loadavg()),
    interfaces: () => networkInterfaces() as Record<string, NetworkInterfaceInfo[]>,
    now: () => new Date(),
    stat: (path) => status(path, statSync),
    linkStat: (path) => status(path, lstatSync),
    readFile,
    isOfSameHands,
    list: (path) => readdirSync(path),
    realPath: (path) => realpathSync(path),
    readLink,
    createFile,
    findProgram: (name) => findProgram(name, env),
    run: (program, args, options) => run(program, args, { env, ...options }),
    fetch: globalThis.fetch,
    requestTrusting,
    outgoingAddress,
  }
}

function own(): OwnProcess {
  const { user, system } = process.cpuUsage()
  return {
    parent: process.ppid,
    cwd: process.cwd(),
    executable: process.execPath,
    user: process.getuid?.(),
    group: process.getgid?.(),
    groups: process.getgroups?.(),
    userTime: user / 1e6,
    systemTime: system / 1e6,
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

function status(path: string, look: typeof statSync): FileStatus | undefined {
  try {
    const stats = look(path, { bigint: true })
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other'
    return { kind, size: Number(stats.size), changedAt: stats.mtimeNs }
  } catch {
    return undefined
  }
}

function readFile(path: string): Buffer | undefined {
  // Devices are not even opened, since that alone can have an effect.
  if (status(path, statSync)?.kind !== 'file') return undefined
  try {
    return readPlainFile(path)
  } catch (error) {
    // The file was removed meanwhile.
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * A hard link appears with its whole content or not at all. So if several processes make the file at the same time,
 * exactly one succeeds.
 */
async function createFile(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  await writeFile(draft, content, { flag: 'wx' })
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

function run(
  program: string,
  args: readonly string[],
  { cwd, env, input, signal, limit = LONGEST_OUTPUT }: ProgramOptions,
): Promise<ProgramOutput> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    // A process group of its own, which can be killed as a whole.
    const child = spawn(program, args, {
      cwd,
      env: withAbsolutePath(env ?? {}) as NodeJS.ProcessEnv,
      windowsHide: true,
      detached: process.platform !== 'win32',
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let length = 0
    const stop = (reason: unknown) => {
      endGroup(child)
      // A process that still holds the other ends must not keep this process alive.
      child.stdout.destroy()
      child.stderr.destroy()
      child.unref()
      reject(reason)
    }
    const take = (chunks: Buffer[]) => (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
      else stop(new Error(`${program} says more than ${limit} bytes`))
    }
    const onAbort = () => stop(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    child.stdout.on('data', take(stdout))
    child.stderr.on('data', take(stderr))
    // A program that ends before it has read everything is no error.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (code) => {
      signal.removeEventListener('abort', onAbort)
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) })
    })
  })
}

/** Kills a program with all that it has started and that has not left its group. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    const taskkill = `${process.env.SystemRoot}\\System32\\taskkill.exe`
    const ending = spawn(taskkill, ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    // Nobody waits for this error.
    ending.on('error', () => {})
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // It has ended already.
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

/**
 * Asks the kernel's routing table: connecting a UDP socket to Cloudflare's resolver picks the local address without
 * sending a packet.
 */
async function outgoingAddress(signal: AbortSignal): Promise<string | undefined> {
  // Few reports want the address, and loading sockets and name resolution takes as long as running git.
  const { createSocket } = await import('node:dgram')
  if (signal.aborted) return undefined
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const finish = (address?: string) => {
      signal.removeEventListener('abort', abort)
      socket.close()
      resolve(address === '0.0.0.0' ? undefined : address)
    }
    const abort = () => finish()
    // No route, no network, no permission: all mean that there is no such address.
    socket.once('error', () => finish())
    signal.addEventListener('abort', abort, { once: true })
    socket.connect(53, '1.1.1.1', () => finish(socket.address().address))
  })
}

/** Bytes. A pod's object has up to 1.5 MB. */
const LONGEST_ANSWER = 1 << 22

async function requestTrusting(
  url: string,
  { ca, headers, signal }: TrustingRequest,
): Promise<{ status: number; text: string }> {
  // fetch knows no other authorities than Node's.
  const { get } = await import('node:https')
  return new Promise((resolve, reject) => {
    const request = get(url, { ca, headers, signal }, (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > LONGEST_ANSWER)
          request.destroy(new Error(`it answers with over ${LONGEST_ANSWER} bytes`))
        chunks.push(chunk)
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      )
      response.on('error', reject)
    })
    request.on('error', reject)
  })
}
