import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { list, makeTree } from '../disk/tree.js'
import { deliverAll, newReport, ownStateFolder } from './support.js'

ownStateFolder()
const options = { reports: [{ sinks: ['github_summary'] }] }

test('Markdown with a table that unfolds, behind what other steps wrote', async () => {
  const root = makeTree({ summary: '# Tests\n' })
  const env = { GITHUB_STEP_SUMMARY: join(root, 'summary') }
  await deliverAll([newReport({ _BRANCH: 'main' }), newReport()], options, { env })
  const text = readFileSync(join(root, 'summary'), 'utf8')
  expect(text).toMatch(
    /^# Tests\n### chalk insert&#58; 1 artifact\n\n- \*\*commit\*\*: (?:f00d)+\n- \*\*branch\*\*: main\n/,
  )
  expect(text.match(/<details><summary>Artifacts<\/summary>/g)).toHaveLength(2)
  expect(list(root)).toEqual(['summary'])
})

test('nothing of a report is markup', async () => {
  const root = makeTree({})
  const hostile = '</details><img src=x onerror=alert(1)> | [x](javascript:1) `**@team**` #1\n# Title'
  await deliverAll([newReport({ _BRANCH: hostile }, [hostile])], options, {
    env: { GITHUB_STEP_SUMMARY: join(root, 'summary') },
  })
  const text = readFileSync(join(root, 'summary'), 'utf8')
  expect(text).not.toMatch(/<img|onerror=|\]\(|@team|\n# /)
  for (const line of text.split('\n').filter((line) => line.startsWith('|')))
    expect(line.split('|')).toHaveLength(5)
})

test('outside of GitHub nothing is written, and nothing is wrong', async () => {
  expect(await deliverAll([newReport()], options)).toEqual([])
})

test('a summary that is too long says so', async () => {
  const root = makeTree({})
  const paths = Array.from({ length: 200 }, (_, index) => `/dist/${'~'.repeat(400)}${index}`)
  await deliverAll([newReport({}, paths)], options, { env: { GITHUB_STEP_SUMMARY: join(root, 'summary') } })
  const text = readFileSync(join(root, 'summary'), 'utf8')
  expect(text.length).toBeLessThan(200_000)
  expect(text).toContain('too long for a summary')
})
