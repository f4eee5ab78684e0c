/** Sinks and reports in a config: a wrong one is one line that names it and what is right. */
import { describe, expect, test } from 'vitest'
import { checkOptions } from '../../src/config/check.js'
import { sinksFromEnv } from '../../src/config/sinks.js'

const problemOf = (options: unknown) => {
  try {
    checkOptions(options as never)
  } catch (error) {
    return (error as Error).message.replace('chalk(): ', '')
  }
  return 'none'
}
const URL = 'https://reports.example.com/in'

describe('refused', () => {
  test.each<[object, string]>([
    [{ sinks: [] }, 'sinks must be an object of names and sinks, not []'],
    [{ sinks: { a: 'post' } }, 'sinks.a must be an object with a type, not "post"'],
    [
      { sinks: { a: { type: 'pots', url: URL } } },
      /^sinks\.a\.type must be one of .*did you mean 'post'\?$/ as never,
    ],
    [{ sinks: { a: { type: 'post' } } }, 'sinks.a needs url'],
    [{ sinks: { a: { type: 'file' } } }, 'sinks.a needs path'],
    [
      { sinks: { a: { type: 'post', url: URL, header: {} } } },
      "unknown option 'sinks.a.header'; did you mean 'sinks.a.headers'?",
    ],
    [
      { sinks: { a: { type: 'post', url: 'ftp://x' } } },
      'sinks.a.url must be an address that begins with https:// or http://, not "ftp://x"',
    ],
    [
      { sinks: { a: { type: 'post', url: 'https://u:pw@x.test' } } },
      'sinks.a.url holds credentials; give names of environment variables with auth',
    ],
    [
      { sinks: { a: { type: 'post', url: URL, headers: { Authorization: 'Bearer x' } } } },
      'sinks.a.headers.Authorization holds a credential; name the environment variable that holds it with auth',
    ],
    [
      { sinks: { a: { type: 'post', url: URL, headers: { 'x y': '1' } } } },
      'sinks.a.headers holds "x y", which is no name of a header',
    ],
    [
      { sinks: { a: { type: 'post', url: URL, headers: { x: 'a\r\nb: c' } } } },
      'sinks.a.headers.x must be one line',
    ],
    [
      { sinks: { a: { type: 'post', url: URL, auth: { bearer: 'a token!' } } } },
      'sinks.a.auth.bearer must be the name of an environment variable',
    ],
    [
      { sinks: { a: { type: 'post', url: URL, auth: { user: 'U' } } } },
      'sinks.a.auth must have bearer, or user and password: each the name of an environment variable',
    ],
    [
      { sinks: { a: { type: 'rotating_log', path: 'x', maxSize: 0 } } },
      'sinks.a.maxSize must be a positive number, not 0',
    ],
    [{ reports: {} }, 'reports must be a list of objects, not {}'],
    [{ reports: [{ when: ['insert'] }] }, 'reports[0] needs sinks'],
    [
      { reports: [{ sinks: ['stdout'], when: ['instert'] }] },
      /^an entry of reports\[0\]\.when must be one of .*did you mean 'insert'\?$/ as never,
    ],
    [
      { reports: [{ sinks: ['stdot'] }] },
      "reports[0].sinks names 'stdot', which is not among sinks; did you mean 'stdout'?",
    ],
    [
      { reports: [{ sinks: ['stdout'], template: 'report_defualt' }] },
      'reports[0].template is wrong: unknown template "report_defualt": did you mean report_default?',
    ],
    [
      { reports: [{ sinks: ['stdout'], filter: '*.js' }] },
      'reports[0].filter must be a function, not "*.js"',
    ],
    [{ offline: 1 }, 'offline must be true or false, not 1'],
    [{ deliveryTimeout: '5s' }, 'deliveryTimeout must be a positive number, not "5s"'],
  ])('%j', (options, problem) => {
    const found = problemOf(options)
    if ((problem as unknown) instanceof RegExp) expect(found).toMatch(problem)
    else expect(found).toBe(problem)
  })
})

test('a secret in a wrong option is not shown', () => {
  expect(problemOf({ sinks: { a: { type: 'post', url: 'https://u:QqHiddenqQ@x.test' } } })).not.toContain(
    'QqHiddenqQ',
  )
})

test('accepted: every kind, and what only the environment switches on', () => {
  const sinks = {
    central: {
      type: 'post',
      url: URL,
      headers: { 'X-Team': 'web' },
      auth: { user: 'U', password: 'P' },
      gzip: false,
    },
    log: { type: 'rotating_log', path: 'x.log', maxSize: 1e6, keep: 0 },
  }
  const reports = [
    { sinks: ['central', 'stdout', 'github_summary', 'post', () => {}], when: ['insert', 'exec'] },
  ]
  expect(problemOf({ sinks, reports })).toBe('none')
})

describe('the environment', () => {
  test.each<[Record<string, string>, object]>([
    [{}, {}],
    [{ CHALKMARK_POST_URL: URL }, { post: { type: 'post', url: URL } }],
    [{ CHALK_POST_URL: URL }, { post: { type: 'post', url: URL } }],
    [{ CHALKMARK_POST_URL: '', CHALKMARK_REPORT_LOG: '' }, {}],
    [
      { CHALKMARK_POST_URL: URL, CHALKMARK_POST_TOKEN: 't' },
      { post: { type: 'post', url: URL, auth: { bearer: 'CHALKMARK_POST_TOKEN' } } },
    ],
    [{ CHALKMARK_REPORT_LOG: '/x' }, { file: { type: 'file', path: '/x' } }],
    [{ CHALKMARK_GITHUB_SUMMARY: '1' }, { github_summary: { type: 'github_summary' } }],
    [{ CHALKMARK_GITHUB_SUMMARY: '0' }, {}],
  ])('%j', (env, sinks) => {
    expect(sinksFromEnv(env)).toEqual(sinks)
  })
})
