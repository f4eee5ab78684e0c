/** Programs and pages that hold marks and placeholders in their own texts, as this project's own code does. */
import { encodeMark, MAGIC, PLACEHOLDER, sealMark } from '@chalkmark/mark'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runNode } from './support/build.js'
import { check, inspected, isCopied, markOf, type OutputFiles, readOutput, unmark } from './support/output.js'
import { hasNoBrowser, launchBrowser, visit } from './support/page.js'
import { type Project, writeProject } from './support/project.js'

/** A mark that is valid in itself, of some other file. */
const MARK = encodeMark(
  sealMark({ MAGIC, CHALK_ID: '68R36D-9K6R-R3EC-9P6CT3', CHALK_VERSION: '1.1.3', 'X-OWNER': 'somebody' }),
)

/** Texts that look like what a codec looks for, if it does not know where strings begin and end. */
const ONE_LINE = [
  PLACEHOLDER,
  MARK,
  `// ${PLACEHOLDER}`,
  `// ${MARK}`,
  `/* ${MARK} */`,
  `<!-- ${MARK} -->`,
  `*/ // ${PLACEHOLDER} /*`,
  `//# ${MARK}`,
  MAGIC,
]

/** The same on lines of their own. In a template literal these are lines of the program. */
const MANY_LINES = [
  ...ONE_LINE.map((text) => `\n${text}\n`),
  `\n// ${MARK}\n//# sourceMappingURL=not-a-map.js.map\n`,
  `"\n// ${MARK}\n'`,
  `*/\n// ${PLACEHOLDER}\n/*`,
]

const literal = (text: string) => `\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``

/** Shows its texts, which it holds as strings, in template literals, in nested ones and in a regular expression. */
const program = (texts: string[]) => `
const texts = [
  ${texts.map((text) => JSON.stringify(text)).join(',\n  ')}
]
const literals = [
  ${texts.map(literal).join(',\n  ')}
]
const nested = \`\${[${literal(texts[2]!)}, '}'].join(${literal(texts[3]!)})}\`
const pattern = /[/"'\`]\\/\\* \\{ "MAGIC" : "${MAGIC}" \\}/
console.log(JSON.stringify([texts, literals, nested, pattern.source]))
console.log(${literal(texts[3]!)})
`

/** The same, from the package that makes marks. */
const OF_MARKS = `
import { encodeMark, findMarks, MAGIC, PLACEHOLDER, sealMark } from '@chalkmark/mark'

const mark = encodeMark(sealMark({ MAGIC, CHALK_ID: '68R36D-9K6R-R3EC-9P6CT3', CHALK_VERSION: '1.1.3' }))
const text = [mark, PLACEHOLDER, mark, PLACEHOLDER].join('\\n// ')
console.log(JSON.stringify([[...findMarks(new TextEncoder().encode(text))].length, PLACEHOLDER]))
`

const PACKAGE = JSON.stringify({ name: 'hostile', version: '1.0.0', type: 'module' })

/** Builds a program with each bundler: with chalk() into marked/ and without into plain/. */
const BUILD = `
import { build } from 'esbuild'
import { rolldown } from 'rolldown'
import webpack from 'webpack'
import { chalk as esbuildChalk } from 'unplugin-chalk/esbuild'
import { chalk as rolldownChalk } from 'unplugin-chalk/rolldown'
import { chalk as webpackChalk } from 'unplugin-chalk/webpack'

const input = './main.mjs'
for (const folder of ['plain', 'marked']) {
  const plugins = (chalk) => (folder === 'marked' ? [chalk({ template: 'mark_default' })] : [])
  for (const minify of [false, true]) {
    const end = minify ? 'min.mjs' : 'mjs'
    await build({
      entryPoints: [input], bundle: true, format: 'esm', platform: 'node', minify,
      outfile: \`\${folder}/esbuild.\${end}\`, plugins: plugins(esbuildChalk),
    })
    const bundle = await rolldown({ input, platform: 'node', plugins: plugins(rolldownChalk) })
    await bundle.write({ file: \`\${folder}/rolldown.\${end}\`, minify })
    await bundle.close()
  }
  const config = {
    mode: 'production', target: 'node', entry: input, plugins: plugins(webpackChalk),
    output: { path: import.meta.dirname + '/' + folder, filename: 'webpack.cjs' },
  }
  await new Promise((resolve, reject) => {
    webpack(config, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString()))
      else resolve()
    })
  })
}
`

const PROGRAMS = [
  { name: 'a program with marks in its strings', source: program(ONE_LINE), says: [ONE_LINE, ONE_LINE] },
  {
    name: 'a program with marks on lines of its strings',
    source: program(MANY_LINES),
    says: [MANY_LINES, MANY_LINES],
  },
  { name: 'the package that makes marks', source: OF_MARKS, says: [4, PLACEHOLDER] },
]

describe.each(PROGRAMS)('$name', ({ source, says }) => {
  let project: Project
  let marked: OutputFiles
  let plain: OutputFiles

  beforeAll(async () => {
    project = writeProject('hostile', { 'package.json': PACKAGE, 'build.js': BUILD, 'main.mjs': source })
    await runNode(['build.js'], project.dir)
    marked = readOutput(project.path('marked'))
    plain = readOutput(project.path('plain'))
  })
  afterAll(() => project?.remove())

  test('is marked once, at the end', async () => {
    expect(marked.size).toBe(5)
    for (const [file, bytes] of marked) {
      expect(await check(file, bytes), file).toEqual([])
      const mark = (await inspected(file, bytes))!.artifact.mark!
      expect(mark.dict['X-OWNER'], file).toBeUndefined()
      expect(count(bytes), file).toBe(count(plain.get(file)!) + 1)
      // A minified program has no line end, so its mark is in a block comment.
      const last = bytes
        .toString()
        .trimEnd()
        .replace(/ \*\/$/, '')
      expect(last.endsWith(Buffer.from(mark.text).toString()), file).toBe(true)
    }
  })

  test('is what it was once the mark is gone', async () => {
    for (const [file, bytes] of marked) {
      expect(await markOf(file, plain.get(file)!), file).toBeUndefined()
      expect((await unmark(file, bytes)).equals(plain.get(file)!), file).toBe(true)
    }
  })

  test('does what it did', async () => {
    for (const file of marked.keys()) {
      const outputs: string[] = []
      for (const folder of ['plain', 'marked']) {
        const { stdout, stderr } = await runNode([`${folder}/${file}`], project.dir)
        expect(stderr, file).toBe('')
        outputs.push(stdout)
      }
      expect(outputs[1], file).toBe(outputs[0])
      expect(JSON.parse(outputs[0]!.split('\n')[0]!).slice(0, 2), file).toEqual(says)
    }
  })
})

const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const PAGE = `<!doctype html>
<html>
  <head>
    <meta charset="utf-8" />
    <title>${PLACEHOLDER}</title>
    <link rel="stylesheet" href="./src/style.css" />
    <style>
      #inline::before { content: '<!-- ${MARK.replaceAll("'", '')} -->'; }
    </style>
    <script>
      window.texts = ['<!-- ${PLACEHOLDER} -->', ${JSON.stringify(`<!-- ${MARK} -->`)}, \`
// ${MARK}
\`]
    </script>
  </head>
  <body title='<!-- ${PLACEHOLDER} -->'>
    <pre>
${html(MANY_LINES.join('\n'))}
    </pre>
    <textarea>
<!-- ${MARK} -->
</textarea>
    <p id="inline"></p>
    <p id="styled"></p>
    <img id="picture" alt="" src="./src/picture.svg" />
    <script type="module" src="./src/main.js"></script>
  </body>
</html>
`

const STYLE = `
/* Not a mark: "${MAGIC}" */
#styled::before { content: '/* ${PLACEHOLDER} */'; }
#styled::after { content: "\\
/* ${MARK.replaceAll('"', '\\"')} */"; }
`

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>${html(MARK)}</desc>
<style><![CDATA[
<!-- ${MARK} -->
]]></style><rect width="9" height="9"/></svg>
`

/** Everything in the page that could show the difference. */
const LOOK = `({
  texts: [window.texts, window.more],
  title: document.title,
  tooltip: document.body.title,
  body: document.body.innerText,
  field: document.querySelector('textarea').value,
  contents: ['#inline::before', '#styled::before', '#styled::after'].map((one) => {
    const [id, part] = one.split(/(?=::)/)
    return getComputedStyle(document.querySelector(id), part).content
  }),
  picture: document.getElementById('picture').naturalWidth,
})`

describe('a page', () => {
  let project: Project
  let marked: OutputFiles
  let plain: OutputFiles

  beforeAll(async () => {
    project = writeProject('hostile-page', {
      'package.json': PACKAGE,
      'index.html': PAGE,
      'src/style.css': STYLE,
      'src/picture.svg': PICTURE,
      'src/main.js': `window.more = [${ONE_LINE.map(literal)}]`,
      'build.js': `
        import { build } from 'vite'
        import { chalk } from 'unplugin-chalk/vite'
        const options = (folder) => ({ base: './', logLevel: 'warn', build: { outDir: folder, assetsInlineLimit: 0 } })
        await build({ configFile: false, ...options('plain') })
        await build({ configFile: false, ...options('marked'), plugins: [chalk()] })
      `,
    })
    await runNode(['build.js'], project.dir)
    marked = readOutput(project.path('marked'))
    plain = readOutput(project.path('plain'))
  })
  afterAll(() => project?.remove())

  test('is marked once in each file, at the end', async () => {
    expect([...marked.keys()]).toEqual([...plain.keys()])
    const types = []
    for (const [file, bytes] of marked) {
      if (isCopied(file)) continue
      expect(await check(file, bytes), file).toEqual([])
      const { type, mark } = (await inspected(file, bytes))!.artifact
      types.push(type)
      expect(mark!.dict['X-OWNER'], file).toBeUndefined()
      expect(count(bytes), file).toBe(count(plain.get(file)!) + 1)
      expect(mark!.at, file).toBeGreaterThan(plain.get(file)!.length - 10)
    }
    expect(types.sort()).toEqual(['CSS', 'HTML', 'JavaScript'])
  })

  test('is what it was once the marks are gone', async () => {
    for (const [file, bytes] of marked) {
      expect(await markOf(file, plain.get(file)!), file).toBeUndefined()
      expect((await unmark(file, bytes)).equals(plain.get(file)!), file).toBe(true)
    }
  })

  test.skipIf(hasNoBrowser)('does what it did', async () => {
    const browser: Browser = await launchBrowser()
    try {
      const looks = []
      for (const folder of ['plain', 'marked']) {
        looks.push(
          await visit(browser, project.path(folder), async ({ page, problems }) => {
            await page.waitForFunction('window.more && document.getElementById("picture").complete')
            return { ...((await page.evaluate(LOOK)) as object), problems }
          }),
        )
      }
      expect(looks[1]).toEqual(looks[0])
      expect(looks[0]).toMatchObject({ title: PLACEHOLDER, picture: 9, problems: [] })
    } finally {
      await browser.close()
    }
  })
})

function count(bytes: Buffer): number {
  return bytes.toString('latin1').split(MAGIC).length - 1
}
