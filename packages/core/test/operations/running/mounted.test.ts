/** What was mounted into a container, by /proc/PID/mountinfo as container runtimes make it. */
import { describe, expect, test } from 'vitest'
import { mountsOf } from '../../../src/operations/running/mounted.js'
import { madeUp } from '../../collectors/worlds.js'

const line = (root: string, point: string, type: string, source = 'x') =>
  `36 35 0:52 ${root} ${point} rw,relatime - ${type} ${source} rw\n`

/** A container of Docker, with a bind mount, a volume, a config file and what the kernel makes up. */
const DOCKER = [
  line('/', '/', 'overlay', 'overlay'),
  line('/', '/proc', 'proc', 'proc'),
  line('/', '/dev', 'tmpfs', 'tmpfs'),
  line('/home/me/certs', '/etc/certs', 'ext4', '/dev/sda1'),
  line('/var/lib/docker/volumes/v/_data', '/data', 'ext4', '/dev/sda1'),
  line('/home/me/app\\040one.js', '/app/one\\040file.js', 'ext4', '/dev/sda1'),
  line('/', '/data/tmp', 'tmpfs', 'tmpfs'),
].join('')
/** A machine with its folders on several disks. */
const MACHINE = [line('/', '/', 'ext4', '/dev/sda1'), line('/', '/home', 'ext4', '/dev/sdb1')].join('')

const told = (
  mountinfo: string | undefined,
  more: Record<string, string> = {},
  platform: NodeJS.Platform = 'linux',
) =>
  mountsOf(madeUp({ platform, files: { ...(mountinfo && { '/proc/7/mountinfo': mountinfo }), ...more } }), 7)

describe('whether a file was mounted from outside', () => {
  test.each([
    ['/app/server.js', false],
    ['/etc/certs/tls.pem', true],
    ['/etc/certs', true],
    ['/etc/certs2/tls.pem', false],
    ['/data/model.onnx', true],
    ['/data/tmp/app.js', false],
    ['/app/one file.js', true],
  ])('%s in a container: %s', (path, expected) => {
    expect(told(DOCKER)(path)).toBe(expected)
  })

  test('is false outside of containers', () => {
    expect(told(MACHINE)('/home/me/app.js')).toBe(false)
  })

  test('in a container whose root is no layered file system', () => {
    expect(told(MACHINE, { '/proc/7/root/run/.containerenv': '' })('/home/me/app.js')).toBe(true)
    expect(told(MACHINE, { '/proc/7/root/.dockerenv': '' })('/app.js')).toBe(false)
  })

  test('is not known where mounts may not be seen', () => {
    expect(told(undefined)('/app.js')).toBeUndefined()
    expect(told(DOCKER, {}, 'darwin')('/app.js')).toBeUndefined()
  })
})
