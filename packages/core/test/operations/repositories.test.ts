/** Each artifact's mark names the commit of the repository that it is in, wherever the command runs. */
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InsertOptions, insert } from '../../src/operations/insert.js'
import { beginSession } from '../../src/operations/session.js'
import { reportOperation } from '../../src/report/operation.js'
import { Fixture } from '../collectors/vcs/git-fixture.js'

const SCRIPT = '#!/bin/sh\n'
const SHA = 'ffac537e6cbbf934b08745a378932722df287a53'

let at: Fixture
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.remove())

const commitOf = (repository: string) => at.git(repository, 'rev-parse', 'HEAD')

/** A workspace, in no repository, with two clones. */
function clones(): void {
  for (const name of ['ws/a', 'ws/b']) {
    at.repository(name, `Begin ${name}`)
    at.write(`${name}/dist/x.sh`, SCRIPT)
  }
}

/** Marks what is below paths. @returns the commit in each mark, by path. */
async function commits(cwd: string, paths: string[], more: Partial<InsertOptions> = {}) {
  const folder = at.path(cwd)
  const inserted = await insert({ paths, cwd: folder, root: folder, env: at.env, ...more })
  const marked = inserted.chalks.map((chalk) => [
    relative(at.folder, String(chalk._OP_ARTIFACT_PATH)).replaceAll('\\', '/'),
    chalk.COMMIT_ID,
  ])
  return { ...inserted, commits: Object.fromEntries(marked) as Record<string, string> }
}

describe('the commit is that of the repository that the artifact is in', () => {
  it.each([
    ['a folder above', 'ws'],
    ['one of them', 'ws/a'],
    ['elsewhere', 'else'],
  ])('of clones side by side, from %s', async (_, cwd) => {
    clones()
    at.write('else/x', '')
    const paths = ['ws/a/dist', 'ws/b/dist'].map((path) => at.path(path))
    const marked = await commits(cwd, paths)
    expect(marked.commits).toEqual({
      'ws/a/dist/x.sh': commitOf('ws/a'),
      'ws/b/dist/x.sh': commitOf('ws/b'),
    })
    expect(marked.warnings).toEqual([])
  })

  it('of repositories in a folder that is named', async () => {
    clones()
    const marked = await commits('.', ['ws'])
    expect(marked.commits).toEqual({
      'ws/a/dist/x.sh': commitOf('ws/a'),
      'ws/b/dist/x.sh': commitOf('ws/b'),
    })
  })

  it('of pages that are worked on together', async () => {
    clones()
    for (const name of ['a', 'b']) at.write(`ws/${name}/dist/index.html`, '<!doctype html><title>x</title>\n')
    const marked = await commits('ws', ['.'], { allScripts: true })
    expect(marked.commits).toMatchObject({
      'ws/a/dist/index.html': commitOf('ws/a'),
      'ws/b/dist/index.html': commitOf('ws/b'),
    })
  })

  it('of a submodule, a worktree and a repository inside of another, the nearest one', async () => {
    at.repository('lib', 'Begin lib')
    at.repository('app')
    at.git('app', 'submodule', '--quiet', 'add', at.path('lib'), 'mod')
    at.git('app', 'commit', '-qm', 'Add lib')
    at.repository('app/inner', 'Begin inner')
    at.git('app', 'worktree', 'add', '-q', '-b', 'side', 'tree')
    at.git('app/tree', 'commit', '-q', '--allow-empty', '-m', 'On the side')
    for (const name of ['app', 'app/mod', 'app/inner', 'app/tree']) at.write(`${name}/dist/x.sh`, SCRIPT)
    const marked = await commits('app', ['.'])
    expect(marked.commits).toEqual({
      'app/dist/x.sh': commitOf('app'),
      'app/mod/dist/x.sh': commitOf('lib'),
      'app/inner/dist/x.sh': commitOf('app/inner'),
      'app/tree/dist/x.sh': commitOf('app/tree'),
    })
    expect(new Set(Object.values(marked.commits)).size).toBe(4)
  })

  it('of the submodule in a hook of the repository around it, which sets GIT_DIR', async () => {
    at.repository('lib', 'Begin lib')
    at.repository('app')
    at.git('app', 'submodule', '--quiet', 'add', at.path('lib'), 'mod')
    at.write('app/mod/dist/x.sh', SCRIPT)
    const env = { ...at.env, GIT_DIR: at.path('app/.git'), GIT_INDEX_FILE: at.path('app/.git/index') }
    const marked = await commits('app', ['mod/dist'], { env })
    expect(marked.commits).toEqual({ 'app/mod/dist/x.sh': commitOf('lib') })
  })

  it('of the link, for what is in no repository behind it', async () => {
    at.repository('app')
    at.write('cache/out/x.sh', SCRIPT)
    symlinkSync(at.path('cache/out'), at.path('app/out'), 'junction')
    const marked = await commits('app', ['out'])
    expect(marked.commits).toEqual({ 'cache/out/x.sh': commitOf('app') })
  })

  it('of what is behind the link, if that is a repository', async () => {
    clones()
    symlinkSync(at.path('ws/b'), at.path('ws/a/linked'), 'junction')
    const marked = await commits('ws/a', ['linked'])
    expect(marked.commits).toEqual({ 'ws/b/dist/x.sh': commitOf('ws/b') })
  })

  it('asks git once for each repository', async () => {
    clones()
    for (const name of ['one', 'two', 'three']) at.write(`ws/a/dist/${name}/x.sh`, SCRIPT)
    const PATH = at.fakeGit(`echo "$PWD $*" >> '${at.path('calls')}'; exec {git} "$@"`)
    at.write('calls', '')
    await commits('ws', ['a'], { env: { ...at.env, PATH } })
    const { readFileSync } = await import('node:fs')
    const log = readFileSync(at.path('calls'), 'utf8').split('\n')
    const reads = log.filter((line) => line.includes('cat-file'))
    expect(new Set(reads).size).toBe(reads.length)
    expect(reads.length).toBeLessThanOrEqual(2)
  })
})

describe('what is in no repository', () => {
  it('has no commit of another folder, and there is one warning', async () => {
    at.repository('app')
    at.write('out/x.sh', SCRIPT)
    at.write('out/deep/y.sh', SCRIPT)
    const { commits: found, warnings } = await commits('app', [at.path('out')])
    expect(found).toEqual({ 'out/x.sh': undefined, 'out/deep/y.sh': undefined })
    expect(warnings).toEqual([expect.stringMatching(/^the marks name no commit: .*out.* BUILD_COMMIT_ID/)])
  })

  it.each([
    ['what the user says', { BUILD_COMMIT_ID: SHA, GITHUB_SHA: SHA.replace('f', 'a') }],
    [
      'the CI system that runs the build',
      { GITHUB_ACTIONS: 'true', GITHUB_SHA: SHA, GIT_COMMIT: SHA.replace('f', 'a') },
    ],
    ['the variable of a CI system that is not there', { GITHUB_SHA: SHA }],
    ['another one', { CI_COMMIT_SHA: SHA }],
    ['several that agree', { GIT_COMMIT: SHA, BUILDKITE_COMMIT: SHA, COMMIT_REF: 'main' }],
    ['a platform without a table', { RENDER_GIT_COMMIT: SHA }],
  ])('has the commit that the environment names: %s', async (_, env) => {
    at.write('app/dist/x.sh', SCRIPT)
    for (const template of ['mark_default', 'mark_web', 'mark_reproducible']) {
      const found = await commits('app', ['dist'], { env: { ...at.env, ...env }, template })
      expect(found.commits).toEqual({ 'app/dist/x.sh': SHA })
      expect(found.warnings).toEqual([])
      expect(found.facts.keys._COMMIT_ID).toBe(SHA)
    }
  })

  it.each([
    [
      'that names different ones',
      { GITHUB_SHA: SHA, GIT_COMMIT: SHA.replace('f', 'a') },
      /GITHUB_SHA and GIT_COMMIT/,
    ],
    ['that holds no id', { BUILD_COMMIT_ID: 'main' }, /BUILD_COMMIT_ID holds no whole commit id/],
  ])('has none of an environment %s', async (_, env, said) => {
    at.write('app/dist/x.sh', SCRIPT)
    const { commits: found, warnings } = await commits('app', ['dist'], { env: { ...at.env, ...env } })
    expect(found).toEqual({ 'app/dist/x.sh': undefined })
    expect(warnings).toEqual([expect.stringMatching(said)])
  })

  it('is no reason for a warning if no commit is wanted, or if the user gives one', async () => {
    at.write('app/dist/x.sh', SCRIPT)
    expect((await commits('app', ['dist'], { template: 'mark_minimal' })).warnings).toEqual([])
    expect((await commits('app', ['dist'], { keys: { COMMIT_ID: SHA } })).warnings).toEqual([])
  })
})

describe('a repository without a commit', () => {
  it('takes the one of the environment, if it is where the command runs', async () => {
    at.write('app/dist/x.sh', SCRIPT)
    at.git('app', 'init', '-q')
    const { commits: found } = await commits('app', ['dist'], { env: { ...at.env, GITHUB_SHA: SHA } })
    expect(found).toEqual({ 'app/dist/x.sh': SHA })
  })

  it('does not take it if it is another one than where the command runs', async () => {
    at.repository('app')
    at.write('app/inner/dist/x.sh', SCRIPT)
    at.git('app/inner', 'init', '-q')
    const env = { ...at.env, GITHUB_SHA: commitOf('app') }
    const { commits: found, warnings } = await commits('app', ['inner'], { env })
    expect(found).toEqual({ 'app/inner/dist/x.sh': undefined })
    expect(warnings).toEqual([expect.stringMatching(/inner has no commit/)])
  })

  it('is what a .git that leads nowhere is, and the rest goes on', async () => {
    at.repository('app')
    at.write('app/dist/x.sh', SCRIPT)
    at.write('app/mod/.git', 'gitdir: ../.git/modules/mod\n')
    at.write('app/mod/dist/x.sh', SCRIPT)
    const { commits: found, warnings } = await commits('app', ['.'])
    expect(found).toEqual({ 'app/dist/x.sh': commitOf('app'), 'app/mod/dist/x.sh': undefined })
    expect(warnings).toEqual([expect.stringMatching(/no git repository/)])
  })
})

it('gives each artifact the version of its own package', async () => {
  at.repository('app')
  at.write('app/package.json', '{ "name": "app", "version": "1.0.0" }')
  at.write('app/packages/b/package.json', '{ "name": "b", "version": "2.0.0" }')
  at.write('app/packages/b/dist/package.json', '{ "type": "commonjs" }')
  for (const name of ['dist', 'packages/b/dist']) at.write(`app/${name}/x.sh`, SCRIPT)
  const { chalks } = await commits('app', ['dist', 'packages/b/dist'])
  expect(chalks.map(({ ARTIFACT_VERSION }) => ARTIFACT_VERSION)).toEqual(['1.0.0', '2.0.0'])
})

describe('the report', () => {
  const reportOf = async (cwd: string, paths: string[]) => {
    const inserted = await commits(cwd, paths)
    const { facts, moment, repositories } = inserted
    return reportOperation({
      operation: 'insert',
      facts,
      times: moment.report,
      outcome: inserted,
      paths,
      repositories,
    })
  }

  it('has the facts of the only repository that artifacts are in', async () => {
    clones()
    const report = await reportOf('.', ['ws/b/dist'])
    expect(report._COMMIT_ID).toBe(commitOf('ws/b'))
    expect(report['_X-REPOSITORIES']).toBeUndefined()
  })

  it('has those of the others beside those of the root', async () => {
    clones()
    const report = await reportOf('ws/a', ['dist', '../b/dist'])
    expect(report._COMMIT_ID).toBe(commitOf('ws/a'))
    expect(report['_X-REPOSITORIES']).toEqual({
      [at.path('ws/b')]: expect.objectContaining({
        _COMMIT_ID: commitOf('ws/b'),
        _COMMIT_MESSAGE: 'Begin ws/b',
        _AUTHOR: expect.stringContaining('A U Thor'),
      }),
    })
  })
})

describe('a session', () => {
  async function marking(root: string, paths: string[]) {
    const session = beginSession({ root: at.path(root), env: at.env })
    const marked = await Promise.all(paths.map((path) => session.mark(at.path(path))))
    const { general } = await session.finish()
    return { found: marked.map((one) => (one.marked ? one.chalk.COMMIT_ID : one.message)), general }
  }

  it('marks archives of other builds with their own commits, and those elsewhere with that of its root', async () => {
    clones()
    at.write('out/x.sh', SCRIPT)
    chmodSync(at.path('out/x.sh'), 0o755)
    const { found, general } = await marking('ws/a', ['ws/a/dist/x.sh', 'ws/b/dist/x.sh', 'out/x.sh'])
    expect(found).toEqual([commitOf('ws/a'), commitOf('ws/b'), commitOf('ws/a')])
    expect(general).toEqual([])
  })

  it('says if there is no commit', async () => {
    writeFileSync(at.write('app/x.sh', SCRIPT), SCRIPT)
    const { found, general } = await marking('app', ['app/x.sh'])
    expect(found).toEqual([undefined])
    expect(general).toEqual([expect.stringContaining('the marks name no commit')])
  })
})
