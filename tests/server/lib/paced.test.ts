import { expect, test, vi } from 'vitest'
import { createPace, keepFresh } from '../../../server/lib/paced.ts'

test('beyond its first moments, work has no more than its share of the time', async () => {
  const pause = createPace(0.05, 5)
  let worked = 0
  const began = performance.now()
  while (worked < 20) {
    const before = performance.now()
    while (performance.now() - before < 1);
    worked += performance.now() - before
    await pause()
  }
  // The first 5 ms are free; what a busy machine adds makes it only longer.
  expect(performance.now() - began).toBeGreaterThan((worked - 6) / 0.05)
})

test('little work is done without a pause', async () => {
  const pause = createPace(0.000_001, 1_000)
  const began = performance.now()
  for (let at = 0; at < 100; at += 1) await pause()
  expect(performance.now() - began).toBeLessThan(500)
})

test('what was found is kept, found anew in the background once it is old, and never twice at once', async () => {
  const clock = { now: 1_000 }
  const results: PromiseWithResolvers<number>[] = []
  const work = vi.fn(() => {
    const result = Promise.withResolvers<number>()
    results.push(result)
    return result.promise
  })
  const ask = keepFresh(work, { now: () => clock.now, maxAge: 100, patienceMs: 60_000 })
  const first = [ask(), ask()]
  results[0]?.resolve(1)
  expect(await Promise.all(first)).toEqual([1, 1])
  clock.now += 99
  expect(await ask()).toBe(1)
  expect(work).toHaveBeenCalledTimes(1)
  clock.now += 1
  // The old figure is better than a wait.
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1])
  expect(work).toHaveBeenCalledTimes(2)
  results[1]?.resolve(2)
  await vi.waitFor(async () => expect(await ask()).toBe(2))
  // A clock that was set back does not keep it for ever.
  clock.now = 0
  expect(await ask()).toBe(2)
  expect(work).toHaveBeenCalledTimes(3)
})

test('who asks before anything was found waits so long and no longer; what fails is tried again', async () => {
  const patient = keepFresh(() => new Promise<number>(() => {}), {
    ...{ now: () => 0, maxAge: 100, patienceMs: 5 },
  })
  expect(await patient()).toBeUndefined()
  const work = vi.fn().mockRejectedValueOnce(new Error('EIO')).mockResolvedValue(7)
  const ask = keepFresh(work, { now: () => 0, maxAge: 100, patienceMs: 1_000 })
  expect(await ask()).toBeUndefined()
  expect(await ask()).toBe(7)
})
