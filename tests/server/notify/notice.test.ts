import { expect, test } from 'vitest'
import { days, hours, minutes } from '../../../server/lib/clock.ts'
import { createNews, maxRemembered, type Notice, sameAs } from '../../../server/notify/notice.ts'
import { type StandingFacts, standingNotices } from '../../../server/notify/standing.ts'

test('the same is told once; what goes on is told again after a day', () => {
  let now = days(100)
  const news = createNews(() => now)
  const disk: Notice = { kind: 'disk', free: 1 }
  const update: Notice = { kind: 'update', version: '2.0.0' }
  expect([disk, update, disk, update].map(news.isNew)).toEqual([true, true, false, false])
  now += days(1) - 1
  expect(news.isNew({ kind: 'disk', free: 2 })).toBe(false)
  now += 1
  expect(news.isNew(disk)).toBe(true)
  now += days(1_000)
  expect(news.isNew(update)).toBe(false)
  expect(news.isNew({ kind: 'update', version: '2.0.1' })).toBe(true)
})

test('what was over is news when it comes again', () => {
  const news = createNews(() => 0)
  const late: Notice = { kind: 'backup', state: 'late' }
  expect(news.isNew(late)).toBe(true)
  news.over(sameAs(late))
  expect(news.isNew(late)).toBe(true)
})

test('a clock that was set back silences nothing', () => {
  let now = days(1_000)
  const news = createNews(() => now)
  expect(news.isNew({ kind: 'disk', free: 1 })).toBe(true)
  now = days(1)
  expect(news.isNew({ kind: 'disk', free: 1 })).toBe(true)
})

test('of what was told so many are remembered: the oldest are forgotten', () => {
  const news = createNews(() => 0)
  for (let n = 0; n < 3 * maxRemembered; n += 1) news.isNew({ kind: 'key', from: `${n}` })
  expect(news.size).toBe(maxRemembered)
})

const day = days(20_000)
const well: StandingFacts = {
  ...{ free: 10 ** 12, damaged: 0, now: day },
  backups: { everyHours: 24, last: { at: day - hours(3) }, newest: undefined, madeAt: 0 },
}
const withBackups = (backups: Partial<StandingFacts['backups']>) =>
  standingNotices({ ...well, backups: { ...well.backups, ...backups } })

test('all is well: nothing is told; nor what nobody knows yet', () => {
  expect(standingNotices(well)).toEqual([])
  expect(standingNotices({ ...well, free: undefined })).toEqual([])
  expect(withBackups({ last: undefined })).toEqual([])
})

test('a disk with less than 100 MiB, and damaged files', () => {
  const mib = 1024 ** 2
  expect(standingNotices({ ...well, free: 100 * mib })).toEqual([])
  expect(standingNotices({ ...well, free: 100 * mib - 1, damaged: 2 })).toEqual([
    { kind: 'disk', free: 100 * mib - 1 },
    { kind: 'damage', count: 2 },
  ])
})

test('a backup that failed is told, and that there is none for too long', () => {
  const last = { at: day - minutes(5), failure: { code: 'full' as const } }
  const failed = { kind: 'backup', state: 'failed', reason: 'full' }
  const newest = day - hours(48)
  expect(withBackups({ last, newest })).toEqual([failed])
  const late = { kind: 'backup', state: 'late', since: newest - 1 }
  expect(withBackups({ last, newest: newest - 1 })).toEqual([failed, late])
  expect(withBackups({ last })).toEqual([failed, { ...late, since: undefined }])
  expect(withBackups({ last, madeAt: day - hours(2) })).toEqual([failed])
  expect(withBackups({ last, everyHours: 0 })).toEqual([failed])
  expect(withBackups({ last: { at: day, failure: { code: 'stopped' } }, newest: day })).toEqual([])
  expect(withBackups({ last: { at: day, leftOut: ['a'] }, newest: day })).toEqual([
    { kind: 'backup', state: 'incomplete' },
  ])
})
