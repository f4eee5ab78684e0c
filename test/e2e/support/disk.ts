/** Disks as small as a test wants them. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { writeProject } from './project.js'

/** Puts a disk of so many bytes at a folder, which is made if it is missing. */
export function mountDisk(folder: string, size: number): void {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'chalk-test', folder], { stdio: 'pipe' })
}

export function unmountDisk(folder: string): void {
  execFileSync('umount', [folder])
}

/** Whether this process may do so: root on Linux. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const project = writeProject('mount', {})
  try {
    mountDisk(project.dir, 65_536)
    unmountDisk(project.dir)
    return true
  } catch {
    return false
  } finally {
    project.remove()
  }
}
