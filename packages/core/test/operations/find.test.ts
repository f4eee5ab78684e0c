import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { find } from '../../src/operations/find.js'
import { insert } from '../../src/operations/insert.js'
import { reportOperation } from '../../src/report/operation.js'
import { serializeReport } from '../../src/report/serialize.js'
import { makeTree } from '../disk/tree.js'
import { writeZip } from '../formats/zip-writer.js'

const FILES = {
  'dist/app.js': 'console.log(1)\n',
  'dist/deep/run.sh': '#!/bin/sh\necho hi\n',
  'dist/data.json': '{}\n',
}

/** Marks `dist`. @returns the folder, and the text of the report. */
async function built(files: Record<string, string> = FILES): Promise<{ root: string; report: string }> {
  const root = makeTree(files)
  const inserted = await insert({ paths: ['dist'], cwd: root, root, env: {} })
  const times = { ...inserted.moment.mark, ...inserted.moment.report }
  const report = reportOperation({
    operation: 'insert',
    facts: inserted.facts,
    times,
    outcome: inserted,
    paths: [join(root, 'dist')],
    targets: inserted.targets,
    root,
  })
  return { root, report: serializeReport([report]) }
}

const look = (root: string, paths: string[], reports?: string[]) =>
  find({ paths, cwd: root, ...(reports && { reports: reports.map((report) => join(root, report)) }) })

const foundBy = ({ files }: Awaited<ReturnType<typeof look>>) => files.map(({ found }) => found[0]?.by)

describe('find', () => {
  test('by the report beside the project, also from elsewhere', async () => {
    const { root, report } = await built()
    writeFileSync(join(root, 'chalk-report.json'), report)
    mkdirSync(join(root, '.git'))
    const { files } = await look(join(root, 'dist', 'deep'), [join(root, 'dist')])
    expect(files.map(({ path, state }) => [path, state])).toEqual([
      [join(root, 'dist', 'app.js'), 'valid'],
      [join(root, 'dist', 'deep', 'run.sh'), 'valid'],
    ])
    expect(files[1]!.found).toMatchObject([
      { by: 'SHA-256', place: join(root, 'chalk-report.json'), chalk: { '_X-OUTPUT-PATH': 'deep/run.sh' } },
    ])
  })

  test('by each form of a report', async () => {
    const { root, report } = await built()
    const [host] = JSON.parse(report)
    const other = { _OPERATION: 'insert', _CHALKS: [] }
    const forms = {
      'list.json': JSON.stringify([other, host]),
      'nested.json': JSON.stringify([[[host]]]),
      'one.json': JSON.stringify(host),
      'lines.jsonl': `${JSON.stringify(other)}\n${JSON.stringify(host)}\n\n`,
      'lines of lists.jsonl': `${JSON.stringify([other])}\n${JSON.stringify([host])}\n`,
    }
    for (const [name, text] of Object.entries(forms)) {
      writeFileSync(join(root, name), text)
      expect([name, foundBy(await look(root, ['dist/app.js'], [name]))]).toEqual([name, ['SHA-256']])
    }
    mkdirSync(join(root, 'reports', 'deep'), { recursive: true })
    writeFileSync(join(root, 'reports', 'deep', 'r.json'), report)
    writeFileSync(join(root, 'reports', 'other.json'), '{"name": "app"}')
    writeFileSync(join(root, 'reports', 'broken.json'), '{"name"')
    expect(foundBy(await look(root, ['dist/app.js'], ['reports']))).toEqual(['SHA-256'])
  })

  test.each([
    ['gone.json', undefined, /gone\.json cannot be read/],
    ['broken.json', '{ "a"', /broken\.json cannot be read/],
    ['other.json', '{ "name": "app" }', /other\.json is no report/],
    ['empty', {}, /there is no report in .*empty/],
  ])('refuses %s', async (name, content, message) => {
    const root = makeTree({ 'dist/app.js': 'let a\n' })
    if (typeof content === 'string') writeFileSync(join(root, name), content)
    else if (content) mkdirSync(join(root, name))
    await expect(look(root, ['dist'], [name])).rejects.toThrow(message)
  })

  test('a file that was changed is not the one of the report', async () => {
    const { root, report } = await built()
    writeFileSync(join(root, 'r.json'), report)
    const path = join(root, 'dist', 'app.js')
    writeFileSync(path, readFileSync(path, 'utf8').replace('log(1)', 'log(2)'))
    const { files } = await look(root, ['dist/app.js'], ['r.json'])
    expect(files).toMatchObject([{ state: 'changed', found: [{ by: 'METADATA_ID' }] }])
  })

  test('a file whose mark is gone, or that was never marked', async () => {
    const { root, report } = await built()
    writeFileSync(join(root, 'r.json'), report)
    cpSync(join(root, 'dist', 'data.json'), join(root, 'x.json'))
    writeFileSync(join(root, 'plain.js'), FILES['dist/app.js'])
    const result = await look(root, ['plain.js', 'x.json'], ['r.json'])
    expect(result.files.map(({ state }) => state)).toEqual(['none', 'none'])
    expect(foundBy(result)).toEqual(['HASH', undefined])
  })

  test('an archive by its own bytes', async () => {
    const root = makeTree({ 'dist/a.txt': '' })
    writeFileSync(join(root, 'dist', 'app.zip'), writeZip([{ path: 'a.txt', content: 'text' }]))
    const inserted = await insert({ paths: ['dist'], cwd: root, root, env: {} })
    const host = { _CHALKS: inserted.chalks }
    writeFileSync(join(root, 'r.json'), JSON.stringify(host))
    expect(inserted.chalks[0]).toHaveProperty('_X-FILE-SHA256')
    expect(foundBy(await look(root, ['dist/app.zip'], ['r.json']))).toEqual(['SHA-256'])
  })
})
