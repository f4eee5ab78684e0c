/** What browsers load is marked as a bundler's plugin marks it. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type InsertOptions, insert, KEPT } from '../../src/operations/insert.js'
import { remove } from '../../src/operations/remove.js'
import { verify } from '../../src/operations/verify.js'
import { list, makeTree } from '../disk/tree.js'

const SCRIPT = "document.body.textContent = 'alive'\n"
const sri = (content: string | Buffer) => `sha384-${createHash('sha384').update(content).digest('base64')}`

/** A site with a script that is named by its content, cached, pinned and compressed. */
const SITE = {
  'dist/index.html': `<!doctype html>\n<html><head><title>x</title></head><body><script src="/assets/app-BQ3x9z.js" integrity="${sri(SCRIPT)}"></script></body></html>\n`,
  'dist/assets/app-BQ3x9z.js': SCRIPT,
  'dist/assets/app-BQ3x9z.js.gz': gzipSync(SCRIPT),
  'dist/assets/app-BQ3x9z.js.map': '{"version":3,"file":"app-BQ3x9z.js"}',
  'dist/.vite/manifest.json': `{"main.js":{"file":"assets/app-BQ3x9z.js","integrity":"${sri(SCRIPT)}"}}`,
  'dist/_headers': '/assets/app-BQ3x9z.js\n  Cache-Control: immutable\n',
}

const PAGE = '<!doctype html>\n<html><body><p>x</p></body></html>\n'

/** A repository whose last commit has a message and an author that no public file may hold. */
function makeSite(files: Readonly<Record<string, string | Uint8Array>> = SITE): string {
  const root = makeTree(files)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@secret.example', ...args], {
      cwd: root,
    })
  git('init', '-q', '-b', 'private-branch')
  git('commit', '-q', '--allow-empty', '-m', 'a private message')
  return root
}

const optionsFor = (root: string, more: Partial<InsertOptions> = {}): InsertOptions => ({
  paths: ['dist'],
  cwd: root,
  root,
  env: { PATH: process.env.PATH },
  ...more,
})

const contents = (root: string) =>
  new Map(
    list(join(root, 'dist'))
      .filter((name) => /\.\w+$|_headers$/.test(name) && !name.endsWith('.vite'))
      .map((name) => [name, readFileSync(join(root, 'dist', name))]),
  )

describe('an output folder with pages', () => {
  test('names, digests, compressed files and manifests follow the marks', async () => {
    const root = makeSite()
    const { problems, warnings, chalks, renamed } = await insert(optionsFor(root))
    expect({ problems, warnings, renamed }).toEqual({ problems: [], warnings: [], renamed: 3 })
    expect(chalks).toHaveLength(2)
    const files = contents(root)
    const [name, script] = [...files].find(([one]) => one.endsWith('.js'))!
    expect(name).toMatch(/^assets\/app-\w{6}\.js$/)
    expect(name).not.toContain('BQ3x9z')
    expect(String(files.get('index.html'))).toContain(`src="/${name}" integrity="${sri(script)}"`)
    expect(gunzipSync(files.get(`${name}.gz`)!)).toEqual(script)
    expect(String(files.get(`${name}.map`))).toContain(name.slice('assets/'.length))
    expect(String(files.get('.vite/manifest.json'))).toContain(
      `"file":"${name}","integrity":"${sri(script)}"`,
    )
    expect(String(files.get('_headers'))).toContain(`/${name}\n`)
    expect(files.size).toBe(6)
    const { chalks: checked } = await verify(optionsFor(root))
    expect(checked.map(({ _VALIDATED_METADATA }) => _VALIDATED_METADATA)).toEqual([true, true])
  })

  test('no mark holds what is private, and those of hashed files hold no commit', async () => {
    const root = makeSite()
    await insert(optionsFor(root))
    const files = contents(root)
    for (const [name, content] of files)
      expect(String(content), name).not.toMatch(/ann|secret|private|chalkmark-test/i)
    expect(String(files.get('index.html'))).toContain('COMMIT_ID')
    expect(String([...files].find(([name]) => name.endsWith('.js'))![1])).not.toContain('COMMIT_ID')
  })

  test('a second run changes no byte, also after another commit', async () => {
    const root = makeSite()
    await insert(optionsFor(root))
    const before = contents(root)
    execFileSync(
      'git',
      ['-c', 'user.name=B', '-c', 'user.email=b@b', 'commit', '-q', '--allow-empty', '-m', 'b'],
      {
        cwd: root,
      },
    )
    const { chalks, leftOut } = await insert(optionsFor(root))
    expect(contents(root)).toEqual(before)
    expect(chalks).toEqual([])
    expect(leftOut.get(KEPT)).toHaveLength(2)
  })

  test('with missing: false, marks are made again', async () => {
    const root = makeSite({ 'dist/index.html': PAGE })
    await insert(optionsFor(root, { target: 'node' }))
    expect(String(contents(root).get('index.html'))).toContain('AUTHOR')
    const { chalks } = await insert(optionsFor(root, { missing: false }))
    expect(chalks).toHaveLength(1)
    expect(String(contents(root).get('index.html'))).not.toContain('AUTHOR')
  })

  test('a mark that is not valid is replaced', async () => {
    const root = makeSite({ 'dist/index.html': PAGE })
    await insert(optionsFor(root))
    const path = join(root, 'dist/index.html')
    writeFileSync(path, readFileSync(path, 'utf8').replace('<p>x', '<p>y'))
    const { chalks } = await insert(optionsFor(root))
    expect(chalks).toHaveLength(1)
    expect((await verify(optionsFor(root))).chalks).toMatchObject([{ _VALIDATED_METADATA: true }])
  })

  test('a pinned file with a plain name gets a stable mark and keeps its name', async () => {
    const page = `<!doctype html>\n<html><body><script src="app.js" integrity="${sri(SCRIPT)}"></script></body></html>\n`
    const root = makeSite({
      'dist/index.html': page,
      'dist/app.js': SCRIPT,
      'dist/other.js': SCRIPT + SCRIPT,
    })
    await insert(optionsFor(root))
    const files = contents(root)
    expect(String(files.get('app.js'))).not.toContain('COMMIT_ID')
    expect(String(files.get('other.js'))).toContain('COMMIT_ID')
    expect(String(files.get('index.html'))).toContain(`src="app.js" integrity="${sri(files.get('app.js')!)}"`)
  })

  test('what is excluded gets no mark, and the digests in it follow', async () => {
    const root = makeSite()
    const { chalks } = await insert(optionsFor(root, { exclude: '*.html' }))
    expect(chalks).toHaveLength(1)
    const page = String(contents(root).get('index.html'))
    expect(page).not.toContain('MAGIC')
    const [name, script] = [...contents(root)].find(([one]) => one.endsWith('.js'))!
    expect(page).toContain(`src="/${name}" integrity="${sri(script)}"`)
  })

  test.each(['drop', 'keep'] as const)('compressed files: %s', async (siblings) => {
    const root = makeSite({ 'dist/index.html': PAGE, 'dist/index.html.gz': gzipSync(PAGE) })
    const { problems } = await insert(optionsFor(root, { siblings }))
    expect(problems).toEqual([])
    const files = contents(root)
    expect(String(files.get('index.html'))).toContain('MAGIC')
    const packed = files.get('index.html.gz')
    expect(packed && gunzipSync(packed).toString()).toBe(siblings === 'keep' ? PAGE : undefined)
  })

  test('nothing is written in a dry run', async () => {
    const root = makeSite()
    const before = contents(root)
    const { chalks, marks } = await insert(optionsFor(root, { dryRun: true }))
    expect(contents(root)).toEqual(before)
    expect(chalks.map(({ _VIRTUAL }) => _VIRTUAL)).toEqual([true, true])
    expect(marks.every((mark) => mark.startsWith('{ "MAGIC"'))).toBe(true)
  })

  test("a version control's folder is not looked at", async () => {
    const held = `${sri(SCRIPT)} assets/app-BQ3x9z.js`
    const root = makeSite({ ...SITE, 'dist/.git/note': held })
    await insert(optionsFor(root))
    expect(readFileSync(join(root, 'dist/.git/note'), 'utf8')).toBe(held)
  })

  test('where a page is changed meanwhile, nothing is marked', async () => {
    const root = makeSite()
    const page = join(root, 'dist/index.html')
    let before: ReturnType<typeof contents> | undefined
    const onProgress = () => {
      writeFileSync(page, `${readFileSync(page, 'utf8')}\n`)
      before = contents(root)
    }
    const { problems, chalks } = await insert(optionsFor(root, { onProgress }))
    expect(contents(root)).toEqual(before)
    expect(chalks).toEqual([])
    expect(problems).toMatchObject([{ path: page, code: 'CHANGED' }])
  })

  // Root may write to every file.
  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'where a page cannot be written, what it pins stays as it is, and the rest is marked',
    async () => {
      const root = makeSite({ ...SITE, 'dist/other.js': 'let other\n' })
      chmodSync(join(root, 'dist/index.html'), 0o444)
      const before = contents(root)
      const { problems, chalks } = await insert(optionsFor(root))
      expect(chalks).toMatchObject([{ _OP_ARTIFACT_PATH: join(root, 'dist/other.js') }])
      expect(problems.map(({ code }) => code)).toContain('READ_ONLY')
      const after = contents(root)
      after.delete('other.js')
      before.delete('other.js')
      expect(after).toEqual(before)
    },
  )

  test('nothing is marked whose report cannot be saved', async () => {
    const root = makeSite()
    const before = contents(root)
    const save = () => {
      throw new Error('disk full')
    }
    await expect(insert(optionsFor(root, { save }))).rejects.toThrow('disk full')
    expect(contents(root)).toEqual(before)
    expect(readdirSync(join(root, 'dist')).filter((name) => name.includes('chalk'))).toEqual([])
  })
})

describe('who will load the files', () => {
  const AUTHOR = 'ann@secret.example'
  const holders = (root: string, folder = 'dist') =>
    list(join(root, folder)).filter(
      (name) => /\.\w+$/.test(name) && readFileSync(join(root, folder, name), 'utf8').includes(AUTHOR),
    )

  test('no pages: anything else than browsers', async () => {
    const root = makeSite({ 'dist/app.js': SCRIPT, 'dist/part.html': '<p>a part</p>\n' })
    const { targets } = await insert(optionsFor(root))
    expect(holders(root)).toEqual(['app.js', 'part.html'])
    expect([...targets]).toEqual([[join(root, 'dist'), 'node: it holds no page']])
  })

  test('a page anywhere in the output', async () => {
    const root = makeSite({ 'dist/pages/a/index.html': PAGE, 'dist/assets/app.js': SCRIPT })
    const { targets } = await insert(optionsFor(root))
    expect(holders(root)).toEqual([])
    expect([...targets.values()]).toEqual([
      `web: it holds pages, such as ${join(root, 'dist/pages/a/index.html')}`,
    ])
  })

  test('the option says otherwise', async () => {
    const page = makeSite({ 'dist/index.html': PAGE })
    await insert(optionsFor(page, { target: 'node' }))
    expect(holders(page)).toEqual(['index.html'])
    const script = makeSite({ 'dist/app.js': SCRIPT })
    await insert(optionsFor(script, { target: 'web' }))
    expect(holders(script)).toEqual([])
  })

  test('the server of a site is not public', async () => {
    const root = makeSite({
      '.output/public/index.html': PAGE,
      '.output/public/_nuxt/app.js': SCRIPT,
      '.output/server/index.mjs': SCRIPT,
    })
    await insert(optionsFor(root, { paths: ['.output'] }))
    expect(holders(root, '.output')).toEqual(['server/index.mjs'])
    await insert(optionsFor(root, { paths: ['.output/public/_nuxt/app.js'], missing: false }))
    expect(holders(root, '.output')).toEqual(['server/index.mjs'])
  })

  test('other artifacts are public beside a page and below it', async () => {
    const script = '#!/bin/sh\necho hi\n'
    const root = makeSite({
      'dist/site/index.html': PAGE,
      'dist/site/install.sh': script,
      'dist/tools/run.sh': script,
    })
    await insert(optionsFor(root))
    expect(holders(root)).toEqual(['tools/run.sh'])
  })

  test('a folder that begins with a page is output, whatever it is called', async () => {
    const root = makeSite({ '_site/index.html': PAGE, '_site/app.js': SCRIPT })
    const { chalks } = await insert(optionsFor(root, { paths: ['_site'] }))
    expect(chalks).toHaveLength(2)
    expect(holders(root, '_site')).toEqual([])
  })

  test('sources of a site are no output', async () => {
    const root = makeSite({ 'app/package.json': '{}', 'app/index.html': PAGE, 'app/main.js': SCRIPT })
    expect((await insert(optionsFor(root, { paths: ['app'] }))).chalks).toEqual([])
  })

  test('a file that is named alone gets a public, stable mark and keeps its name', async () => {
    const root = makeSite({ ...SITE, 'dist/index.html': PAGE })
    const { chalks } = await insert(optionsFor(root, { paths: ['dist/assets/app-BQ3x9z.js'] }))
    expect(chalks).toHaveLength(1)
    const script = readFileSync(join(root, 'dist/assets/app-BQ3x9z.js'), 'utf8')
    expect(script).toContain('MAGIC')
    expect(script).not.toMatch(/COMMIT_ID|ann@/)
  })
})

describe('delete', () => {
  test('gives back what there was where no file has a new name, digests and compressed files included', async () => {
    const page = (script: string) =>
      `<!doctype html>\n<html><body><script src="app.js" integrity="${sri(script)}"></script></body></html>\n`
    const files = {
      'dist/index.html': page(SCRIPT),
      'dist/app.js': SCRIPT,
      'dist/app.js.gz': gzipSync(SCRIPT),
      'dist/integrity.json': `{"app.js":"${sri(SCRIPT)}"}`,
    }
    const root = makeSite(files)
    const before = contents(root)
    const { chalks } = await insert(optionsFor(root))
    expect(contents(root)).not.toEqual(before)
    const { chalks: removed, unmarked, problems } = await remove(optionsFor(root))
    expect(problems).toEqual([])
    expect(removed.map(({ CHALK_ID }) => CHALK_ID)).toEqual(chalks.map(({ CHALK_ID }) => CHALK_ID))
    expect(unmarked).toEqual([])
    const after = contents(root)
    expect(gunzipSync(after.get('app.js.gz')!).toString()).toBe(SCRIPT)
    for (const name of ['index.html', 'app.js', 'integrity.json'])
      expect(String(after.get(name))).toBe(String(before.get(name)))
  })

  test('leaves new names, and digests fit', async () => {
    const root = makeSite()
    await insert(optionsFor(root))
    await remove(optionsFor(root))
    const files = contents(root)
    const [name, script] = [...files].find(([one]) => one.endsWith('.js'))!
    expect(String(script)).toBe(SCRIPT)
    expect(String(files.get('index.html'))).toContain(`src="/${name}" integrity="${sri(SCRIPT)}"`)
  })

  test('changes nothing in a dry run', async () => {
    const root = makeSite()
    await insert(optionsFor(root))
    const before = contents(root)
    const { chalks } = await remove(optionsFor(root, { dryRun: true }))
    expect(chalks.map(({ _VIRTUAL }) => _VIRTUAL)).toEqual([true, true])
    expect(contents(root)).toEqual(before)
  })
})
