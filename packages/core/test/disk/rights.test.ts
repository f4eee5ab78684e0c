/** What the kernel takes from a file that is written is given back, or the file stays as it is. */
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, linkSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { topAt } from '../../src/disk/folder.js'
import { openFile } from '../../src/disk/source.js'
import { createWriter } from '../../src/disk/write.js'
import { makeTree } from './tree.js'

const isRoot = process.getuid?.() === 0
const [SOMEBODY, NO_GROUP, THEIR_GROUP] = [1234, 5678, 2345]
/** Whether a program is there. These are not installed everywhere, and need root besides. */
const isThere = (name: string, ...probe: string[]) => isRoot && spawnSync(name, probe).status === 0
const canSetCap = isThere('getcap', '/')
const hasAcls = isThere('setfacl', '--version')

function said(command: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return `${stdout}${stderr}`
}

/** Puts text at the end of a file. @returns why it could not be done. */
async function append(root: string, name = 'tool'): Promise<string | undefined> {
  const path = join(root, name)
  const source = openFile(path)
  const writer = createWriter()
  try {
    const splices = [{ at: source.size, remove: 0, insert: Buffer.from(' more') }]
    const prepared = writer.prepare(
      { path, root: topAt(root), stats: source.stats, fd: source.fd },
      source,
      splices,
    )
    return (await writer.commit([prepared])).failures[0]?.code
  } finally {
    source.close()
    writer.close()
  }
}

/** Does something as somebody who is not root, in this process: effective ids decide what the kernel allows. */
async function asSomebody<T>(work: () => Promise<T>): Promise<T> {
  const groups = process.getgroups!()
  process.setgroups!([THEIR_GROUP])
  process.setegid!(THEIR_GROUP)
  process.seteuid!(SOMEBODY)
  try {
    return await work()
  } finally {
    process.seteuid!(0)
    process.setegid!(0)
    process.setgroups!(groups)
  }
}

/** A program of somebody, with one name or two. */
function program(names: number, mode = 0o755, group = THEIR_GROUP): string {
  const root = makeTree({ tool: 'program' })
  chownSync(root, SOMEBODY, THEIR_GROUP)
  chownSync(join(root, 'tool'), SOMEBODY, group)
  chmodSync(join(root, 'tool'), mode)
  if (names === 2) linkSync(join(root, 'tool'), join(root, 'other'))
  return root
}

const stateOf = (root: string) => {
  const { mode, uid, gid } = lstatSync(join(root, 'tool'))
  return { mode: (mode & 0o7777).toString(8), uid, gid }
}

describe.runIf(isRoot && process.platform === 'linux')('a file with set-id bits', () => {
  test.each([
    [1, 0o4755],
    [2, 0o4755],
    [1, 0o2755],
    [2, 0o6755],
    [2, 0o755],
  ])('with %i names and mode %o keeps them when its owner marks it', async (names, mode) => {
    const root = program(names, mode)
    const before = stateOf(root)
    expect(await asSomebody(() => append(root))).toBeUndefined()
    expect(stateOf(root)).toEqual(before)
    expect(readFileSync(join(root, 'tool'), 'utf8')).toBe('program more')
  })

  test.each([1, 2])('of a group that its owner is not in, with %i names, stays as it is', async (names) => {
    const root = program(names, 0o6755, NO_GROUP)
    const before = stateOf(root)
    expect(await asSomebody(() => append(root))).toBe('ATTRIBUTES')
    expect(stateOf(root)).toEqual(before)
    expect(readFileSync(join(root, 'tool'), 'utf8')).toBe('program')
  })

  test.each([1, 2])('of another owner, with %i names, stays as it is', async (names) => {
    const root = program(names, 0o4777)
    chownSync(join(root, 'tool'), 4321, THEIR_GROUP)
    chmodSync(join(root, 'tool'), 0o4777)
    const before = stateOf(root)
    expect(await asSomebody(() => append(root))).toBe('ATTRIBUTES')
    expect(stateOf(root)).toEqual(before)
  })
})

describe.runIf(canSetCap)('a program with capabilities', () => {
  const withCapability = (names: number) => {
    const root = program(names)
    copyFileSync('/bin/true', join(root, 'tool'))
    said('setcap', 'cap_net_raw+ep', join(root, 'tool'))
    return root
  }

  test.each([1, 2])('with %i names keeps them when root marks it', async (names) => {
    const root = withCapability(names)
    chownSync(root, 0, 0)
    const before = said('getcap', join(root, 'tool'))
    expect(before).toContain('cap_net_raw')
    expect(await append(root)).toBeUndefined()
    expect(said('getcap', join(root, 'tool'))).toBe(before)
  })

  test.each([1, 2])(
    'with %i names stays as it is when its owner marks it, who cannot give them back',
    async (names) => {
      const root = withCapability(names)
      const content = readFileSync(join(root, 'tool'))
      expect(await asSomebody(() => append(root))).toBe('ATTRIBUTES')
      expect(said('getcap', join(root, 'tool'))).toContain('cap_net_raw')
      expect(readFileSync(join(root, 'tool')).equals(content)).toBe(true)
    },
  )

  test('says so for that file alone, of many', async () => {
    const root = withCapability(1)
    for (const name of ['a', 'b']) {
      copyFileSync('/bin/true', join(root, name))
      chownSync(join(root, name), SOMEBODY, THEIR_GROUP)
    }
    const writer = createWriter()
    const codes = await asSomebody(async () => {
      const prepared = ['a', 'tool', 'b'].map((name) => {
        const path = join(root, name)
        const source = openFile(path)
        const file = writer.prepare(
          { path, root: topAt(root), stats: source.stats, fd: source.fd },
          source,
          [],
        )
        source.close()
        return file
      })
      return (await writer.commit(prepared)).failures.map((failure) => failure?.code)
    })
    writer.close()
    expect(codes).toEqual([undefined, 'ATTRIBUTES', undefined])
  })
})

describe.runIf(hasAcls)('a file with an access control list', () => {
  test.each([1, 2])('with %i names keeps it', async (names) => {
    const root = program(names)
    said('setfacl', '-m', 'u:4321:rwx,g:5678:r', join(root, 'tool'))
    const before = said('getfacl', '-np', join(root, 'tool'))
    expect(before).toContain('user:4321:rwx')
    expect(await asSomebody(() => append(root))).toBeUndefined()
    expect(said('getfacl', '-np', join(root, 'tool'))).toBe(before)
  })
})
