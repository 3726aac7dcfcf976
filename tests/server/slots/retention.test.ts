import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days, hours, minutes } from '../../../server/lib/clock.ts'
import {
  defaultRetention,
  type RetentionPolicy,
  thinnedOut,
} from '../../../server/slots/retention.ts'
import type { Version } from '../../../server/storage/store.ts'
import { testStart } from '../../helpers/hub.ts'

const now = testStart
const noLimit: RetentionPolicy = { ...defaultRetention, maxSize: Infinity }
const noneHeld: ReadonlySet<number> = new Set()

interface Parts {
  readonly receivedAt: number
  readonly content?: string
  readonly size?: number
}

/** Versions of a slot, oldest first, numbered from 1. */
const versionsOf = (parts: readonly Parts[]): Version[] =>
  parts.map(({ receivedAt, content, size = 1 }, index) => ({
    number: index + 1,
    savedTs: '',
    savedAt: receivedAt,
    effectiveAt: receivedAt,
    future: false,
    receivedAt,
    deviceName: 'phone',
    type: 'text',
    contentId: content ?? String(index + 1),
    size,
    applied: true,
  }))

/** One version each `step`, from `age` before now until now. */
const every = (step: number, age: number): Version[] =>
  versionsOf(
    Array.from({ length: Math.ceil(age / step) }, (_, index) => ({
      receivedAt: now - age + index * step,
    })),
  )

const keep = (versions: readonly Version[], gone: ReadonlySet<number>) =>
  versions.filter(({ number }) => !gone.has(number))

const sizeOf = (versions: readonly Version[]) =>
  [...new Map(versions.map(({ contentId, size }) => [contentId, size])).values()].reduce(
    (sum, size) => sum + size,
    0,
  )

describe('the default policy', () => {
  const versions = every(minutes(10), days(100))
  const kept = keep(versions, thinnedOut(versions, noneHeld, noLimit, now))
  const between = (from: number, to: number) =>
    kept.filter(({ receivedAt }) => now - receivedAt >= from && now - receivedAt < to)

  test('keeps everything of the last 24 hours', () => {
    expect(between(0, hours(24))).toHaveLength(6 * 24 - 1)
  })

  test('then one an hour for a week', () => {
    expect(between(hours(24), days(7))).toHaveLength(6 * 24 + 1)
  })

  test('then one a day for 90 days', () => {
    // The week and the 90 days both begin within a day, which then counts on both sides.
    expect(between(days(7), days(90))).toHaveLength(83 + 1)
  })

  test('then none', () => {
    expect(between(days(90), Infinity)).toEqual([])
  })

  test('keeps 50 versions however old they are', () => {
    const old = every(minutes(10), days(1)).map((version) => ({
      ...version,
      receivedAt: version.receivedAt - days(400),
    }))
    const gone = thinnedOut(old, noneHeld, noLimit, now)
    expect(keep(old, gone)).toEqual(old.slice(-50))
  })

  test('keeps 200 MiB: the oldest go first', () => {
    const big = versionsOf(
      Array.from({ length: 30 }, (_, index) => ({
        receivedAt: now - 30 + index,
        size: 10 * 2 ** 20,
      })),
    )
    const gone = thinnedOut(big, new Set([3]), defaultRetention, now)
    expect([...gone]).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  test('counts the same content once', () => {
    const same = versionsOf(
      Array.from({ length: 30 }, (_, index) => ({
        receivedAt: now - 30 + index,
        content: 'same',
        size: 10 * 2 ** 20,
      })),
    )
    expect(thinnedOut(same, noneHeld, defaultRetention, now).size).toBe(0)
  })

  test('under a clock that is not trusted only the size counts', () => {
    const gone = thinnedOut(versions, noneHeld, { ...noLimit, maxSize: 1_000 }, -Infinity)
    expect(keep(versions, gone)).toEqual(versions.slice(-1_000))
  })
})

const policy: fc.Arbitrary<RetentionPolicy> = fc
  .record({
    keepAllFor: fc.integer({ min: 1, max: 48 }),
    hourlyFor: fc.integer({ min: 0, max: 10 }),
    dailyFor: fc.integer({ min: 0, max: 30 }),
    atLeast: fc.integer({ min: 1, max: 8 }),
    maxSize: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 200 })),
  })
  .map(({ keepAllFor, hourlyFor, dailyFor, atLeast, maxSize }) => ({
    keepAllFor: hours(keepAllFor),
    hourlyFor: days(hourlyFor),
    dailyFor: days(dailyFor),
    atLeast,
    maxSize,
  }))

/** Ages from minutes to weeks; the same content has the same size. */
const parts = fc.array(
  fc.record({
    age: fc.oneof(
      fc.integer({ min: 0, max: minutes(90) }),
      fc.integer({ min: 0, max: days(3) }),
      fc.integer({ min: -hours(2), max: days(40) }),
    ),
    content: fc.integer({ min: 1, max: 20 }),
  }),
  { maxLength: 60 },
)

/** Versions of which some are held: the newest always is, as the current one. */
const slot = fc
  .tuple(parts, fc.boolean(), fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }))
  .map(([ages, inOrder, held]) => {
    const sorted = inOrder ? ages.toSorted((a, b) => b.age - a.age) : ages
    const versions = versionsOf(
      sorted.map(({ age, content }) => ({
        receivedAt: now - age,
        content: String(content),
        size: content,
      })),
    )
    return { versions, held: new Set([...held, versions.length]), inOrder }
  })

const runs = { numRuns: 1_000 }

describe('whatever the versions and the policy', () => {
  test('what is held stays', () => {
    fc.assert(
      fc.property(slot, policy, ({ versions, held }, policy) => {
        const gone = thinnedOut(versions, held, policy, now)
        expect(gone.intersection(held).size).toBe(0)
      }),
      runs,
    )
  })

  test('the newest and everything young stay, as far as there is room', () => {
    fc.assert(
      fc.property(slot, policy, ({ versions, held }, policy) => {
        const gone = thinnedOut(versions, held, { ...policy, maxSize: Infinity }, now)
        for (const { number } of versions.slice(-policy.atLeast))
          expect(gone.has(number)).toBe(false)
        for (const { number, receivedAt } of versions) {
          if (now - receivedAt < policy.keepAllFor) expect(gone.has(number)).toBe(false)
        }
      }),
      runs,
    )
  })

  test('of each hour, then of each day, exactly the newest stays', () => {
    fc.assert(
      fc.property(slot, policy, ({ versions, held }, policy) => {
        const gone = thinnedOut(versions, held, { ...policy, maxSize: Infinity }, now)
        const newest = new Set(versions.slice(-policy.atLeast).map(({ number }) => number))
        for (const { number, receivedAt } of versions) {
          if (held.has(number) || newest.has(number)) continue
          const age = now - receivedAt
          if (age < policy.keepAllFor) continue
          const length = age < policy.hourlyFor ? hours(1) : hours(24)
          const longest = age < policy.hourlyFor ? policy.hourlyFor : policy.dailyFor
          const shortest = age < policy.hourlyFor ? policy.keepAllFor : policy.hourlyFor
          const isLast = !versions.some(
            (other) =>
              other.number > number &&
              Math.floor(other.receivedAt / length) === Math.floor(receivedAt / length) &&
              now - other.receivedAt >= Math.max(shortest, policy.keepAllFor) &&
              now - other.receivedAt < longest,
          )
          expect(gone.has(number)).toBe(!(age < longest && isLast))
        }
      }),
      runs,
    )
  })

  test('the size keeps within its limit, or all that may go is gone', () => {
    fc.assert(
      fc.property(slot, policy, ({ versions, held }, policy) => {
        const kept = keep(versions, thinnedOut(versions, held, policy, now))
        const fits = sizeOf(kept) <= policy.maxSize
        expect(fits || kept.every(({ number }) => held.has(number))).toBe(true)
      }),
      runs,
    )
  })

  test('for the size the oldest go, and no more than needed', () => {
    fc.assert(
      fc.property(slot, policy, ({ versions, held }, policy) => {
        const byAge = keep(
          versions,
          thinnedOut(versions, held, { ...policy, maxSize: Infinity }, now),
        )
        const gone = thinnedOut(versions, held, policy, now)
        const free = byAge.filter(({ number }) => !held.has(number))
        const lost = free.filter(({ number }) => gone.has(number))
        expect(lost).toEqual(free.slice(0, lost.length))
        const last = lost.at(-1)
        if (last) {
          const kept = byAge.filter(({ number }) => number === last.number || !gone.has(number))
          expect(sizeOf(kept)).toBeGreaterThan(policy.maxSize)
        }
      }),
      runs,
    )
  })

  test('what is left is left in peace', () => {
    fc.assert(
      fc.property(slot, policy, ({ versions, held }, policy) => {
        const kept = keep(versions, thinnedOut(versions, held, policy, now))
        expect(thinnedOut(kept, held, policy, now).size).toBe(0)
      }),
      runs,
    )
  })

  test('looking often loses nothing that looking once would keep', () => {
    fc.assert(
      fc.property(
        slot,
        policy,
        fc.array(fc.nat(days(10))),
        ({ versions, held, inOrder }, policy, steps) => {
          fc.pre(inOrder)
          const unlimited = { ...policy, maxSize: Infinity }
          let at = now
          let kept = versions
          for (const step of steps) {
            at += step
            kept = keep(kept, thinnedOut(kept, held, unlimited, at))
          }
          const once = keep(versions, thinnedOut(versions, held, unlimited, at))
          const numbers = new Set(kept.map(({ number }) => number))
          for (const { number } of once) expect(numbers.has(number)).toBe(true)
        },
      ),
      runs,
    )
  })
})

test('versions that add nothing to the size are bounded too: the newest 20,000 stay', () => {
  const versions = versionsOf(
    Array.from({ length: 20_010 }, (_, index) => ({
      receivedAt: now - 20_010 + index,
      content: 'a',
    })),
  )
  const gone = thinnedOut(versions, new Set([1]), defaultRetention, now)
  expect([...gone]).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})
