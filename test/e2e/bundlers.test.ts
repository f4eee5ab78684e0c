/** Every playground, built with chalk() and without: the program does the same, is marked, and is in one report. */
import { createHash } from 'node:crypto'
import { renameSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { type Dict, reportSchema } from '@chalkmark/core'
import { MAGIC } from '@chalkmark/mark'
import { Ajv } from 'ajv'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHOWN, useApp } from './support/app.js'
import { build, runNode } from './support/build.js'
import {
  check,
  inspected,
  isCopied,
  markOf,
  type OutputFiles,
  readOutput,
  unmarkAll,
} from './support/output.js'
import { hasNoBrowser, launchBrowser, picture, visit } from './support/page.js'
import { configure, copyPlayground, type Project } from './support/project.js'

interface Playground {
  name: string
  /** Folder of the page's files, if it has a page. */
  page?: string
  /** Programs for Node. */
  programs?: string[]
  /** Files of the output that servers run: their marks are not for the public. */
  server?: RegExp
}

const PLAYGROUNDS: Playground[] = [
  { name: 'vite8', page: 'dist' },
  { name: 'vite7', page: 'dist' },
  { name: 'rollup', programs: ['dist/program.mjs', 'dist/program.cjs'] },
  { name: 'rolldown', programs: ['dist/program.js'], server: /^/ },
  { name: 'webpack', page: 'dist' },
  { name: 'rspack', page: 'dist' },
  { name: 'rsbuild', page: 'dist' },
  { name: 'esbuild', page: 'dist/web', programs: ['dist/server/program.mjs'], server: /^server\// },
]

/** A commit whose every fact is easy to find in a file that should not hold it. */
const COMMIT = {
  message: 'Unannounced: merge the acquisition',
  author: 'Grace Private <grace@corp.internal>',
  branch: 'secret/project-x',
}

/** All that a mark may tell to everybody. */
const PUBLIC_KEYS = [
  ...['MAGIC', 'CHALK_ID', 'CHALK_VERSION', 'ARTIFACT_TYPE', 'HASH', 'COMMIT_ID', 'TAG', 'BUILD_ID'],
  ...['CHALK_PTR', 'METADATA_HASH', 'METADATA_ID'],
]
/** All that follows from a file's content alone. */
const STABLE_KEYS = PUBLIC_KEYS.filter((key) => !['COMMIT_ID', 'TAG', 'BUILD_ID'].includes(key))

const PROGRAM = `${['A program', '1. A step', '2. A step', '3. A step']
  .map((line) => `${line} with a mark — «naïve» 😀`)
  .join('\n')}\n`

const validateReport = new Ajv({ allErrors: true }).compile(reportSchema())
let browser: Browser

beforeAll(async () => {
  if (!hasNoBrowser) browser = await launchBrowser()
})
afterAll(() => browser?.close())

describe.each(PLAYGROUNDS)('$name', ({ name, page, programs = [], server = /(?!)/ }) => {
  let project: Project
  let files: OutputFiles
  let plainFiles: OutputFiles
  let marks: Map<string, Dict>
  let commit: string

  /** Where the output of the build with chalk() is kept while the one without is made. */
  const kept = (path: string) => project.path(path.replace(/^dist/, 'dist-marked'))

  beforeAll(async () => {
    project = copyPlayground(name)
    commit = project.commit(COMMIT)
    await build(project.dir)
    renameSync(project.path('dist'), kept('dist'))
    // In the same folder: webpack's source maps depend on its path.
    configure(project.dir, false)
    await build(project.dir)
    files = readOutput(kept('dist'))
    plainFiles = readOutput(project.path('dist'))
    marks = new Map()
    for (const [file, bytes] of files) {
      const mark = await markOf(file, bytes)
      if (mark) marks.set(file, mark)
    }
  })
  afterAll(() => project?.remove())

  test('every file that can be marked is, once and validly', async () => {
    for (const [file, bytes] of files) {
      const read = await inspected(file, bytes)
      if (!read) {
        expect(file).toMatch(/\.(?:map|txt)$/)
        continue
      }
      expect(marks.has(file), file).toBe(!isCopied(file))
      if (isCopied(file)) continue
      expect(await check(file, bytes), file).toEqual([])
      expect(bytes.toString('latin1').split(MAGIC), file).toHaveLength(2)
    }
  })

  test('without the marks it is the build without chalk(), byte for byte', async () => {
    expect([...files.keys()]).toEqual([...plainFiles.keys()])
    for (const [file, bytes] of await unmarkAll(files)) {
      expect(bytes.equals(plainFiles.get(file)!), file).toBe(true)
      expect(files.get(file)!.equals(bytes), file).toBe(!marks.has(file))
    }
  })

  test.skipIf(!page || hasNoBrowser)('the page does what it did', async () => {
    const pictures: Buffer[] = []
    for (const folder of [project.path(page!), kept(page!)]) {
      const shown = await visit(browser, folder, async (visited) => {
        const shown = await useApp(visited)
        pictures.push(await picture(visited.page, screenshot(name)))
        return shown
      })
      expect(shown).toEqual(SHOWN)
    }
    expect(pictures[0]!.equals(pictures[1]!)).toBe(true)
  })

  test.skipIf(programs.length === 0)('the program does what it did', async () => {
    for (const program of programs) {
      for (const file of [project.path(program), kept(program)]) {
        const { stdout, stderr } = await runNode([file], project.dir)
        expect({ program, stdout, stderr }).toEqual({ program, stdout: PROGRAM, stderr: '' })
      }
    }
  })

  test('one report tells of every file', () => {
    const report = JSON.parse(project.read('chalk-report.json'))
    expect(validateReport(report), JSON.stringify(validateReport.errors)).toBe(true)
    expect(report).toHaveLength(1)
    const [host] = report
    expect(host).toMatchObject({
      _OPERATION: 'insert',
      _OP_ERRORS: [],
      _OP_CHALK_COUNT: marks.size,
      _OP_UNMARKED_COUNT: files.size - marks.size,
      _COMMIT_ID: commit,
      _COMMIT_MESSAGE: COMMIT.message,
      _AUTHOR: expect.stringContaining(COMMIT.author),
      _BRANCH: COMMIT.branch,
    })
    const pathOf = (file: string) => project.path(join('dist', file))
    const unmarked = [...files.keys()].filter((file) => !marks.has(file)).map(pathOf)
    expect([...host._UNMARKED].sort()).toEqual(unmarked.sort())
    const paths = host._CHALKS.map((chalk: Dict) => chalk._OP_ARTIFACT_PATH)
    expect(paths.sort()).toEqual([...marks.keys()].map(pathOf).sort())

    for (const chalk of host._CHALKS) {
      const file = [...marks.keys()].find((file) => pathOf(file) === chalk._OP_ARTIFACT_PATH)!
      const { MAGIC: _, ...mark } = marks.get(file)!
      expect(chalk).toMatchObject({ ...mark, COMMIT_ID: commit })
      expect(chalk._CURRENT_HASH, file).toBe(sha256(files.get(file)!))
      expect(chalk.PRE_CHALK_HASH, file).toBe(sha256(plainFiles.get(file)!))
    }
  })

  test('the report is not published', () => {
    expect([...files.keys()].filter((file) => file.includes('report'))).toEqual([])
    for (const bytes of files.values()) expect(bytes.includes('_OP_')).toBe(false)
  })

  test('marks for the public tell nothing private', () => {
    const secrets = [...COMMIT.author.split(/ <|>/), COMMIT.message, COMMIT.branch, project.root]
    for (const [file, mark] of marks) {
      if (server.test(file)) continue
      expect(PUBLIC_KEYS, file).toEqual(expect.arrayContaining(Object.keys(mark)))
      const text = JSON.stringify(mark)
      for (const secret of secrets.filter(Boolean)) expect(text, file).not.toContain(secret)
      for (const word of [hostname(), userInfo().username])
        expect(text.split(/\W+/), file).not.toContain(word)
      expect(text, file).not.toContain('@')
    }
  })

  test('files that are named by their content tell what follows from it, others the commit', () => {
    for (const [file, mark] of marks) {
      if (isHashed(file)) expect(STABLE_KEYS, file).toEqual(expect.arrayContaining(Object.keys(mark)))
      else expect(mark.COMMIT_ID, file).toBe(commit)
      if (!isHashed(file) && server.test(file)) expect(mark.COMMIT_MESSAGE, file).toBe(COMMIT.message)
    }
    expect([...marks.keys()].some(isHashed)).toBe(true)
    expect([...marks.keys()].every(isHashed)).toBe(false)
  })
})

/** The playgrounds' own names hold no such letters before the extension. */
function isHashed(file: string): boolean {
  return /(?:^|[-./])(?=[^.]*[\dA-Z])[\w-]{8,}\.(?:module\.)?\w+$/.test(file)
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Set CHALKMARK_SCREENSHOTS to a folder to see the marked pages. */
function screenshot(name: string): { path?: string } {
  const folder = process.env.CHALKMARK_SCREENSHOTS
  return folder ? { path: join(folder, `${name}.png`) } : {}
}
