/** A secret that a build can see gets into no mark, no report and no line, and no line acts on a terminal or a CI system. */
import { execFileSync } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { BUNDLERS } from './support/bundlers.js'
import { markOf, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

/** Each where builds do have such things. */
const SECRETS = {
  remote: 'remote-0f4c1b7e',
  environment: 'environment-5a2d9e61',
  proxy: 'proxy-77b3c0de',
  argument: 'argument-c9d8e7f6',
}

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

const some = BUNDLERS.filter(({ name }) => ['vite', 'webpack', 'esbuild'].includes(name))

describe.each(some)('$name', ({ name, script }) => {
  it.each(['mark_default', 'mark_all'])('%s', async (template) => {
    const project = writeProject('secrets', {
      'package.json': '{ "name": "secrets", "version": "1.0.0" }',
      'src/main.js': `console.log('main')`,
      'options.mjs': `export default { template: '${template}' }`,
      'build.mjs': script,
    })
    projects.push(project)
    const remote = `https://user:${SECRETS.remote}@git.example/team/project.git`
    execFileSync('git', ['remote', 'add', 'origin', remote], { cwd: project.root })

    await runNode(['build.mjs', `--token=${SECRETS.argument}`], project.dir, {
      env: {
        DEPLOY_TOKEN: SECRETS.environment,
        HTTPS_PROXY: `http://me:${SECRETS.proxy}@proxy.example:8080`,
      },
    })
    const files = readOutput(project.path('dist'))
    const mark = (await markOf('main.js', files.get('main.js')!))!
    expect(mark.ORIGIN_URI).toBe('https://git.example/team/project.git')
    const written = [project.read('chalk-report.json'), ...[...files.values()].map(String)]
    expect(written[0]).toContain('DEPLOY_TOKEN')
    for (const text of written) {
      for (const [place, secret] of Object.entries(SECRETS)) expect(text.includes(secret), place).toBe(false)
    }
  })

  it.each([false, true])('in what a failing key says, strict: %s', async (strict) => {
    const secret = `ghp_${'0f1E'.repeat(9)}`
    const project = writeProject('secrets-said', {
      'package.json': '{ "name": "secrets", "version": "1.0.0" }',
      'src/main.js': `console.log('main')`,
      'options.mjs': `export default { strict: ${strict}, keys: { 'X-FAILS': () => {
        throw new Error('no \\x1b[31m\\u202e##vso[task.complete] ${secret} https://me:${SECRETS.remote}@h/ there')
      } } }`,
      'build.mjs': script,
    })
    projects.push(project)
    const { stdout, stderr } = await runNode(['build.mjs'], project.dir, { mayFail: true })
    const said = stdout + stderr
    expect(said).toContain('callback failed: no')
    // Colours of the bundlers' own.
    const plain = stripVTControlCharacters(said)
    for (const part of [secret, SECRETS.remote, '##vso[', '\u202e']) expect(plain).not.toContain(part)
    expect(plain).toContain('\\x1b[31m\\u202e')
    const report = project.read('chalk-report.json')
    for (const part of [secret, SECRETS.remote]) expect(report).not.toContain(part)
  })

  it('in the name of the report, which is said', async () => {
    const project = writeProject('secrets-named', {
      'package.json': '{ "name": "secrets", "version": "1.0.0" }',
      'src/main.js': `console.log('main')`,
      'options.mjs': `export default { report: 'password=QqHiddenqQ.json' }`,
      'build.mjs': script,
    })
    projects.push(project)
    const { stdout, stderr } = await runNode(['build.mjs'], project.dir)
    const said = stripVTControlCharacters(stdout + stderr)
    expect(said).not.toContain('QqHiddenqQ')
    if (name === 'vite') expect(said).toContain('report in password=REDACTED')
    expect(project.read('password=QqHiddenqQ.json')).toContain('_CHALKS')
  })
})
