import { afterEach, expect, test, vi } from 'vitest'
import { deliverAll, newReport, ownStateFolder } from './support.js'

ownStateFolder()
afterEach(() => vi.restoreAllMocks())

async function written(
  report: object,
  env: Record<string, string | undefined> = {},
  format?: 'pretty' | 'json',
) {
  let text = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(((chunk: string, done: () => void) => {
    text += chunk
    done()
    return true
  }) as never)
  await deliverAll([report], { sinks: { out: { type: 'stdout', format } } }, { env })
  vi.restoreAllMocks()
  return text
}

test('JSON in a pipe, on one line', async () => {
  const report = newReport()
  const text = await written(report)
  expect(text.endsWith('\n')).toBe(true)
  expect(JSON.parse(text)).toEqual(report)
  expect(text.trimEnd()).not.toContain('\n')
})

test('a summary for people', async () => {
  const report = newReport({ _BRANCH: 'main', _UNMARKED: ['/dist/b.bin'], _OP_ERRORS: ['cannot read /x'] })
  expect(await written(report, {}, 'pretty')).toBe(
    [
      'chalk insert: 1 artifact, 1 without a mark, 1 message',
      `  commit: ${'f00d'.repeat(10)}`,
      '  branch: main',
      '  ID-/dist/a.js  /dist/a.js  (JavaScript)',
      '  without a mark: /dist/b.bin',
      '  cannot read /x',
      '',
    ].join('\n'),
  )
})

test('groups that unfold on GitHub and GitLab', async () => {
  expect(await written(newReport(), { GITHUB_ACTIONS: 'true' })).toMatch(
    /\n::group::artifacts\n[\s\S]*\n::endgroup::\n$/,
  )
  expect(await written(newReport(), { GITLAB_CI: 'true' })).toMatch(
    /section_start:\d+:(chalkmark_\w+)\[collapsed=true\]\r\x1b\[0Kartifacts\n[\s\S]*section_end:\d+:\1\r\x1b\[0K\n$/,
  )
})

test('nothing of a report acts on a terminal or a CI system', async () => {
  const hostile = '\n::set-output name=x::y\x1b[31m'
  const report = newReport({ _BRANCH: hostile, _OP_ERRORS: [hostile, '::error::x'] }, [hostile])
  for (const env of [{ GITHUB_ACTIONS: 'true' }, {}]) {
    const text = await written(report, env, 'pretty')
    expect(text).not.toContain('\x1b[31m')
    expect(text).not.toMatch(/^\s*::(?!group::artifacts$|endgroup::$)/m)
  }
  expect(await written(newReport({ _BRANCH: '\u202e\x9b31m' }))).not.toMatch(/[\u202e\x9b]/)
})
