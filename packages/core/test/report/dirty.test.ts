import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { withoutOutput } from '../../src/report/dirty.js'

const ROOT = resolve('/srv/app')
const at = (path: string) => resolve(ROOT, path)
const facts = (modified: string[], missing: string[] = []) => ({
  '_X-WORKTREE': ROOT,
  '_X-DIRTY': true,
  ...(modified.length > 0 && { _VCS_MODIFIED_FILES: modified }),
  ...(missing.length > 0 && { _VCS_MISSING_FILES: missing }),
})

test.each([
  ['a source', facts(['src/a.js']), { files: [], folders: [at('dist')] }, true],
  ['a marked file', facts(['lib/a.js']), { files: [at('lib/a.js')], folders: [] }, false],
  ['a map in the output folder', facts(['dist/a.js.map']), { files: [], folders: [at('dist')] }, false],
  ['an old name in it that is gone', facts([], ['dist/a-1.js']), { files: [], folders: [at('dist')] }, false],
  ['output and a source', facts(['dist/a.js', 'src/a.js']), { files: [], folders: [at('dist')] }, true],
  ['a folder of a similar name', facts(['dist2/a.js']), { files: [], folders: [at('dist')] }, true],
  [
    'a source whose name the output has, too',
    facts(['a.js']),
    { files: [at('dist/a.js')], folders: [] },
    true,
  ],
  ['an output folder that holds the sources', facts(['src/a.js']), { files: [], folders: [ROOT] }, true],
  ['one above them', facts(['src/a.js']), { files: [], folders: [resolve('/work')] }, true],
  ['what is only no longer tracked', facts([]), { files: [], folders: [at('dist')] }, true],
])('dirty by %s', (_, given, made, dirty) => {
  expect(withoutOutput(given, made)['_X-DIRTY']).toBe(dirty)
})

test('names what is left', () => {
  const given = facts(['dist/a.js', 'src/a.js'], ['dist/b.js'])
  const left = withoutOutput(given, { files: [], folders: [at('dist')] })
  expect(left._VCS_MODIFIED_FILES).toEqual(['src/a.js'])
  expect(left).not.toHaveProperty('_VCS_MISSING_FILES')
})

test('claims nothing that is not known', () => {
  const unknown = { '_X-WORKTREE': ROOT }
  expect(withoutOutput(unknown, { files: [], folders: [] })).toBe(unknown)
})
