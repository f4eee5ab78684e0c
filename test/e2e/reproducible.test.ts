/** One commit, built twice on what look like two machines: the same bytes. */
import { afterEach, describe, expect, test } from 'vitest'
import { build } from './support/build.js'
import { markOf, type OutputFiles, readOutput } from './support/output.js'
import { copyPlayground, type Project } from './support/project.js'

/** Playgrounds, and of each a file whose name does not follow its content. */
const PLAYGROUNDS = [
  { name: 'vite8', entry: 'index.html' },
  { name: 'rollup', entry: 'program.mjs' },
  { name: 'webpack', entry: 'index.html' },
  { name: 'esbuild', entry: 'server/program.mjs' },
]

/** Another time zone, user, host and CI run each. */
const MACHINES = [
  { TZ: 'Asia/Tokyo', USER: 'ada', LOGNAME: 'ada', HOSTNAME: 'one' },
  {
    TZ: 'America/New_York',
    USER: 'grace',
    LOGNAME: 'grace',
    HOSTNAME: 'two',
    JENKINS_URL: 'https://ci.example/',
    BUILD_ID: '4711',
    BUILD_NUMBER: '4711',
    BUILD_URL: 'https://ci.example/job/4711/',
  },
] as const

/** Marks with everything in them that may differ from build to build, times above all. */
const template = 'mark_default'

const projects: Project[] = []
afterEach(() => {
  for (const project of projects.splice(0)) project.remove()
})

describe.each(PLAYGROUNDS)('$name', ({ name, entry }) => {
  test('reproducible: true takes the time from the commit', async () => {
    const outputs = await buildOnTwoMachines(name, { template, reproducible: true })
    expectSame(outputs)
    expect(await markOf(entry, outputs[0]!.get(entry)!)).toMatchObject({
      DATETIME_WHEN_CHALKED: '2026-01-02T03:04:05.000+00:00',
      TIMESTAMP_WHEN_CHALKED: Date.UTC(2026, 0, 2, 3, 4, 5),
      COMMIT_ID: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
  })

  test('SOURCE_DATE_EPOCH gives the time', async () => {
    const outputs = await buildOnTwoMachines(name, { template }, { SOURCE_DATE_EPOCH: '1700000000' })
    expectSame(outputs)
    expect(await markOf(entry, outputs[0]!.get(entry)!)).toMatchObject({
      DATETIME_WHEN_CHALKED: '2023-11-14T22:13:20.000+00:00',
      TIMESTAMP_WHEN_CHALKED: 1700000000000,
    })
  })

  test('a commit that changes no source changes only the marks of files with plain names', async () => {
    const project = prepare(name, {})
    await build(project.dir)
    const before = readOutput(project.path('dist'))
    const commit = project.commit({ message: 'Think again' })
    await build(project.dir)
    const after = readOutput(project.path('dist'))

    expect([...after.keys()]).toEqual([...before.keys()])
    const changed = [...after.keys()].filter((file) => !after.get(file)!.equals(before.get(file)!))
    expect(changed).toContain(entry)
    for (const file of changed) {
      expect(file).toMatch(/^(?:.*\/)?(?:index\.html|program\.[cm]js|main\.(?:js|css)|worker\.js)$/)
      const [old, mark] = [await markOf(file, before.get(file)!), await markOf(file, after.get(file)!)]
      expect(mark, file).toMatchObject({ CHALK_ID: old!.CHALK_ID, HASH: old!.HASH, COMMIT_ID: commit })
      expect(old!.COMMIT_ID, file).not.toBe(commit)
    }
  })
})

/** Without it the comparisons above would prove nothing. */
test('two ordinary builds differ', async () => {
  const outputs = await buildOnTwoMachines('rollup', { template })
  expect(() => expectSame(outputs)).toThrow()
})

async function buildOnTwoMachines(
  name: string,
  options: object,
  env: Record<string, string> = {},
): Promise<OutputFiles[]> {
  const built = MACHINES.map(async (machine) => {
    const project = prepare(name, options)
    await build(project.dir, { env: { ...machine, ...env } })
    return readOutput(project.path('dist'))
  })
  return Promise.all(built)
}

function prepare(name: string, options: object): Project {
  const project = copyPlayground(name, { chalk: options })
  projects.push(project)
  if (name === 'webpack') {
    // Its source maps name the folder that they were made in, by way of the chunk's first hash.
    const config = project.read('webpack.config.js')
    project.write('webpack.config.js', config.replace("devtool: 'source-map'", 'devtool: false'))
    project.commit()
  }
  return project
}

function expectSame([one, two]: OutputFiles[]): void {
  expect([...two!.keys()]).toEqual([...one!.keys()])
  for (const [file, bytes] of one!) expect(two!.get(file)!.equals(bytes), file).toBe(true)
}
