import { describe, expect, it } from 'vitest'
import { ofThisProgram, ownMark } from '../../src/collectors/own-mark.js'
import { runCollectors } from '../../src/collectors/run.js'
import { asking, madeUp } from './worlds.js'

const COMMIT = '5f3c1d0a9e5f3c1d0a9e5f3c1d0a9e5f3c1d0a9e'
const markOf = (uri: string, commit = COMMIT) =>
  `{ "MAGIC" : "dadfedabbadabbed", "CHALK_ID" : "61JK2D-1N6H-H68R-9Q6XH6", "CHALK_VERSION" : "1.1.3", "COMMIT_ID" : "${commit}", "PACKAGE_URI" : "${uri}", "METADATA_ID" : "61JK2D-1N6H-H68R-9Q6XH6" }`

function collect(content: string | undefined) {
  const collector = ownMark('/app/dist/chunk.js')
  const [, question] = asking(collector.keys)
  const files: Record<string, string> = content === undefined ? {} : { '/app/dist/chunk.js': content }
  return runCollectors([collector], madeUp({ files }), question)
}

describe('own mark', () => {
  it.each(['pkg:npm/chalkmark@0.1.0', 'pkg:npm/unplugin-chalk@0.1.0', 'pkg:npm/%40chalkmark/core@0.1.0'])(
    'names the commit of the program: %s',
    async (uri) => {
      expect(await collect(`let a\n//${markOf(uri)}\n`)).toEqual({
        keys: {
          INJECTOR_CHALK_ID: '61JK2D-1N6H-H68R-9Q6XH6',
          INJECTOR_COMMIT_ID: COMMIT,
          _OP_CHALKER_COMMIT_ID: COMMIT,
        },
        errors: [],
        failedKeys: {},
      })
    },
  )

  it.each([
    ['no file', undefined],
    ['no mark', 'let a\n'],
    ["another's bundle", `let a\n//${markOf('pkg:npm/their-app@1.0.0')}\n`],
    [
      "another's bundle with ours in it",
      `//${markOf('pkg:npm/chalkmark@0.1.0')}\n//${markOf('pkg:npm/a@1')}\n`,
    ],
    ['what only begins like a mark', '// { "MAGIC" : "dadfedabbadabbed", '],
  ])('gives nothing: %s', async (_, content) => {
    expect(await collect(content)).toEqual({ keys: {}, errors: [], failedKeys: {} })
  })

  it('finds none in the sources', async () => {
    const facts = await runCollectors([ofThisProgram], ...asking(ofThisProgram.keys))
    expect(facts).toEqual({ keys: {}, errors: [], failedKeys: {} })
  })
})
