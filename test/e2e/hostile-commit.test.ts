/** A commit whose every text tries to break out of the comment that holds the mark. */
import { MAGIC, PLACEHOLDER } from '@chalkmark/mark'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHOWN, useApp } from './support/app.js'
import { build, runNode } from './support/build.js'
import { check, inspected, isCopied, type OutputFiles, readOutput } from './support/output.js'
import { hasNoBrowser, launchBrowser, visit } from './support/page.js'
import { copyPlayground, type Project } from './support/project.js'

const HOSTILE = [
  '*/ </script> --> \u2028 alert(1) \u2029 alert(2) //',
  '*/alert(3)/* ]]> ?> --!> </style></svg></pre></title></textarea><script>alert(4)</script>',
  '`$' + '{alert(5)}` \' " \\ \\" \\u0022 \u0085\u007f\ufeff &quot;&gt; <!-- <script',
  PLACEHOLDER,
  `{ "MAGIC" : "${MAGIC}", "CHALK_ID" : "XXXXXX-XXXX-XXXX-XXXXXX" }`,
  '//# sourceMappingURL=evil.map',
].join('\n')

/** What of it git lets into a name (no `<`, `>`, line ends) and Windows into a branch's file. */
const COMMIT = {
  message: HOSTILE,
  author: `*/ alert(6) -- \u2028 "' \\ ?&gt; ${MAGIC} <"*/'alert(7)\u2028@example.com>`,
  branch:
    process.platform === 'win32'
      ? "'-;alert(8)-\u2028"
      : `</script>--></style><script>alert(8)</script>/"'-\u2028`,
}

/** Everything goes into every mark, in files with hashes in their names too. */
const OPTIONS = { template: 'mark_default', hashedFiles: 'full' }

const PLAYGROUNDS: { name: string; page?: string; program?: string }[] = [
  { name: 'vite7', page: 'dist' },
  { name: 'webpack', page: 'dist' },
  { name: 'esbuild', page: 'dist/web', program: 'dist/server/program.mjs' },
  { name: 'rollup', program: 'dist/program.cjs' },
]

let browser: Browser
beforeAll(async () => {
  if (!hasNoBrowser) browser = await launchBrowser()
})
afterAll(() => browser?.close())

describe.each(PLAYGROUNDS)('$name', ({ name, page, program }) => {
  let project: Project
  let files: OutputFiles

  beforeAll(async () => {
    project = copyPlayground(name, { chalk: OPTIONS, ...COMMIT })
    await build(project.dir)
    files = readOutput(project.path('dist'))
  })
  afterAll(() => project?.remove())

  test('marks hold the texts as they are, and validate', async () => {
    const types = new Set<string>()
    for (const [file, bytes] of files) {
      const read = await inspected(file, bytes)
      if (!read || isCopied(file)) continue
      expect(await check(file, bytes), file).toEqual([])
      const { dict, text } = read.artifact.mark!
      types.add(read.artifact.type)
      expect(String(dict.COMMIT_MESSAGE).trim(), file).toBe(HOSTILE.trim())
      expect(dict.BRANCH, file).toBe(COMMIT.branch)
      expect(dict.AUTHOR, file).toContain('alert(6)')
      expect(Buffer.from(text).toString(), file).not.toMatch(/[<>&\u007f-\u009f\u2028\u2029\ufeff]|\*\//)
    }
    if (page) expect([...types].sort()).toEqual(['CSS', 'HTML', 'JavaScript', 'WebAssembly'])
  })

  test.skipIf(!page || hasNoBrowser)('the page does what it does without', async () => {
    const shown = await visit(browser, project.path(page!), async (visited) => {
      const shown = await useApp(visited)
      expect(await visited.page.evaluate('document.body.textContent')).not.toMatch(/alert|MAGIC/)
      return shown
    })
    expect(shown).toEqual(SHOWN)
  })

  test.skipIf(!page || hasNoBrowser)('the picture by itself is one', async () => {
    const svg = [...readOutput(project.path(page!)).keys()].find((file) => file.endsWith('.svg'))
    await visit(
      browser,
      project.path(page!),
      async ({ page, problems }) => {
        const elements = await page.evaluate('[...document.querySelectorAll("*")].map((e) => e.tagName)')
        expect({ elements, problems }).toEqual({ elements: ['svg', 'rect', 'path'], problems: [] })
      },
      `/${svg}`,
    )
  })

  test.skipIf(!program)('the program does what it does without', async () => {
    const { stdout, stderr } = await runNode([project.path(program!)], project.dir)
    expect({ lines: stdout.split('\n').length, stderr }).toEqual({ lines: 5, stderr: '' })
    expect(stdout).not.toContain('alert')
  })
})
