/** Archives whose programs look at what stands in the root, and those that have no room for one more entry. */
import { describe, expect, it } from 'vitest'
import { independently, marked, read, unmarked } from './zip-archives.js'
import { writeZip } from './zip-writer.js'

describe('an archive with one folder in its root is not marked', () => {
  const refused: [string, Record<string, string>][] = [
    ['a source distribution of Python', { 'foo-1.0/PKG-INFO': '', 'foo-1.0/foo/__init__.py': '' }],
    ['a repository of Python', { 'foo-main/pyproject.toml': '', 'foo-main/README.md': '' }],
    ['a package of PHP', { 'foo-1.0/composer.json': '{}', 'foo-1.0/src/A.php': '<?php' }],
    ['a plugin of WordPress', { 'foo/foo.php': '<?php\n/**\n * Plugin Name: Foo\n */', 'foo/a.js': '' }],
    ['a theme of WordPress', { 'foo/style.css': '/*\nTheme Name: Foo\n*/', 'foo/index.php': '<?php' }],
    ['a module of Go', { 'example.com/m@v1.0.0/go.mod': '', 'example.com/m@v1.0.0/a/m.go': '' }],
    ['a large version of one', { 'example.com/m/v2@v2.1.0-rc.1/go.mod': '' }],
  ]
  it.each(refused)('if it is %s', async (_, files) => {
    const entries = Object.entries(files).map(([path, content]) => ({ path, content }))
    await expect(marked(writeZip(entries))).rejects.toMatchObject({ code: 'UNSAFE_PLACE' })
    // With a file beside it, no program takes the folder for the content.
    await expect(marked(writeZip([...entries, { path: 'README', content: '' }]))).resolves.toBeDefined()
  })

  it.each([
    ['a release', { 'tool-1.0/bin/tool': '', 'tool-1.0/LICENSE': '' }],
    ['a site', { 'dist/index.html': '', 'dist/style.css': 'a { color: red }' }],
    ['one that holds a project deeper down', { 'a/b/setup.py': '' }],
    ['a scoped package', { 'node_modules/@scope/a/index.js': '' }],
  ] as [string, Record<string, string>][])('but it is if it is %s', async (_, files) => {
    const entries = Object.entries(files).map(([path, content]) => ({ path, content }))
    await expect(marked(writeZip(entries))).resolves.toBeDefined()
  })
})

describe('the count of entries', () => {
  const ofFiles = (count: number) =>
    writeZip(Array.from({ length: count }, (_, i) => ({ path: `f/${i}`, method: 0 })))

  it('stays within what is read without ZIP64', { timeout: 120_000 }, async () => {
    const bytes = ofFiles(65_533)
    const once = await marked(bytes)
    expect(once.includes('PK\x06\x06')).toBe(false)
    expect(independently(once, { unzip: false })).toHaveLength(65_534)
    expect((await unmarked(once)).equals(bytes)).toBe(true)
    for (const count of [65_534, 65_535]) {
      expect(await (await read(ofFiles(count))).hash!()).toMatch(/^[0-9a-f]{64}$/)
      await expect(marked(ofFiles(count))).rejects.toMatchObject({ code: 'TOO_LARGE' })
    }
  })
})
