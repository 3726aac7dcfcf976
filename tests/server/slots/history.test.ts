import { describe, expect, test } from 'vitest'
import { isoTime, minutes } from '../../../server/lib/clock.ts'
import { HubError } from '../../../server/lib/errors.ts'
import {
  currentVersion,
  listHistory,
  readCurrent,
  readVersion,
  restore,
} from '../../../server/slots/history.ts'
import type { Store } from '../../../server/storage/store.ts'
import { testStart } from '../../helpers/hub.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { momentAt } from '../../helpers/moment.ts'
import { send, slotId } from './play.ts'

const now = testStart

const sync = (store: Store, stamp: number, text: string, type: 'text' | 'json' = 'text') =>
  send(
    store,
    { device: 'phone', stamp, text, type, firstContact: 'compare' },
    isoTime(stamp),
    momentAt(now),
  )

/** A slot with the versions 1 and 2, of which 2 is current, and 3, which lost. */
async function threeVersions(): Promise<Store> {
  const store = memoryStore()
  await sync(store, now - 3, '{"v":1}', 'json')
  await sync(store, now - 1, 'two')
  await sync(store, now - 2, 'three')
  return store
}

describe('the history of a slot', () => {
  test('lists every version, newest first', async () => {
    const entries = await listHistory(await threeVersions(), slotId)
    expect(
      entries.map(({ version, current }) => [version.number, version.applied, current]),
    ).toEqual([
      [3, false, false],
      [2, true, true],
      [1, true, false],
    ])
  })

  test('reads one version with its settings', async () => {
    const store = await threeVersions()
    expect(await readVersion(store, slotId, 1)).toMatchObject({
      version: { number: 1, type: 'json' },
      current: false,
      settings: { type: 'json', text: '{"v":1}' },
    })
    expect(await readVersion(store, slotId, 2)).toMatchObject({ current: true })
  })

  test('has a current version, or says that there is none', async () => {
    expect(await readCurrent(await threeVersions(), slotId)).toMatchObject({
      version: { number: 2 },
      settings: { text: 'two' },
    })
    const empty = memoryStore()
    expect(await listHistory(empty, slotId)).toEqual([])
    expect(await currentVersion(empty, slotId)).toBeUndefined()
    await expect(readCurrent(empty, slotId)).rejects.toEqual(new HubError('slot_empty'))
  })

  test('says that a version is not there', async () => {
    const store = await threeVersions()
    const unknown = new HubError('version_unknown', { version: 4 })
    await expect(readVersion(store, slotId, 4)).rejects.toEqual(unknown)
    await expect(restore(store, slotId, 4, momentAt(now))).rejects.toEqual(unknown)
  })
})

describe('a restore', () => {
  test('adds a version that is current, with a stamp of now', async () => {
    const store = await threeVersions()
    const version = await restore(store, slotId, 1, momentAt(now))
    expect(version).toMatchObject({
      number: 4,
      restored: 1,
      applied: true,
      type: 'json',
      savedTs: isoTime(now),
      savedAt: now,
      receivedAt: now,
    })
    expect(await readCurrent(store, slotId)).toEqual({
      version,
      settings: { type: 'json', text: '{"v":1}' },
    })
  })

  test('brings back what was never applied, and can be undone', async () => {
    const store = await threeVersions()
    await restore(store, slotId, 3, momentAt(now))
    expect(await readCurrent(store, slotId)).toMatchObject({ settings: { text: 'three' } })
    await restore(store, slotId, 2, momentAt(now))
    expect(await readCurrent(store, slotId)).toMatchObject({ settings: { text: 'two' } })
    await restore(store, slotId, 4, momentAt(now))
    expect(await readCurrent(store, slotId)).toMatchObject({ settings: { text: 'three' } })
  })

  test('goes before a stamp ahead of the clock of the hub, also one that was never applied', async () => {
    const store = await threeVersions()
    const ahead = { device: 'new', stamp: now + minutes(5), text: 'ahead', type: 'text' } as const
    await send(store, { ...ahead, firstContact: 'adopt' }, isoTime(ahead.stamp), momentAt(now))
    expect(await currentVersion(store, slotId)).toMatchObject({ number: 2 })
    await restore(store, slotId, 1, momentAt(now))
    const again = await send(
      store,
      { ...ahead, firstContact: 'compare' },
      isoTime(ahead.stamp),
      momentAt(now + 1),
    )
    expect(again).toMatchObject({ action: 'existingNewer', version: { restored: 1 } })
  })

  test('after the clock was set back goes before what came until then, and lets edits follow', async () => {
    const store = await threeVersions()
    const back = { now: now - minutes(60), steady: now + 1 }
    const { savedAt } = await restore(store, slotId, 1, back)
    expect(savedAt).toBe(back.now)
    const sent = { device: 'phone', type: 'text', firstContact: 'compare' } as const
    const again = { ...sent, stamp: now - 1, text: 'two' }
    const edit = { ...sent, stamp: back.now + 2, text: 'edited' }
    const later = { now: back.now + 2, steady: now + 3 }
    expect(await send(store, again, isoTime(again.stamp), later)).toMatchObject({
      action: 'existingNewer',
    })
    expect(await send(store, edit, isoTime(edit.stamp), later)).toMatchObject({
      action: 'incomingNewer',
    })
  })

  test('works in a history of any length', async () => {
    const store = memoryStore()
    const { added } = await sync(store, now - 1, 'one')
    if (!added) throw new Error('nothing was added')
    await store.slots.update(slotId, async (slot) => {
      for (let i = 0; i < 150_000; i += 1) await slot.append(added, { type: 'text', text: 'one' })
    })
    expect(await restore(store, slotId, 1, momentAt(now))).toMatchObject({ number: 150_002 })
  })
})
