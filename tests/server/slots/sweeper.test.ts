import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { days, hours, isoTime, minutes, seconds } from '../../../server/lib/clock.ts'
import { listHistory } from '../../../server/slots/history.ts'
import { defaultRetention, type RetentionPolicy } from '../../../server/slots/retention.ts'
import { startSweeper } from '../../../server/slots/sweeper.ts'
import type { SlotId, Store } from '../../../server/storage/store.ts'
import { testStart } from '../../helpers/hub.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { momentAt } from '../../helpers/moment.ts'
import { send, slotId } from './play.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Keeps everything for a day, then one version. */
const strict: RetentionPolicy = { ...defaultRetention, hourlyFor: 0, dailyFor: 0, atLeast: 1 }

/** A hub's store and sweeper, with time that only the test lets pass. */
function hub(policy = strict, store = memoryStore()) {
  const clock = { now: testStart, elapsed: 0 }
  const errors: unknown[] = []
  const settings = { policy }
  const start = () =>
    startSweeper({
      store,
      policy: () => settings.policy,
      now: () => clock.now,
      elapsed: () => clock.elapsed,
      moment: () => momentAt(clock.now),
      onError: (error) => errors.push(error),
    })
  let sweeper = start()
  onTestFinished(() => sweeper.stop())
  return {
    store,
    clock,
    errors,
    settings,
    sweeper: () => sweeper,
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= minutes(10)) {
        const step = Math.min(left, minutes(10))
        clock.now += step
        clock.elapsed += step
        await vi.advanceTimersByTimeAsync(step)
      }
    },
    async restart() {
      await sweeper.stop()
      clock.elapsed = 0
      sweeper = start()
    },
  }
}

/** A hub, and syncs that came to it so long ago that the sweeper may take what they left. */
function longAgo() {
  const { store, clock, sweeper } = hub()
  const old = clock.now - days(200)
  const one = (device: string, stamp: number, text: string) =>
    send(
      store,
      { device, stamp, text, type: 'text', firstContact: 'compare' },
      isoTime(stamp),
      momentAt(old),
    )
  return { store, sweeper, old, one }
}

/** Each content is new, and newer than the one before. */
async function fill(store: Store, count: number, now: number, id: SlotId = slotId) {
  for (let i = 0; i < count; i += 1) {
    const stamp = now - count + i
    const sent = { device: 'phone', stamp, text: `${stamp}`, type: 'text' } as const
    await send(store, { ...sent, firstContact: 'compare' }, isoTime(stamp), momentAt(now), id)
  }
}

const numbers = async (store: Store, id: SlotId = slotId) =>
  (await listHistory(store, id)).map(({ version }) => version.number).reverse()

describe('the sweeper', () => {
  test('looks at a slot a minute after it was noted, once for many notes', async () => {
    const { store, clock, sweeper, pass } = hub()
    await fill(store, 5, clock.now - days(2))
    const update = vi.spyOn(store.slots, 'update')
    for (let i = 0; i < 10; i += 1) sweeper().note(slotId)
    await pass(seconds(59))
    expect(await numbers(store)).toEqual([1, 2, 3, 4, 5])
    await pass(seconds(1))
    expect(await numbers(store)).toEqual([5])
    expect(update).toHaveBeenCalledTimes(1)
  })

  test('looks at every slot an hour after the start, then once a day', async () => {
    const { store, clock, pass } = hub()
    const other = { accountId: 'bob', app: 'thunder' }
    await fill(store, 3, clock.now - days(2))
    await fill(store, 3, clock.now - days(2), other)
    await pass(minutes(50))
    expect(await numbers(store)).toEqual([1, 2, 3])
    await pass(minutes(10))
    expect([await numbers(store), await numbers(store, other)]).toEqual([[3], [3]])
    await fill(store, 3, clock.now)
    await pass(hours(23))
    expect(await numbers(store)).toEqual([3, 4, 5, 6])
    await pass(hours(1))
    expect(await numbers(store)).toEqual([6])
  })

  test('never removes the current version, nor what a device holds or sent', async () => {
    const { store, sweeper, old, one } = longAgo()
    await one('phone', old - 9, 'a')
    await one('tablet', old - 8, 'b')
    await one('laptop', old - 9, 'lost')
    await one('phone', old - 9, 'a')
    await one('phone', old - 6, 'c')
    await one('phone', old - 5, 'd')
    await one('desktop', old - 7, 'lost too')
    await sweeper().sweepAll()
    // 2 is held by the tablet and laptop, 3 and 6 were sent, 5 is current; 1 and 4 are nobody's.
    expect(await numbers(store)).toEqual([2, 3, 5, 6])
  })

  test('never removes what an open conflict is about', async () => {
    const { store, sweeper, old, one } = longAgo()
    await one('phone', old - 9, 'base')
    await one('tablet', old - 10, 'older')
    await one('tablet', old - 8, 'of the tablet')
    await one('phone', old - 7, 'of the phone')
    await one('desk', old - 6, 'and on')
    await one('desk', old - 5, 'and on and on')
    await sweeper().sweepAll()
    expect(await numbers(store)).toEqual([1, 3, 4, 6])
    await store.slots.update(slotId, (slot) => slot.dismiss(4))
    await sweeper().sweepAll()
    expect(await numbers(store)).toEqual([3, 4, 6])
  })

  test('follows the policy as it is now', async () => {
    const { store, clock, settings, sweeper } = hub(defaultRetention)
    await fill(store, 60, clock.now - days(2))
    await sweeper().sweepAll()
    expect(await numbers(store)).toHaveLength(50)
    settings.policy = strict
    await sweeper().sweepAll()
    expect(await numbers(store)).toEqual([60])
  })

  test('tells of a slot that cannot be swept, and goes on with the others', async () => {
    const { store, clock, errors, sweeper, pass } = hub()
    const broken = { accountId: 'ada', app: 'broken' }
    await fill(store, 3, clock.now - days(2), broken)
    await fill(store, 3, clock.now - days(2))
    const { update } = store.slots
    const trouble = new Error('the disk does not answer')
    vi.spyOn(store.slots, 'update').mockImplementation((id, work) =>
      id.app === 'broken' ? Promise.reject(trouble) : update(id, work),
    )
    sweeper().note(broken)
    sweeper().note(slotId)
    await pass(minutes(1))
    expect(await numbers(store)).toEqual([3])
    expect(errors).toEqual([trouble])

    await fill(store, 2, clock.now - days(2) + 10)
    await sweeper().sweepAll()
    expect(await numbers(store)).toEqual([5])
    expect(errors).toEqual([trouble, trouble])
  })

  test('leaves no timer behind, and ends what it has begun', async () => {
    const { store, clock, sweeper } = hub()
    await fill(store, 3, clock.now - days(2))
    sweeper().note(slotId)
    void sweeper().sweepAll()
    await sweeper().stop()
    expect(await numbers(store)).toEqual([3])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('under a clock that jumped', () => {
  const years10 = days(3652)

  test('nothing goes by age for 24 hours', async () => {
    const { store, clock, sweeper, pass } = hub()
    await fill(store, 5, clock.now)
    clock.now += years10
    sweeper().note(slotId)
    await pass(hours(23))
    expect(await numbers(store)).toEqual([1, 2, 3, 4, 5])
    await pass(hours(2))
    expect(await numbers(store)).toEqual([5])
  })

  test('nothing goes when it jumped on and is set right again', async () => {
    const { store, clock, sweeper, pass } = hub()
    await fill(store, 5, clock.now)
    clock.now += years10
    await pass(hours(12))
    await sweeper().sweepAll()
    clock.now -= years10
    await pass(hours(11))
    await sweeper().sweepAll()
    expect(await numbers(store)).toEqual([1, 2, 3, 4, 5])
  })

  test('nothing goes because of a restart', async () => {
    const { store, clock, sweeper, pass, restart } = hub()
    await fill(store, 5, clock.now)
    clock.now += years10
    for (let i = 0; i < 5; i += 1) {
      await pass(hours(3))
      await restart()
      await sweeper().sweepAll()
    }
    expect(await numbers(store)).toEqual([1, 2, 3, 4, 5])
    await pass(hours(10))
    await sweeper().sweepAll()
    expect(await numbers(store)).toEqual([5])
  })

  test('the limit of size still holds', async () => {
    const { store, clock, sweeper } = hub({ ...strict, maxSize: 39 })
    await fill(store, 5, clock.now)
    clock.now += years10
    await sweeper().sweepAll()
    expect(await numbers(store)).toEqual([3, 4, 5])
  })

  test('a machine that slept is no such case', async () => {
    const { store, clock, sweeper } = hub()
    await fill(store, 5, clock.now - days(2))
    clock.now += days(3)
    await sweeper().sweepAll()
    expect(await numbers(store)).toEqual([5])
  })
})
