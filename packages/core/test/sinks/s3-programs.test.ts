/** The sink `s3`, and reading what it wrote, with a store of its kind that checks signatures. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readS3 } from '../../src/sinks/read-s3.js'
import { makeTree } from '../disk/tree.js'
import { hasRclone, type Program, RCLONE, startProgram } from './programs.js'
import { deliverAll, newReport, ownStateFolder } from './support.js'

ownStateFolder()
const KEY = { AWS_ACCESS_KEY_ID: 'AKIATESTKEY', AWS_SECRET_ACCESS_KEY: 'the/secret+key=' }
const DATED = { _DATETIME: '2026-11-30T20:00:00.000+01:00' }
const MILLISECONDS = Date.parse(DATED._DATETIME)

describe.runIf(hasRclone())('a store that checks signatures', () => {
  let store: Program
  let env: Record<string, string>
  const root = makeTree({})
  beforeAll(async () => {
    mkdirSync(join(root, 'reports'))
    const pair = `${KEY.AWS_ACCESS_KEY_ID},${KEY.AWS_SECRET_ACCESS_KEY}`
    store = await startProgram(RCLONE, ['serve', 's3', '--addr', '127.0.0.1:0', '--auth-key', pair, root], {
      ready: /server on \[(\S+?)\/?\]/,
      env: { RCLONE_CONFIG: join(root, 'none') },
    })
    const endpoint = /server on \[(\S+?)\/?\]/.exec(store.output())![1]!
    env = { ...KEY, AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: 'eu-central-1' }
  })
  afterAll(() => store?.stop())
  const put = (reports: object[], uri: string, more: Record<string, string> = {}) =>
    deliverAll(
      reports,
      { deliveryTimeout: 10_000, sinks: { s3: { type: 's3', uri } } },
      { env: { ...env, ...more } },
    )

  it('an object for each report, named by time and id', async () => {
    const report = newReport(DATED)
    expect(await put([report], 's3://reports/builds/web')).toEqual([])
    const folder = join(root, 'reports/builds/web')
    expect(readdirSync(folder)).toEqual([`${MILLISECONDS}-${report._ACTION_ID}-s3.json`])
    expect(JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8'))).toEqual([report])
  })

  it('signatures are right for names with every kind of sign', async () => {
    const uri = "s3://reports/a b+c=d&e/ü(1)!'*/%41~$@:,;"
    const report = newReport(DATED)
    expect(await put([report], uri)).toEqual([])
    expect(readdirSync(join(root, "reports/a b+c=d&e/ü(1)!'*/%41~$@:,;"))).toHaveLength(1)
    const found = await readS3(uri, env)
    expect(found.map(({ text }) => JSON.parse(text))).toEqual([[report]])
  })

  it('a wrong key is refused, and the report waits', async () => {
    const wrong = await put([newReport()], 's3://reports/wrong', { AWS_SECRET_ACCESS_KEY: 'other' })
    expect(wrong).toEqual([
      expect.stringMatching(/answered 403 \(SignatureDoesNotMatch\); they are sent with/),
    ])
    expect(JSON.stringify(wrong)).not.toContain('other')
    expect(await put([newReport()], 's3://reports/wrong')).toEqual([])
    expect(readdirSync(join(root, 'reports/wrong'))).toHaveLength(2)
  })

  it('a bucket that is not there is said', async () => {
    expect(await put([newReport()], 's3://nobody-has-it/x')).toEqual([
      expect.stringContaining('answered 404 (NoSuchBucket)'),
    ])
  })

  it('the environment alone switches it on', async () => {
    const report = newReport()
    const variable = { ...env, AWS_S3_BUCKET_URI: 's3://reports/by-variable/' }
    expect(await deliverAll([report], {}, { env: variable })).toEqual([])
    const other = { ...env, CHALKMARK_S3_URI: 's3://reports/by-variable/' }
    expect(await deliverAll([newReport()], {}, { env: other })).toEqual([])
    expect(readdirSync(join(root, 'reports/by-variable'))).toHaveLength(2)
  })

  describe('reading', () => {
    it('what a sink has written, in the order of time, and nothing else', async () => {
      const reports = [3, 1, 2].map((day) => newReport({ _DATETIME: `2026-01-0${day}T00:00:00.000Z` }))
      // The server remembers what is in a folder.
      mkdirSync(join(root, 'reports/read'))
      writeFileSync(join(root, 'reports/read/other.json'), '[]')
      writeFileSync(join(root, 'reports/read/picture.png'), '')
      expect(await put(reports, 's3://reports/read/site.json')).toEqual([])
      const days = (texts: { text: string }[]) =>
        texts.map(({ text }) => JSON.parse(text)[0]?._DATETIME?.slice(0, 10))
      expect(days(await readS3('s3://reports/read/site.json', env))).toEqual([
        '2026-01-01',
        '2026-01-02',
        '2026-01-03',
      ])
      expect(days(await readS3('s3://reports/read', env))).toHaveLength(4)
      const [other] = await readS3('s3://reports/read/other.json', env)
      expect(other).toEqual({ place: 's3://reports/read/other.json', text: '[]' })
    })

    it('more objects than wanted, or none', async () => {
      await put([newReport(), newReport(), newReport()], 's3://reports/many/')
      await expect(readS3('s3://reports/many/', env, { most: 2 })).rejects.toThrow(
        'reports in s3://reports/many/ cannot be read: there are more than 2; name a folder further below',
      )
      expect(await readS3('s3://reports/nothing-here/', env)).toEqual([])
    })

    it.each<[string, string, Record<string, string>]>([
      ['no address', 's3:/x', {}],
      ['a path that leads out', 's3://reports/../x', {}],
      ['no bucket', 's3://nobody-has-it/', {}],
      ['a wrong key', 's3://reports/', { AWS_SECRET_ACCESS_KEY: 'other' }],
      ['no key', 's3://reports/', { AWS_ACCESS_KEY_ID: '' }],
    ])('%s is one line', async (_, uri, more) => {
      await expect(readS3(uri, { ...env, ...more })).rejects.toThrow(
        /^(?:the place of the reports must be|reports in s3:\S+ cannot be read:) [^\n]+$/,
      )
    })
  })
})
