/** What real programs see in an artifact, as texts. Two artifacts differ for a program if its texts differ. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Tells what a program sees in a file. */
type Observer = (path: string, bytes: Buffer) => string | Promise<string>

/** @returns what the programs for this kind of artifact see, and which did not run. */
export async function observe(kind: string, name: string, bytes: Buffer): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'chalkmark-sound-'))
  const seen = new Map<string, string>()
  try {
    const path = join(folder, name)
    writeFileSync(path, bytes, { mode: 0o755 })
    for (const [observer, look] of Object.entries(OBSERVERS[kind] ?? {}))
      seen.set(observer, (await look(path, bytes)).replaceAll(folder, ''))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return seen
}

/** Runs a program on the file. */
const run =
  (command: string, ...args: string[]): Observer =>
  (path) => {
    const { status, signal, stdout, stderr, error } = spawnSync(command, [...args, path], {
      encoding: 'latin1',
      timeout: 60_000,
      input: '',
      cwd: join(path, '..'),
    })
    if (error && 'code' in error && error.code === 'ENOENT') return 'not installed'
    return `${status} ${signal}\n${stdout}\n${status === 0 ? '' : stderr.replace(/line \d+|:\d+/g, '')}`
  }

/** Runs a Python program on the file. */
const python = (program: string) => run('python3', '-c', program)

const ZIP_IN_PYTHON = `
import sys, zipfile, hashlib
z = zipfile.ZipFile(sys.argv[1])
for i in z.infolist():
    if i.filename == 'chalk.json': print('mark'); continue
    print(i.filename, i.external_attr, i.create_system, i.date_time, i.comment, i.extra, i.compress_type, i.flag_bits, i.internal_attr)
    try: print(hashlib.sha256(z.read(i)).hexdigest())
    except Exception as e: print(type(e))
print(z.comment, open(sys.argv[1], 'rb').read(64)[:20])
`

const TAR_IN_PYTHON = `
import sys, tarfile, hashlib
t = tarfile.open(sys.argv[1])
for m in t:
    if m.name == 'package/chalk.json' and m.isreg(): print('mark'); continue
    print(m.name, m.size, m.mode, m.type, m.linkname, m.mtime, m.uid, m.gid, m.uname, m.pax_headers)
    f = t.extractfile(m) if m.isreg() else None
    if f: print(hashlib.sha256(f.read()).hexdigest())
`

const TAR_BY_GNU = `
import sys, subprocess, hashlib
r = subprocess.run(['tar', '-tvf', sys.argv[1]], capture_output=True)
print(r.returncode, [l for l in r.stdout.decode('latin1').splitlines() if not l.endswith(' package/chalk.json')])
print(hashlib.sha256(subprocess.run(['tar', '--exclude=package/chalk.json', '-xOf', sys.argv[1]], capture_output=True).stdout).hexdigest())
`

const UNZIP = `
import sys, subprocess, hashlib, os, tempfile
d = tempfile.mkdtemp(dir=os.path.dirname(sys.argv[1]))
r = subprocess.run([*sys.argv[2:], sys.argv[1]] if sys.argv[2:] else ['unzip', '-qq', '-o', sys.argv[1], '-d', d], capture_output=True, stdin=subprocess.DEVNULL)
print(r.returncode)
for b, ds, fs in sorted(os.walk(d)):
    for n in sorted(ds + fs):
        p = os.path.join(b, n); s = os.lstat(p); q = os.path.relpath(p, d)
        if q == 'chalk.json': continue
        print(q, oct(s.st_mode), os.readlink(p) if os.path.islink(p) else hashlib.sha256(open(p, 'rb').read()).hexdigest() if os.path.isfile(p) else '')
`

const GGUF = `
import sys, struct, hashlib
d = open(sys.argv[1], 'rb').read(); at = 24
S = {0:1,1:1,2:2,3:2,4:4,5:4,6:4,7:1,10:8,11:8,12:8}
def u(n):
    global at
    v = int.from_bytes(d[at:at+n], 'little'); at += n; return v
def s():
    global at
    n = u(8); v = d[at:at+n]; at += n; return v
def v(t):
    global at
    if t == 8: return s()
    if t == 9:
        e, n = u(4), u(8)
        return [v(e) for _ in range(n)]
    w = d[at:at+S[t]]; at += S[t]; return w
nt, nk = struct.unpack('<QQ', d[8:24]); align = 32
for _ in range(nk):
    k = s(); x = v(u(4))
    if k == b'general.alignment': align = int.from_bytes(x, 'little')
    if b'chalk' not in k: print(k, x)
ts = []
for _ in range(nt):
    n = s(); dims = [u(8) for _ in range(u(4))]; ts.append((n, dims, u(4), u(8)))
base = (at + align - 1) // align * align
print(d[:8], ts, hashlib.sha256(d[base:]).hexdigest())
`

const SAFETENSORS = `
import sys, json, hashlib
d = open(sys.argv[1], 'rb').read(); n = int.from_bytes(d[:8], 'little'); h = json.loads(d[8:8+n])
m = h.get('__metadata__')
if isinstance(m, dict): m.pop('chalk', None) or m.pop('chalk_mark', None)
print(sorted((k, json.dumps(v)) for k, v in h.items()), hashlib.sha256(d[8+n:]).hexdigest())
`

const PYC = `
import sys, marshal
def show(c):
    return (c.co_name, c.co_code.hex(), c.co_names, c.co_varnames, [show(k) if hasattr(k, 'co_code') else repr(k) for k in c.co_consts])
d = open(sys.argv[1], 'rb').read(); print(d[:16].hex(), show(marshal.loads(d[16:])))
`

/** The tests' types know no browser, and so no WebAssembly. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: Wasm }

interface Wasm {
  compile(bytes: Uint8Array): Promise<unknown>
  Module: {
    exports(module: unknown): unknown
    imports(module: unknown): unknown
    customSections(module: unknown, name: string): ArrayBuffer[]
  }
}

async function wasm(_: string, bytes: Buffer): Promise<string> {
  try {
    const module = await WebAssembly.compile(new Uint8Array(bytes))
    const custom = ['note', 'name', 'producers'].map((name) =>
      WebAssembly.Module.customSections(module, name).map((section) => Buffer.from(section).toString('hex')),
    )
    return JSON.stringify([
      WebAssembly.Module.exports(module),
      WebAssembly.Module.imports(module),
      WebAssembly.Module.customSections(module, 'chalk.mark').length,
      custom,
    ])
  } catch (error) {
    return `refused: ${(error as Error).name}`
  }
}

/** By esbuild, without comments. */
const bundled =
  (loader: 'ts' | 'js' | 'css'): Observer =>
  async (_, bytes) => {
    const { transform } = await import('esbuild')
    try {
      const { code } = await transform(bytes, { loader, legalComments: 'none', logLevel: 'silent' })
      return code
    } catch {
      return 'refused'
    }
  }

/** By Chromium, without comments. */
const parsed =
  (type: string): Observer =>
  async (_, bytes) => {
    const { page } = await import('./browser.js')
    return page(bytes, type)
  }

const OBSERVERS: Record<string, Record<string, Observer>> = {
  js: { node: run(process.execPath), esbuild: bundled('js') },
  ts: { esbuild: bundled('ts') },
  css: { esbuild: bundled('css'), chromium: parsed('text/css') },
  html: { chromium: parsed('text/html') },
  xml: {
    expat: python('import sys, xml.etree.ElementTree as e; print(e.canonicalize(from_file=sys.argv[1]))'),
    chromium: parsed('image/svg+xml'),
  },
  python: {
    run: run('python3'),
    ast: python("import sys, ast; print(ast.dump(ast.parse(open(sys.argv[1], 'rb').read())))"),
  },
  sh: { dash: run('dash'), bash: run('bash') },
  perl: { perl: run('perl') },
  ruby: { ruby: run('ruby') },
  php: { php: run('php') },
  lua: { lua: run('lua5.4') },
  tcl: { tclsh: run('tclsh') },
  java: { java: run('java', '--source', '17') },
  wasm: { node: wasm },
  pyc: { marshal: python(PYC) },
  zip: { python: python(ZIP_IN_PYTHON), unzip: python(UNZIP) },
  tar: { python: python(TAR_IN_PYTHON), tar: python(TAR_BY_GNU) },
  elf: { run: (path, bytes) => run(path)(path, bytes), readelf: run('readelf', '-hlWd') },
  gguf: { python: python(GGUF) },
  safetensors: { python: python(SAFETENSORS) },
  pe: { objdump: run('objdump', '-p') },
}
