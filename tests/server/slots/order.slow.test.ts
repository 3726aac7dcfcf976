import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { changePreferences } from '../../../server/accounts/app-preferences.ts'
import { days, hours, isoTime, minutes } from '../../../server/lib/clock.ts'
import type { Moment } from '../../../server/lib/steady-clock.ts'
import { listHistory, readVersion } from '../../../server/slots/history.ts'
import { Mutex } from '../../../server/storage/lowdb/mutex.ts'
import type { Store } from '../../../server/storage/store.ts'
import { memoryFolder } from '../../faults/memory-folder.ts'
import { scaled } from '../../faults/scale.ts'
import { figure } from '../../helpers/figures.ts'
import { keyFor, testHub, testStart } from '../../helpers/hub.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { momentAt } from '../../helpers/moment.ts'
import { flatText, naiveMerge } from '../../helpers/naive-merge.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { type Answer, nextTurn, senderOf } from './devices.ts'
import { problemOf, type Seen, type Told } from './linearizable.ts'
import { send } from './play.ts'

/*
 * Several devices sync at once. Whatever runs in between, their answers must be those of some order
 * in which one sync follows the other.
 */

interface Upload {
  readonly stamp: number
  readonly text: string
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

const years10 = days(3_652)
/** How far a clock may be off; most are right. */
const offsets = [0, 0, 0, 0, 0, minutes(3), hours(2), -hours(2), days(40), years10, -years10]

/** What devices send: newer and older, several of one instant, and uploads that were sent before. */
function uploads(
  devices: number,
  count: number,
  random: Random,
  textOf = (device: number, index: number) => `${device}/${index}`,
): Upload[][] {
  const all: Upload[] = []
  return Array.from({ length: devices }, (_, device) => {
    const offset = offsets[random(offsets.length)] ?? 0
    return Array.from({ length: count }, (_, index) => {
      const again = all[random(4 * all.length + 1)]
      if (again) return again
      const stamp = testStart - days(1) + offset + 4 * index + random(12)
      const fresh = { stamp, text: textOf(device, index) }
      all.push(fresh)
      return fresh
    })
  })
}

/** Undefined where the device gave up before there was an answer. */
type Sync = (device: string, upload: Upload) => Promise<Answer | undefined>

/** Lets all devices sync at once, each its own uploads in order, and notes what they see. */
class Watch {
  readonly seen: Seen[] = []
  #events = 0

  async run(
    plans: readonly Upload[][],
    { now, steady }: Moment,
    sync: Sync,
    wait: () => Promise<unknown>,
  ): Promise<void> {
    const play = async (plan: readonly Upload[], index: number) => {
      const device = `device ${index}`
      for (const upload of plan) {
        await wait()
        this.#events += 1
        const start = this.#events
        const answer = await sync(device, upload)
        this.#events += 1
        const end = answer ? this.#events : Infinity
        const { action = '', data = '' } = answer ?? {}
        this.seen.push({ device, ...upload, start, end, now, steady, action, data })
      }
    }
    await Promise.all(plans.map(play))
  }
}

/** Between two jumps of the hub's clock each device syncs so many times. */
const stretch = 20
const jumps = [0, 0, minutes(4), minutes(30), hours(30), days(400), years10]

/** A hub under load whose clock jumps back and forth, and what its devices saw. */
async function playOnHub(devices: number, count: number, seed: number, merges = false) {
  const environment = { RATE_LIMIT: 'off', LOG_LEVEL: 'warn' }
  const folder = `${await memoryFolder()}/data`
  let passed = 0
  const overrides = { store: { syncs: noSyncs }, elapsed: () => passed }
  const { hub, clock } = await testHub({ environment, folder, overrides })
  const key = await keyFor(hub)
  const random = randomOf(seed)
  if (merges) {
    const [account] = await hub.store.accounts.list()
    const id = { accountId: account?.id ?? '', app: 'thunder' }
    await changePreferences(hub.store, id, { merge: true })
  }
  const sender = await senderOf(hub, key)
  const sync: Sync = async (deviceName, { stamp, text }) => {
    const body = { deviceName, savedTs: isoTime(stamp), settings: text }
    return sender.send(body, random(50) === 0 ? random(6) : undefined)
  }
  const wait = async () => {
    for (let turns = random(4); turns > 0; turns -= 1) await nextTurn()
  }
  const moment = () => ({ now: clock.now, steady: testStart + passed })
  const watch = new Watch()
  const values = () => flatText({ a: random(9), b: random(9), c: random(1_000_000) })
  const plans = uploads(devices, count, random, merges ? values : undefined)
  for (let from = 0; from < count; from += stretch) {
    const parts = plans.map((plan) => plan.slice(from, from + stretch))
    await watch.run(parts, moment(), sync, wait)
    await sender.idle()
    const jump = (jumps[random(jumps.length)] ?? 0) * (random(2) * 2 - 1)
    passed = 1_000 * from
    clock.now = testStart + passed + jump
  }
  // What is there at the end is seen as well.
  const last = { stamp: Date.parse('1900-01-01T00:00:00.000Z'), text: 'nothing' }
  await watch.run(
    [[merges ? { ...last, text: flatText({ a: 0, b: 0, c: 0 }) } : last]],
    moment(),
    (_, upload) => sync('reader', upload) as Promise<Answer>,
    wait,
  )
  const [id] = await hub.store.slots.list()
  if (!id) throw new Error('there is no slot')
  const history: Told[] = []
  const numbers: number[] = []
  for (const { version } of (await listHistory(hub.store, id)).reverse()) {
    numbers.push(version.number)
    const { settings } = await readVersion(hub.store, id, version.number)
    const { savedAt: stamp, applied } = version
    history.push({ text: settings.text, stamp, applied })
  }
  sender.close()
  await hub.close()
  await rm(folder, { recursive: true })
  return { seen: watch.seen, history, numbers }
}

/** Histories of 8 devices with 200 syncs each. */
const histories = scaled(1, 1_000)
/** What one test plays, and how many at once: while one waits for the disk, another goes on. */
const perTest = scaled(1, 20)
const together = scaled(1, 4)

describe('8 devices sync 200 times each over HTTP', () => {
  const seeds = Array.from({ length: histories / perTest }, () => fc.sample(fc.nat(), 1)[0] ?? 0)
  test.each(seeds)(
    'in an order that explains every answer, from %i on',
    { timeout: 600_000 },
    async (first) => {
      const problems: string[] = []
      let played = 0
      const player = async () => {
        while (played < perTest) {
          const seed = first + played
          played += 1
          const { seen, history, numbers } = await playOnHub(8, 200, seed)
          const problem = problemOf(seen, history)
          if (problem !== undefined) problems.push(`seed ${seed}: ${problem}`)
          expect(seen).toHaveLength(1_601)
          expect(numbers).toEqual(numbers.map((_, index) => index + 1))
          // What was answered is there.
          const kept = new Set(history.map(({ text }) => text))
          const lost = seen.filter(({ end, text }) => end !== Infinity && !kept.has(text))
          expect(lost).toEqual([])
        }
      }
      await Promise.all(Array.from({ length: together }, player))
      const what = 'order: histories of 8 devices with 200 syncs each, while clocks jump'
      figure(what, perTest, problems.length)
      expect(problems).toEqual([])
    },
  )

  test('in an order that explains every answer of a hub that merges', {
    timeout: 600_000,
  }, async () => {
    const problems: string[] = []
    const seeds = fc.sample(fc.nat(), scaled(2, 100))
    for (const seed of seeds) {
      const { seen, history, numbers } = await playOnHub(5, 40, seed, true)
      const problem = problemOf(seen, history, naiveMerge)
      if (problem !== undefined) problems.push(`seed ${seed}: ${problem}`)
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
      const kept = new Set(history.map(({ text }) => text))
      expect(seen.filter(({ end, text }) => end !== Infinity && !kept.has(text))).toEqual([])
    }
    figure('order: histories of 5 devices of a hub that merges', seeds.length, problems.length)
    expect(problems).toEqual([])
  })

  test('a hub that does not keep them apart is caught', { timeout: 60_000 }, async () => {
    vi.spyOn(Mutex.prototype, 'run').mockImplementation((_, work) => work())
    try {
      const problems: unknown[] = []
      let tried = 0
      for (; tried < 50 && problems.length === 0; tried += 1) {
        const { seen, history } = await playOnHub(8, 40, tried)
        problems.push(...[problemOf(seen, history)].filter((problem) => problem !== undefined))
      }
      expect(problems).toHaveLength(1)
      figure('order: mutant that does not keep syncs apart', tried, 0, `caught in history ${tried}`)
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
        const { action, data } = await send(store, sent, isoTime(stamp), momentAt(testStart))
        return { action, data: JSON.parse(data) }
      }
      const watch = new Watch()
      const plans = uploads(3, 4, randomOf(seed))
      await scheduler.waitFor(watch.run(plans, momentAt(testStart), sync, pause))
      expect(problemOf(watch.seen)).toBeUndefined()
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
  const at = (device: string, stamp: number, text: string, action: string, data: string) => ({
    ...{ device, stamp, text, action, data, ...momentAt(100) },
  })
  const first = { ...at('a', 1, 'a', 'created', 'a'), start: 1, end: 2 }
  const second = { ...at('b', 3, 'b', 'incomingNewer', 'b'), start: 3, end: 4 }
  const refused = { ...at('c', 2, 'c', 'existingNewer', 'b'), start: 5, end: 6 }
  const agreed = { ...at('b', 3, 'b', 'none', 'b'), start: 7, end: 8 }
  const givenUp = { ...at('d', 9, 'd', '', ''), start: 5, end: Infinity }
  const tooNew = { ...at('e', 4, 'e', 'existingNewer', 'd'), start: 9, end: 10 }

  test('finds nothing in what is right', () => {
    expect(problemOf([first, second, refused, agreed])).toBeUndefined()
    // Sent before the second was answered, it may have met the first.
    const early = { ...refused, stamp: 0, data: 'a', start: 2 }
    expect(problemOf([first, { ...second, end: 7 }, early])).toBeUndefined()
  })

  test('lets a sync that was given up have taken place, or not', () => {
    expect(problemOf([first, second, givenUp, tooNew])).toBeUndefined()
    expect(problemOf([first, second, givenUp, refused, agreed])).toBeUndefined()
    expect(problemOf([first, second, { ...givenUp, start: 11 }, tooNew])).toBeDefined()
    expect(problemOf([first, second, tooNew])).toBeDefined()
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
