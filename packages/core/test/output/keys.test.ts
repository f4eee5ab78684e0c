import { describe, expect, it } from 'vitest'
import { lineOf, type StepOptions } from '../../src/output/options.js'
import { markOutput } from '../../src/output/step.js'
import { stepOptions } from './step-options.js'

const options = (keys: StepOptions['composer']['keys']) =>
  stepOptions({
    template: new Set(['CHALK_PTR', 'HASH', 'METADATA_HASH']),
    facts: { COMMIT_ID: 'a'.repeat(40) },
    keys,
  })

const files = [
  { name: 'app-AAAAaaaa.js', hashes: ['AAAAaaaa'], read: () => 'let a = 1\n' },
  { name: 'index.html', hashes: [], read: () => '<p>a</p>\n' },
]

describe('keys that users set', () => {
  it('go into marks that may hold them, and for every artifact into the report', async () => {
    const keys = {
      'X-TEAM': 'web',
      STORE_URI: 'https://store.example/{hash}',
      CHALK_PTR: 'https://find.example/{path}',
      'X-NAME': ({ path }: { path: string }) => path.toUpperCase(),
    }
    const { chalks, changes, errors } = await markOutput(files, options(keys))
    expect(errors).toEqual([])
    for (const chalk of chalks) {
      expect(chalk).toMatchObject({ 'X-TEAM': 'web', STORE_URI: `https://store.example/${chalk.HASH}` })
    }
    const script = String(changes.get('app-AAAAaaaa.js')!.content)
    const page = String(changes.get('index.html')!.content)
    expect(script).not.toMatch(/X-TEAM|STORE_URI/)
    expect(script).toContain('"CHALK_PTR" : "https://find.example/app-AAAAaaaa.js"')
    expect(page).toContain('"X-TEAM" : "web"')
    expect(page).toContain('"X-NAME" : "INDEX.HTML"')
    expect(page).not.toContain('STORE_URI')
  })

  it('are left out where a callback fails or gives what the key can not be', async () => {
    const keys = {
      'X-A': () => {
        throw new Error('no answer')
      },
      STORE_URI: () => 5,
    }
    const { chalks, errors } = await markOutput(files.slice(1), options(keys))
    expect(chalks).toHaveLength(1)
    expect(errors.map(lineOf)).toEqual([
      'index.html: X-A: its callback failed: no answer',
      expect.stringMatching(/^index\.html: STORE_URI: its callback gave a wrong value: .*string/),
    ])
  })
})
