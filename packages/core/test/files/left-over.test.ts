import { spawnSync } from 'node:child_process'
import { linkSync, lstatSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { removeLeftOver } from '../../src/files/left-over.js'
import { makerSuffix } from '../../src/files/maker.js'
import { list, makeTree } from './tree.js'

/** The number of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

function stageOf(root: string, pid: number, files: Record<string, string>): string {
  const stage = join(root, `.chalk-tmp${makerSuffix().replace(String(process.pid), String(pid))}`)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(stage, name)), { recursive: true })
    writeFileSync(join(stage, name), content)
  }
  return stage
}

describe('what a killed process left', () => {
  test('is removed', () => {
    const root = makeTree({ 'dist/a.js': 'old' })
    removeLeftOver(stageOf(root, deadProcess(), { 'dist/a.js': 'half a fi' }))
    expect(list(root)).toEqual(['dist', 'dist/a.js'])
    expect(readFileSync(join(root, 'dist/a.js'), 'utf8')).toBe('old')
  })

  test('stays while the process is running', () => {
    const root = makeTree({})
    const stage = stageOf(root, process.pid, { 'a.js': 'new' })
    removeLeftOver(stage)
    expect(readFileSync(join(stage, 'a.js'), 'utf8')).toBe('new')
  })

  test('stays for a day if the process was of another machine', () => {
    const root = makeTree({})
    const stage = join(root, '.chalk-tmp.1.00000000')
    mkdirSync(stage)
    removeLeftOver(stage)
    expect(list(root)).toHaveLength(1)
    utimesSync(stage, 1000, 1000)
    removeLeftOver(stage)
    expect(list(root)).toEqual([])
  })

  test.runIf(process.platform !== 'win32')(
    'finishes a file with several names that was being rewritten',
    () => {
      const root = makeTree({ 'dist/a.js': 'old content of the file' })
      const path = join(root, 'dist/a.js')
      linkSync(path, join(root, 'dist/b.js'))
      const { ino } = lstatSync(path)
      const stage = stageOf(root, deadProcess(), { [`dist/a.js.${ino}.redo`]: 'new content' })
      writeFileSync(path, 'new contet of the file', { flag: 'r+' })
      removeLeftOver(stage)
      expect(readFileSync(join(root, 'dist/b.js'), 'utf8')).toBe('new content')
      expect(list(root)).toEqual(['dist', 'dist/a.js', 'dist/b.js'])
    },
  )

  test.runIf(process.platform !== 'win32')('leaves a file alone that was built again since', () => {
    const root = makeTree({ 'dist/a.js': 'another build' })
    const stage = stageOf(root, deadProcess(), { 'dist/a.js.1.redo': 'new content' })
    removeLeftOver(stage)
    expect(readFileSync(join(root, 'dist/a.js'), 'utf8')).toBe('another build')
    expect(list(root)).toEqual(['dist', 'dist/a.js'])
  })
})
