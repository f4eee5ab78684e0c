import { existsSync, utimesSync } from 'node:fs'
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
    at.write('app/sub/inner.txt', 'inner\n')
    svn('app', 'add', '-q', 'a & b.txt', 'gone.txt', 'sub')
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
      '_X-DIRTY': false,
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
      '_X-DIRTY': true,
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

  /** Runs statements in the database of a checkout. */
  const change = (folder: string, ...statements: string[]) => {
    const program =
      'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nfor s in sys.argv[2:]: c.execute(s)\nc.commit()'
    at.run(folder, 'python3', '-c', program, '.svn/wc.db', ...statements)
  }

  it('tells what svn was told to do, and what has other properties or a conflict', async () => {
    svn('.', 'checkout', '-q', `${url}/trunk`, 'told')
    at.write('told/added.txt', 'added')
    at.write('told/deep/down/file.txt', 'deep')
    svn('told', 'add', '-q', 'added.txt', 'deep')
    svn('told', 'delete', '-q', 'gone.txt')
    svn('told', 'propset', '-q', 'color', 'red', 'a & b.txt')
    const { keys, errors } = await at.collect(subversion, 'told')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({
      VCS_MODIFIED_FILES: ['a & b.txt', 'added.txt', 'deep', 'deep/down', 'deep/down/file.txt'],
      VCS_MISSING_FILES: ['gone.txt'],
      '_X-DIRTY': true,
    })
    svn('told', 'revert', '-q', '-R', '.')
    svn('told', 'copy', '-q', 'a & b.txt', 'copy.txt')
    expect((await at.collect(subversion, 'told')).keys).toMatchObject({ VCS_MODIFIED_FILES: ['copy.txt'] })
  })

  it('compares the content of a file that has another time, and names one that it cannot compare', async () => {
    svn('.', 'checkout', '-q', `${url}/trunk`, 'times')
    const touch = (name: string) => utimesSync(at.path('times', name), 1_700_000_000, 1_700_000_000)
    touch('a & b.txt')
    expect((await at.collect(subversion, 'times')).keys).toMatchObject({ '_X-DIRTY': false })
    at.write('times/a & b.txt', 'two\n')
    expect((await at.collect(subversion, 'times')).keys).toMatchObject({ VCS_MODIFIED_FILES: ['a & b.txt'] })
    svn('times', 'revert', '-q', 'a & b.txt')
    at.write('times/words.txt', '$Rev$\n')
    svn('times', 'add', '-q', 'words.txt')
    svn('times', 'propset', '-q', 'svn:keywords', 'Rev', 'words.txt')
    svn('times', 'commit', '-q', '--username', 'jane', '-m', 'Words')
    expect((await at.collect(subversion, 'times')).keys).toMatchObject({ '_X-DIRTY': false, COMMIT_ID: '5' })
    touch('words.txt')
    const { keys, errors } = await at.collect(subversion, 'times')
    expect(keys).not.toHaveProperty('_X-DIRTY')
    expect(errors.join()).toMatch(
      /words\.txt has another time than at the last checkout, and cannot be compared/,
    )
  })

  it('tells properties that are longer than a page of the database', async () => {
    svn('.', 'checkout', '-q', `${url}/branches/next`, 'long')
    svn('long', 'propset', '-q', 'long', 'x'.repeat(100_000), 'a & b.txt')
    svn('long', 'commit', '-q', '--username', 'june', '-m', 'Long')
    const { keys, errors } = await at.collect(subversion, 'long')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({ AUTHOR: 'june', COMMIT_ID: '6', '_X-DIRTY': false })
  })

  it.runIf(process.platform !== 'win32')('compares a link by where it leads', async () => {
    svn('.', 'checkout', '-q', `${url}/trunk`, 'links')
    at.run('links', 'ln', '-s', 'a & b.txt', 'link')
    svn('links', 'add', '-q', 'link')
    svn('links', 'commit', '-q', '--username', 'jane', '-m', 'Link')
    expect((await at.collect(subversion, 'links')).keys).toMatchObject({ '_X-DIRTY': false })
    at.run('links', 'ln', '-sfn', 'gone.txt', 'link')
    expect((await at.collect(subversion, 'links')).keys).toMatchObject({ VCS_MODIFIED_FILES: ['link'] })
  })

  it('reads nothing beside a journal', async () => {
    svn('.', 'checkout', '-q', `${url}/trunk`, 'hot')
    at.write('precious.txt', 'precious')
    at.leaveJournal('hot/.svn/wc.db', 'precious.txt')
    const { keys, errors } = await at.collect(subversion, 'hot')
    expect(keys).toEqual({})
    expect(errors.join()).toMatch(/wc\.db-journal is a journal of SQLite/)
    expect(existsSync(at.path('precious.txt'))).toBe(true)
  })

  /** Turns the node `sub/inner.txt` of the checkout `led` into a folder. */
  const move = (path: string, above: string) =>
    `update nodes set local_relpath = '${path}', parent_relpath = '${above}', kind = 'dir', checksum = null, translated_size = null where local_relpath = 'sub/inner.txt'`
  /** Each leads svn to the database of the checkout `other`, beside the one that is asked. */
  const LEADS: Record<string, () => void> = {
    'a checkout further down': () => {
      at.run('.', 'mv', 'other/.svn', 'led/sub/.svn')
      at.run('.', 'ln', '-s', '../led/sub/.svn', 'other/.svn')
    },
    'a node with the name of the folder above': () =>
      change(
        'led',
        "update nodes set local_relpath = '..' where local_relpath = 'sub'",
        move('../other', '..'),
      ),
    'a node in a folder that is a link': () => {
      at.run('led', 'rm', '-r', 'sub')
      at.run('led', 'ln', '-s', '..', 'sub')
      change('led', move('sub/other', 'sub'))
    },
    'a conflict in a folder that is a link': () => {
      at.run('led', 'rm', '-r', 'sub')
      at.run('led', 'ln', '-s', '..', 'sub')
      change(
        'led',
        move('sub/other', 'sub'),
        "insert into actual_node (wc_id, local_relpath, parent_relpath, conflict_data) values (1, 'sub/other', 'sub', '()')",
      )
    },
    'an external': () => {
      svn('led', 'propset', '-q', 'svn:externals', `${url}/trunk sub/other`, '.')
      at.run('led', 'rm', '-r', 'sub')
      at.run('led', 'ln', '-s', '..', 'sub')
      change(
        'led',
        "insert into externals values (1, 'sub/other', 'sub', 1, 'normal', 'dir', '', 'trunk', null, null)",
      )
    },
    'a database that svn does not like, below another checkout': () => {
      at.run('.', 'rm', '-r', 'led/.svn/entries', 'led/.svn/format')
      at.write('led/.svn/wc.db', 'no database')
      at.run('.', 'mv', 'other', 'above')
      at.run('.', 'mv', 'led', 'above/led')
      at.run('.', 'ln', '-s', 'above/led', 'led')
      at.run('.', 'ln', '-s', 'above', 'other')
    },
  }
  const needed = hasTool('python3') && process.platform !== 'win32'
  it.runIf(needed).each(Object.keys(LEADS))('opens no other database: %s', async (lead) => {
    at.run('.', 'rm', '-rf', 'led', 'other', 'above')
    for (const name of ['led', 'other']) svn('.', 'checkout', '-q', `${url}/trunk`, name)
    LEADS[lead]!()
    at.write('precious.txt', 'precious')
    at.leaveJournal('other/.svn/wc.db', 'precious.txt')
    await at.collect(subversion, 'led')
    expect(existsSync(at.path('precious.txt'))).toBe(true)
    // So does svn, which deletes it.
    for (const asked of [['info'], ['status', '--verbose']])
      try {
        svn('led', ...asked)
      } catch {}
    expect(existsSync(at.path('precious.txt'))).toBe(false)
  })

  it.runIf(hasTool('python3'))('computes nothing that a database holds', async () => {
    svn('.', 'checkout', '-q', `${url}/trunk`, 'view')
    // svn would count for minutes.
    change(
      'view',
      'pragma writable_schema = on',
      'alter table NODES rename to N2',
      'drop index if exists I_NODES_PARENT',
      'create view NODES as select N2.* from N2, (with recursive q(x) as (select 1 union all select x + 1 from q) select max(x) m from q) z where z.m > 0',
    )
    const { keys, errors, failedKeys } = await at.collect(subversion, 'view')
    expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/wc\.db: it has no table NODES/)])
    expect(failedKeys).toHaveProperty('COMMIT_ID')
  })

  it('reads no checkout further up where there is no database', async () => {
    at.run('app', 'mkdir', '-p', 'further/.svn')
    const { keys, errors } = await at.collect(subversion, 'app/further')
    expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/wc\.db is a link or no file/)])
  })
})
