/** Builds compared by their reports: one commit built in two folders, and builds of which one source is another. */
import { execFile } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { build } from './support/build.js'
import { CHALKMARK } from './support/chalkmark.js'
import { copyPlayground, type Project } from './support/project.js'

const projects: Project[] = []
afterEach(() => {
  for (const project of projects.splice(0)) project.remove()
})

interface Compared {
  code: number
  same: boolean
  /** `changed index.html`, without hashes in names; those that are the same are left out. */
  differing: string[]
  number: number
  facts: { key: string; ofTheRun: boolean }[]
}

async function built(name: string, change?: [file: string, from: string, to: string]): Promise<Project> {
  const project = copyPlayground(name)
  projects.push(project)
  if (change) {
    const [file, from, to] = change
    const path = `../app/src/${file}`
    expect(project.read(path)).toContain(from)
    project.write(path, project.read(path).replace(from, to))
    project.commit({ message: 'Change a text' })
  }
  await build(project.dir)
  return project
}

function compare(a: Project, b: Project): Promise<Compared> {
  const reports = [a, b].map((project) => project.path('chalk-report.json'))
  return new Promise((resolve) => {
    execFile(process.execPath, [CHALKMARK, 'report', 'diff', ...reports], (error, stdout) => {
      const [{ same, files, facts }] = JSON.parse(stdout)
      const differing = (files as { state: string; name: string }[])
        .filter(({ state }) => state !== 'same')
        .map(({ state, name }) => `${state} ${name.replace(/-[\w-]{8}(?=\.)/, '-#')}`)
      resolve({ code: (error?.code as unknown as number) ?? 0, same, differing, number: files.length, facts })
    })
  })
}

describe.each([
  {
    name: 'vite8',
    change: ['lazy.js', 'lazy chunk', 'lazier chunk'] as [string, string, string],
    // The chunk, the chunk that imports it by its name, and the page that loads that one.
    follows: ['changed assets/index-#.js', 'changed assets/lazy-#.js', 'changed index.html'],
  },
  {
    name: 'rollup',
    change: ['steps.js', "describe('step')", "describe('pace')"] as [string, string, string],
    follows: [
      'changed chunks/steps-#.cjs',
      'changed chunks/steps-#.mjs',
      'changed program.cjs',
      'changed program.mjs',
    ],
  },
])('$name', ({ name, change, follows }) => {
  it('one commit in two folders: no difference', { timeout: 120_000 }, async () => {
    const compared = await compare(await built(name), await built(name))
    expect(compared).toMatchObject({ code: 0, same: true, differing: [] })
    expect(compared.number).toBeGreaterThan(3)
    expect(compared.facts.filter(({ ofTheRun }) => !ofTheRun)).toEqual([])
    expect(compared.facts.map(({ key }) => key)).toContain('_ACTION_ID')
  })

  it('one source is another: its chunk, and what follows from it', { timeout: 120_000 }, async () => {
    const compared = await compare(await built(name), await built(name, change))
    expect(compared).toMatchObject({ code: 1, same: false, differing: follows })
    expect(compared.facts.filter(({ ofTheRun }) => !ofTheRun).map(({ key }) => key)).toContain('_COMMIT_ID')
  })
})
