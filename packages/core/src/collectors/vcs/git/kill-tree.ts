/** Ends a process together with everything that it started: a wrapper script alone would leave its child running. */
import { spawnSync } from 'node:child_process'
import { withAbsolutePath } from '../../../disk/search-path.js'

/** Kills a process and its descendants at once. Those that are gone already do not matter. */
export function killTree(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], {
      stdio: 'ignore',
      windowsHide: true,
      timeout: 2000,
      env: withAbsolutePath(process.env),
    })
    return
  }
  for (const id of [pid, ...descendants(pid)]) {
    try {
      process.kill(id, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Without `ps`, as in slim container images, none are found. */
function descendants(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=', '-o', 'ppid='], {
    encoding: 'utf8',
    timeout: 2000,
    env: withAbsolutePath(process.env),
  })
  const children = new Map<number, number[]>()
  for (const line of (stdout ?? '').split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number)
    if (child && parent) children.set(parent, [...(children.get(parent) ?? []), child])
  }
  const found = [...(children.get(pid) ?? [])]
  for (const child of found) found.push(...(children.get(child) ?? []))
  return found
}
