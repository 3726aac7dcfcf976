import { HubError } from '../lib/errors.ts'
import { type UnreadableSlot, whyUnreadable } from '../slots/summaries.ts'
import type { SlotId, Store } from '../storage/store.ts'

/** How far a look at everything got. */
export interface ReadThrough {
  readonly versions: number
  /** False where the time was up before the last one. */
  readonly all: boolean
  /** Slots that cannot be read; the others were. */
  readonly unreadable?: readonly UnreadableSlot[]
  /** Why the data folder cannot be read, as the system says it. */
  readonly problem?: string
}

/**
 * Reads all versions of all slots, the current ones first, as far as it gets in the time: a damaged
 * file is noticed and set aside when it is read. Syncs go on in between.
 */
export async function readThrough(store: Store, ms: number): Promise<ReadThrough> {
  const deadline = performance.now() + ms
  let versions = 0
  const unreadable: UnreadableSlot[] = []
  const soFar = (all: boolean): ReadThrough => ({
    versions,
    all,
    ...(unreadable.length > 0 && { unreadable }),
  })
  const read = (id: SlotId, number: number | undefined) =>
    store.slots.read(id, async (slot) => {
      const version = number === undefined ? await slot.current() : await slot.version(number)
      if (version) await slot.isSound(version)
      if (version) versions += 1
      return version
    })
  try {
    const ids = await everySlot()
    const current = new Map<SlotId, number | undefined>()
    for (const id of ids) {
      if (performance.now() > deadline) return soFar(false)
      await unlessUnreadable(id, async () => {
        current.set(id, (await read(id, undefined))?.number)
      })
    }
    for (const id of current.keys()) {
      await unlessUnreadable(id, async () => {
        for (const { number } of await store.slots.read(id, (slot) => slot.versions())) {
          if (performance.now() > deadline) return
          if (number !== current.get(id)) await read(id, number)
        }
      })
      if (performance.now() > deadline) return soFar(false)
    }
    return soFar(true)
  } catch (error) {
    if (!(error instanceof HubError && error.code === 'storage_unreadable')) throw error
    return { ...soFar(false), problem: String(error.details.reason) }
  }

  /** The settings of every app, and every file. */
  async function everySlot(): Promise<SlotId[]> {
    const found: SlotId[] = []
    for (const id of await store.slots.list()) {
      found.push(id)
      await unlessUnreadable(id, async () => {
        for (const { path } of (await store.slots.files(id)).all()) found.push({ ...id, path })
      })
    }
    return found
  }

  async function unlessUnreadable(id: SlotId, work: () => Promise<void>): Promise<void> {
    await work().catch((error) => {
      unreadable.push({ id, reason: whyUnreadable(error) })
    })
  }
}
