/** The config file that a build tool hands to `serve`: it says where reports go. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { writeZip } from '../../core/test/formats/zip-writer.js'
import { type Answer, serve } from './serve-client.js'

const makeBuild = (files: Record<string, string>) =>
  makeTree({
    'app.jar': writeZip([{ path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n\r\n' }]),
    ...files,
  })

/** Marks a jar in a build with these parameters. @returns the answers to `begin` and `end`. */
async function build(root: string, params: object): Promise<Answer[]> {
  const client = serve({ cwd: root })
  const begun = client.call('begin', { protocol: 1, root, report: false, ...params })
  // It need not be waited for.
  await client.call('mark', { path: join(root, 'app.jar') })
  const answers = [await begun, await client.call('end', {})]
  await client.ended
  return answers
}

const reportsIn = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('its sinks get the report, also those that are functions', async () => {
  const root = makeBuild({
    'chalk.config.mjs': `import { writeFileSync } from 'node:fs'
      export default {
        sinks: { log: { type: 'file', path: 'reports.log' } },
        reports: [{ sinks: ['log'] }, { sinks: [(report) => writeFileSync('taken.json', JSON.stringify(report))] }],
        strict: true,
        keys: { CHALK_PTR: 'https://not.used/' },
      }`,
  })
  const [, ended] = await build(root, { config: join(root, 'chalk.config.mjs') })
  expect(ended.result).toMatchObject({ marked: 1 })
  const [report] = reportsIn(join(root, 'reports.log'))
  expect(report._CHALKS).toHaveLength(1)
  expect(report._CHALKS[0]).not.toHaveProperty('CHALK_PTR')
  expect(existsSync(join(root, 'taken.json'))).toBe(true)
})

test('what the parameters say wins', async () => {
  const config = JSON.stringify({ sinks: { log: { type: 'file', path: 'config.log' } }, offline: true })
  const root = makeBuild({ 'sinks.json': config })
  const sinks = { other: { type: 'file', path: 'params.log' } }
  await build(root, { config: join(root, 'sinks.json'), sinks })
  expect(reportsIn(join(root, 'params.log'))).toHaveLength(1)
  expect(existsSync(join(root, 'config.log'))).toBe(false)
})

test.each<[string, string, RegExp]>([
  ['none', 'missing.json', /there is no such config file/],
  ['one that is wrong', 'wrong.json', /unknown option 'sinks\.log\.pth'; did you mean 'sinks\.log\.path'\?/],
  ['one that fails', 'fails.mjs', /cannot be read: no database/],
])('%s is an error of begin', async (_, name, message) => {
  const root = makeBuild({
    'wrong.json': '{"sinks":{"log":{"type":"file","pth":"x"}}}',
    'fails.mjs': `throw new Error('no database')`,
  })
  const client = serve({ cwd: root })
  const { error } = await client.call('begin', { protocol: 1, root, report: false, config: join(root, name) })
  expect(error.data.code).toBe('WRONG_PARAMS')
  expect(error.message).toMatch(message)
  client.close()
  await client.ended
})
