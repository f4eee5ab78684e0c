/** Marked archives in the hands of the programs that use them. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasTool } from '../tool.js'
import { markFor } from './artifacts.js'
import { hash, independently, inFolder, marked, read, unmarked } from './zip-archives.js'
import { type TestEntry, writeZip } from './zip-writer.js'

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { stdio: 'pipe', encoding: 'utf8' })

const HELLO = `
import java.io.*; import java.util.jar.*;
public class Hello {
  public static void main(String[] args) throws Exception {
    if (args.length > 0) try (JarInputStream in = new JarInputStream(new FileInputStream(args[0]))) {
      System.out.println("streamed manifest: " + in.getManifest().getMainAttributes().getValue("Main-Class"));
    }
    try (InputStream in = Hello.class.getResourceAsStream("/res/text.txt")) {
      System.out.println("resource: " + new String(in.readAllBytes()));
    }
  }
}`

/** Runs the program of a stored jar inside its own archive, read from there as Spring Boot's loader does. */
const LAUNCHER = `
import java.io.*; import java.util.*; import java.util.jar.*; import java.util.zip.*;
public class Launcher {
  public static void main(String[] args) throws Exception {
    Map<String, byte[]> files = new HashMap<>();
    try (JarFile self = new JarFile(args[0])) {
      for (JarEntry entry : Collections.list(self.entries())) {
        if (!entry.getName().endsWith(".jar")) continue;
        if (entry.getMethod() != ZipEntry.STORED) throw new IOException(entry.getName() + " is compressed");
        try (JarInputStream in = new JarInputStream(self.getInputStream(entry))) {
          for (JarEntry file; (file = in.getNextJarEntry()) != null;) files.put(file.getName(), in.readAllBytes());
        }
      }
    }
    ClassLoader loader = new ClassLoader(null) {
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = files.get(name + ".class");
        if (code == null) throw new ClassNotFoundException(name);
        return defineClass(name, code, 0, code.length);
      }
      public InputStream getResourceAsStream(String name) {
        return new ByteArrayInputStream(files.get(name));
      }
    };
    loader.loadClass("Hello").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
  }
}`

describe.skipIf(!hasTool('javac', ['-version']))('a jar', () => {
  const jar = inFolder((folder) => {
    mkdirSync(join(folder, 'classes/res'), { recursive: true })
    writeFileSync(join(folder, 'Hello.java'), HELLO)
    writeFileSync(join(folder, 'classes/res/text.txt'), 'text')
    run('javac', '-d', join(folder, 'classes'), join(folder, 'Hello.java'))
    const file = join(folder, 'hello.jar')
    run('jar', '--create', '--file', file, '--main-class', 'Hello', '-C', join(folder, 'classes'), '.')
    return readFileSync(file)
  })
  const OUTPUT = 'streamed manifest: Hello\nresource: text\n'

  it('runs, and streams with its manifest first', async () => {
    const bytes = await marked(jar, 'hello.jar')
    inFolder((folder) => {
      const file = join(folder, 'hello.jar')
      for (const content of [jar, bytes]) {
        writeFileSync(file, content)
        expect(run('java', '-jar', file, file).replaceAll('\r', '')).toBe(OUTPUT)
      }
      expect(run('jar', '--list', '--file', file)).toContain('chalk.json')
    })
    expect(await unmarked(bytes, 'hello.jar')).toEqual(jar)
  })

  it.skipIf(process.platform === 'win32')('runs behind a shell script', async () => {
    const script = Buffer.from('#!/bin/sh\nexec java -jar "$0"\n')
    const bytes = await marked(Buffer.concat([script, jar]), 'hello.jar')
    inFolder((folder) => {
      const file = join(folder, 'hello.jar')
      writeFileSync(file, bytes)
      chmodSync(file, 0o755)
      expect(run(file)).toBe('resource: text\n')
    })
  })

  it('keeps stored jars in it where they are, as Spring Boot’s loader needs them', async () => {
    const boot = writeZip([
      { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\nMain-Class: Hello\r\n\r\n' },
      { path: 'BOOT-INF/lib/hello.jar', content: jar, method: 0 },
      { path: 'BOOT-INF/lib/other.jar', content: jar, method: 0, extra: Buffer.alloc(4) },
    ])
    const nested = (bytes: Buffer) => independently(bytes).filter(({ name }) => name.endsWith('.jar'))
    const bytes = await marked(boot, 'boot.jar')
    expect(nested(bytes)).toEqual(nested(boot))
    expect(nested(bytes).map(({ method }) => method)).toEqual([0, 0])
  })

  it.each([
    ['a jar in the shape of Spring Boot’s', 'boot.jar', 'BOOT-INF/lib/hello.jar'],
    ['an executable war', 'app.war', 'WEB-INF/lib/hello.jar'],
  ])('%s runs the program inside', async (_, name, library) => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'Launcher.java'), LAUNCHER)
      run('javac', '-d', folder, join(folder, 'Launcher.java'))
      const classes = ['Launcher.class', 'Launcher$1.class']
      const bytes = writeZip([
        { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\nMain-Class: Launcher\r\n\r\n' },
        ...classes.map((path) => ({ path, content: readFileSync(join(folder, path)) })),
        { path: library, content: jar, method: 0 },
      ])
      const file = join(folder, name)
      for (const content of [bytes, await marked(bytes, name)]) {
        writeFileSync(file, content)
        expect(run('java', '-jar', file, file).replaceAll('\r', '')).toBe('resource: text\n')
      }
    })
  })
})

/** What an installer that takes RECORD at its word checks. */
const CHECK_RECORD = `
import sys, zipfile, csv, io, hashlib, base64
with zipfile.ZipFile(sys.argv[1]) as z:
    [name] = [n for n in z.namelist() if n.endswith('.dist-info/RECORD')]
    rows = {r[0]: r for r in csv.reader(io.StringIO(z.read(name).decode()))}
    assert set(rows) == {n for n in z.namelist() if not n.endswith('/')}, (sorted(rows), z.namelist())
    for path, digest, size in rows.values():
        if path == name: continue
        data = z.read(path)
        assert digest == 'sha256=' + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('='), path
        assert int(size) == len(data), path
`

describe.skipIf(!hasTool('python3', ['-m', 'pip', '--version']))('a wheel', () => {
  const files: TestEntry[] = [
    { path: 'greet.py', content: 'def hello():\n    return "hello"\n' },
    {
      path: 'greet-1.0.dist-info/METADATA',
      content: 'Metadata-Version: 2.1\nName: greet\nVersion: 1.0\n',
    },
    {
      path: 'greet-1.0.dist-info/WHEEL',
      content: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    },
  ]
  const name = 'greet-1.0-py3-none-any.whl'

  function wheel({ end = '\n', newline = '\n', last = true, method = 8 } = {}): Buffer {
    const lines = files.map(({ path, content }) => {
      const digest = createHash('sha256').update(content!).digest('base64url')
      return `${path},sha256=${digest},${content!.length}`
    })
    const record: TestEntry = {
      path: 'greet-1.0.dist-info/RECORD',
      content: [...lines, 'greet-1.0.dist-info/RECORD,,'].join(newline) + end,
      method,
      descriptor: 'signed',
    }
    return writeZip(last ? [...files, record] : [record, ...files])
  }

  it('lists the mark, so that installers take it', async () => {
    const bytes = await marked(wheel(), name)
    inFolder((folder) => {
      const file = join(folder, name)
      writeFileSync(file, bytes)
      run('python3', '-c', CHECK_RECORD, file)
      const target = join(folder, 'site')
      run('python3', '-m', 'pip', 'install', '--no-index', '--no-deps', '--target', target, file)
      expect(existsSync(join(target, 'greet.py'))).toBe(true)
      expect(readdirSync(target)).toContain('chalk.json')
      run(
        'python3',
        '-c',
        `import sys; sys.path.insert(0, sys.argv[1]); import greet; assert greet.hello()`,
        target,
      )
    })
  })

  const variants = [
    {},
    { last: false },
    { end: '' },
    { end: '\r\n', newline: '\r\n' },
    { end: '', newline: '\r\n' },
    { method: 0 },
  ]
  it.each(variants)('comes back when the mark is removed: %j', async (variant) => {
    const bytes = wheel(variant)
    const once = await marked(bytes, name, { TAG: 'v1' })
    inFolder((folder) => {
      writeFileSync(join(folder, name), once)
      run('python3', '-c', CHECK_RECORD, join(folder, name))
    })
    expect(await hash(once, name)).toBe(await hash(bytes, name))
    const twice = await marked(once, name, { TAG: 'v2' })
    expect(await marked(bytes, name, { TAG: 'v2' })).toEqual(twice)
    expect(await unmarked(twice, name)).toEqual(bytes)
    const { content } = independently(once).find(({ name }) => name.endsWith('RECORD'))!
    expect(content).toContain('chalk.json,sha256=')
  })

  it('keeps its HASH when a tool packs it anew, and RECORD’s text comes back', async () => {
    const once = await marked(wheel(), name)
    const repacked = writeZip(independently(once).map(({ name, content }) => ({ path: name, content })))
    expect(await hash(repacked, name)).toBe(await hash(once, name))
    const record = (bytes: Buffer) =>
      independently(bytes).find(({ name }) => name.endsWith('RECORD'))!.content
    expect(record(await unmarked(repacked, name))).toBe(record(wheel()))
  })

  it('without RECORD, or with a signed one, is refused', async () => {
    const signature = { path: 'greet-1.0.dist-info/RECORD.jws' }
    for (const [entries, code] of [
      [files, 'MALFORMED'],
      [[...files, signature], 'SIGNED'],
    ] as const) {
      const artifact = await read(writeZip([...entries]), name)
      await expect(async () => artifact.insert(markFor('0'.repeat(64)))).rejects.toMatchObject({ code })
    }
  })
})
