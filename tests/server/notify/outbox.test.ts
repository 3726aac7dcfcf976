import { expect, test } from 'vitest'
import { hours, minutes, seconds } from '../../../server/lib/clock.ts'
import type { Notice } from '../../../server/notify/notice.ts'
import { createOutbox, maxWaiting, type Waiting } from '../../../server/notify/outbox.ts'
import type { Outcome } from '../../../server/notify/post.ts'
import { fakeTimers } from '../../helpers/fake-timers.ts'

const fine: Outcome = { code: 'delivered', status: 200 }
const device = (n: number): Notice => ({
  ...{ kind: 'device', accountId: 'a', app: 'thunder' },
  deviceName: `Pixel ${n}`,
})

/** An outbox whose posts go as a test says. */
function tryOutbox() {
  const time = fakeTimers()
  const posts: { at: number; id: string; telling: Waiting['telling'] }[] = []
  const done: Outcome[] = []
  const mood: { next: () => Outcome | Promise<Outcome> } = { next: () => fine }
  const outbox = createOutbox({
    timers: time.timers,
    now: () => 1_000_000 + time.timers.elapsed(),
    send: async ({ id, telling }) => {
      posts.push({ at: time.timers.elapsed(), id, telling })
      return mood.next()
    },
    onDone: (outcome) => done.push(outcome),
  })
  const settle = async () => {
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
  }
  return {
    outbox,
    posts,
    done,
    mood,
    time,
    settle,
    advance: (ms: number) => time.advance(ms, settle),
  }
}

test('messages go out one after the other, in the order that they came', async () => {
  const { outbox, posts, settle, mood } = tryOutbox()
  let underway = 0
  mood.next = async () => {
    underway += 1
    expect(underway).toBe(1)
    await Promise.resolve()
    underway -= 1
    return fine
  }
  for (const n of [1, 2, 3]) outbox.add(device(n))
  await settle()
  await settle()
  expect(posts.map(({ telling }) => telling)).toEqual([1, 2, 3].map(device))
  expect(outbox.waiting()).toBe(0)
})

test('a storm is ten messages, and then one that sums up the others', async () => {
  const { outbox, posts, advance } = tryOutbox()
  for (let n = 1; n <= 1_000; n += 1) outbox.add(device(n))
  outbox.add({ kind: 'key', from: '10.0.0.1' })
  await advance(minutes(4))
  expect(posts).toHaveLength(10)
  expect(outbox.waiting()).toBe(991)
  await advance(minutes(2))
  expect(posts).toHaveLength(11)
  expect(posts[10]?.telling).toEqual({ kind: 'summary', counts: { device: 990, key: 1 } })
  expect(outbox.waiting()).toBe(0)
})

test('a storm that goes on for a day is a message each five minutes at most', async () => {
  const { outbox, posts, advance } = tryOutbox()
  let sent = 0
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    for (let n = 0; n < 20; n += 1) outbox.add(device(sent + n))
    sent += 20
    await advance(minutes(1))
  }
  await advance(minutes(10))
  expect(posts.length).toBeLessThanOrEqual(10 + (24 * 60) / 5 + 2)
  // Each is told, one by one or by its number.
  const told = posts.reduce(
    (sum, { telling }) => sum + (telling.kind === 'summary' ? (telling.counts.device ?? 0) : 1),
    0,
  )
  expect(told).toBe(sent)
})

test('what did not get through is tried again, twice as long each time, and keeps its id', async () => {
  const { outbox, posts, done, mood, advance } = tryOutbox()
  mood.next = () => ({ code: 'timeout' })
  outbox.add(device(1))
  await advance(seconds(62))
  expect(posts.map(({ at }) => at / 1_000)).toEqual([0, 2, 6, 14, 30, 62])
  expect(new Set(posts.map(({ id }) => id)).size).toBe(1)
  mood.next = () => fine
  await advance(minutes(5))
  expect(done).toEqual([fine])
  expect(outbox.waiting()).toBe(0)
})

test('a service that asks for patience gets it, within reason', async () => {
  const { outbox, posts, mood, advance } = tryOutbox()
  const asks = [seconds(40), hours(9)]
  mood.next = () => ({ code: 'answered', status: 429, retryAfterMs: asks.shift() ?? 0 })
  outbox.add(device(1))
  await advance(minutes(16))
  expect(posts.map(({ at }) => at / 1_000).slice(0, 3)).toEqual([0, 40, 940])
})

test('after an hour it is given up, and what came meanwhile is tried', async () => {
  const { outbox, posts, done, mood, advance } = tryOutbox()
  mood.next = () => ({ code: 'unreachable', reason: 'ECONNREFUSED' })
  outbox.add(device(1))
  await advance(minutes(50))
  outbox.add(device(2))
  await advance(minutes(15))
  expect(done).toHaveLength(1)
  mood.next = () => fine
  await advance(minutes(6))
  expect(posts.at(-1)?.telling).toEqual(device(2))
  expect(done.at(-1)).toEqual(fine)
})

test.each<Outcome>([
  { code: 'answered', status: 404 },
  { code: 'redirected', status: 302 },
  { code: 'address_refused', address: '10.0.0.1', reach: 'private' },
])('what only a person can mend is not tried again: $code', async (outcome) => {
  const { outbox, posts, done, mood, advance } = tryOutbox()
  mood.next = () => outcome
  outbox.add(device(1))
  await advance(hours(1))
  expect(posts).toHaveLength(1)
  expect(done).toEqual([outcome])
})

test('so many wait for a target that hangs, and no more; of the others the number is told', async () => {
  const { outbox, posts, mood, advance } = tryOutbox()
  mood.next = () => ({ code: 'timeout' })
  for (let n = 0; n < 500; n += 1) {
    outbox.add(device(n))
    await advance(seconds(90))
    if (n === 25) mood.next = () => new Promise(() => {})
  }
  const { length } = posts
  expect(outbox.waiting()).toBeGreaterThan(400)
  expect(length).toBeLessThan(60)
})

test('the queue holds so many messages and no more, however slowly they come', async () => {
  const { outbox, mood, advance, posts } = tryOutbox()
  let release: (outcome: Outcome) => void = () => {}
  mood.next = () => new Promise((resolve) => (release = resolve))
  for (let n = 1; n <= 40; n += 1) {
    outbox.add(device(n))
    await advance(minutes(6))
  }
  mood.next = () => fine
  release(fine)
  await advance(hours(1))
  const single = posts.filter(({ telling }) => telling.kind === 'device')
  expect(single).toHaveLength(maxWaiting)
  const sums = posts.filter(({ telling }) => telling.kind === 'summary')
  expect(sums.map(({ telling }) => telling)).toEqual([{ kind: 'summary', counts: { device: 20 } }])
})

test('once stopped it sends nothing more', async () => {
  const { outbox, posts, mood, advance } = tryOutbox()
  mood.next = () => ({ code: 'timeout' })
  outbox.add(device(1))
  await advance(seconds(1))
  outbox.stop()
  outbox.add(device(2))
  await advance(hours(2))
  expect(posts).toHaveLength(1)
})
