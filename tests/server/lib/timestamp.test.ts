import fc from 'fast-check'
import { Settings } from 'luxon'
import { describe, expect, test } from 'vitest'
import { days, hours, isoTime, minutes, seconds } from '../../../server/lib/clock.ts'
import { readTimestamp } from '../../../server/lib/timestamp.ts'

/** What a stamp is read as, as a person writes it. */
function read(text: string, zone = 'UTC'): string | undefined {
  const ms = readTimestamp(text, zone)
  return ms === undefined ? undefined : isoTime(ms)
}

describe('stamps that name an instant', () => {
  test.each([
    // What the Flutter library and browsers send.
    ['2025-02-26T09:15:30.123Z', '2025-02-26T09:15:30.123Z'],
    ['2025-02-26T09:15:30.123456', '2025-02-26T09:15:30.123Z'],
    ['2025-02-26T09:15:30.123456Z', '2025-02-26T09:15:30.123Z'],
    ['2025-02-26 09:15:30.123456Z', '2025-02-26T09:15:30.123Z'],
    ['1900-01-01T00:00:00.000Z', '1900-01-01T00:00:00.000Z'],
    // Less or more precise.
    ['2025-02-26T09:15:30Z', '2025-02-26T09:15:30.000Z'],
    ['2025-02-26T09:15:30.1Z', '2025-02-26T09:15:30.100Z'],
    ['2025-02-26T09:15:30.120Z', '2025-02-26T09:15:30.120Z'],
    ['2025-02-26T09:15:30.9999999999999999999Z', '2025-02-26T09:15:30.999Z'],
    ['2025-02-26T09:15:30,5Z', '2025-02-26T09:15:30.500Z'],
    ['2025-02-26T09:15Z', '2025-02-26T09:15:00.000Z'],
    ['2025-02-26T09:15.5Z', '2025-02-26T09:15:30.000Z'],
    ['2025-02-26T09Z', '2025-02-26T09:00:00.000Z'],
    ['2025-02-26T09,25Z', '2025-02-26T09:15:00.000Z'],
    ['2025-02-26', '2025-02-26T00:00:00.000Z'],
    // Before 1970 what is beyond the millisecond is cut as well.
    ['1969-12-31T23:59:59.9999Z', '1969-12-31T23:59:59.999Z'],
    // With the name of the zone, as Java and Temporal write it; other remarks in brackets are not read.
    ['2025-02-26T09:15:30+01:00[Europe/Berlin]', '2025-02-26T08:15:30.000Z'],
    ['2025-02-26T09:15:30Z[UTC]', '2025-02-26T09:15:30.000Z'],
    // Years are those of the Gregorian calendar, whatever calendar a device shows.
    ['2568-02-26T09:15:30Z', '2568-02-26T09:15:30.000Z'],
    ['1403-12-08T09:15:30Z', '1403-12-08T09:15:30.000Z'],
    // Basic, ordinal and week dates.
    ['20250226T091530Z', '2025-02-26T09:15:30.000Z'],
    ['20250226T091530,123456+0100', '2025-02-26T08:15:30.123Z'],
    ['2025-057T09:15:30Z', '2025-02-26T09:15:30.000Z'],
    ['2025057T091530Z', '2025-02-26T09:15:30.000Z'],
    ['2025-W09-3T09:15:30Z', '2025-02-26T09:15:30.000Z'],
    ['2025W093T091530Z', '2025-02-26T09:15:30.000Z'],
    ['2020-W53-7T00:00Z', '2021-01-03T00:00:00.000Z'],
    ['+002025-02-26T09:15:30Z', '2025-02-26T09:15:30.000Z'],
    // Lower case.
    ['2025-02-26t09:15:30.123z', '2025-02-26T09:15:30.123Z'],
    ['2025-w09-3t09:15:30z', '2025-02-26T09:15:30.000Z'],
    // Offsets.
    ['2025-02-26T09:15:30+01:00', '2025-02-26T08:15:30.000Z'],
    ['2025-02-26T09:15:30+0530', '2025-02-26T03:45:30.000Z'],
    ['2025-02-26T09:15:30-08', '2025-02-26T17:15:30.000Z'],
    ['2025-02-26T09:15:30-00:00', '2025-02-26T09:15:30.000Z'],
    ['2025-02-26T09:15:30+23:59', '2025-02-25T09:16:30.000Z'],
    // With the name of the zone, as Java prints it: an offset beside it names the instant.
    ['2025-02-26T09:15:30+01:00[Europe/Berlin]', '2025-02-26T08:15:30.000Z'],
    ['2025-02-26T09:15:30-01:00[Europe/Berlin]', '2025-02-26T10:15:30.000Z'],
    ['2025-02-26T09:15:30[Europe/Berlin]', '2025-02-26T08:15:30.000Z'],
    ['2025-02-26T09:15:30.123456+01:00[Europe/Berlin]', '2025-02-26T08:15:30.123Z'],
    ['2025-02-26T09:15:30+01:00[GMT+01:00]', '2025-02-26T08:15:30.000Z'],
    ['2025-02-26T09:15:30+05:30[+05:30]', '2025-02-26T03:45:30.000Z'],
    ['2025-02-26T09:15:30[UTC+0530]', '2025-02-26T03:45:30.000Z'],
    ['2025-02-26T09:15:30[-08:00]', '2025-02-26T17:15:30.000Z'],
    ['2025-02-26T09:15:30Z[Etc/UTC]', '2025-02-26T09:15:30.000Z'],
    ['2025-02-26T09:15:30[!Europe/Berlin]', '2025-02-26T08:15:30.000Z'],
    // The calendar is the one to show a date in; the date itself is always Gregorian.
    ['2025-02-26T09:15:30+07:00[Asia/Bangkok][u-ca=buddhist]', '2025-02-26T02:15:30.000Z'],
    ['2025-02-26T09:15:30Z[u-ca=gregory]', '2025-02-26T09:15:30.000Z'],
    // Years of other calendars are read as they stand: nothing tells them apart.
    ['2568-02-26T09:15:30Z', '2568-02-26T09:15:30.000Z'],
    ['1403-12-08T09:15:30Z', '1403-12-08T09:15:30.000Z'],
    // The end of a day, leap days and leap seconds.
    ['2025-02-26T24:00:00.000Z', '2025-02-27T00:00:00.000Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000Z'],
    ['2024-366T12:00:00Z', '2024-12-31T12:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
    ['2016-12-31T23:59:60.500Z', '2016-12-31T23:59:59.999Z'],
    ['2017-01-01T00:59:60+01:00', '2016-12-31T23:59:59.999Z'],
    // The first and the last year.
    ['0001-01-01T00:00:00.000Z', '0001-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00+14:00', '0000-12-31T10:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:59.999-12:00', '+010000-01-01T11:59:59.999Z'],
  ])('%s', (text, instant) => {
    expect(read(text)).toBe(instant)
  })
})

describe('stamps that name none', () => {
  test.each([
    ...['', ' ', 'now', 'yesterday', 'null', '0', '1740561330', '1740561330123', 'NaN'],
    ...['2025', '2025-02', '202502', '2025-W09', '09:15:30', 'T09:15:30Z', '--02-26'],
    ...['2025-02-30T00:00:00.000Z', '2023-02-29T00:00:00Z', '1900-02-29T00:00:00.000Z'],
    ...['2025-13-01T00:00:00Z', '2025-00-01T00:00:00Z', '2025-01-00T00:00:00Z'],
    ...['2025-366T00:00:00Z', '2025-000T00:00:00Z', '2025-W54-1T00:00Z', '2025-W01-8T00:00Z'],
    ...['2025-02-26T25:00:00Z', '2025-02-26T24:00:01Z', '2025-02-26T24.5Z'],
    ...['2025-02-26T09:60:00Z', '2025-02-26T09:15:61Z', '2025-02-26T09:15:60Z'],
    ...['2025-02-26T09:15:30.Z', '2025-02-26T9:15:30Z', '2025-02-26T', '2025-02-26T09:15:30.1.2Z'],
    ...['2025-02-26T09:15:30+24:00', '2025-02-26T09:15:30+99:99', '2025-02-26T09:15:30+01:60'],
    ...['2025-02-26T09:15:30+1', '2025-02-26T09:15:30GMT', '2025-02-26T09:15:30 +01:00'],
    ...['2025-02-26T09:15:30+01:00:30', '2025-02-26T09:15:30ZZ', '2025-02-26T09:15:30Z+01:00'],
    ...['2025-02-26T09:15:30[Not/AZone]', '2025-02-26T09:15:30Z[Not/AZone]'],
    ...['2025-02-26T09:15:30Z[]', '2025-02-26T09:15:30Z[UTC', '2025-02-26T09:15:30[+25:00]'],
    ...['๒๕๖๘-02-26T09:15:30Z', '۱۴۰۳-12-08T09:15:30Z'],
    ...[' 2025-02-26T09:15:30Z', '2025-02-26T09:15:30Z ', '2025-02-26T09:15:30Z\n'],
    ...['-000001-01-01T00:00:00Z', '-002025-02-26T09:15:30Z', '+010000-01-01T00:00:00Z'],
    ...['10000-01-01T00:00:00Z', '02/26/2025', '26.02.2025', 'Wed, 26 Feb 2025 09:15:30 GMT'],
    ...['２０２５-02-26T09:15:30Z', '2025-02-26T09:15:30Z\u0000', '2025−02−26'],
    `2025-02-26T09:15:30.${'1'.repeat(60)}Z`,
  ])('%j', (text) => {
    expect(read(text)).toBeUndefined()
  })

  test('whatever comes in, it is a whole number or undefined', () => {
    const piece = fc.constantFrom(...'0123456789-+:.,TZW[]/ aé\n', '2025-02-26', 'T09:15:30')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join('')),
        ),
        (text) => {
          const ms = readTimestamp(text, 'Europe/Berlin')
          expect(ms === undefined || Number.isSafeInteger(ms)).toBe(true)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('stamps without a zone', () => {
  test('are read in the zone of the hub', () => {
    expect(read('2025-02-26T09:15:30', 'Europe/Berlin')).toBe('2025-02-26T08:15:30.000Z')
    expect(read('2025-07-26T09:15:30', 'Europe/Berlin')).toBe('2025-07-26T07:15:30.000Z')
    expect(read('2025-02-26T09:15:30', 'Asia/Kathmandu')).toBe('2025-02-26T03:30:30.000Z')
    expect(read('2025-02-26', 'America/New_York')).toBe('2025-02-26T05:00:00.000Z')
    expect(read('2025-02-26T09:15:30Z', 'Europe/Berlin')).toBe('2025-02-26T09:15:30.000Z')
  })

  test('follow the machine with the zone "system"', () => {
    expect(readTimestamp('2025-02-26T09:15:30', 'system')).toBe(Date.parse('2025-02-26T09:15:30'))
  })

  test('in the hour that a clock skips are the hour after it', () => {
    expect(read('2025-03-30T02:30:00', 'Europe/Berlin')).toBe('2025-03-30T01:30:00.000Z')
  })

  test.each([
    ['2025-10-26T02:30:00', 'Europe/Berlin', '2025-10-26T00:30:00.000Z'],
    ['2025-11-02T01:15:00', 'America/New_York', '2025-11-02T05:15:00.000Z'],
    ['2025-04-06T01:45:00', 'Australia/Lord_Howe', '2025-04-05T14:45:00.000Z'],
    ['2025-10-26T02:30:00[Europe/Berlin]', 'UTC', '2025-10-26T00:30:00.000Z'],
  ])(
    'in the hour that a clock repeats are its first half, in every season: %s',
    (text, zone, first) => {
      try {
        for (const season of ['2025-01-15', '2025-07-15']) {
          Settings.now = () => Date.parse(season)
          expect(read(text, zone)).toBe(first)
        }
      } finally {
        Settings.now = () => Date.now()
      }
    },
  )

  test('come back as the same reading of the wall clock', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Tehran']
    const [from, to] = [Date.UTC(1950, 0), Date.UTC(2100, 0)]
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), fc.constantFrom(...zones), (ms, zone) => {
        const second = ms - (ms % seconds(1)) - (ms < 0 ? seconds(1) : 0)
        const reading = wallClock(second, zone)
        const found = readTimestamp(reading, zone)
        expect(found).toBeDefined()
        // In a repeated hour another instant has the same reading.
        expect(wallClock(found ?? 0, zone)).toBe(reading)
        expect(Math.abs((found ?? 0) - second)).toBeLessThanOrEqual(hours(1))
      }),
      { numRuns: 1_000 },
    )
  })
})

test('any instant comes back from any shape in which it is printed', () => {
  // So that every offset and the year of every week stay within the years 0001 to 9999.
  const [from, to] = [Date.parse('0001-01-08T00:00:00Z'), Date.parse('9999-12-24T00:00:00Z')]
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer({ min: from, max: to }),
        fc.integer({ min: -days(1), max: days(1) }),
        fc.constantFrom(from, to, -1, 0, 1, Date.UTC(2000, 1, 29), Date.UTC(1900, 1, 28)),
      ),
      fc.constantFrom(...dayShapes),
      fc.constantFrom('T', 't', ' '),
      fc.constantFrom(...timeShapes),
      fc.tuple(fc.constantFrom('.', ','), fc.stringMatching(/^\d{0,12}$/)),
      fc.integer({ min: -1_439, max: 1_439 }),
      fc.constantFrom(...offsetShapes),
      (ms, dayShape, separator, timeShape, [point, digits], offset, offsetShape) => {
        const { minutesEast, text } = offsetShape(offset)
        const local = new Date(ms + minutes(minutesEast))
        const timeText = timeShape.print(local).replace('.', point)
        const more = timeShape.takesDigits ? digits : ''
        const stamp = `${dayShape(local)}${separator}${timeText}${more}${text}`
        const expected =
          ms - (((local.getTime() % timeShape.unit) + timeShape.unit) % timeShape.unit)
        expect(readTimestamp(stamp, 'Asia/Tokyo'), stamp).toBe(expected)
      },
    ),
    { numRuns: 5_000 },
  )
})

const digits = (value: number, length: number) => String(value).padStart(length, '0')
const year = (date: Date) => digits(date.getUTCFullYear(), 4)
const month = (date: Date) => digits(date.getUTCMonth() + 1, 2)
const dayOfMonth = (date: Date) => digits(date.getUTCDate(), 2)
const hour = (date: Date) => digits(date.getUTCHours(), 2)
const minute = (date: Date) => digits(date.getUTCMinutes(), 2)
const second = (date: Date) => digits(date.getUTCSeconds(), 2)
const milli = (date: Date) => digits(date.getUTCMilliseconds(), 3)

const startOfYear = (date: Date) => Date.parse(`${year(date)}-01-01T00:00:00Z`)
const dayOfYear = (date: Date) =>
  digits(Math.floor((date.getTime() - startOfYear(date)) / days(1)) + 1, 3)

/** The parts of a week date: a week belongs to the year of its Thursday. */
function week(date: Date) {
  const weekday = date.getUTCDay() || 7
  const thursday = new Date(date.getTime() + days(4 - weekday))
  return {
    year: year(thursday),
    week: digits(Math.ceil(Number(dayOfYear(thursday)) / 7), 2),
    weekday,
  }
}

const dayShapes: readonly ((date: Date) => string)[] = [
  (date) => `${year(date)}-${month(date)}-${dayOfMonth(date)}`,
  (date) => `+00${year(date)}-${month(date)}-${dayOfMonth(date)}`,
  (date) => `${year(date)}${month(date)}${dayOfMonth(date)}`,
  (date) => `${year(date)}-${dayOfYear(date)}`,
  (date) => `${year(date)}${dayOfYear(date)}`,
  (date) => `${week(date).year}-W${week(date).week}-${week(date).weekday}`,
  (date) => `${week(date).year}W${week(date).week}${week(date).weekday}`,
]

interface TimeShape {
  readonly print: (date: Date) => string
  /** What is smaller than this is not printed. */
  readonly unit: number
  /** More digits may follow, and are cut off. */
  readonly takesDigits: boolean
}

const timeShapes: readonly TimeShape[] = [
  {
    print: (date) => `${hour(date)}:${minute(date)}:${second(date)}.${milli(date)}`,
    unit: 1,
    takesDigits: true,
  },
  {
    print: (date) => `${hour(date)}${minute(date)}${second(date)}.${milli(date)}`,
    unit: 1,
    takesDigits: true,
  },
  {
    print: (date) => `${hour(date)}:${minute(date)}:${second(date)}`,
    unit: seconds(1),
    takesDigits: false,
  },
  { print: (date) => `${hour(date)}${minute(date)}`, unit: minutes(1), takesDigits: false },
  { print: (date) => hour(date), unit: hours(1), takesDigits: false },
]

const sign = (offset: number) => (offset < 0 ? '-' : '+')
const wholeHours = (offset: number) => digits(Math.floor(Math.abs(offset) / 60), 2)

const offsetShapes: readonly ((offset: number) => { minutesEast: number; text: string })[] = [
  () => ({ minutesEast: 0, text: 'Z' }),
  () => ({ minutesEast: 0, text: 'z' }),
  () => ({ minutesEast: 0, text: '[UTC]' }),
  (offset) => ({
    minutesEast: offset,
    text: `${sign(offset)}${wholeHours(offset)}:${digits(Math.abs(offset) % 60, 2)}`,
  }),
  (offset) => ({
    minutesEast: offset,
    text: `${sign(offset)}${wholeHours(offset)}${digits(Math.abs(offset) % 60, 2)}`,
  }),
  (offset) => ({
    minutesEast: offset - (offset % 60),
    text: `${sign(offset)}${wholeHours(offset)}`,
  }),
]

/** What a clock on the wall shows, to the second. */
function wallClock(ms: number, zone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return format.format(ms)
}

test('the hour that comes twice in autumn is the first one; the one that spring leaves out is the next', () => {
  expect(read('2025-10-26T02:30:00', 'Europe/Berlin')).toBe('2025-10-26T00:30:00.000Z')
  expect(read('2025-03-30T02:30:00', 'Europe/Berlin')).toBe('2025-03-30T01:30:00.000Z')
})
