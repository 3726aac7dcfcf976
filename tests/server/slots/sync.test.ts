import { describe, expect, test } from 'vitest'
import { days, isoTime, minutes, seconds } from '../../../server/lib/clock.ts'
import { HubError } from '../../../server/lib/errors.ts'
import { restore } from '../../../server/slots/history.ts'
import type { Merging } from '../../../server/slots/parting.ts'
import { maxDevices } from '../../../server/storage/slot-bounds.ts'
import type { SlotWriter, Store } from '../../../server/storage/store.ts'
import { testStart } from '../../helpers/hub.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { momentAt } from '../../helpers/moment.ts'
import { send, slotId } from './play.ts'

const now = testStart

/** A slot, what is sent to it, and what it knows of its devices. */
function slot() {
  const store = memoryStore()
  const read = <T>(work: (slot: SlotWriter) => Promise<T>) => store.slots.update(slotId, work)
  return {
    store,
    read,
    sync: (device: string, stamp: number, text: string, at = now) =>
      send(
        store,
        { device, stamp, text, type: 'text', firstContact: 'adopt' },
        isoTime(stamp),
        momentAt(at),
      ),
    device: (name: string) => read((slot) => slot.device(name)),
  }
}

describe('what a slot knows of a device', () => {
  test('when it was here, by which key, what it sent and what it holds', async () => {
    const { sync, device, read } = slot()
    await sync('phone', now - 9, 'one')
    await sync('phone', now - 8, 'two', now + seconds(5))
    expect(await device('phone')).toEqual({
      name: 'phone',
      firstSeenAt: now,
      lastSeenAt: now + seconds(5),
      keyId: 'k-1',
      holds: 2,
      sent: 2,
    })
    expect(await read((slot) => slot.keyUse())).toEqual(new Map([['k-1', now + seconds(5)]]))
  })

  test('holds what the hub answered, sent what was kept of it', async () => {
    const { sync, device } = slot()
    await sync('phone', now - 9, 'one')
    await sync('tablet', now - 5, 'fresh')
    expect(await device('tablet')).toMatchObject({ holds: 1, sent: 2 })
    await sync('tablet', now - 10, 'one')
    expect(await device('tablet')).toMatchObject({ holds: 1, sent: 1 })
    await sync('phone', now - 3, 'three')
    expect(await device('phone')).toMatchObject({ holds: 3, sent: 3 })
    expect(await device('tablet')).toMatchObject({ holds: 1, sent: 1 })
  })

  test('holds a restored version once it was told of it', async () => {
    const { store, sync, device } = slot()
    await sync('phone', now - 9, 'one')
    await sync('phone', now - 8, 'two')
    await restore(store, slotId, 1, momentAt(now))
    expect(await device('phone')).toMatchObject({ holds: 2, sent: 2 })
    await sync('phone', now - 8, 'two')
    expect(await device('phone')).toMatchObject({ holds: 3, sent: 2 })
  })

  test('a clock that is ahead, until it is right again', async () => {
    const { sync, device } = slot()
    await sync('phone', now + minutes(5), 'one')
    expect(await device('phone')).not.toHaveProperty('clockAhead')
    await sync('phone', now + days(400), 'two')
    expect(await device('phone')).toMatchObject({ clockAhead: days(400) })
    await sync('phone', now + 1, 'three')
    expect(await device('phone')).not.toHaveProperty('clockAhead')
  })

  test('names that an object has by itself are names like any other', async () => {
    const { sync, device } = slot()
    for (const name of ['__proto__', 'constructor', 'toString']) {
      await sync(name, now - 1, 'one')
      expect(await device(name)).toMatchObject({ name, holds: 1 })
    }
  })
})

describe('a sync', () => {
  test('names the version that it added, and only where it added one', async () => {
    const { sync } = slot()
    const added = async (stamp: number, text: string) =>
      (await sync('phone', stamp, text)).added?.number
    expect(await added(now - 9, 'one')).toBe(1)
    expect(await added(now - 9, 'one')).toBeUndefined()
    expect(await added(now - 10, 'lost')).toBe(2)
    expect(await added(now - 10, 'lost')).toBeUndefined()
    expect(await added(now - 8, 'one')).toBe(3)
  })

  test('is refused where a client makes up names, but not for those who are known', async () => {
    const { sync } = slot()
    for (let i = 0; i < maxDevices; i += 1) await sync(`phone ${i}`, now - 9, 'one')
    const tooMany = new HubError('too_many_devices', { limit: maxDevices })
    await expect(sync('one more', now - 8, 'two')).rejects.toEqual(tooMany)
    expect((await sync('phone 0', now - 8, 'two')).action).toBe('incomingNewer')
  })

  test('that fails lets the next one through', async () => {
    const { store, sync } = slot()
    await sync('phone', now - 9, 'one')
    const failing = store.slots.update(slotId, () => Promise.reject(new Error('the disk is full')))
    const next = sync('phone', now - 8, 'two')
    await expect(failing).rejects.toThrow('the disk is full')
    expect((await next).action).toBe('incomingNewer')
  })
})

describe('what a sync costs', () => {
  /** Counts what reaches the disk, or is read from it. */
  async function costs(merging: Merging | undefined) {
    const store = memoryStore()
    const counts = { settings: 0, append: 0, versions: 0 }
    const counting: Store['slots']['update'] = (id, work) =>
      store.slots.update(id, (slot) => {
        for (const name of ['settings', 'append', 'versions'] as const) {
          const method = slot[name].bind(slot) as (...args: never[]) => Promise<never>
          slot[name] = (async (...args: never[]) => {
            counts[name] += 1
            return method(...args)
          }) as never
        }
        return work(slot).finally(() => {
          for (const name of ['settings', 'append', 'versions'] as const) {
            delete (slot as Partial<SlotWriter>)[name]
          }
        })
      })
    const counted = { ...store, slots: { ...store.slots, update: counting } }
    const rules = { merging, same: (one: string, other: string) => one === other }
    const sync = async (device: string, stamp: number, text: string) => {
      Object.assign(counts, { settings: 0, append: 0, versions: 0 })
      const sent = { device, stamp, text, type: 'text', firstContact: 'compare' } as const
      const { action } = await send(counted, sent, isoTime(stamp), momentAt(now), slotId, rules)
      return { action, ...counts }
    }
    return sync
  }
  const merging: Merging = { merge: (_, mine) => ({ text: mine, choices: 0 }), missed: () => false }

  test.each([
    ['the newest wins', undefined],
    ['changes are merged', merging],
  ])('nothing more where nothing conflicts and %s', async (_, rules) => {
    const sync = await costs(rules)
    const none = { settings: 0, versions: 0 }
    expect(await sync('phone', now - 9, 'one')).toEqual({ action: 'created', append: 1, ...none })
    expect(await sync('phone', now - 9, 'one')).toEqual({ action: 'none', append: 0, ...none })
    expect(await sync('phone', now - 8, 'two')).toEqual({
      ...{ action: 'incomingNewer', append: 1 },
      ...none,
    })
    expect(await sync('tablet', now - 8, 'two')).toEqual({ action: 'none', append: 0, ...none })
    expect(await sync('tablet', now - 7, 'three')).toEqual({
      ...{ action: 'incomingNewer', append: 1 },
      ...none,
    })
  })
})
