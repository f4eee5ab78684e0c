/** What names, pins, lists or compares a file stays true when it is marked. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { OutputFile } from '../../src/output/files/file.js'
import { lineOf, type StepOptions } from '../../src/output/options.js'
import { markOutput } from '../../src/output/step.js'
import { stepOptions } from './step-options.js'

const options = (more: Partial<StepOptions> = {}) =>
  stepOptions(
    {
      template: new Set(['HASH', 'METADATA_HASH', 'COMMIT_ID']),
      facts: { COMMIT_ID: 'c'.repeat(40) },
    },
    more,
  )

type Contents = Record<string, string | Buffer>

/** Files whose names hold a hash of eight letters behind a `-`. */
function filesOf(contents: Contents): OutputFile[] {
  return Object.entries(contents).map(([name, content]) => ({
    name,
    hashes: /-([A-Za-z0-9]{8})\./.exec(name)?.slice(1) ?? [],
    read: () => content,
  }))
}

/** The output after the step, by new names. */
async function step(contents: Contents, more: Partial<StepOptions> = {}) {
  const files = filesOf(contents)
  const result = await markOutput(files, options(more))
  const output = new Map<string, string>()
  for (const { name, read } of files) {
    const change = result.changes.get(name)
    output.set(change?.name ?? name, String(change?.content ?? read()))
  }
  return {
    ...result,
    output,
    text: (pattern: RegExp) => [...output].find(([name]) => pattern.test(name))![1],
  }
}

const digest = (algorithm: string, text: string, encoding: 'base64' | 'hex' = 'base64') =>
  createHash(algorithm).update(text).digest(encoding)
const sri = (text: string) => `sha384-${digest('sha384', text)}`

const SCRIPT = 'console.log("a")\n'
const OTHER = 'console.log("other")\n'

describe('files that hold names and digests, whatever they are called', () => {
  it.each([
    'index.php',
    'layout.hbs',
    '_headers',
    'site.conf',
    '.htaccess',
    'assets.yml',
    'manifest',
    'page.html',
  ])('%s', async (holder) => {
    const { output, text, errors } = await step({
      'app-AAAAaaaa.js': SCRIPT,
      [holder]: `<script src="/app-AAAAaaaa.js" integrity="${sri(SCRIPT)}"></script>\n`,
    })
    expect(errors).toEqual([])
    const [name, script] = [...output].find(([one]) => one.endsWith('.js'))!
    expect(name).not.toBe('app-AAAAaaaa.js')
    const page = text(new RegExp(`^${holder.replace('.', '\\.')}$`))
    expect(page).toContain(`src="/${name}" integrity="${sri(script)}"`)
  })

  it('not in what is no text', async () => {
    const image = Buffer.from(`\x89PNG\0 app-AAAAaaaa.js ${sri(SCRIPT)}`)
    const { changes } = await step({
      'app-AAAAaaaa.js': SCRIPT,
      'page.html': `<script src="app-AAAAaaaa.js" integrity="${sri(SCRIPT)}"></script>`,
      'image.png': image,
    })
    expect(changes.has('image.png')).toBe(false)
  })

  it('bytes that are not UTF-8 stay as they are around a digest', async () => {
    const before = Buffer.concat([
      Buffer.from([0xe9, 0xff]),
      Buffer.from(` "app.js": "${sri(SCRIPT)}" `),
      Buffer.from([0xe9]),
    ])
    const { changes, text } = await step({ 'app.js': SCRIPT, 'list.txt': before })
    const after = Buffer.from(changes.get('list.txt')!.content as Buffer)
    expect(
      after.equals(
        Buffer.concat([
          before.subarray(0, 2),
          Buffer.from(` "app.js": "${sri(text(/app/))}" `),
          before.subarray(-1),
        ]),
      ),
    ).toBe(true)
  })
})

describe('revisions', () => {
  it.each(['md5', 'sha1', 'sha256'])(
    'a precache manifest that tells versions by %s follows',
    async (algorithm) => {
      const { text } = await step({
        'index.html': '<p>a</p>\n',
        'sw.js': `precacheAndRoute([{url:"index.html",revision:"${digest(algorithm, '<p>a</p>\n', 'hex')}"}])\n`,
      })
      expect(text(/sw/)).toContain(`revision:"${digest(algorithm, text(/index/), 'hex')}"`)
    },
  )
})

describe('files that are compared get stable marks', () => {
  const commit = 'c'.repeat(40)
  const worker = 'self.addEventListener("fetch", () => {})\n'
  const cases: Record<string, [Contents, string]> = {
    'a service worker that a script registers': [
      {
        'main.js': 'navigator.serviceWorker.register("/sub/worker.js", { scope: "/" })\n',
        'sub/worker.js': worker,
      },
      'sub/worker.js',
    ],
    'one that a page registers by new URL()': [
      {
        'page.html':
          '<script>navigator.serviceWorker.register(new URL("./worker.js", import.meta.url))</script>\n',
        'worker.js': worker,
      },
      'worker.js',
    ],
    'one that workbox registers': [
      { 'main.js': 'const w = new Workbox(`/worker.js`) // Workbox\n', 'worker.js': worker },
      'worker.js',
    ],
    'one whose name is put together': [{ 'worker.js': 'self.skipWaiting()\n' }, 'worker.js'],
    'what a service worker imports': [
      { 'worker.js': 'importScripts("/lib.js", "x.js"); self.skipWaiting()\n', 'lib.js': OTHER },
      'lib.js',
    ],
    'a page that a precache manifest lists': [
      { 'list.js': 'self.__WB = [{"revision":"1","url":"index.html"}]\n', 'index.html': '<p>a</p>\n' },
      'index.html',
    ],
    'a script with a version in its address': [
      { 'index.html': '<script src="/main.js?v=1a2b3c"></script>\n', 'main.js': SCRIPT },
      'main.js',
    ],
    'a script with a hash behind its address': [
      { 'index.html': '<script src=main.js?1a2b3c4d></script>\n', 'main.js': SCRIPT },
      'main.js',
    ],
    'a file of a plain name whose digest is pinned': [
      { 'index.html': `<script src="main.js" integrity="${sri(SCRIPT)}"></script>\n`, 'main.js': SCRIPT },
      'main.js',
    ],
  }
  it.each(Object.entries(cases))('%s', async (_, [contents, name]) => {
    const { output } = await step(contents)
    expect(output.get(name)).toContain('MAGIC')
    expect(output.get(name)).not.toContain(commit)
    const others = [...output].filter(([one]) => one !== name && one !== 'worker.js')
    for (const [one, text] of others) expect(text, one).toContain(commit)
  })

  it('and full ones where the user wants full ones', async () => {
    const { output } = await step({ 'worker.js': 'self.skipWaiting()\n' }, { hashedFiles: 'full' })
    expect(output.get('worker.js')).toContain(commit)
  })
})

describe('files of the same content', () => {
  it('each digest follows the file that is named beside it', async () => {
    const { text, output } = await step({
      'empty.js': '',
      'empty.css': '',
      'index.html':
        `<script src="empty.js" integrity="${sri('')}"></script>` +
        `<link rel="stylesheet" integrity="${sri('')}" href="empty.css">\n`,
      'list.json': `{"empty.css":"${sri('')}","empty.js":{"integrity":"${sri('')}"}}`,
    })
    const [script, sheet] = [sri(output.get('empty.js')!), sri(output.get('empty.css')!)]
    expect(script).not.toBe(sheet)
    expect(text(/index/)).toContain(`<script src="empty.js" integrity="${script}">`)
    expect(text(/index/)).toContain(`integrity="${sheet}" href="empty.css"`)
    expect(JSON.parse(output.get('list.json')!)).toEqual({
      'empty.css': sheet,
      'empty.js': { integrity: script },
    })
  })

  it('get no marks where that cannot be told', async () => {
    const { output, errors, unmarked } = await step({
      'a.js': '',
      'a.css': '',
      'runtime.js': `t={1:"${sri('')}"}\n`,
    })
    expect(output.get('a.js')).toBe('')
    expect(output.get('runtime.js')).toContain(sri(''))
    expect(unmarked).toEqual(['a.js', 'a.css'])
    expect(errors.map(lineOf)).toEqual([
      expect.stringMatching(/^a\.js: not marked: .*same content/),
      expect.stringMatching(/^a\.css: /),
    ])
  })
})

describe('versions in the addresses of pinned files', () => {
  const page = (name: string, version: string) =>
    `<script src="/${name}?${version}" integrity="${sri(SCRIPT)}"></script>\n`
  const versionIn = (text: string) => /\?(?:v=)?([^"]+)/.exec(text)![1]!

  it.each(['v=1a2b3c4d', '1a2b3c4d'])('%s is another one, which follows from it', async (version) => {
    const contents = { 'app.js': SCRIPT, 'index.html': page('app.js', version) }
    const [first, second] = [await step(contents), await step(contents)]
    const found = versionIn(first.text(/index/))
    expect(found).toMatch(/^[0-9a-f]{8}$/)
    expect(found).not.toBe('1a2b3c4d')
    expect(versionIn(second.text(/index/))).toBe(found)
    expect(first.text(/index/)).toContain(`integrity="${sri(first.text(/app/))}"`)
  })

  it('stays where the file is not pinned, is hashed, or may get no new name', async () => {
    const plain = { 'app.js': SCRIPT, 'index.html': '<script src="app.js?v=1a2b3c4d"></script>\n' }
    expect(versionIn((await step(plain)).text(/index/))).toBe('1a2b3c4d')
    const hashed = { 'app-AAAAaaaa.js': SCRIPT, 'index.html': page('app-AAAAaaaa.js', 'v=1a2b3c4d') }
    expect(versionIn((await step(hashed)).text(/index/))).toBe('1a2b3c4d')
    const pinned = { 'app.js': SCRIPT, 'index.html': page('app.js', 'v=1a2b3c4d') }
    expect(versionIn((await step(pinned, { rename: 'never' })).text(/index/))).toBe('1a2b3c4d')
  })
})

describe('digests of inline scripts', () => {
  const map = (name: string, script: string) => `{"integrity":{"/${name}":"${sri(script)}"}}`
  const inline = map('app-AAAAaaaa.js', SCRIPT)
  const hash = (text: string) => `'sha256-${digest('sha256', text)}'`
  const page = (policy: string) =>
    `<!doctype html><head>${policy}<script type="importmap">${inline}</script></head>\n` +
    `<script src="/app-AAAAaaaa.js" integrity="${sri(SCRIPT)}"></script>\n`
  const inlineIn = (html: string) => /importmap">([^<]*)</.exec(html)![1]!

  it('in the policy of the page itself', async () => {
    const { text, warnings } = await step({
      'app-AAAAaaaa.js': SCRIPT,
      'index.html': page(
        `<meta http-equiv="Content-Security-Policy" content="script-src 'self' ${hash(inline)}">`,
      ),
    })
    const html = text(/index/)
    expect(inlineIn(html)).not.toBe(inline)
    expect(html).toContain(`content="script-src 'self' ${hash(inlineIn(html))}"`)
    expect(warnings).toEqual([])
  })

  it('in the policy of another file', async () => {
    const { text, warnings } = await step({
      _headers: `/*\n  Content-Security-Policy: script-src ${hash(inline)}\n`,
      'app-AAAAaaaa.js': SCRIPT,
      'index.html': page(''),
    })
    expect(text(/_headers/)).toContain(`script-src ${hash(inlineIn(text(/index/)))}\n`)
    expect(warnings).toEqual([])
  })

  it('a warning where there is no policy', async () => {
    const { warnings } = await step({ 'app-AAAAaaaa.js': SCRIPT, 'index.html': page('') })
    expect(warnings.map(lineOf)).toEqual([
      expect.stringMatching(/^index\.html: an inline script .*Content-Security-Policy/),
    ])
  })

  it('no warning where no inline script changed', async () => {
    const { warnings } = await step({
      'app-AAAAaaaa.js': SCRIPT,
      'index.html': `<script>let a</script><script src="app-AAAAaaaa.js" integrity="${sri(SCRIPT)}"></script>\n`,
    })
    expect(warnings).toEqual([])
  })
})
