/** What a path leads to is looked up once. Later somebody puts a link in the place of a folder on the way. */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { lookUp, openBelow } from '../../src/disk/folder.js'
import { openFound } from '../../src/disk/source.js'
import { type FoundFile, findPaths, type WalkOptions, walk } from '../../src/disk/walk.js'
import { makeWhole, writeWhole } from '../../src/disk/whole.js'
import { createWriter } from '../../src/disk/write.js'
import { openJournal } from '../../src/sinks/journal.js'
import { reportPlace } from '../../src/sinks/place.js'
import { hasTool } from '../tool.js'
import { list, makeTree } from './tree.js'

const onUnix = process.platform !== 'win32'
/** Whether folders are held by handles. */
const onLinux = process.platform === 'linux' && existsSync('/proc/self/fd')

const OURS = { 'proj/dist/a.js': 'ours', 'proj/dist/sub/b.js': 'ours', 'proj/report.json': '[]' }
const PRECIOUS = { 'dist/a.js': 'precious', 'dist/sub/b.js': 'precious', 'report.json': 'precious' }

/** A project in a folder of somebody else, and another folder with files of the same names. */
function makeProject() {
  const top = makeTree(OURS)
  const outside = makeTree(PRECIOUS)
  const swap = (name = 'proj', target = outside) => {
    renameSync(join(top, name), join(top, 'moved'))
    symlinkSync(target, join(top, name))
  }
  const unharmed = () => {
    expect(list(outside).filter((name) => lstatSync(join(outside, name)).isFile())).toEqual(
      Object.keys(PRECIOUS),
    )
    for (const name of Object.keys(PRECIOUS))
      expect(readFileSync(join(outside, name), 'utf8')).toBe('precious')
  }
  return { top, proj: join(top, 'proj'), outside, swap, unharmed }
}

function walkAll(paths: string[], cwd: string, options: Partial<WalkOptions> = {}) {
  const failed: string[] = []
  const events = { leftOut() {}, failed: (_: string, { message }: Error) => failed.push(message) }
  return { files: [...walk(paths, { cwd, ...options }, events)], failed }
}

const findB = (cwd: string): FoundFile =>
  walkAll(['proj/dist'], cwd).files.find(({ name }) => /b\.js/.test(name))!
const contentOf = (file: FoundFile) => {
  const { source, close } = openFound(file)
  try {
    return Buffer.from(source.read(0, source.size)).toString()
  } finally {
    close()
  }
}

afterEach(() => process.chdir('/'))

describe.runIf(onUnix)('a folder above what was named', () => {
  test('swapped before the walk: nothing is walked', () => {
    for (const name of ['proj/dist', 'proj', 'proj/dist/a.js']) {
      const { top, swap } = makeProject()
      const found = findPaths([name], top)
      swap()
      const { files, failed } = walkAll([name], top, { found })
      expect(files).toEqual([])
      expect(failed).toEqual([expect.stringMatching(/folder on the way .* changed meanwhile/)])
    }
  })

  test('that was not there when the run began, and is a link now: nothing is walked', () => {
    const { top, outside } = makeProject()
    const found = findPaths(['later/dist'], top)
    symlinkSync(outside, join(top, 'later'))
    expect(walkAll(['later/dist'], top, { found })).toEqual({ files: [], failed: [expect.any(String)] })
  })

  test('swapped during the walk: the rest of it is not walked elsewhere', () => {
    const { top, swap } = makeProject()
    const names: string[] = []
    const events = { leftOut() {}, failed() {} }
    for (const file of walk(['proj/dist', 'proj'], { cwd: top }, events)) {
      if (names.length === 0) swap()
      names.push(file.path)
      expect(() => contentOf(file)).toThrow(/changed meanwhile/)
    }
    expect(names.length).toBeGreaterThan(0)
  })

  test('swapped after the walk: its files are not read', () => {
    const { top, swap } = makeProject()
    const file = findB(top)
    expect(contentOf(file)).toBe('ours')
    swap()
    expect(() => contentOf(file)).toThrow(/changed meanwhile/)
  })

  test('or below that was swapped: its files are not read either', () => {
    const { top, outside, swap } = makeProject()
    const file = findB(top)
    swap('proj/dist/sub', join(outside, 'dist/sub'))
    expect(() => contentOf(file)).toThrow(/changed meanwhile/)
  })

  test('swapped before a file is written: nothing is written, and no temporary folder made', () => {
    const { top, swap, unharmed } = makeProject()
    const { path, root } = findB(top)
    const { source, close } = openFound({ path, root })
    swap()
    const writer = createWriter()
    const { stats, fd } = source
    expect(() => writer.prepare({ path, root, stats, fd }, source, [])).toThrow(/changed meanwhile/)
    expect(() => writer.prepare({ path: `${path}.new`, root, stats: undefined }, source, [])).toThrow(
      /changed meanwhile/,
    )
    close()
    writer.close()
    unharmed()
  })

  test('swapped before files are put in place: none is, nor a new one', async () => {
    const { top, swap, unharmed } = makeProject()
    const { path, root } = findB(top)
    const { source, close } = openFound({ path, root })
    const { stats, fd } = source
    const writer = createWriter()
    const files = [
      writer.prepare({ path, root, stats, fd }, source, []),
      writer.prepare({ path: `${path}.new`, root, stats: undefined }, source, []),
    ]
    swap()
    const { failures } = await writer.commit(files)
    expect(failures).toEqual([
      expect.objectContaining({ code: 'CHANGED' }),
      expect.objectContaining({ code: 'CHANGED' }),
    ])
    close()
    writer.close()
    unharmed()
    expect(list(join(top, 'moved')).filter((name) => name.includes('.chalk-tmp'))).toEqual([])
  })
})

describe.runIf(onLinux)('what is held by a handle goes where it should, wherever the path leads', () => {
  const report = { _OPERATION: 'insert', _OP_ERRORS: [], _CHALKS: [] }

  test('the report', () => {
    const { top, proj, swap, unharmed } = makeProject()
    const journal = openJournal(join(proj, 'report.json'))
    swap()
    journal.append([{ CHALK_ID: 'A' }])
    expect(journal.finish(report)).toEqual({ place: join(proj, 'report.json') })
    unharmed()
    expect(readFileSync(join(top, 'moved/report.json'), 'utf8')).toContain('insert')
    expect(list(join(top, 'moved')).filter((name) => name.includes('.chalk-tmp'))).toEqual([])
  })

  test('an archive', async () => {
    const { top, proj, swap, unharmed } = makeProject()
    const place = await makeWhole(join(proj, 'report.json'), async (temporary) => {
      swap()
      writeFileSync(temporary, 'packed')
    })
    unharmed()
    expect(readFileSync(join(top, 'moved/report.json'), 'utf8')).toBe('packed')
    expect(() => openBelow(place, [])).toThrow(/changed meanwhile/)
  })

  test('and what is below the working directory', () => {
    const { top, proj, swap, unharmed } = makeProject()
    process.chdir(proj)
    const cwd = process.cwd()
    swap()
    const { files } = walkAll(['dist'], cwd)
    expect(files.map(contentOf)).toEqual(['ours', 'ours'])
    writeWhole(join(cwd, 'report.json'), 'written')
    writeWhole(join(cwd, 'made/here/report.json'), 'written')
    reportPlace(join(cwd, 'sink.json')).write(() => report)
    rmSync(lookUp(join(cwd, 'dist/a.js')))
    unharmed()
    const there = list(join(top, 'moved'))
    expect(there).toEqual(expect.arrayContaining(['made/here/report.json', 'sink.json']))
    expect(there).not.toContain('dist/a.js')
    expect(readFileSync(join(top, 'moved/report.json'), 'utf8')).toBe('written')
  })
})

describe.runIf(onUnix)('a report that cannot be written in its place', () => {
  test('does not go through a link that somebody has put in the temporary folder', () => {
    const top = makeTree({ 'tmp/x': '', 'report.json/x': '' })
    const outside = makeTree({ 'report.json': 'precious' })
    const before = process.env.TMPDIR
    process.env.TMPDIR = join(top, 'tmp')
    try {
      const sink = reportPlace(join(top, 'report.json'))
      const { place } = sink.write(() => ({ _OPERATION: 'insert' }))
      expect(readFileSync(place, 'utf8')).toContain('insert')
      renameSync(dirname(place), join(top, 'moved'))
      symlinkSync(outside, dirname(place))
      expect(() => sink.write(() => ({ _OPERATION: 'insert' }))).toThrow(/changed meanwhile/)
      expect(readFileSync(join(outside, 'report.json'), 'utf8')).toBe('precious')
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
  })
})

describe.runIf(onUnix && hasTool('mkfifo'))('a report that goes to a named pipe', () => {
  test.each(['link', 'hard link', 'file'])('does not go to the %s that took its place', (kind) => {
    const { proj, outside, unharmed } = makeProject()
    const pipe = join(proj, 'pipe')
    execFileSync('mkfifo', [pipe])
    const journal = openJournal(pipe, { isNamed: true })
    rmSync(pipe)
    const victim = join(outside, 'report.json')
    if (kind === 'link') symlinkSync(victim, pipe)
    else if (kind === 'hard link') linkSync(victim, pipe)
    else writeFileSync(pipe, 'precious')
    const { place, problem } = journal.finish({ _OPERATION: 'insert', _OP_ERRORS: [], _CHALKS: [] })
    expect(problem).toMatch(/the report cannot be written to .*pipe/)
    expect(readFileSync(pipe, 'utf8')).toBe('precious')
    expect(existsSync(place)).toBe(true)
    unharmed()
    rmSync(dirname(place), { recursive: true })
  })
})
