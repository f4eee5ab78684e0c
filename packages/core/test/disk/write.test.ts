import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { sha256Hex } from '../../src/bytes/splices.js'
import { topAt } from '../../src/disk/folder.js'
import { openFile } from '../../src/disk/source.js'
import { createWriter, type Prepared, type Writer } from '../../src/disk/write.js'
import { list, makeTree } from './tree.js'

const onUnix = process.platform !== 'win32'
const isRoot = process.getuid?.() === 0
const canSetXattr = process.platform === 'linux' && python('import os; os.setxattr') === ''

/** Python's standard library can set extended attributes, where setfattr may not be installed. */
function python(code: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('python3', ['-c', code, ...args], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** Puts `text` at the end of a file. */
function prepareAppend(writer: Writer, root: string, name: string, text: string): Prepared {
  const path = join(root, name)
  const source = openFile(path)
  try {
    const splices = [{ at: source.size, remove: 0, insert: Buffer.from(text) }]
    return writer.prepare({ path, root: topAt(root), stats: source.stats, fd: source.fd }, source, splices)
  } finally {
    source.close()
  }
}

async function append(root: string, name: string, text: string, durable = false) {
  const writer = createWriter({ durable })
  try {
    const prepared = prepareAppend(writer, root, name, text)
    return { prepared, ...(await writer.commit([prepared])) }
  } finally {
    writer.close()
  }
}

describe('writing a file', () => {
  test.each([false, true])('replaces it with the edited content (durable: %s)', async (durable) => {
    const root = makeTree({ 'a/b.txt': 'one\n' })
    const { prepared, failures } = await append(root, 'a/b.txt', 'two\n', durable)
    expect(failures).toEqual([undefined])
    expect(readFileSync(join(root, 'a/b.txt'), 'utf8')).toBe('one\ntwo\n')
    expect(prepared).toMatchObject({ size: 8, hash: sha256Hex('one\ntwo\n') })
    expect(list(root)).toEqual(['a', 'a/b.txt'])
  })

  test('leaves the old file until it is committed', () => {
    const root = makeTree({ 'a.txt': 'one\n' })
    const writer = createWriter()
    prepareAppend(writer, root, 'a.txt', 'two\n')
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('one\n')
    writer.close()
    expect(list(root)).toEqual(['a.txt'])
  })

  test('copies files that are larger than what is held at once', async () => {
    const content = Buffer.alloc(5_000_001, 'abc')
    const root = makeTree({ large: content })
    const { prepared } = await append(root, 'large', 'end')
    expect(prepared.hash).toBe(sha256Hex(Buffer.concat([content, Buffer.from('end')])))
    expect(sha256Hex(readFileSync(join(root, 'large')))).toBe(prepared.hash)
  })

  test.runIf(process.platform === 'linux')('keeps the holes of a sparse file', async () => {
    const root = makeTree({ model: 'head' })
    const path = join(root, 'model')
    const size = 50_000_000
    truncateSync(path, size - 4)
    appendFileSync(path, 'data')
    truncateSync(path, size + 10_000_000)
    if (lstatSync(path).blocks * 512 > 1_000_000) return // this file system has no holes
    const source = openFile(path)
    const writer = createWriter()
    const splices = [{ at: 4, remove: 0, insert: Buffer.from('a mark') }]
    await writer.commit([
      writer.prepare({ path, root: topAt(root), stats: source.stats, fd: source.fd }, source, splices),
    ])
    writer.close()
    source.close()
    const { blocks, size: after } = lstatSync(path)
    expect(after).toBe(size + 10_000_006)
    expect(blocks * 512).toBeLessThan(1_000_000)
    const content = readFileSync(path)
    expect(content.toString('latin1', 0, 12)).toBe('heada mark\0\0')
    expect(content.toString('latin1', size + 2, size + 7)).toBe('data\0')
    expect(content.subarray(10, size + 2).every((byte) => byte === 0)).toBe(true)
  })

  test('refuses a file that changed after it was read', async () => {
    const root = makeTree({ 'a.txt': 'one\n' })
    const writer = createWriter()
    const prepared = prepareAppend(writer, root, 'a.txt', 'two\n')
    writeFileSync(join(root, 'a.txt'), 'something else\n')
    const { failures } = await writer.commit([prepared])
    expect(failures[0]).toMatchObject({ code: 'CHANGED' })
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('something else\n')
    writer.close()
    expect(list(root)).toEqual(['a.txt'])
  })

  test('makes a file that is not there, and removes one that becomes empty', async () => {
    const root = makeTree({})
    const path = join(root, 'model.onnx.chalk')
    const writer = createWriter()
    const target = { path, root: topAt(root), goesIfEmpty: true }
    const nothing = bufferSource(new Uint8Array())
    const insert = [{ at: 0, remove: 0, insert: Buffer.from('mark\n') }]
    await writer.commit([writer.prepare({ ...target, stats: undefined }, nothing, insert)])
    expect(readFileSync(path, 'utf8')).toBe('mark\n')

    const source = openFile(path)
    const remove = [{ at: 0, remove: 5, insert: Buffer.alloc(0) }]
    await writer.commit([writer.prepare({ ...target, stats: source.stats }, source, remove)])
    source.close()
    writer.close()
    expect(list(root)).toEqual([])
  })

  test.runIf(onUnix)('keeps the mode, set-user-id included, but not the time', async () => {
    const root = makeTree({ 'a.txt': 'one\n' })
    const path = join(root, 'a.txt')
    chmodSync(path, 0o4751)
    utimesSync(path, 1000, 1000)
    await append(root, 'a.txt', 'two\n')
    expect(lstatSync(path).mode & 0o7777).toBe(0o4751)
    expect(lstatSync(path).mtimeMs).toBeGreaterThan(1000 * 1000)
  })

  test.runIf(onUnix && isRoot)('keeps the owner', async () => {
    const root = makeTree({ 'a.txt': 'one\n' })
    chownSync(join(root, 'a.txt'), 1234, 5678)
    await append(root, 'a.txt', 'two\n')
    expect(lstatSync(join(root, 'a.txt'))).toMatchObject({ uid: 1234, gid: 5678 })
  })

  test.runIf(canSetXattr)('keeps extended attributes', async () => {
    const root = makeTree({ 'deep/a.txt': 'one\n', 'deep/b.txt': 'one\n' })
    const path = join(root, 'deep/a.txt')
    python("import os, sys; os.setxattr(sys.argv[1], 'user.origin', b'here')", path)
    await append(root, 'deep/a.txt', 'two\n')
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
    expect(python("import os, sys; print(os.getxattr(sys.argv[1], 'user.origin').decode())", path)).toBe(
      'here',
    )
  })

  test.runIf(canSetXattr && isRoot)(
    'keeps capabilities, which the kernel takes from files that are written',
    async () => {
      const root = makeTree({ tool: 'program' })
      const path = join(root, 'tool')
      const setCap =
        "import os, sys; os.setxattr(sys.argv[1], 'security.capability', bytes.fromhex(sys.argv[2]))"
      python(setCap, path, `01000002${'00040000'}${'00000000'.repeat(3)}`)
      await append(root, 'tool', ' more')
      expect(python('import os, sys; print(os.listxattr(sys.argv[1]))', path)).toContain(
        'security.capability',
      )
    },
  )

  test.runIf(onUnix)('keeps hard links: every name has the new content', async () => {
    const root = makeTree({ 'a.txt': 'one\n' })
    linkSync(join(root, 'a.txt'), join(root, 'b.txt'))
    const before = lstatSync(join(root, 'a.txt')).ino
    await append(root, 'a.txt', 'two\n')
    for (const name of ['a.txt', 'b.txt']) {
      expect(readFileSync(join(root, name), 'utf8')).toBe('one\ntwo\n')
      expect(lstatSync(join(root, name))).toMatchObject({ ino: before, nlink: 2 })
    }
    expect(list(root)).toEqual(['a.txt', 'b.txt'])
  })

  test.runIf(onUnix && isRoot)('leaves a file with hard links as it was when the disk is full', async () => {
    const mounted = makeTree({})
    const size = 400_000
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'none', mounted])
    if (mount.status !== 0) return // not allowed in this container
    try {
      const old = Buffer.alloc(150_000, 'old')
      writeFileSync(join(mounted, 'a.txt'), old)
      linkSync(join(mounted, 'a.txt'), join(mounted, 'b.txt'))
      // The temporary file still fits, but then not what the file has to grow by.
      const { failures } = await append(mounted, 'a.txt', 'n'.repeat(80_000))
      expect(failures[0]).toMatchObject({ code: 'ENOSPC' })
      expect(readFileSync(join(mounted, 'b.txt')).equals(old)).toBe(true)
      expect(list(mounted)).toEqual(['a.txt', 'b.txt'])
    } finally {
      execFileSync('umount', [mounted])
    }
  })

  test.runIf(onUnix)('rewrites a file with hard links that becomes shorter', async () => {
    const root = makeTree({ 'a.txt': 'one two three\n' })
    linkSync(join(root, 'a.txt'), join(root, 'b.txt'))
    const path = join(root, 'a.txt')
    const source = openFile(path)
    const writer = createWriter()
    const splices = [{ at: 4, remove: 4, insert: Buffer.from('') }]
    await writer.commit([writer.prepare({ path, root: topAt(root), stats: source.stats }, source, splices)])
    source.close()
    writer.close()
    expect(readFileSync(join(root, 'b.txt'), 'utf8')).toBe('one three\n')
  })

  test.runIf(onUnix)('replaces a symbolic link by a file of the mode of what it points to', async () => {
    const root = makeTree({ 'real/run.sh': '#!/bin/sh\n' })
    const path = join(root, 'link.sh')
    symlinkSync('real/run.sh', path)
    const source = openFile(path)
    const writer = createWriter()
    const prepared = writer.prepare(
      { path, root: topAt(root), stats: source.stats, replacesLink: true },
      source,
      [],
    )
    expect(readlinkSync(path)).toBe('real/run.sh')
    await writer.commit([prepared])
    source.close()
    writer.close()
    expect(lstatSync(path).isSymbolicLink()).toBe(false)
    expect(lstatSync(path).mode & 0o777).toBe(0o755)
    expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\n')
  })

  // Whoever makes the link could have a program of ours put into a folder of theirs.
  test.runIf(onUnix).each([0o4755, 0o2755, 0o6711, 0o7755])(
    'gives what replaces a link no set-id bits: %o',
    async (mode) => {
      const root = makeTree({ 'real/run.sh': '#!/bin/sh\n' })
      chmodSync(join(root, 'real/run.sh'), mode)
      const path = join(root, 'link.sh')
      symlinkSync('real/run.sh', path)
      const source = openFile(path)
      const writer = createWriter()
      await writer.commit([
        writer.prepare(
          { path, root: topAt(root), stats: source.stats, fd: source.fd, replacesLink: true },
          source,
          [],
        ),
      ])
      source.close()
      writer.close()
      expect(lstatSync(path).mode & 0o7777).toBe(mode & 0o777)
      expect(lstatSync(join(root, 'real/run.sh')).mode & 0o7777).toBe(mode)
    },
  )

  test.runIf(onUnix && isRoot)(
    'uses a folder beside the file where another file system is mounted',
    async () => {
      const root = makeTree({ 'a.txt': 'one\n' })
      const mounted = join(root, 'mounted')
      mkdirSync(mounted)
      const mount = spawnSync('mount', ['-t', 'tmpfs', 'none', mounted])
      if (mount.status !== 0) return // not allowed in this container
      try {
        writeFileSync(join(mounted, 'b.txt'), 'one\n')
        const { failures } = await append(root, 'mounted/b.txt', 'two\n')
        expect(failures).toEqual([undefined])
        expect(readFileSync(join(mounted, 'b.txt'), 'utf8')).toBe('one\ntwo\n')
        expect(list(root)).toEqual(['a.txt', 'mounted', 'mounted/b.txt'])
      } finally {
        execFileSync('umount', [mounted])
      }
    },
  )
})

describe.runIf(onUnix)('somebody who changes the tree while a file is on its way', () => {
  /** A new content for `sub/a.txt`, and a folder outside with a file of the same name. */
  function underWay() {
    const outside = makeTree({ 'a.txt': 'precious' })
    const root = makeTree({ 'sub/a.txt': 'one\n' })
    const writer = createWriter()
    const prepared = prepareAppend(writer, root, 'sub/a.txt', 'two\n')
    return {
      outside,
      root,
      writer,
      prepared,
      stage: join(root, list(root).find((name) => /^\.chalk/.test(name))!),
    }
  }

  test('and swaps its folder for a link', async () => {
    const { outside, root, writer, prepared } = underWay()
    renameSync(join(root, 'sub'), join(root, 'moved'))
    symlinkSync(outside, join(root, 'sub'))
    expect((await writer.commit([prepared])).failures[0]).toMatchObject({ code: 'CHANGED' })
    writer.close()
    expect(readFileSync(join(outside, 'a.txt'), 'utf8')).toBe('precious')
    expect(list(outside)).toEqual(['a.txt'])
    expect(readFileSync(join(root, 'moved/a.txt'), 'utf8')).toBe('one\n')
  })

  test('and swaps the whole tree for a link to one with the same names', async () => {
    const { root, writer, prepared } = underWay()
    const other = makeTree({ 'sub/a.txt': 'one\n' })
    renameSync(root, `${root}.moved`)
    symlinkSync(other, root)
    expect((await writer.commit([prepared])).failures[0]).toMatchObject({ code: 'CHANGED' })
    rmSync(root)
    renameSync(`${root}.moved`, root)
    writer.close()
    expect(readFileSync(join(other, 'sub/a.txt'), 'utf8')).toBe('one\n')
  })

  test('and swaps the file for a link', async () => {
    const { outside, root, writer, prepared } = underWay()
    rmSync(join(root, 'sub/a.txt'))
    symlinkSync(join(outside, 'a.txt'), join(root, 'sub/a.txt'))
    expect((await writer.commit([prepared])).failures[0]).toMatchObject({ code: 'CHANGED' })
    writer.close()
    expect(readFileSync(join(outside, 'a.txt'), 'utf8')).toBe('precious')
  })

  test('and swaps the temporary file, in a folder that was opened to others', async () => {
    const { root, writer, prepared, stage } = underWay()
    rmSync(join(stage, prepared.staged.name))
    writeFileSync(join(stage, prepared.staged.name), 'an attack, of some length\n')
    expect((await writer.commit([prepared])).failures[0]).toMatchObject({ code: 'CHANGED' })
    writer.close()
    expect(readFileSync(join(root, 'sub/a.txt'), 'utf8')).toBe('one\n')
  })

  test.runIf(process.platform === 'linux')('and moves the temporary folder away', async () => {
    const { outside, root, writer, prepared, stage } = underWay()
    renameSync(stage, join(root, 'moved'))
    symlinkSync(outside, stage)
    expect((await writer.commit([prepared])).failures).toEqual([undefined])
    writer.close()
    expect(readFileSync(join(root, 'sub/a.txt'), 'utf8')).toBe('one\ntwo\n')
    expect(readFileSync(join(outside, 'a.txt'), 'utf8')).toBe('precious')
    expect(list(outside)).toEqual(['a.txt'])
  })

  test('and links it elsewhere: what is overwritten is that very file, or nothing', async () => {
    const { root, writer } = underWay()
    linkSync(join(root, 'sub/a.txt'), join(root, 'b.txt'))
    const prepared = prepareAppend(writer, root, 'b.txt', 'two\n')
    rmSync(join(root, 'b.txt'))
    writeFileSync(join(root, 'b.txt'), 'something else\n')
    expect((await writer.commit([prepared])).failures[0]).toMatchObject({ code: 'CHANGED' })
    writer.close()
    expect(readFileSync(join(root, 'b.txt'), 'utf8')).toBe('something else\n')
  })
})
