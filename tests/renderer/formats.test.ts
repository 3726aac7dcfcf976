import { describe, expect, test } from 'vitest'
import { createFormats } from '../../renderer/texts/formats.ts'

const english = createFormats('en-GB', 'Europe/Berlin')
const german = createFormats('de', 'Europe/Berlin')
const now = Date.parse('2026-03-10T12:00:00Z')
const past = (milliseconds: number) => new Date(now - milliseconds)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('how long ago', () => {
  test.each([
    [0, undefined],
    [20_000, undefined],
    [-20_000, undefined],
    [40_000, '1 minute ago'],
    [3 * minute + 59_000, '3 minutes ago'],
    [2 * hour, '2 hours ago'],
    [day, 'yesterday'],
    [8 * day, 'last week'],
    [70 * day, '2 months ago'],
    [800 * day, '2 years ago'],
    [-5 * day, 'in 5 days'],
  ])('%i ms', (gone, words) => expect(english.relative(past(gone), now)).toBe(words))

  test('in German', () => expect(german.relative(past(3 * minute), now)).toBe('vor 3 Minuten'))
})

describe('the day', () => {
  test.each([
    // Past midnight in Berlin, though not yet in UTC.
    ['2026-03-09T23:30:00Z', 'today'],
    ['2026-03-09T22:30:00Z', 'yesterday'],
    ['2026-03-08T22:59:00Z', 'Sunday 8 March'],
  ])('of %s is %s', (at, words) => expect(english.day(new Date(at), now)).toBe(words))

  test('counts days across a change of the clocks', () => {
    const monday = Date.parse('2026-03-30T10:00:00Z')
    expect(english.day(new Date('2026-03-29T00:30:00Z'), monday)).toBe('yesterday')
  })
})

describe('sizes', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1 kB'],
    [48_512, '48.5 kB'],
    [512_300, '512 kB'],
    [4_800_000, '4.8 MB'],
    [1.2e9, '1.2 GB'],
  ])('%i', (bytes, words) => expect(english.size(bytes)).toBe(words))

  test('in German', () => expect(german.size(48_512)).toBe('48,5 kB'))
})

test('durations are rounded to the unit that fits', () => {
  expect(english.duration(3 * hour + 10 * minute)).toBe('3 hours')
  expect(english.duration(100)).toBe('1 minute')
  expect(german.duration(2 * day)).toBe('2 Tage')
})
