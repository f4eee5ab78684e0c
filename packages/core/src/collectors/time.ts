/**
 * Points in time, spelled as the reference program spells them: `2026-11-22`, `04:21:46.399`, `+00:00`, and the three
 * together as `2026-11-22T04:21:46.399+00:00` (ISO 8601 with milliseconds and a numeric offset, never `Z`).
 */
import type { Dict } from '@chalkmark/mark'

/** Parts of a point in time as they read in one time zone. */
interface Spelled {
  date: string
  time: string
  offset: string
  dateTime: string
}

/**
 * @param timestamp milliseconds since 1970-01-01 UTC.
 * @param offset the time zone: minutes east of UTC.
 */
export function spellTime(timestamp: number, offset: number): Spelled {
  const [date, time] = new Date(timestamp + offset * 60_000).toISOString().slice(0, -1).split('T') as [
    string,
    string,
  ]
  const minutes = Math.abs(offset)
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  const zone = `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
  return { date, time, offset: zone, dateTime: `${date}T${time}${zone}` }
}

/** Keys that {@link timeKeys} gives. */
export const TIME_KEYS = [
  'TIMESTAMP_WHEN_CHALKED',
  'DATE_CHALKED',
  'TIME_CHALKED',
  'TZ_OFFSET_WHEN_CHALKED',
  'DATETIME_WHEN_CHALKED',
  '_TIMESTAMP',
  '_DATE',
  '_TIME',
  '_TZ_OFFSET',
  '_DATETIME',
] as const

/**
 * Every key that tells when an operation takes place, of marks and of reports.
 * @param options `utc`: in UTC instead of the machine's time zone, for output that must not depend on the machine.
 */
export function timeKeys(date: Date, { utc = false }: { utc?: boolean } = {}): Dict {
  const timestamp = date.getTime()
  const spelled = spellTime(timestamp, utc ? 0 : -date.getTimezoneOffset())
  return {
    TIMESTAMP_WHEN_CHALKED: timestamp,
    DATE_CHALKED: spelled.date,
    TIME_CHALKED: spelled.time,
    TZ_OFFSET_WHEN_CHALKED: spelled.offset,
    DATETIME_WHEN_CHALKED: spelled.dateTime,
    _TIMESTAMP: timestamp,
    _DATE: spelled.date,
    _TIME: spelled.time,
    _TZ_OFFSET: spelled.offset,
    _DATETIME: spelled.dateTime,
  }
}
