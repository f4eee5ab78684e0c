/** Whether a file of a container was mounted from outside: a bind mount or a volume. */
import type { Dict } from '@chalkmark/mark'
import type { Host } from '../../collectors/host.js'
import { readMounts } from '../../collectors/process/proc.js'

/** What container runtimes leave in a container: Docker and Podman. */
const SIGNS = ['/.dockerenv', '/run/.containerenv']

/** File systems that are made of an image's layers. */
const LAYERED = new Set(['overlay', 'aufs', 'fuse.fuse-overlayfs'])

/** File systems that the kernel makes up. What is in them comes from no disk. */
const MADE_UP = new Set([
  'tmpfs',
  'proc',
  'sysfs',
  'devtmpfs',
  'devpts',
  'mqueue',
  'cgroup',
  'cgroup2',
  'ramfs',
])

/**
 * Tells of paths whether they were mounted from outside of the container in which the process is.
 * @param pid a process in that container.
 * @returns a function that gives undefined where that is not known, and false outside of containers.
 */
export function mountsOf(host: Host, pid: number): (path: string) => boolean | undefined {
  const mounts = host.platform === 'linux' ? readMounts(host, pid) : undefined
  if (!mounts) return () => undefined
  const root = mounts.findLast(({ mount_point }) => mount_point === '/')
  const isContained =
    LAYERED.has(String(root?.fs_type)) ||
    SIGNS.some((path) => host.stat(`/proc/${pid}/root${path}`) !== undefined)
  if (!isContained) return () => false
  return (path) => {
    const mount = mountOf(path, mounts)
    return mount !== undefined && mount.mount_point !== '/' && !MADE_UP.has(String(mount.fs_type))
  }
}

/** The mount that a path is in: the longest one, and of several at the same place the last. */
function mountOf(path: string, mounts: readonly Dict[]): Dict | undefined {
  let found: Dict | undefined
  for (const mount of mounts) {
    const point = String(mount.mount_point)
    const isAbove = path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`)
    if (isAbove && point.length >= String(found?.mount_point ?? '').length) found = mount
  }
  return found
}
