/** Somebody visits a site before chalk() was added, then after that, then after the next commit, with one cache. */
import { readdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { deploy, lookAtWorker } from './support/deployed.js'
import { hasNoBrowser, launchBrowser } from './support/page.js'
import { type Project, writeProject } from './support/project.js'
import { KINDS, SOURCES } from './support/warm-sites.js'

let browser: Browser
const projects: Project[] = []

beforeAll(async () => {
  if (!hasNoBrowser) browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  for (const project of projects) project.remove()
})

describe.skipIf(hasNoBrowser)('a page works at each version', () => {
  it.each(Object.keys(KINDS))('%s', async (kind) => {
    const project = writeProject('warm', { ...SOURCES, 'build.cjs': KINDS[kind]! })
    projects.push(project)
    const { dir, path } = project
    const site = await deploy(browser)
    try {
      await runNode(['build.cjs'], dir, { env: { CHALK: 'off' } })
      expect(await site.visit(path('dist'), lookAtWorker)).toEqual([])
      await runNode(['build.cjs'], dir)
      expect(await site.visit(path('dist'), lookAtWorker)).toEqual([])
      const names = readdirSync(path('dist'), { recursive: true })
      project.write('note.txt', 'another commit\n')
      project.commit({ message: 'Another' })
      await runNode(['build.cjs'], dir)
      expect(await site.visit(path('dist'), lookAtWorker)).toEqual([])
      expect(readdirSync(path('dist'), { recursive: true })).toEqual(names)
    } finally {
      await site.close()
    }
  })
})
