import { describe, expect, it } from 'vitest'
import { allKeys, isChalkTime, isCustomKey, keyInfo, OWN_KEYS } from '../../src/keys/catalogue.js'
import { BY_NAME_ONLY } from '../../src/keys/template-keys.js'
import {
  extendTemplate,
  REQUIRED_IN_MARK,
  resolveTemplate,
  template,
  templateNames,
} from '../../src/keys/templates.js'

const keysOf = (name: string) => [...template(name).keys].sort()

describe('built-in templates', () => {
  it('are these', () => {
    expect(templateNames('mark').sort()).toEqual([
      'mark_all',
      'mark_default',
      'mark_large',
      'mark_minimal',
      'mark_reproducible',
      'mark_web',
    ])
    expect(templateNames('report').sort()).toEqual([
      'audit',
      'heartbeat',
      'insertion_default',
      'null',
      'report_all',
      'report_default',
      'report_large',
      'usage',
    ])
    expect(templateNames()).toHaveLength(14)
  })

  it.each(templateNames('mark'))('%s holds known chalk-time keys, and what every mark needs', (name) => {
    const { kind, keys } = template(name)
    expect(kind).toBe('mark')
    for (const key of keys) expect([key, isChalkTime(key)]).toEqual([key, true])
    for (const key of [...REQUIRED_IN_MARK, 'METADATA_HASH']) expect(keys).toContain(key)
  })

  it.each(templateNames('report'))('%s holds known keys', (name) => {
    for (const key of template(name).keys)
      expect([key, keyInfo(key) !== undefined || OWN_KEYS.includes(key)]).toEqual([key, true])
  })

  it.each(templateNames())('%s holds nothing that may be a secret', (name) => {
    for (const key of template(name).keys) expect([key, BY_NAME_ONLY.has(key)]).toEqual([key, false])
  })

  it('names known keys only as possible secrets, the reference program’s own among them', () => {
    for (const key of BY_NAME_ONLY) expect([key, keyInfo(key) !== undefined]).toEqual([key, true])
    for (const { name, family } of allKeys()) if (family === 'chalk') expect(BY_NAME_ONLY).toContain(name)
  })

  it('mark_web is what may be public, exactly', () => {
    expect(keysOf('mark_web')).toEqual(
      [
        ...['MAGIC', 'CHALK_ID', 'CHALK_VERSION', 'METADATA_HASH', 'METADATA_ID'],
        ...['ARTIFACT_TYPE', 'HASH', 'COMMIT_ID', 'TAG', 'BUILD_ID', 'CHALK_PTR'],
      ].sort(),
    )
  })

  it('mark_default holds what the reference program puts into a plain mark', () => {
    // From a mark that chalk 1.1.3 wrote.
    const written = [
      ...[
        'MAGIC',
        'CHALK_ID',
        'CHALK_VERSION',
        'TIMESTAMP_WHEN_CHALKED',
        'DATETIME_WHEN_CHALKED',
        'ARTIFACT_TYPE',
      ],
      ...[
        'CHALK_RAND',
        'HASH',
        'INJECTOR_COMMIT_ID',
        'PLATFORM_WHEN_CHALKED',
        'METADATA_HASH',
        'METADATA_ID',
      ],
    ]
    for (const key of written) expect(template('mark_default').keys).toContain(key)
    for (const key of ['DATE_CHALKED', 'INJECTOR_ENV', 'HOST_NODENAME_WHEN_CHALKED', 'SBOM']) {
      expect(template('mark_default').keys).not.toContain(key)
    }
  })

  it('mark_reproducible is a part of mark_default without time, chance, machine, build or clone', () => {
    const { keys } = template('mark_reproducible')
    for (const key of keys) expect(template('mark_default').keys).toContain(key)
    for (const key of [
      'DATETIME_WHEN_CHALKED',
      'CHALK_RAND',
      'PLATFORM_WHEN_CHALKED',
      'BUILD_ID',
      'ORIGIN_URI',
    ]) {
      expect(keys).not.toContain(key)
    }
    expect(keys).toContain('COMMIT_ID')
  })

  it('grow from minimal to all', () => {
    const sizes = ['mark_minimal', 'mark_default', 'mark_large', 'mark_all'].map(
      (name) => template(name).keys.size,
    )
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    for (const key of template('mark_large').keys) expect(template('mark_all').keys).toContain(key)
    // Reports hold every custom key, whatever their template.
    for (const key of template('mark_all').keys)
      if (!isCustomKey(key)) expect(template('report_all').keys).toContain(key)
  })

  it('report_default ties artifacts to their commit and build', () => {
    const { keys } = template('report_default')
    for (const key of [
      '_CHALKS',
      '_UNMARKED',
      '_OP_ERRORS',
      'CHALK_ID',
      'HASH',
      'COMMIT_ID',
      'BUILD_ID',
      '_BUILD_ID',
    ]) {
      expect(keys).toContain(key)
    }
    for (const key of ['_PROCESS_PID', '_IMAGE_NAME', '_OP_ARP_TABLE', 'MAGIC'])
      expect(keys).not.toContain(key)
  })

  it('are made anew for each caller', () => {
    ;(template('mark_web').keys as Set<string>).clear()
    expect(template('mark_web').keys.size).toBe(11)
  })
})

describe('a template of a user', () => {
  const own = {
    mine: { extends: 'mark_minimal', add: ['COMMIT_ID'], remove: ['CHALK_PTR'] },
    ours: { extends: 'mine', add: ['BRANCH'] },
    mine_too: { extends: 'report_default', add: ['_OP_ALL_PS_INFO'] },
    round: { extends: 'about' },
    about: { extends: 'round' },
  }

  it('extends one by name, also one of the user', () => {
    const { keys, kind, name } = resolveTemplate('ours', 'mark', own)
    expect([name, kind]).toEqual(['ours', 'mark'])
    for (const key of ['COMMIT_ID', 'BRANCH', 'METADATA_HASH']) expect(keys).toContain(key)
    expect(keys).not.toContain('CHALK_PTR')
    expect(resolveTemplate('mine_too', 'report', own).keys).toContain('_OP_ALL_PS_INFO')
  })

  it('is refused where it cannot be', () => {
    expect(() => resolveTemplate('mine_too', 'mark', own)).toThrow(/no template for a mark/)
    expect(() => resolveTemplate('round', 'mark', own)).toThrow(/unknown template "round"/)
    expect(() => resolveTemplate('mien', 'mark', own)).toThrow(/did you mean mine\?/)
  })
})

describe('template', () => {
  it('suggests the nearest name', () => {
    expect(() => template('mark_defualt')).toThrow(
      'unknown template "mark_defualt": did you mean mark_default?',
    )
    expect(() => template('reproducable')).toThrow(
      /^unknown template "reproducable": there are mark_default, /,
    )
    expect(() => template('constructor')).toThrow(/^unknown template/)
  })
})

describe('extendTemplate', () => {
  it('adds and removes', () => {
    const { name, keys } = extendTemplate('mark_web', { add: ['BRANCH', 'X-TEAM'], remove: ['TAG', 'SBOM'] })
    expect(name).toBe('mark_web')
    expect(keys).toContain('BRANCH')
    expect(keys).toContain('X-TEAM')
    expect(keys).not.toContain('TAG')
    expect(keys.size).toBe(12)
  })

  it('lets METADATA_HASH go, but not what a mark cannot do without', () => {
    expect(extendTemplate('mark_web', { remove: ['METADATA_HASH'] }).keys).not.toContain('METADATA_HASH')
    for (const key of REQUIRED_IN_MARK) {
      expect(() => extendTemplate('mark_web', { remove: [key] })).toThrow(
        expect.objectContaining({ code: 'REQUIRED_KEY' }),
      )
    }
    expect(extendTemplate('report_default', { remove: ['CHALK_ID'] }).keys).not.toContain('CHALK_ID')
  })

  it('refuses unknown keys in both lists', () => {
    for (const changes of [{ add: ['BRANCHH'] }, { remove: ['BRANCHH'] }]) {
      expect(() => extendTemplate('mark_web', changes)).toThrow('unknown key "BRANCHH": did you mean BRANCH?')
    }
  })

  it('adds run-time keys to reports only', () => {
    expect(extendTemplate('report_default', { add: ['_OP_ARP_TABLE'] }).keys).toContain('_OP_ARP_TABLE')
    expect(() => extendTemplate('mark_web', { add: ['_OP_ARP_TABLE'] })).toThrow(
      expect.objectContaining({ code: 'RUN_TIME_KEY' }),
    )
  })
})

describe('resolveTemplate', () => {
  it('takes a name', () => {
    expect(resolveTemplate('mark_web')).toEqual(template('mark_web'))
    expect(resolveTemplate('report_all', 'report')).toEqual(template('report_all'))
  })

  it('takes a list, and adds what a mark needs', () => {
    const { name, keys } = resolveTemplate(['COMMIT_ID', 'X-TEAM', 'COMMIT_ID'])
    expect(name).toBe('custom')
    expect([...keys].sort()).toEqual([...REQUIRED_IN_MARK, 'COMMIT_ID', 'X-TEAM'].sort())
    expect([...resolveTemplate(['_CHALKS'], 'report').keys]).toEqual(['_CHALKS'])
  })

  it('refuses a template of the other kind', () => {
    expect(() => resolveTemplate('report_default')).toThrow(
      'report_default is no template for a mark: use one of mark_default, mark_web,',
    )
    expect(() => resolveTemplate('mark_web', 'report')).toThrow(
      expect.objectContaining({ code: 'WRONG_TEMPLATE' }),
    )
  })

  it('refuses unknown and run-time keys in a mark', () => {
    expect(() => resolveTemplate(['COMIT_ID'])).toThrow('unknown key "COMIT_ID": did you mean COMMIT_ID?')
    expect(() => resolveTemplate(['_COMMIT_ID'])).toThrow(
      '_COMMIT_ID is known only of an operation, so it can stand in reports but not in marks; did you mean COMMIT_ID?',
    )
    expect(() => resolveTemplate(['_OPERATION'])).toThrow(/not in marks$/)
    expect(() => resolveTemplate(['_X-RUNNER'])).toThrow(/did you mean X-RUNNER\?$/)
  })
})
