/** A built site and its report: on the disk and on a server, each file that is not the report's is found and named. */
import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { build, runNode } from './support/build.js'
import { CHALKMARK } from './support/chalkmark.js'
import { typeOf } from './support/page.js'
import { copyPlayground, type Project } from './support/project.js'

let project: Project
/** Outputs of three builds: of one commit, of the next one with another source, and of one that changes nothing. */
const built = { first: '', other: '', again: '' }
let report: string
let deployed: string
let server: Server
let site: string
const asked: string[] = []

async function keepBuild(name: keyof typeof built) {
  await build(project.dir)
  built[name] = project.path(`kept-${name}`)
  cpSync(project.path('dist'), built[name], { recursive: true })
}

beforeAll(async () => {
  project = copyPlayground('vite7')
  await keepBuild('first')
  report = project.path('kept-report.json')
  cpSync(project.path('chalk-report.json'), report)
  project.commit({ message: 'Change nothing' })
  await keepBuild('again')
  const main = join(project.root, 'app/src/main.js')
  appendFileSync(main, "\nconsole.log('other')\n")
  project.commit({ message: 'Change the program' })
  await keepBuild('other')
  deployed = project.path('deployed')
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    asked.push(pathname)
    const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname
    try {
      const body = readFileSync(join(deployed, name))
      response.setHeader('content-type', typeOf(name)).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}, 300_000)
afterAll(() => {
  server?.closeAllConnections()
  server?.close()
  project?.remove()
})
afterEach(() => rmSync(deployed, { recursive: true, force: true }))

const file = (folder: string, start: string) => {
  const name = readdirSync(join(folder, 'assets')).find(
    (one) => one.startsWith(start) && one.endsWith('.js'),
  )!
  return `assets/${name}`
}

/** Deploys the first build, with a change. @returns what verify says of the folder and of the site. */
async function verify(change: () => void, ...args: string[]) {
  cpSync(built.first, deployed, { recursive: true })
  change()
  const ran = []
  for (const what of [deployed, site])
    ran.push(
      await runNode([CHALKMARK, 'verify', what, '--report', report, ...args], project.dir, { mayFail: true }),
    )
  const [folder, page] = ran as [(typeof ran)[0], (typeof ran)[0]]
  return { folder, page }
}

/** The artifacts that are named, with their states. */
const named = ({ stderr }: { stderr: string }) =>
  stderr.split('\n').flatMap((line) => {
    const [, path, state] = /^error: (?:deployed\/|http:\/\/[^/]+\/)(\S*): (\w+): /.exec(line) ?? []
    return path === undefined ? [] : [`${path} ${state}`]
  })

describe('a site and its report', { timeout: 120_000 }, () => {
  it('right: every artifact of the report is asked for', async () => {
    asked.length = 0
    const { folder, page } = await verify(() => {})
    expect(folder.code, folder.stderr).toBe(0)
    expect(page.code, page.stderr).toBe(0)
    expect(folder.stderr).toContain('6 as in the report')
    expect(page.stderr).toContain('6 as in the report')
    expect(asked).toContain(`/${file(built.first, 'lazy')}`)
  })

  it.each(['index-', 'lazy-', 'worker-'])('one byte changed: %s', async (start) => {
    const name = file(built.first, start)
    const { folder, page } = await verify(() => {
      const bytes = readFileSync(join(deployed, name))
      bytes[20]! ^= 1
      writeFileSync(join(deployed, name), bytes)
    })
    expect([folder.code, page.code]).toEqual([1, 1])
    expect(named(folder)).toEqual([`${name} changed`])
    // A server does not tell a script from what is none any more.
    expect(named(page)).toEqual([`${name} changed`])
  })

  it("one file replaced by another build's, whose mark is valid", async () => {
    const name = file(built.first, 'index-')
    const { folder, page } = await verify(() =>
      cpSync(join(built.other, file(built.other, 'index-')), join(deployed, name)),
    )
    expect([folder.code, page.code]).toEqual([1, 1])
    expect(folder.stderr).toContain(`${name}: changed: the report has another content for it`)
    expect(named(folder)).toEqual([`${name} changed`])
    expect(named(page)).toEqual([`${name} changed`])
  })

  it("the page replaced by another build's: nothing but its mark differs", async () => {
    const { folder, page } = await verify(() =>
      cpSync(join(built.again, 'index.html'), join(deployed, 'index.html')),
    )
    expect(folder.stderr).toContain(
      'index.html: changed: the report has this content with another mark, so another build has made it',
    )
    expect(named(folder)).toEqual(['index.html changed'])
    expect(named(page)).toEqual([' changed'])
  })

  it('two files that have changed places', async () => {
    const [one, two] = [file(built.first, 'lazy-'), file(built.first, 'worker-')]
    const { folder, page } = await verify(() => {
      cpSync(join(built.first, one), join(deployed, two))
      cpSync(join(built.first, two), join(deployed, one))
    })
    expect(folder.stderr).toContain(`${one}: changed: it is what the report has as ${two}`)
    expect(named(folder)).toEqual([`${one} changed`, `${two} changed`])
    expect(named(page)).toEqual([`${one} changed`, `${two} changed`])
  })

  it('one file extra, though its mark is valid', async () => {
    const extra = file(built.other, 'index-')
    const { folder, page } = await verify(() => {
      cpSync(join(built.other, extra), join(deployed, extra))
      appendFileSync(join(deployed, 'index.html'), `<script src="/${extra}"></script>`)
    })
    expect(named(folder)).toEqual(['index.html changed', `${extra} extra`])
    expect(named(page).sort()).toEqual([' changed', `${extra} unknown`])
  })

  it('one file gone', async () => {
    const gone = file(built.first, 'lazy-')
    const { folder, page } = await verify(() => rmSync(join(deployed, gone)))
    expect(named(folder)).toEqual([`${gone} missing`])
    expect(named(page)).toEqual([`${gone} missing`])
  })

  it('a gate: marks of public files hold little, the report the rest', async () => {
    const commit = JSON.parse(readFileSync(report, 'utf8'))[0]._COMMIT_ID
    const right = ['--require', `COMMIT_ID=${commit}`, '--require-clean', '--max-age', '1d']
    const { folder, page } = await verify(() => {}, ...right)
    expect(folder.code, folder.stderr).toBe(0)
    expect(page.code, page.stderr).toBe(0)
    const wrong = await verify(() => {}, '--require', 'BRANCH=release', '--json')
    expect([wrong.folder.code, wrong.page.code]).toEqual([1, 1])
    expect(wrong.folder.stderr).toMatch(/^error: deployed\/index\.html: BRANCH is "\w+", must be "release"$/m)
    const [{ '_X-VIOLATIONS': violations }] = JSON.parse(wrong.page.stdout)
    expect(violations).toHaveLength(6)
    expect(violations[0]).toMatchObject({ path: site, rule: 'require', key: 'BRANCH' })
  })
})
