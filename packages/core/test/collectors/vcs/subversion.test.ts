import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { subversion } from '../../../src/collectors/vcs/subversion.js'
import { hasTool } from '../../tool.js'
import { Checkouts } from './checkout-fixture.js'

const at = new Checkouts()
afterAll(() => at.remove())

describe.runIf(hasTool('svn') && hasTool('svnadmin'))('subversion', () => {
  /** Without the settings that svn would make in the home folder. */
  const svn = (folder: string, ...args: string[]) => {
    const [command, ...rest] = args
    return at.run(folder, 'svn', command!, '--non-interactive', '--config-dir', '/dev/null/none', ...rest)
  }
  const url = `file://${at.path('server')}`
  beforeAll(() => {
    at.run('.', 'svnadmin', 'create', 'server')
    svn('.', 'mkdir', '-q', '-m', 'Layout', `${url}/trunk`, `${url}/branches`, `${url}/tags`)
    svn('.', 'checkout', '-q', `${url}/trunk`, 'app')
    at.write('app/a & b.txt', 'one\n')
    at.write('app/gone.txt', 'gone\n')
    svn('app', 'add', '-q', 'a & b.txt', 'gone.txt')
    svn('app', 'commit', '-q', '--username', 'jane', '-m', 'Begin')
    svn('.', 'copy', '-q', '-m', 'Branch', `${url}/trunk`, `${url}/branches/next`)
    svn('.', 'copy', '-q', '-m', 'Tag', `${url}/trunk`, `${url}/tags/v1`)
  })

  it('tells the revision and the branch of a clean checkout, without its server', async () => {
    at.run('.', 'mv', 'server', 'away')
    const { keys, errors } = await at.collect(subversion, 'app')
    at.run('.', 'mv', 'away', 'server')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({
      COMMIT_ID: '2',
      _COMMIT_ID: '2',
      AUTHOR: 'jane',
      BRANCH: 'trunk',
      VCS_DIFF_STAT: { files: 0, insertions: 0, deletions: 0 },
      VCS_DIR_WHEN_CHALKED: at.path('app'),
    })
    expect(Math.abs((keys.TIMESTAMP_COMMITTED as number) - Date.now())).toBeLessThan(600_000)
    for (const key of ['VCS_MODIFIED_FILES', 'VCS_MISSING_FILES', 'VCS_UNTRACKED_FILES', 'TAG', 'ORIGIN_URI'])
      expect(keys).not.toHaveProperty(key)
    expect(at.home()).toEqual([])
  })

  it('tells what was changed since', async () => {
    svn('.', 'checkout', '-q', `${url}/branches/next`, 'dirty')
    at.write('dirty/a & b.txt', 'two\nthree\n')
    at.write('dirty/new.txt', 'new\n')
    at.run('dirty', 'rm', 'gone.txt')
    const { keys } = await at.collect(subversion, 'dirty')
    expect(keys).toMatchObject({
      BRANCH: 'next',
      VCS_MODIFIED_FILES: ['a & b.txt'],
      VCS_MISSING_FILES: ['gone.txt'],
      VCS_UNTRACKED_FILES: ['new.txt'],
      VCS_DIFF_STAT: { files: 1, insertions: 2, deletions: 1 },
    })
  })

  it('tells a tag, and has no commit in an empty repository', async () => {
    svn('.', 'checkout', '-q', `${url}/tags/v1`, 'tagged')
    expect((await at.collect(subversion, 'tagged')).keys).toMatchObject({ TAG: 'v1' })
    at.run('.', 'svnadmin', 'create', 'new-server')
    svn('.', 'checkout', '-q', `file://${at.path('new-server')}`, 'empty')
    const { keys, errors } = await at.collect(subversion, 'empty')
    expect(errors).toEqual([])
    expect(keys).not.toHaveProperty('COMMIT_ID')
  })

  it('starts nothing beside a journal, also of a checkout further down', async () => {
    svn('.', 'checkout', '-q', `${url}/trunk`, 'hot')
    at.run('hot', 'mkdir', 'inner')
    svn('hot', 'add', '-q', 'inner')
    at.run('hot', 'cp', '-R', '.svn', 'inner/.svn')
    expect((await at.collect(subversion, 'hot')).keys).toHaveProperty('COMMIT_ID')
    for (const database of ['hot/inner/.svn/wc.db', 'hot/.svn/wc.db']) {
      at.write('precious.txt', 'precious')
      at.leaveJournal(database, 'precious.txt')
      const { keys, errors } = await at.collect(subversion, 'hot')
      expect(existsSync(at.path('precious.txt'))).toBe(true)
      expect(keys).toEqual({})
      expect(errors.join()).toMatch(/wc\.db-journal is a journal of SQLite .*: no program is started/)
      // Without the check it is deleted.
      svn('hot', 'status')
      expect(existsSync(at.path('precious.txt'))).toBe(false)
    }
  })

  it.runIf(process.platform !== 'win32')('starts nothing where a link leads out of .svn', async () => {
    svn('.', 'checkout', '-q', `${url}/trunk`, 'linked')
    at.run('linked', 'rm', '-r', '.svn/tmp')
    at.run('linked', 'ln', '-s', '../..', '.svn/tmp')
    const { keys, errors } = await at.collect(subversion, 'linked')
    expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/tmp is a link that leads out/)])
  })

  it.runIf(hasTool('python3'))('leaves facts out that svn would compute for long', async () => {
    svn('.', 'checkout', '-q', `${url}/trunk`, 'slow')
    // A view in the place of a table: svn reads what it counts.
    const view = `import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute("pragma writable_schema=on")
c.execute("alter table NODES rename to N2")
c.execute("drop index if exists I_NODES_PARENT")
c.execute("create view NODES as select N2.* from N2, (with recursive q(x) as (select 1 union all select x + 1 from q) select max(x) m from q) z where z.m > 0")
c.commit()`
    at.run('slow', 'python3', '-c', view, '.svn/wc.db')
    const began = Date.now()
    const { keys, errors, failedKeys } = await at.collect(subversion, 'slow')
    expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/svn info takes longer than 3 s/)])
    expect(failedKeys).toHaveProperty('COMMIT_ID')
    expect(Date.now() - began).toBeLessThan(15_000)
  })

  it('starts nothing where svn would look further up', async () => {
    at.run('app', 'mkdir', '-p', 'further/.svn')
    const { keys, errors } = await at.collect(subversion, 'app/further')
    expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/wc\.db is a link or no file/)])
  })
})
