/** Policies: what they may hold, and that their JSON Schema says the same. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { duration } from '../../src/config/duration.js'
import { parsePolicy, rulesOf } from '../../src/config/policy.js'

const schema = JSON.parse(readFileSync(new URL('../../../cli/policy.schema.json', import.meta.url), 'utf8'))
const fits = new Ajv({ strict: true }).compile(schema)

describe('a policy', () => {
  it.each([
    [{ require: { BRANCH: 'main' } }, 1],
    [{ require: { BRANCH: ['main', 'release'], BUILD_ATTEMPT: 1, 'X-SIGNED-OFF': true } }, 1],
    [{ $schema: 'policy.schema.json', requireClean: true, maxAge: '30d', allowUnmarked: true }, 1],
    [
      {
        rules: [
          { paths: 'js/**', maxAge: '12h' },
          { paths: ['a', 'b'], requireClean: true },
        ],
      },
      2,
    ],
    [{ requireClean: true, rules: [{ allowUnmarked: true }] }, 2],
  ])('%j', (policy, rules) => {
    expect(rulesOf(parsePolicy(JSON.stringify(policy), 'policy.json'))).toHaveLength(rules)
    expect(fits(policy)).toBe(true)
  })

  it.each([
    [{ requireclean: true }, "unknown option 'policy.requireclean'; did you mean 'policy.requireClean'?"],
    [
      { rules: [{ maxAge: '1d', path: 'x' }] },
      "unknown option 'policy.rules[0].path'; did you mean 'policy.rules[0].paths'?",
    ],
    [{ maxAge: '1d', paths: 'x' }, "unknown option 'policy.paths'"],
    [{ require: { BRANCH: 'a' }, __proto__x: 1 }, "unknown option 'policy.__proto__x'"],
    [{ maxAge: '30' }, 'policy.maxAge must be a time such as 30d, 12h or 90m, not "30"'],
    [{ maxAge: 30 }, 'policy.maxAge must be a time'],
    [{ requireClean: 'yes' }, 'policy.requireClean must be true or false'],
    [{ require: [] }, 'policy.require must be an object of keys and values'],
    [
      { require: { BRANCH: {} } },
      'policy.require.BRANCH must be a text, a number, true or false, or a list of them',
    ],
    [{ require: { BRANCH: [] } }, 'policy.require.BRANCH must be'],
    [{ require: { BRANCH: '' } }, 'policy.require.BRANCH must be'],
    [{ require: { BRANCH: null } }, 'policy.require.BRANCH must be'],
    [
      { rules: [{ paths: [], allowUnmarked: true }] },
      'policy.rules[0].paths must be a glob or a list of globs',
    ],
    [
      { rules: [{ paths: '', allowUnmarked: true }] },
      'policy.rules[0].paths must be a glob or a list of globs',
    ],
    [{ rules: [{ paths: ['a', ''], maxAge: '1d' }] }, 'policy.rules[0].paths must be a glob'],
    [
      { rules: [{ paths: ['vendor/**', '!vendor/x.js'], allowUnmarked: true }] },
      'policy.rules[0].paths must say which artifacts a rule is for, not for which it is not: "!vendor/x.js"',
    ],
    [{ rules: [{ paths: '!*.css', requireClean: true }] }, 'policy.rules[0].paths must say which'],
    [{ rules: {} }, 'policy.rules must be a list of rules'],
    [{ rules: ['x'] }, 'policy.rules[0] must be an object'],
    [[], 'policy must be an object'],
    [null, 'policy must be an object'],
    ['x', 'policy must be an object'],
  ])('%j cannot be used', (policy, problem) => {
    expect(() => parsePolicy(JSON.stringify(policy), 'policy.json')).toThrow(problem)
    expect(fits(policy)).toBe(false)
  })

  // The schema does not know the catalogue, and an editor may show a policy that is not finished.
  it.each([
    [{ require: { BRANCHH: 'main' } }, 'policy.require: unknown key "BRANCHH": did you mean BRANCH?'],
    [{}, 'the policy policy.json demands nothing'],
    [{ requireClean: false }, 'demands nothing'],
    [{ rules: [] }, 'demands nothing'],
    [{ require: {}, rules: [{ paths: 'x' }] }, 'policy.rules[0] demands nothing'],
  ])('%j cannot be used, either', (policy, problem) => {
    expect(() => parsePolicy(JSON.stringify(policy), 'policy.json')).toThrow(problem)
  })

  it('globs may leave out by their own syntax', () => {
    const policy = { rules: [{ paths: ['!(vendor)/*.js', '[!a]*'], requireClean: true }] }
    expect(parsePolicy(JSON.stringify(policy), 'policy.json')).toEqual(policy)
    expect(fits(policy)).toBe(true)
  })

  it.each([
    ['{"require":{"BRANCH":"x"},"require":{"BRANCH":"main"}}', 'require'],
    ['{"require":{"BRANCH":"x","BRANCH":"main"}}', 'BRANCH'],
    ['\ufeff {"requireClean":true,"maxAge":"1d","require\\u0043lean":false}', 'requireClean'],
    ['{"rules":[{"maxAge":"1d","maxAge":"9w"}]}', 'maxAge'],
    ['{"rules":[{"maxAge":"1d"}],"rules":[{"maxAge":"9w"}]}', 'rules'],
  ])('no demand is lost: %s', (text, key) => {
    expect(() => parsePolicy(text, 'policy.json')).toThrow(
      `the policy policy.json cannot be used: it holds "${key}" twice`,
    )
  })

  it('what is no JSON is one line, without its content', () => {
    expect(() => parsePolicy('password: hunter2\n\nmore', 'policy.json')).toThrow(
      /^the policy policy\.json is no JSON: [^\n]*$/,
    )
    expect(() => parsePolicy('{ "requireClean": true } hunter2', 'policy.json')).not.toThrow('hunter2')
    expect(parsePolicy('\ufeff{ "requireClean": true }', 'policy.json')).toEqual({ requireClean: true })
  })
})

it.each([
  ['45s', 45_000],
  ['90m', 5_400_000],
  ['12h', 43_200_000],
  ['30d', 2_592_000_000],
  ['2w', 1_209_600_000],
  ['30', undefined],
  ['30 d', undefined],
  ['-1d', undefined],
  ['1.5d', undefined],
  ['9999999d', undefined],
  ['1y', undefined],
  ['', undefined],
])('%s is %s ms', (text, milliseconds) => expect(duration(text)).toBe(milliseconds))
