import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { list, makeTree } from '../disk/tree.js'
import { deliverAll, newReport, ownStateFolder } from './support.js'

ownStateFolder()

const idsIn = (root: string) =>
  list(root).flatMap((name) =>
    readFileSync(join(root, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)._ACTION_ID),
  )

test('a file that would be too long becomes an old one; the oldest goes', async () => {
  const root = makeTree({})
  const sinks = { log: { type: 'rotating_log' as const, path: 'reports.log', maxSize: 1000, keep: 2 } }
  const reports = Array.from({ length: 12 }, () => newReport())
  expect(await deliverAll(reports, { sinks }, { root })).toEqual([])
  expect(list(root)).toEqual(['reports.log', 'reports.log.1', 'reports.log.2'])
  for (const name of list(root)) expect(statSync(join(root, name)).size).toBeLessThanOrEqual(1000)
  const ids = reports.map(({ _ACTION_ID: id }) => id)
  expect(idsIn(root).sort()).toEqual(ids.slice(-idsIn(root).length).sort())
  expect(
    JSON.parse(readFileSync(join(root, 'reports.log'), 'utf8').trimEnd().split('\n').at(-1)!)._ACTION_ID,
  ).toBe(ids.at(-1))
})

test('a report that is longer than a file may be has one of its own, whole', async () => {
  const root = makeTree({})
  const sinks = { log: { type: 'rotating_log' as const, path: 'reports.log', maxSize: 500 } }
  await deliverAll(
    [newReport(), newReport({ '_X-NOTE': 'x '.repeat(1000) }), newReport()],
    { sinks },
    { root },
  )
  expect(idsIn(root)).toHaveLength(3)
})
