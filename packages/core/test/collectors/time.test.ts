import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { spellTime, TIME_KEYS, timeKeys } from '../../src/collectors/time.js'
import { reproducibleDate } from '../../src/config/source-date.js'

const MOMENT = Date.UTC(2026, 10, 22, 4, 21, 46, 399)

describe('spellTime', () => {
  it.each([
    [0, '2026-11-22T04:21:46.399+00:00'],
    [330, '2026-11-22T09:51:46.399+05:30'],
    [-210, '2026-11-22T00:51:46.399-03:30'],
    [-600, '2026-11-21T18:21:46.399-10:00'],
    [840, '2026-11-22T18:21:46.399+14:00'],
  ])('with %i minutes', (offset, expected) => {
    const spelled = spellTime(MOMENT, offset)
    expect(spelled.dateTime).toBe(expected)
    expect(spelled.dateTime).toBe(`${spelled.date}T${spelled.time}${spelled.offset}`)
    expect(Date.parse(spelled.dateTime)).toBe(MOMENT)
  })
})

describe('timeKeys', () => {
  it('spells out UTC', () => {
    expect(timeKeys(new Date(MOMENT), { utc: true })).toEqual({
      TIMESTAMP_WHEN_CHALKED: MOMENT,
      DATE_CHALKED: '2026-11-22',
      TIME_CHALKED: '04:21:46.399',
      TZ_OFFSET_WHEN_CHALKED: '+00:00',
      DATETIME_WHEN_CHALKED: '2026-11-22T04:21:46.399+00:00',
      _TIMESTAMP: MOMENT,
      _DATE: '2026-11-22',
      _TIME: '04:21:46.399',
      _TZ_OFFSET: '+00:00',
      _DATETIME: '2026-11-22T04:21:46.399+00:00',
    })
  })

  it('uses the time zone of the machine otherwise', () => {
    // A date in summer and one in winter, in a zone with daylight saving time.
    const zone = process.env.TZ
    try {
      process.env.TZ = 'America/New_York'
      expect(timeKeys(new Date(MOMENT))).toMatchObject({ _DATE: '2026-11-21', _TZ_OFFSET: '-05:00' })
      expect(timeKeys(new Date(Date.UTC(2026, 6, 1))).DATETIME_WHEN_CHALKED).toBe(
        '2026-06-30T20:00:00.000-04:00',
      )
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  it('gives the keys that it lists', () => {
    expect(Object.keys(timeKeys(new Date(MOMENT)))).toEqual([...TIME_KEYS])
  })
})

describe('reproducibleDate', () => {
  it('takes SOURCE_DATE_EPOCH before the commit, and nothing before the clock', () => {
    expect(reproducibleDate({ SOURCE_DATE_EPOCH: '1700000000' }, MOMENT)?.getTime()).toBe(1_700_000_000_000)
    expect(reproducibleDate({ SOURCE_DATE_EPOCH: '0' }, MOMENT)?.getTime()).toBe(0)
    expect(reproducibleDate({ SOURCE_DATE_EPOCH: '' }, MOMENT)?.getTime()).toBe(MOMENT)
    expect(reproducibleDate({}, MOMENT)?.getTime()).toBe(MOMENT)
    expect(reproducibleDate({})).toBeUndefined()
  })

  it.each(['yesterday', '1.5', '-1', '1e9', '253402300800', '99999999999999'])('refuses %s', (epoch) => {
    expect(() => reproducibleDate({ SOURCE_DATE_EPOCH: epoch }, MOMENT)).toThrow(
      expect.objectContaining({
        code: 'BAD_SOURCE_DATE_EPOCH',
        message: expect.stringContaining(`'${epoch}'`),
      }),
    )
  })

  it('recommends a command that works', () => {
    const message = (() => {
      try {
        reproducibleDate({ SOURCE_DATE_EPOCH: 'x' })
      } catch (error) {
        return (error as Error).message
      }
    })()
    const args = /"git (.*)"/.exec(message!)![1]!.split(' ')
    const epoch = execFileSync('git', args, { encoding: 'utf8', cwd: import.meta.dirname })
    expect(reproducibleDate({ SOURCE_DATE_EPOCH: epoch })?.getTime()).toBeGreaterThan(0)
  })
})
