import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { sha256Hex } from '../../src/bytes/splices.js'
import { openFolder, topAt } from '../../src/disk/folder.js'
import { makePrivateFolder } from '../../src/disk/private-folder.js'
import { createCleaner } from '../../src/operations/files.js'
import { newOutcome } from '../../src/report/outcome.js'
import { list, makeTree } from './tree.js'

const state = mkdtempSync(join(tmpdir(), 'chalkmark-state-'))
const before = process.env.XDG_STATE_HOME
afterAll(() => {
  if (before === undefined) delete process.env.XDG_STATE_HOME
  else process.env.XDG_STATE_HOME = before
  rmSync(state, { recursive: true })
})
beforeEach(() => {
  process.env.XDG_STATE_HOME = mkdtempSync(join(state, 'user-'))
})

const register = () => join(process.env.XDG_STATE_HOME!, 'chalkmark/begun')

/** The files of a killed run, in a temporary folder of `root`, as if its process were gone. */
function killed(
  root: string,
  files: Readonly<Record<string, string>>,
  kind: 'files' | 'report' = 'files',
): string {
  const folder = makePrivateFolder(openFolder(root), { kind, for: root })
  for (const [name, content] of Object.entries(files)) writeFileSync(folder.at(name), content)
  folder.leave()
  editEntries((entry) => {
    entry.maker.began = 'long ago'
  })
  return folder.path
}

// biome-ignore lint/suspicious/noExplicitAny: what a file holds
function editEntries(edit: (entry: any) => void): void {
  for (const name of readdirSync(register())) {
    const file = join(register(), name)
    const { mtimeMs } = lstatSync(file)
    const entry = JSON.parse(readFileSync(file, 'utf8'))
    edit(entry)
    writeFileSync(file, JSON.stringify(entry))
    utimesSync(file, mtimeMs / 1000, mtimeMs / 1000)
  }
}

function clean(path: string, root: string): string[] {
  const outcome = newOutcome()
  const cleaner = createCleaner(outcome)
  cleaner.visit(path, topAt(root))
  cleaner.end()
  return outcome.warnings
}

/** A note for a file that was being overwritten. */
function redo(root: string, name: string, old: string, fresh: string): string {
  const { dev, ino } = lstatSync(join(root, name), { bigint: true })
  const content = (text: string) => ({ size: text.length, hash: sha256Hex(text) })
  return JSON.stringify({
    root,
    way: '',
    name,
    dev: String(dev),
    ino: String(ino),
    before: content(old),
    after: content(fresh),
  })
}

describe('what a killed run left', () => {
  test('is removed', () => {
    const root = makeTree({ 'a.js': 'old' })
    const left = killed(root, { 3: 'half a fi' })
    expect(clean(left, root)).toEqual([])
    expect(list(root)).toEqual(['a.js'])
    expect(readFileSync(join(root, 'a.js'), 'utf8')).toBe('old')
    expect(readdirSync(register())).toEqual([])
  })

  test('stays while the process is running', () => {
    const root = makeTree({})
    const folder = makePrivateFolder(openFolder(root), { kind: 'files', for: root })
    expect(clean(folder.path, root)).toEqual([])
    folder.leave()
    expect(clean(folder.path, root)).toEqual([])
    expect(list(root)).toHaveLength(1)
  })

  test('stays for a day if the process was of another machine', () => {
    const root = makeTree({})
    const left = killed(root, { 3: 'new' })
    editEntries((entry) => {
      entry.maker.machine = 'another'
    })
    clean(left, root)
    expect(existsSync(left)).toBe(true)
    for (const name of readdirSync(register())) utimesSync(join(register(), name), 1000, 1000)
    clean(left, root)
    expect(existsSync(left)).toBe(false)
  })

  test('is struck out once it is gone', () => {
    const root = makeTree({})
    rmSync(killed(root, {}), { recursive: true })
    clean(join(root, '.chalk-tmp.other'), root)
    expect(readdirSync(register())).toEqual([])
  })

  test('of a report is left to the next one who writes that report', () => {
    const root = makeTree({})
    const left = killed(root, { journal: '{}\n' }, 'report')
    expect(clean(left, root)).toEqual([])
    expect(existsSync(left)).toBe(true)
  })

  test('is removed where nothing but the folder had been made', () => {
    const root = makeTree({})
    const left = killed(root, {})
    editEntries((entry) => {
      delete entry.dev
      delete entry.ino
    })
    expect(clean(left, root)).toEqual([])
    expect(list(root)).toEqual([])
  })
})

describe.runIf(process.platform !== 'win32')('a file with several names that was being rewritten', () => {
  function halfWritten(content: string) {
    const root = makeTree({ 'a.js': 'old contents of the file' })
    const path = join(root, 'a.js')
    linkSync(path, join(root, 'b.js'))
    const note = redo(root, 'a.js', 'old contents of the file', 'new content')
    const left = killed(root, { 3: 'new content', '3.redo': note })
    writeFileSync(path, content, { flag: 'r+' })
    return { root, path, left }
  }

  test.each(['new contet of the file', 'old contents of the file'])('is finished: %s', (content) => {
    const { root, left } = halfWritten(content)
    expect(clean(left, root)).toEqual([])
    expect(readFileSync(join(root, 'b.js'), 'utf8')).toBe('new content')
    expect(list(root)).toEqual(['a.js', 'b.js'])
  })

  test('is left alone if it was built again since', () => {
    const { root, path, left } = halfWritten('')
    writeFileSync(join(root, 'c.js'), 'another build')
    renameSync(join(root, 'c.js'), path)
    expect(clean(left, root)[0]).toMatch(/left as it is: it is another file/)
    expect(readFileSync(path, 'utf8')).toBe('another build')
    expect(list(root)).toEqual(['a.js', 'b.js'])
  })

  test('is left alone if somebody has written it since', () => {
    const { root, path, left } = halfWritten('')
    writeFileSync(path, 'something much longer than it could be')
    expect(clean(left, root)[0]).toMatch(/somebody else has written it since/)
    expect(readFileSync(path, 'utf8')).toBe('something much longer than it could be')
  })

  test('is left alone if the new content is not whole', () => {
    const { root, path, left } = halfWritten('new contents of the file')
    writeFileSync(join(left, '3'), 'new con')
    expect(clean(left, root)[0]).toMatch(/the new content is not whole/)
    expect(readFileSync(path, 'utf8')).toBe('new contents of the file')
  })

  test('is not followed where a link has taken its place', () => {
    const { root, path, left } = halfWritten('')
    const outside = makeTree({ victim: 'precious' })
    rmSync(path)
    symlinkSync(join(outside, 'victim'), path)
    expect(clean(left, root)[0]).toMatch(/cannot be removed: .*ELOOP/)
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('precious')
  })
})

/** What somebody else, or an archive that was unpacked, can put into a tree. */
describe.runIf(process.platform !== 'win32')('what is only called like it', () => {
  const NAME = '.chalk-tmp.9f86d081884c7d659a2feaa0'

  test('with a note that would overwrite a file outside', () => {
    const outside = makeTree({ victim: 'precious' })
    const root = makeTree({ [`${NAME}/3`]: 'attack' })
    writeFileSync(join(root, NAME, '3.redo'), redo(outside, 'victim', 'precious', 'attack'))
    chmodSync(join(root, NAME), 0o700)
    expect(clean(join(root, NAME), root)).toEqual([expect.stringMatching(/nothing says that a run of ours/)])
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('precious')
    expect(list(root)).toHaveLength(3)
  })

  test('as a link, a file, or a folder in another one', () => {
    const outside = makeTree({ 'sub/victim': 'precious' })
    const root = makeTree({ 'file/.chalk-tmp.file': 'text', 'folder/.chalk-tmp.x/.chalk-tmp.y/z': '' })
    symlinkSync(outside, join(root, '.chalk-tmp.link'))
    for (const name of ['.chalk-tmp.link', 'file/.chalk-tmp.file', 'folder/.chalk-tmp.x/.chalk-tmp.y']) {
      expect(clean(join(root, name), root)).toHaveLength(1)
    }
    expect(list(outside)).toEqual(['sub', 'sub/victim'])
    expect(readdirSync(root).sort()).toEqual(['.chalk-tmp.link', 'file', 'folder'])
    expect(list(join(root, 'folder'))).toHaveLength(3)
  })

  test('many of them give few warnings', () => {
    const root = makeTree({})
    const outcome = newOutcome()
    const cleaner = createCleaner(outcome)
    for (let index = 0; index < 100; index++) cleaner.visit(join(root, `.chalk-tmp.${index}`), topAt(root))
    cleaner.end()
    expect(outcome.warnings).toHaveLength(4)
    expect(outcome.warnings[3]).toMatch(/^97 more/)
  })
})

describe.runIf(process.platform !== 'win32')(
  'what a killed run left and others have had their hands on',
  () => {
    test('another folder in its place', () => {
      const root = makeTree({})
      const left = killed(root, { 3: 'new' })
      renameSync(left, join(root, 'moved'))
      mkdirSync(left, { mode: 0o700 })
      writeFileSync(join(left, '3'), 'other')
      expect(clean(left, root)[0]).toMatch(/not the folder that a run has made/)
      expect(readFileSync(join(left, '3'), 'utf8')).toBe('other')
    })

    test('a link in its place, to a folder whose files would be removed', () => {
      const root = makeTree({})
      const left = killed(root, { 3: 'new' })
      const outside = makeTree({ victim: 'precious' })
      renameSync(left, join(root, 'moved'))
      symlinkSync(outside, left)
      expect(clean(left, root)).toHaveLength(1)
      expect(list(outside)).toEqual(['victim'])
    })

    test('a mode that lets others in', () => {
      const root = makeTree({})
      const left = killed(root, { 3: 'new' })
      chmodSync(left, 0o770)
      expect(clean(left, root)[0]).toMatch(/open to others/)
      expect(list(root)).toHaveLength(2)
    })

    test('a folder above it that others can write to', () => {
      const root = makeTree({ 'sub/a.js': '' })
      const left = killed(join(root, 'sub'), { 3: 'new' })
      chmodSync(join(root, 'sub'), 0o777)
      expect(clean(left, root)[0]).toMatch(/others can write to a folder on the way/)
      chmodSync(join(root, 'sub'), 0o755)
      chmodSync(root, 0o777)
      expect(clean(left, root)[0]).toMatch(/others can write to a folder on the way/)
      expect(existsSync(left)).toBe(true)
    })

    test('a hard link to a file outside, a link, a folder in it', () => {
      const outside = makeTree({ victim: 'precious' })
      const puts: ((path: string) => void)[] = [
        (path) => linkSync(join(outside, 'victim'), path),
        (path) => symlinkSync(join(outside, 'victim'), path),
        (path) => mkdirSync(path),
      ]
      for (const put of puts) {
        const root = makeTree({})
        const left = killed(root, {})
        put(join(left, '3'))
        expect(clean(left, root)[0]).toMatch(/3 in it is no file of ours/)
        expect(list(left)).toEqual(['3'])
      }
      expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('precious')
    })
  },
)

describe.runIf(process.platform !== 'win32')('the register', () => {
  test('is not believed where others can write to it', () => {
    const root = makeTree({})
    const left = killed(root, { 3: 'new' })
    const shared = join(state, 'shared')
    mkdirSync(shared)
    renameSync(process.env.XDG_STATE_HOME!, join(shared, 'user'))
    process.env.XDG_STATE_HOME = join(shared, 'user')
    chmodSync(shared, 0o777)
    expect(clean(left, root)[0]).toMatch(/nothing says/)
    expect(existsSync(left)).toBe(true)
  })

  test('survives what is no entry', () => {
    const root = makeTree({})
    const left = killed(root, { 3: 'new' })
    for (const [name, text] of Object.entries({ a: '', b: '{"path":', c: 'null', d: '{"path":1}' })) {
      writeFileSync(join(register(), `${name}.json`), text)
    }
    symlinkSync('/etc/passwd', join(register(), 'e.json'))
    expect(clean(left, root)).toEqual([])
    expect(existsSync(left)).toBe(false)
  })
})
