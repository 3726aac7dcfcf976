import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { days, isoTime } from '../../../server/clock.ts'
import { listHistory, readVersion } from '../../../server/history/history.ts'
import { Mutex } from '../../../server/storage/lowdb/mutex.ts'
import type { Store } from '../../../server/storage/store.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { send } from './play.ts'

/*
 * Several devices sync at once. Whatever runs in between, their answers must be those of some order
 * in which one sync follows the other.
 */

interface Upload {
  readonly stamp: number
  /** One content has one stamp. */
  readonly text: string
}

/** One sync as its device saw it: when it was sent and answered, on a clock that counts events. */
interface Seen extends Upload {
  readonly start: number
  readonly end: number
  readonly action: string
  readonly data: string
}

/** Why there is no order that explains what was seen; nothing where there is one. */
function problemOf(seen: readonly Seen[]): string | undefined {
  // What was stored was stored in the order of its stamps: each replaced an older one.
  const stored = seen
    .filter(({ action }) => action === 'created' || action === 'incomingNewer')
    .toSorted((a, b) => a.stamp - b.stamp)
  for (const [index, one] of stored.entries()) {
    const expected = index === 0 ? 'created' : 'incomingNewer'
    if (one.action !== expected) return `${one.text} is ${one.action}, number ${index}`
    if (one.data !== one.text) return `${one.text} was answered with ${one.data}`
    if (stored[index - 1]?.stamp === one.stamp) return `${one.text} replaced a copy of its instant`
  }
  const order = new Map(stored.map(({ text }, index) => [text, index]))

  // A refused upload met one certain copy: it came after that one was stored and before the next.
  const placed: { start: number; end: number; place: number; text: string }[] = []
  for (const one of seen) {
    const index = order.get(one.data)
    const copy = index === undefined ? undefined : stored[index]
    if (!copy || index === undefined) return `${one.text} met ${one.data}, which was never stored`
    const isStored = copy === one
    if (!isStored) {
      const agrees = one.stamp === copy.stamp && one.text === copy.text
      if ((one.action === 'none') !== agrees) return `${one.text} met ${copy.text}: ${one.action}`
      if (one.stamp > copy.stamp) return `${one.text} was refused for the older ${copy.text}`
    }
    placed.push({ ...one, place: isStored ? 2 * index : 2 * index + 1 })
  }

  // What was answered before something else was sent comes before it.
  const byEnd = placed.toSorted((a, b) => a.end - b.end)
  let latest = { place: -1, text: '' }
  let done = 0
  for (const one of placed.toSorted((a, b) => a.start - b.start)) {
    for (; (byEnd[done]?.end ?? Infinity) < one.start; done += 1) {
      const before = byEnd[done]
      if (before && before.place > latest.place) latest = before
    }
    if (one.place < latest.place) return `${one.text} went back behind ${latest.text}`
  }
  return undefined
}

/** A whole number from 0 to below `limit`. */
type Random = (limit: number) => number

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): Random {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** What devices send: newer and older, several of one instant, and uploads that were sent before. */
function uploads(devices: number, count: number, random: Random): Upload[][] {
  const all: Upload[] = []
  return Array.from({ length: devices }, (_, device) =>
    Array.from({ length: count }, (_, index) => {
      const again = all[random(4 * all.length + 1)]
      if (again) return again
      const stamp = testStart - days(1) + 4 * index + random(12)
      const fresh = { stamp, text: `${device}/${index}` }
      all.push(fresh)
      return fresh
    }),
  )
}

type Sync = (device: string, upload: Upload) => Promise<{ action: string; data: string }>

/** Lets all devices sync at once, each its own uploads in order. */
async function run(plans: readonly Upload[][], sync: Sync, wait: () => Promise<unknown>) {
  const seen: Seen[] = []
  let events = 0
  const play = async (plan: readonly Upload[], index: number) => {
    for (const upload of plan) {
      await wait()
      events += 1
      const start = events
      const { action, data } = await sync(`device ${index}`, upload)
      events += 1
      seen.push({ ...upload, start, end: events, action, data })
    }
  }
  await Promise.all(plans.map(play))
  return seen
}

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** A hub under load, and what its devices saw. */
async function playOnHub(devices: number, count: number, seed: number) {
  const environment = { RATE_LIMIT: 'off', LOG_LEVEL: 'warn' }
  const { hub } = await testHub({ environment, overrides: { store: { syncs: noSyncs } } })
  const key = await keyFor(hub)
  const random = randomOf(seed)
  const sync: Sync = async (deviceName, { stamp, text }) => {
    const body = { deviceName, savedTs: isoTime(stamp), settings: text }
    const { status, body: answer } = await post(hub, key, body)
    if (status !== 200) throw new Error(answer.error)
    return { action: String(answer.action), data: String(answer.data) }
  }
  const wait = async () => {
    for (let turns = random(4); turns > 0; turns -= 1) await nextTurn()
  }
  const seen = await run(uploads(devices, count, random), sync, wait)
  const [id] = await hub.store.slots.list()
  if (!id) throw new Error('there is no slot')
  const history = await listHistory(hub.store, id)
  const texts = new Set<string>()
  for (const { version } of history) {
    texts.add((await readVersion(hub.store, id, version.number)).settings.text)
  }
  await hub.close()
  return { seen, history: history.reverse(), texts }
}

/** Histories of 8 devices with 200 syncs each; a full run sets 1,000. */
const histories = Number(process.env.ORDER_HISTORIES ?? 1)

describe('8 devices sync 200 times each over HTTP', () => {
  test('in an order that explains every answer', { timeout: 30_000 * histories }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.noShrink(fc.nat()), async (seed) => {
        const { seen, history, texts } = await playOnHub(8, 200, seed)
        expect(seen).toHaveLength(1_600)
        expect(problemOf(seen)).toBeUndefined()

        expect(history.map(({ version }) => version.number)).toEqual(history.map((_, i) => i + 1))
        const newest = seen.toSorted((a, b) => b.stamp - a.stamp)[0]
        const current = history.filter(({ current }) => current)
        expect(current.map(({ version }) => version.savedAt)).toEqual([newest?.stamp])
        expect([...texts].sort()).toEqual([...new Set(seen.map(({ text }) => text))].sort())
      }),
      { numRuns: histories },
    )
  })

  test('a hub that does not keep them apart is caught', { timeout: 30_000 }, async () => {
    vi.spyOn(Mutex.prototype, 'run').mockImplementation((_, work) => work())
    try {
      const problems: unknown[] = []
      for (let seed = 0; seed < 50 && problems.length === 0; seed += 1) {
        const { seen } = await playOnHub(8, 25, seed)
        problems.push(...[problemOf(seen)].filter((problem) => problem !== undefined))
      }
      expect(problems).toHaveLength(1)
    } finally {
      vi.restoreAllMocks()
    }
  })
})

describe('3 devices sync 4 times each, step by step in any order', () => {
  const property = (serialised: boolean) =>
    fc.asyncProperty(fc.scheduler(), fc.nat(), async (scheduler, seed) => {
      const pause = () => scheduler.schedule(Promise.resolve())
      const store: Store = memoryStore({ pause, serialised })
      const sync: Sync = async (device, { stamp, text }) => {
        const sent = { device, stamp, text, type: 'text', firstContact: 'compare' } as const
        const { action, data } = await send(store, sent, isoTime(stamp), testStart)
        return { action, data: JSON.parse(data) }
      }
      const seen = await scheduler.waitFor(run(uploads(3, 4, randomOf(seed)), sync, pause))
      expect(problemOf(seen)).toBeUndefined()
    })

  test('in an order that explains every answer', async () => {
    await fc.assert(property(true), { numRuns: 300 })
  })

  test('a store that does not keep them apart is caught', async () => {
    const { failed } = await fc.check(property(false), { numRuns: 50, endOnFailure: true })
    expect(failed).toBe(true)
  })
})

describe('the check itself', () => {
  const first = { stamp: 1, text: 'a', action: 'created', data: 'a', start: 1, end: 2 }
  const second = { stamp: 3, text: 'b', action: 'incomingNewer', data: 'b', start: 3, end: 4 }
  const refused = { stamp: 2, text: 'c', action: 'existingNewer', data: 'b', start: 5, end: 6 }
  const agreed = { stamp: 3, text: 'b', action: 'none', data: 'b', start: 7, end: 8 }

  test('finds nothing in what is right', () => {
    expect(problemOf([first, second, refused, agreed])).toBeUndefined()
    // Sent before the second was answered, it may have met the first.
    const early = { ...refused, stamp: 0, data: 'a', start: 2 }
    expect(problemOf([first, { ...second, end: 7 }, early])).toBeUndefined()
  })

  test.each([
    ['a slot that was created twice', { ...second, action: 'created' }],
    ['a newer copy that was refused', { ...refused, stamp: 4 }],
    ['an older copy that is back', { ...refused, stamp: 0, data: 'a' }],
    ['a copy that was never stored', { ...refused, data: 'x' }],
    ['the same answered as another', { ...agreed, action: 'existingNewer' }],
    ['another answered as the same', { ...agreed, text: 'c' }],
    ['an answer that is not what was stored', { ...second, data: 'a' }],
    ['two of one instant', { ...second, text: 'd', data: 'd' }],
  ])('finds %s', (_, wrong) => {
    const others = [first, second, refused, agreed].filter(({ text }) => text !== wrong.text)
    expect(problemOf([...others, wrong])).toBeDefined()
  })
})
