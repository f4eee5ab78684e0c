/** Which files a system looks at for a command. */
import { expect, test } from 'vitest'
import { placesOf } from '../../../src/operations/running/locate.js'

const posix = (command: string, env: Record<string, string>) =>
  placesOf({ command, cwd: '/srv', env, platform: 'linux' })
const windows = (command: string, env: Record<string, string>) =>
  placesOf({ command, cwd: 'C:\\srv', env, platform: 'win32' })

test('on the PATH, in its order; relative and empty entries are in the working directory', () => {
  expect(posix('node', { PATH: '/a:bin::/b/' })).toEqual(['/a/node', '/srv/bin/node', '/srv/node', '/b/node'])
})

test('a path is no name', () => {
  expect(posix('bin/node', { PATH: '/a' })).toEqual(['/srv/bin/node'])
  expect(posix('/x/node', { PATH: '/a' })).toEqual(['/x/node'])
  expect(posix('', { PATH: '/a' })).toEqual([])
})

test('without a PATH, where systems look then', () => {
  expect(posix('node', {})).toEqual(['/usr/bin/node', '/bin/node'])
})

test('on Windows with the endings of PATHEXT, first in the working directory, in any case', () => {
  const env = { Path: 'C:\\a;D:\\b', PathExt: '.EXE;.CMD' }
  expect(windows('node', env)).toEqual([
    'C:\\srv\\node.EXE',
    'C:\\srv\\node.CMD',
    'C:\\a\\node.EXE',
    'C:\\a\\node.CMD',
    'D:\\b\\node.EXE',
    'D:\\b\\node.CMD',
  ])
  expect(windows('node.exe', { Path: 'C:\\a', PATHEXT: '.EXE' })).toEqual([
    'C:\\srv\\node.exe',
    'C:\\srv\\node.exe.EXE',
    'C:\\a\\node.exe',
    'C:\\a\\node.exe.EXE',
  ])
  expect(windows('bin\\tool', env)).toEqual(['C:\\srv\\bin\\tool.EXE', 'C:\\srv\\bin\\tool.CMD'])
  expect(windows('tool', { Path: '' })).toContain('C:\\srv\\tool.BAT')
})
