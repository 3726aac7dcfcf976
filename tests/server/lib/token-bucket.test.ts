import { expect, test } from 'vitest'
import { days, minutes, seconds } from '../../../server/lib/clock.ts'
import { createBuckets } from '../../../server/lib/token-bucket.ts'

const size = { burst: 3, refillMs: minutes(1) }

function bucketsAt(start: number) {
  const clock = { now: start }
  return { clock, ...createBuckets(size, () => clock.now) }
}

const takeAll = (take: (name: string) => number) => {
  for (let i = 0; i < size.burst; i += 1) expect(take('a')).toBe(0)
}

test('gives as many as its burst at once, then one each refill time', () => {
  const { clock, take } = bucketsAt(0)
  takeAll(take)
  expect(take('a')).toBe(60)
  clock.now += seconds(59)
  expect(take('a')).toBe(1)
  clock.now += seconds(1)
  expect(take('a')).toBe(0)
  expect(take('a')).toBe(60)
})

test('never holds more than its burst', () => {
  const { clock, take } = bucketsAt(0)
  takeAll(take)
  clock.now += days(1)
  takeAll(take)
  expect(take('a')).toBe(60)
})

test('names do not share', () => {
  const { take } = bucketsAt(0)
  takeAll(take)
  expect(take('b')).toBe(0)
})

test('asking while empty costs nothing', () => {
  const { clock, take } = bucketsAt(0)
  takeAll(take)
  for (let i = 0; i < 60; i += 1) {
    expect(take('a')).toBe(60 - i)
    clock.now += seconds(1)
  }
  expect(take('a')).toBe(0)
})

test('a clock that is set back refills from where it is then', () => {
  const { clock, take } = bucketsAt(days(1_000))
  takeAll(take)
  clock.now -= days(999)
  expect(take('a')).toBe(60)
  clock.now += minutes(1)
  expect(take('a')).toBe(0)
})

test('forgets the names that were not asked for longest, so memory stays bounded', () => {
  const { take } = bucketsAt(0)
  takeAll(take)
  for (let i = 0; i < 9_999; i += 1) take(`other ${i}`)
  expect(take('a')).toBe(60)
  for (let i = 0; i < 10_000; i += 1) take(`another ${i}`)
  expect(take('a')).toBe(0)
})
