/** The folder of `report: { dir }`, which the author of what is marked may have filled with links. */
import { rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openJournal } from '../../src/sinks/journal.js'
import { reportPlace } from '../../src/sinks/place.js'
import { list, makeTree } from '../disk/tree.js'

describe.runIf(process.platform !== 'win32')('below a folder that was named for reports', () => {
  const report = { _OPERATION: 'insert', _OP_ERRORS: [], _CHALKS: [] }
  const at = (top: string) => join(top, 'reports/packages/ui/chalk-report.json')

  test('folders are made, and links above it are followed', () => {
    const top = makeTree({ 'elsewhere/x': '' })
    symlinkSync('elsewhere', join(top, 'reports'))
    const named = join(top, 'reports')
    openJournal(at(top), { named }).finish(report)
    expect(reportPlace(at(top), named).write(() => report)).toEqual({ place: at(top) })
    expect(list(join(top, 'elsewhere/packages'))).toEqual(['ui', 'ui/chalk-report.json'])
  })

  test.each([
    ['the first', 'reports/packages', '../outside'],
    ['the last', 'reports/packages/ui', '../../outside'],
    ['one that leads to nothing', 'reports/packages', '../outside/nothing'],
    ['one that leads to the folder itself', 'reports/packages', '.'],
    ['an absolute one', 'reports/packages', tmpdir()],
  ])('no link is followed: %s', (_, link, target) => {
    const top = makeTree({ 'reports/x': '', 'reports/packages/x': '', 'outside/x': '' })
    rmSync(join(top, link), { recursive: true, force: true })
    symlinkSync(target, join(top, link))
    const named = join(top, 'reports')
    const said = `${join(top, link)} is a symbolic link, and no report is put through it`
    expect(() => openJournal(at(top), { named })).toThrow(said)
    const { place, problem } = reportPlace(at(top), named).write(() => report)
    expect([place, problem]).not.toContain(at(top))
    expect(problem).toContain(said)
    rmSync(dirname(place), { recursive: true })
    expect(list(join(top, 'outside'))).toEqual(['x'])
  })
})
