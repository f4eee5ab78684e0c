/** Real programs: what they do must not depend on whether they are marked. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chalkId, validate } from '@chalkmark/mark'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Source } from '../../src/bytes/source.js'
import { hashSpliced, pieces } from '../../src/bytes/splices.js'
import { elf } from '../../src/formats/elf/index.js'
import { hasTool } from '../tool.js'
import { markFor } from './artifacts.js'

const linux = process.platform === 'linux'
const gcc = linux && hasTool('gcc')
const go = linux && hasTool('go', ['version'])
const binutils = gcc && hasTool('readelf') && hasTool('objdump')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chalkmark-elf-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A source that counts what is read through it. */
function fileSource(path: string): Source & { bytesRead: number; close(): void } {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
  return {
    size,
    bytesRead: 0,
    read(at, length) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - at)))
      this.bytesRead += readSync(file, bytes, 0, bytes.length, at)
      return bytes
    },
    close: () => closeSync(file),
  }
}

/** Marks the file at `path` into another and checks the mark there. Gives that path and what marking took. */
async function mark(path: string, keys = {}): Promise<{ path: string; read: number; held: number }> {
  const source = fileSource(path)
  const artifact = await elf.read({ name: path, source }, {})
  const normalForm = source.bytesRead
  const hash = hashSpliced(source, artifact.normalForm)
  source.bytesRead = normalForm
  const splices = await artifact.insert(markFor(hash, keys))
  const read = source.bytesRead
  const held = splices.reduce((sum, { insert }) => sum + insert.length, 0)
  const target = `${path}-marked`
  writeFileSync(target, '')
  for (const piece of pieces(source, splices)) writeFileSync(target, piece, { flag: 'a' })
  chmodSync(target, 0o755)
  source.close()

  const again = fileSource(target)
  const found = await elf.read({ name: target, source: again }, {})
  expect(found.mark!.dict.HASH).toBe(hash)
  expect(validate(found.mark!.dict, chalkId(hashSpliced(again, found.normalForm))).errors).toEqual([])
  again.close()
  return { path: target, read, held }
}

function run(path: string, args: string[] = [], env = {}) {
  const { status, signal, stdout, stderr } = spawnSync(path, args, {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, ...env },
  })
  return { status, signal, stdout, stderr }
}

const program = `
#include <stdio.h>
#include <stdlib.h>
static int constructed;
__attribute__((constructor)) static void construct(void) { constructed = 1; }
int main(int argc, char **argv) {
  printf("%d %d %s\\n", constructed, argc, argv[1]);
  char *text = malloc(100);
  sprintf(text, "%s", getenv("HOME") ? "home" : "none");
  fprintf(stderr, "%s\\n", text);
  return 42;
}
`

describe.skipIf(!gcc)('C programs', () => {
  const builds: Record<string, string[]> = {
    dynamic: ['-g'],
    'not position independent': ['-no-pie'],
    static: ['-static'],
    stripped: ['-s'],
    'with sections collected': ['-O2', '-ffunction-sections', '-Wl,--gc-sections'],
    'with compressed debug information': ['-g', '-gz'],
  }

  it.each(Object.keys(builds))('%s: runs the same', async (name) => {
    const source = join(folder, 'program.c')
    const path = join(folder, name.replaceAll(' ', '-'))
    writeFileSync(source, program)
    execFileSync('gcc', [...builds[name]!, '-o', path, source])
    const { path: marked } = await mark(path)
    const result = run(marked, ['argument'])
    expect(result).toEqual(run(path, ['argument']))
    expect(result.status).toBe(42)
  })

  it('a shared object is loaded the same', async () => {
    writeFileSync(join(folder, 'lib.c'), 'int answer(void) { return 41; }')
    writeFileSync(join(folder, 'main.c'), 'int answer(void); int main(void) { return answer() + 1; }')
    const library = join(folder, 'libanswer.so')
    execFileSync('gcc', [
      '-shared',
      '-fPIC',
      '-Wl,-soname,libanswer.so',
      '-o',
      library,
      join(folder, 'lib.c'),
    ])
    const { path } = await mark(library)
    writeFileSync(library, readFileSync(path))
    // Linked against the marked library, and run with it.
    const main = join(folder, 'main')
    execFileSync('gcc', ['-o', main, join(folder, 'main.c'), '-L', folder, '-lanswer'])
    expect(run(main, [], { LD_LIBRARY_PATH: folder })).toMatchObject({ status: 42, stderr: '' })
  })

  it('an object file links the same', async () => {
    writeFileSync(join(folder, 'object.c'), program)
    const object = join(folder, 'object.o')
    execFileSync('gcc', ['-c', '-o', object, join(folder, 'object.c')])
    const { path } = await mark(object)
    const [before, after] = [join(folder, 'before'), join(folder, 'after')]
    execFileSync('gcc', ['-o', before, object])
    execFileSync('gcc', ['-o', after, '-x', 'none', path])
    expect(run(after, ['x'])).toEqual(run(before, ['x']))
  })

  it.skipIf(!binutils)('readelf and objdump find nothing wrong', async () => {
    const source = join(folder, 'plain.c')
    const path = join(folder, 'plain')
    writeFileSync(source, program)
    execFileSync('gcc', ['-g', '-o', path, source])
    const { path: marked } = await mark(path)
    const sections = run('readelf', ['-SW', '--lint', marked], { LC_ALL: 'C' })
    expect(sections.stdout).toMatch(/\.chalk\.mark\s+PROGBITS\s+0{16}/)
    expect(sections.stderr).toBe(run('readelf', ['-SW', '--lint', path]).stderr)
    expect(run('objdump', ['-s', '-j', '.chalk.mark', marked]).stdout).toContain('{ "MAGIC"')
    const symbols = (path: string) => run('objdump', ['-t', '-d', path]).stdout.replaceAll(path, '')
    expect(symbols(marked)).toBe(symbols(path))
  })

  it.skipIf(!binutils || !hasTool('strip'))('a mark that strip keeps is still read', async () => {
    const source = join(folder, 'strip.c')
    const path = join(folder, 'strip')
    writeFileSync(source, program)
    execFileSync('gcc', ['-g', '-o', path, source])
    const { path: marked } = await mark(path)
    execFileSync('strip', [marked])
    const file = fileSource(marked)
    const artifact = await elf.read({ name: marked, source: file }, {})
    expect(artifact.mark!.dict.MAGIC).toBe('dadfedabbadabbed')
    // The program was changed after marking, and says so until it is marked again.
    const hash = hashSpliced(file, artifact.normalForm)
    expect(artifact.mark!.dict.HASH).not.toBe(hash)
    file.close()
    const { path: again } = await mark(marked)
    expect(run(again, ['x'])).toEqual(run(path, ['x']))
  })
})

describe.skipIf(!go)('Go programs', () => {
  const build = (name: string, env = {}) => {
    writeFileSync(
      join(folder, 'hello.go'),
      'package main\nimport ("fmt"; "os"; "runtime/debug")\nfunc main() {\n' +
        ' info, _ := debug.ReadBuildInfo()\n fmt.Println("hello", info.GoVersion, len(os.Args))\n os.Exit(3)\n}\n',
    )
    const path = join(folder, name)
    execFileSync('go', ['build', '-o', path, 'hello.go'], {
      cwd: folder,
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GO111MODULE: 'off', ...env },
    })
    return path
  }

  it('runs the same', async () => {
    const path = build('hello')
    const { path: marked } = await mark(path)
    const result = run(marked, ['x'])
    expect(result).toEqual(run(path, ['x']))
    expect(result).toMatchObject({ status: 3, stdout: expect.stringContaining('hello go') })
    expect(run('go', ['version', '-m', marked]).stdout.replaceAll(marked, '')).toBe(
      run('go', ['version', '-m', path]).stdout.replaceAll(path, ''),
    )
  }, 120_000)

  it.each(['386', 's390x'])(
    '%s: the mark is at the end, and data behind the image is noticed',
    async (arch) => {
      const path = build(`hello-${arch}`, { GOARCH: arch })
      const { path: marked } = await mark(path)
      expect(readFileSync(marked).subarray(-1).toString()).toBe('}')
      writeFileSync(path, 'a payload', { flag: 'a' })
      await expect(mark(path)).rejects.toThrow(/followed by 9 bytes/)
    },
    120_000,
  )
})

describe.skipIf(!linux)('Node itself', () => {
  it('runs the same, and takes a few MB to mark', async () => {
    const path = join(folder, 'node')
    writeFileSync(path, readFileSync(process.execPath))
    chmodSync(path, 0o755)
    const { path: marked, read, held } = await mark(path)
    expect(read).toBeLessThan(1 << 20)
    expect(held).toBeLessThan(1 << 16)
    const script = ['-p', 'require("node:crypto").createHash("sha256").update("x").digest("hex")']
    for (const args of [['--version'], script]) {
      const result = run(marked, args)
      expect(result).toEqual(run(path, args))
      expect(result.status).toBe(0)
    }
  }, 120_000)
})
