/** Runs a project's real build in a process of its own, whose environment holds nothing of this machine's. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

export interface BuildOptions {
  /** Variables besides those that programs need to run at all. CI and git variables do not leak in. */
  env?: Readonly<Record<string, string>>
  /** Milliseconds until the build is ended. @default 60000 */
  timeout?: number
  /** Whether a build that fails is a result and not an error. @default false */
  mayFail?: boolean
}

export interface BuildResult {
  /** The exit code; null if the build was ended by a signal. */
  code: number | null
  stdout: string
  stderr: string
}

/** What a program needs of its environment to start, on any system. */
const NEEDED = [
  'PATH',
  'PATHEXT',
  'HOME',
  'USERPROFILE',
  'SYSTEMROOT',
  'COMSPEC',
  'APPDATA',
  'LOCALAPPDATA',
  'TMPDIR',
  'TEMP',
  'TMP',
]

/**
 * Runs the `build` script of the package.json in `dir`, as a package manager would.
 * @throws Error with everything that the build printed if it failed, unless `mayFail`; if it took too long.
 */
export function build(dir: string, options: BuildOptions = {}): Promise<BuildResult> {
  const { scripts } = readPackage(dir)
  return run(commandOf(scripts.build, dir), dir, options)
}

/** Runs `node` with these arguments in `dir`. @throws Error as {@link build} */
export function runNode(args: readonly string[], dir: string, options: BuildOptions = {}) {
  return run([process.execPath, ...args], dir, options)
}

/** Runs a command in `dir`. @throws Error as {@link build} */
export function run(
  [command, ...args]: readonly string[],
  dir: string,
  { env = {}, timeout = 150_000, mayFail = false }: BuildOptions = {},
): Promise<BuildResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, { cwd: dir, env: { ...neededEnv(), ...env }, windowsHide: true })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
      })
    }
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, timeout)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const line = [command, ...args].join(' ')
      const said = `\n${output.stdout}\n${output.stderr}`
      if (isLate) reject(new Error(`${line}: not done after ${timeout} ms, in ${dir}${said}`))
      else if (code !== 0 && !mayFail)
        reject(new Error(`${line}: ended with ${signal ?? code}, in ${dir}${said}`))
      else resolve({ code, ...output })
    })
  })
}

/** A script's command line as program and arguments: `vite build` runs vite's own file, without a shell. */
function commandOf(script: string, dir: string): string[] {
  const [name, ...args] = script.split(' ') as [string, ...string[]]
  if (name === 'node') return [process.execPath, ...args]
  const { devDependencies = {} } = readPackage(dir)
  for (const dependency of Object.keys(devDependencies)) {
    const folder = join(dir, 'node_modules', dependency)
    if (!existsSync(folder)) continue
    const { bin } = readPackage(folder)
    const file = typeof bin === 'string' && dependency === name ? bin : bin?.[name]
    if (!file) continue
    const path = join(folder, file)
    return isProgramOfNode(path) ? [process.execPath, path, ...args] : [path, ...args]
  }
  throw new Error(`${dir}: no devDependency has the command '${name}' of the build script`)
}

function isProgramOfNode(path: string): boolean {
  if (['.js', '.mjs', '.cjs'].includes(extname(path))) return true
  return /^#!.*\bnode\b/.test(readFileSync(path).toString('latin1', 0, 100))
}

function readPackage(dir: string) {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
}

function neededEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => NEEDED.includes(name.toUpperCase()))
  return Object.fromEntries(kept) as Record<string, string>
}
