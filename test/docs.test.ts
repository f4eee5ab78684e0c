/** The documentation names only files and headings that exist. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const tracked = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
const documents = tracked.trim().split('\n')
const read = (path: string) => readFileSync(resolve(root, path), 'utf8')

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  )
}

test.each(documents)('%s links to what is there', (document) => {
  const text = read(document).replace(/^```[\s\S]*?^```/gm, '')
  const broken: string[] = []
  for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(link!)) continue
    const [path, anchor] = link!.split('#')
    const target = path ? join(dirname(document), path) : document
    if (!existsSync(resolve(root, target))) broken.push(link!)
    else if (anchor && !anchorsOf(read(target)).includes(anchor)) broken.push(link!)
  }
  expect(broken).toEqual([])
})

test('the walks through the code name files that are there', () => {
  const named = [...read('CONTRIBUTING.md').matchAll(/`((?:core|mark|unplugin|cli)\/src\/[\w./-]+)`/g)]
  expect(named.length).toBeGreaterThan(50)
  const missing = named.map(([, file]) => file!).filter((file) => !existsSync(join(root, 'packages', file)))
  expect(missing).toEqual([])
})
