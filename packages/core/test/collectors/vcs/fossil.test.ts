import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Host, thisHost } from '../../../src/collectors/host.js'
import { fossil } from '../../../src/collectors/vcs/fossil.js'
import { hasTool } from '../../tool.js'
import { asking, withSignal } from '../worlds.js'
import { Checkouts } from './checkout-fixture.js'

const at = new Checkouts()
afterAll(() => at.remove())

describe.runIf(hasTool('fossil', ['version']))('fossil', () => {
  beforeAll(() => {
    at.run('.', 'fossil', 'init', 'server.fossil')
    at.write('app/a b.txt', 'one\n')
    at.write('app/gone.txt', 'gone\n')
    at.run('app', 'fossil', 'open', '--force', '--keep', '../server.fossil')
    at.run('app', 'fossil', 'add', 'a b.txt', 'gone.txt')
    at.run('app', 'fossil', 'commit', '-m', 'Begin', '--no-warnings', '--tag', 'v1')
  })

  it('tells the check-in of a clean checkout', async () => {
    const { keys, errors } = await at.collect(fossil, 'app')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({
      COMMIT_ID: expect.stringMatching(/^[0-9a-f]{64}$/),
      _COMMIT_MESSAGE: 'Begin',
      AUTHOR: 'jane',
      BRANCH: 'trunk',
      TAG: 'v1',
      VCS_DIR_WHEN_CHALKED: at.path('app'),
    })
    expect(at.run('app', 'fossil', 'info')).toContain(String(keys.COMMIT_ID).slice(0, 40))
    expect(Math.abs((keys.TIMESTAMP_COMMITTED as number) - Date.now())).toBeLessThan(600_000)
    for (const key of ['VCS_MODIFIED_FILES', 'VCS_MISSING_FILES', 'VCS_UNTRACKED_FILES', 'ORIGIN_URI'])
      expect(keys).not.toHaveProperty(key)
  })

  it('tells what was changed since, and the remote without its password', async () => {
    at.run('app', 'fossil', 'remote', 'https://jane:hunter2xyz@example.com/app')
    at.write('app/a b.txt', 'two\nthree\n')
    at.write('app/new.txt', 'new\n')
    at.run('app', 'rm', 'gone.txt')
    const { keys, errors } = await at.collect(fossil, 'app')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({
      ORIGIN_URI: 'https://example.com/app',
      VCS_MODIFIED_FILES: ['a b.txt'],
      VCS_MISSING_FILES: ['gone.txt'],
      VCS_UNTRACKED_FILES: ['new.txt'],
    })
    expect(JSON.stringify(keys)).not.toContain('hunter2xyz')
  })
  it('asks the database of a checkout without the functions that start programs', async () => {
    const sql = (...more: string[]) => {
      const query = `SELECT edit('a', 'touch ${at.path('RAN')}; true ')`
      at.run('.', 'fossil', 'sql', ...more, '--no-repository', '--readonly', 'app/.fslckout', query)
    }
    sql()
    expect(existsSync(at.path('RAN'))).toBe(true)
    at.run('.', 'rm', 'RAN')
    expect(() => sql('-safe')).toThrow(/edit\(\)/)
    expect(existsSync(at.path('RAN'))).toBe(false)
    const asked: (readonly string[])[] = []
    const run: Host['run'] = (program, args, options) => {
      asked.push(args)
      return thisHost(at.env).run(program, args, options)
    }
    const [host, question] = asking(fossil.keys, { root: at.path('app'), env: at.env, run })
    await fossil.collect(host, withSignal(question))
    const told = asked.filter(([command]) => command === 'sql')
    expect(told).not.toEqual([])
    for (const args of told) expect(args).toContain('-safe')
  })

  it('runs nothing that the repository names', async () => {
    at.run('app', 'fossil', 'settings', 'diff-command', `touch ${at.path('RAN')}`)
    at.write('app/a b.txt', 'four\n')
    // Without our options it would.
    at.run('app', 'fossil', 'diff')
    expect(existsSync(at.path('RAN'))).toBe(true)
    at.run('.', 'rm', 'RAN')
    const { keys } = await at.collect(fossil, 'app')
    expect(keys).toMatchObject({ VCS_DIFF_STAT: { insertions: 1 } })
    expect(existsSync(at.path('RAN'))).toBe(false)
  })

  it.each(['app/.fslckout', 'server.fossil'])('starts nothing beside a journal of %s', async (database) => {
    at.write('precious.txt', 'precious')
    at.leaveJournal(database, 'precious.txt')
    const { keys, errors } = await at.collect(fossil, 'app')
    expect(existsSync(at.path('precious.txt'))).toBe(true)
    expect(keys).toEqual({})
    expect(errors.join()).toMatch(/-journal is a journal of SQLite .*: no program is started/)
    // Without the check it is deleted.
    at.run('app', 'fossil', 'remote')
    expect(existsSync(at.path('precious.txt'))).toBe(false)
  })

  it.runIf(process.platform !== 'win32')('starts nothing where the database is a link', async () => {
    at.run('.', 'mkdir', 'linked')
    at.run('linked', 'ln', '-s', '../app/.fslckout', '.fslckout')
    const { keys, errors } = await at.collect(fossil, 'linked')
    expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/\.fslckout is a link or no file/)])
  })

  it('starts nothing where fossil could take another database', async () => {
    at.run('app', 'mkdir', '-p', 'further')
    for (const name of ['app/further/.fslckout', 'app/_FOSSIL_']) {
      at.write(name, 'no database')
      const { keys, errors } = await at.collect(fossil, name.replace(/\/[^/]*$/, ''))
      at.run('.', 'rm', name)
      expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/is not the only checkout of Fossil/)])
    }
  })

  const other = () => at.path('other.fossil')
  /** By chance, so that no look at it says what the next one finds. */
  const either = () => `CASE WHEN name = 'repository' AND random() % 2 THEN '${other()}' ELSE value END`
  const asView = () =>
    `ALTER TABLE vvar RENAME TO kept; CREATE VIEW vvar AS SELECT name, ${either()} AS value FROM kept;`

  it.each([
    ['a view', asView],
    [
      'a trigger on what fossil notes',
      () =>
        `CREATE TRIGGER t AFTER UPDATE ON vfile BEGIN UPDATE vvar SET value = '${other()}' WHERE name = 'repository'; END;`,
    ],
    [
      'a trigger with the name of one of fossil',
      () =>
        `DROP TRIGGER vmerge_ck1; CREATE TRIGGER vmerge_ck1 AFTER UPDATE ON vfile BEGIN UPDATE vvar SET value = '${other()}'; END;`,
    ],
    ['a virtual table', () => 'CREATE VIRTUAL TABLE x USING fts4(a);'],
    [
      'a computed column',
      () =>
        `ALTER TABLE vvar RENAME TO kept; CREATE TABLE vvar(name, stored, value AS (stored)); INSERT INTO vvar SELECT name, value FROM kept;`,
    ],
    [
      'two tables on one page',
      () =>
        "PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage=(SELECT rootpage FROM sqlite_master WHERE name='vfile') WHERE name='vvar'",
    ],
  ])('starts nothing where the checkout computes its repository: %s', async (_, sql) => {
    at.write('computed/a.txt', 'one\n')
    at.run('.', 'cp', 'app/.fslckout', 'plain.db')
    at.run('.', 'fossil', 'sql', '--no-repository', 'plain.db', sql())
    at.run('.', 'mv', 'plain.db', 'computed/.fslckout')
    at.run('.', 'cp', 'server.fossil', 'other.fossil')
    at.write('precious.txt', 'precious')
    at.leaveJournal('other.fossil', 'precious.txt')
    for (let look = 0; look < 4; look++) {
      const { keys, errors } = await at.collect(fossil, 'computed')
      expect(existsSync(at.path('precious.txt'))).toBe(true)
      expect([keys, errors.join()]).toEqual([{}, expect.stringMatching(/computes what it holds/)])
    }
    at.run('.', 'rm', '-r', 'computed', 'other.fossil', 'other.fossil-journal')
  })

  it.each([
    ['other bytes than text', 'ff2e6462'],
    ['a backslash', '795c652e6462'],
  ])('starts nothing where the repository is named with %s', async (_, name) => {
    at.write('odd/a.txt', 'one\n')
    at.run('.', 'cp', 'app/.fslckout', 'odd.db')
    const sql = `UPDATE vvar SET value=CAST(x'${name}' AS TEXT) WHERE name='repository'`
    at.run('.', 'fossil', 'sql', '--no-repository', 'odd.db', sql)
    at.run('.', 'mv', 'odd.db', 'odd/.fslckout')
    const { keys, errors } = await at.collect(fossil, 'odd')
    expect([keys, errors.join()]).toEqual([
      {},
      expect.stringMatching(/names no repository that can be looked at/),
    ])
    at.run('.', 'rm', '-r', 'odd')
  })

  it('leaves out the remote that is a folder', async () => {
    at.run('app', 'fossil', 'remote', `file://${at.path('server.fossil')}`)
    const { keys, errors } = await at.collect(fossil, 'app')
    expect(errors).toEqual([])
    expect(keys).toHaveProperty('COMMIT_ID')
    expect(keys).not.toHaveProperty('ORIGIN_URI')
  })
})
