import { expect, test } from 'vitest'
import { ticketWish, wishOf } from '../../renderer/features/connect/wish.ts'
import { timeLeft, timerText } from '../../renderer/features/pairing/time-left.ts'

const createdAt = '2026-01-01T10:00:00.000Z'
const request = { createdAt, expiresAt: '2026-01-01T10:05:00.000Z' }
const start = Date.parse(createdAt)

test('the time left runs from the whole span to nothing', () => {
  expect(timeLeft(request, start)).toBe(300_000)
  expect(timeLeft(request, start + 60_500)).toBe(239_500)
  expect(timeLeft(request, start + 300_000)).toBe(0)
})

test('a clock that is wrong gives no more than the span, and never less than nothing', () => {
  expect(timeLeft(request, start - 3_600_000)).toBe(300_000)
  expect(timeLeft(request, start + 3_600_000)).toBe(0)
})

test.each([
  [300_000, '5:00'],
  [239_500, '4:00'],
  [61_000, '1:01'],
  [9_001, '0:10'],
  [1, '0:01'],
  [0, '0:00'],
])('%i ms are shown as %s', (ms, text) => {
  expect(timerText(ms)).toBe(text)
})

test('a wish says only what was given', () => {
  const choices = { name: ' Garden phone ', days: 0, readOnly: false, way: 'key' } as const
  expect(wishOf('obtainium', choices, start)).toEqual({
    app: 'obtainium',
    name: 'Garden phone',
  })
  const short = wishOf('obtainium', { ...choices, name: ' ', days: 7 }, start)
  expect(short).toEqual({ app: 'obtainium', expires: '2026-01-08T10:00:00.000Z' })
  const wish = { app: '*', name: 'Garden phone' }
  const reads = { ...choices, readOnly: true }
  expect(wishOf('*', { ...reads, way: 'webdav' }, start)).toEqual({ ...wish, readOnly: true })
  expect(wishOf('*', reads, start)).toEqual(wish)
  const address = { ...wish, readOnly: true, address: true }
  expect(wishOf('*', { ...reads, way: 'address' }, start)).toEqual(address)
  expect(ticketWish(short)).toEqual({ app: 'obtainium' })
  expect(ticketWish({ app: 'a', name: 'b' }, 'http://c')).toEqual({
    app: 'a',
    name: 'b',
    address: 'http://c',
  })
})
