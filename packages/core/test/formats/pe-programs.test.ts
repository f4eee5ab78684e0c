/** Windows programs and .NET assemblies that real toolchains made, run, loaded and signed before and after marking. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { chalkId, validate } from '@chalkmark/mark'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pe } from '../../src/formats/pe/index.js'
import { hasTool } from '../tool.js'
import { applied, artifactOf, hashOf, markedLikeInsert, verdictOn } from './artifacts.js'
import { writeZip } from './zip-writer.js'

const GCC = 'x86_64-w64-mingw32-gcc'
/** Debian's wine64 keeps it out of the path; what others call it differs. */
const program = (...names: string[]) => {
  const folders = ['/usr/lib/wine', ...(process.env.PATH ?? '').split(delimiter)]
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find((path) => existsSync(path)) ?? names[0]!
}
const WINE = program('wine64', 'wine')
const WINESERVER = program('wineserver', 'wineserver64')
const windows = process.platform === 'win32'
const linux = process.platform === 'linux'
const mingw = linux && hasTool(GCC)
const runs = windows || (linux && hasTool(WINE))
const mono = linux && hasTool('mcs') && hasTool('mono')
const signs = linux && hasTool('osslsigncode') && hasTool('openssl', ['version'])

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chalkmark-pe-'))
  if (!linux || !runs) return
  // One Wine session for all programs. Started by one of them, its services would keep that one's output open.
  mkdirSync(at('wine'))
  for (const command of [
    [WINESERVER, '-p'],
    [WINE, 'wineboot', '--init'],
  ] as const) {
    spawnSync(command[0], command.slice(1), { env: environment(), stdio: 'ignore' })
  }
})
afterAll(() => {
  if (linux && runs)
    spawnSync(WINESERVER, ['-k', '-w'], { env: environment(), stdio: 'ignore', timeout: 30_000 })
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string) => join(folder, name)

async function mark(from: string, to: string): Promise<void> {
  const bytes = readFileSync(at(from))
  const artifact = (await artifactOf(pe, from, bytes))!
  const hash = await hashOf(artifact, bytes)
  writeFileSync(at(to), await markedLikeInsert(pe, from, bytes), { mode: 0o755 })
  await expectValid(to, hash)
  const marked = readFileSync(at(to))
  const splices = await (await artifactOf(pe, to, marked))!.remove(Buffer.alloc(32))
  expect(applied(marked, splices).equals(bytes)).toBe(true)
}

async function expectValid(name: string, hash?: string): Promise<void> {
  const bytes = readFileSync(at(name))
  const artifact = (await artifactOf(pe, name, bytes))!
  const found = await hashOf(artifact, bytes)
  expect(validate(artifact.mark!.dict, chalkId(found)).errors).toEqual([])
  if (hash) expect(found).toBe(hash)
}

const environment = () => ({ ...process.env, WINEPREFIX: at('wine'), WINEDEBUG: '-all' })

function run(program: string, args: string[] = []) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: folder,
    env: environment(),
    timeout: 60_000,
  })
  return { status, stdout, stderr }
}

const runWindows = (name: string, ...args: string[]) =>
  windows ? run(at(name), args) : run(WINE, [at(name), ...args])

describe.skipIf(!mingw)('programs of mingw-w64', () => {
  beforeAll(() => {
    writeFileSync(
      at('hello.c'),
      '#include <stdio.h>\nint main(int argc, char **argv) { printf("%d %s\\n", argc, argv[1]); return 7; }\n',
    )
    writeFileSync(at('answer.c'), '__declspec(dllexport) int answer(void) { return 41; }\n')
    writeFileSync(
      at('load.c'),
      '#include <windows.h>\n#include <stdio.h>\nint main(int argc, char **argv) {\n' +
        '  HMODULE library = LoadLibraryA(argv[1]);\n  if (!library) return 1;\n' +
        '  printf("%d\\n", ((int (*)(void))GetProcAddress(library, "answer"))() + 1);\n  return 0;\n}\n',
    )
    const build = (...args: string[]) => execFileSync(GCC, args, { cwd: folder })
    build('-s', '-o', 'stripped.exe', 'hello.c')
    // Symbols stand behind the sections: an overlay.
    build('-g', '-o', 'symbols.exe', 'hello.c')
    build('-s', '-shared', '-o', 'answer.dll', 'answer.c')
    build('-s', '-o', 'load.exe', 'load.c')
  }, 120_000)

  const programs = ['stripped.exe', 'symbols.exe']

  it.each(programs)('%s can be marked, read and deleted', async (name) => {
    await mark(name, `marked-${name}`)
    const sections = execFileSync('x86_64-w64-mingw32-objdump', ['-h', at(`marked-${name}`)]).toString()
    expect(sections.includes('.chalk')).toBe(name === 'stripped.exe')
  })

  // What finds its data from the end is never marked, and so stays what it is for each program that reads it.
  const readers: [string, boolean, string[]][] = [
    ['zip', hasTool('unzip', ['-v']), ['unzip', '-tqq']],
    ['7z', hasTool('7z', ['i']), ['7z', 't']],
  ]
  it.each(readers)(
    'a program with an archive behind it is left alone: %s',
    async (kind, isThere, [tool, ...args]) => {
      if (!isThere) return
      const name = `${kind}.exe`
      if (kind === 'zip') {
        const archive = writeZip([{ path: 'hello.c', content: readFileSync(at('hello.c')) }])
        writeFileSync(at(name), Buffer.concat([readFileSync(at('stripped.exe')), archive]))
      } else {
        execFileSync('7z', ['a', `${kind}.7z`, 'hello.c'], { cwd: folder })
        writeFileSync(
          at(name),
          Buffer.concat([readFileSync(at('stripped.exe')), readFileSync(at(`${kind}.7z`))]),
        )
      }
      // unzip says 1 for a prefix that no offset counts.
      expect(run(tool!, [...args, at(name)]).status).toBeLessThan(2)
      await expect(mark(name, 'never.exe')).rejects.toMatchObject({ code: 'OVERLAY' })
    },
  )

  it.skipIf(!runs).each(programs)(
    '%s runs the same',
    async (name) => {
      await mark(name, `run-${name}`)
      const result = runWindows(`run-${name}`, 'argument')
      expect(result).toMatchObject({ status: 7, stdout: expect.stringMatching(/^2 argument\r?\n$/) })
      expect(runWindows(name, 'argument').stdout).toBe(result.stdout)
    },
    120_000,
  )

  it.skipIf(!runs)(
    'a library is loaded the same',
    async () => {
      await mark('answer.dll', 'marked.dll')
      const result = runWindows('load.exe', 'marked.dll')
      expect(result).toMatchObject({ status: 0, stdout: expect.stringMatching(/^42\r?\n$/) })
    },
    120_000,
  )

  describe.skipIf(!signs)('signed with osslsigncode', () => {
    beforeAll(() => {
      const request = [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test'],
        ...[
          '-addext',
          'extendedKeyUsage=codeSigning',
          '-keyout',
          at('key.pem'),
          '-out',
          at('certificate.pem'),
        ],
      ]
      execFileSync('openssl', request, { stdio: 'pipe' })
    })
    const sign = (from: string, to: string) =>
      execFileSync('osslsigncode', [
        ...['sign', '-certs', at('certificate.pem'), '-key', at('key.pem'), '-h', 'sha256'],
        ...['-in', at(from), '-out', at(to)],
      ])

    it.each(programs)('%s: the mark is valid after signing, and so is the signature', async (name) => {
      await mark(name, `tosign-${name}`)
      sign(`tosign-${name}`, `signed-${name}`)
      await expectValid(`signed-${name}`)
      expect(await verdictOn(pe, 'a.exe', readFileSync(at(`signed-${name}`)))).toMatchObject({
        valid: true,
        uncovered: [
          expect.stringMatching(/^the certificate table \(\d+ bytes\), which was added after marking$/),
        ],
      })
      const { stdout } = run('osslsigncode', [
        'verify',
        '-CAfile',
        at('certificate.pem'),
        at(`signed-${name}`),
      ])
      expect(stdout).toContain('Signature verification: ok')
    })

    it('a signed file is refused', async () => {
      sign('stripped.exe', 'signed.exe')
      await expect(mark('signed.exe', 'never.exe')).rejects.toThrow('signed: mark before signing')
    })

    it('its checksum is the one that we compute', async () => {
      await mark('stripped.exe', 'sum.exe')
      const { stdout } = run('osslsigncode', ['verify', at('sum.exe')])
      // Older releases always print both sums, newer ones two only if they differ.
      const sums = [...stdout.matchAll(/PE checksum\s*:\s*([0-9A-F]+)/g)].map(([, sum]) => sum)
      expect(new Set(sums).size).toBe(1)
      expect(Number.parseInt(sums[0]!, 16)).toBeGreaterThan(0)
    })
  })
})

describe.skipIf(!mono)('.NET assemblies', () => {
  it('a program runs the same, with a marked library', async () => {
    writeFileSync(at('library.cs'), 'public class Library { public static int Answer() { return 42; } }')
    writeFileSync(
      at('program.cs'),
      'class Program { static int Main() { System.Console.WriteLine(Library.Answer()); return 5; } }',
    )
    execFileSync('mcs', ['-target:library', '-out:library.dll', 'library.cs'], { cwd: folder })
    execFileSync('mcs', ['-r:library.dll', '-out:program.exe', 'program.cs'], { cwd: folder })
    const before = run('mono', [at('program.exe')])
    expect(before).toMatchObject({ status: 5, stdout: '42\n' })
    for (const name of ['library.dll', 'program.exe']) {
      await mark(name, `marked-${name}`)
      writeFileSync(at(name), readFileSync(at(`marked-${name}`)))
    }
    expect(run('mono', [at('program.exe')])).toEqual(before)
  }, 60_000)
})
