import { HubError } from '../lib/errors.ts'
import type { SlotId, Store } from '../storage/store.ts'

/** How far a look at everything got. */
export interface ReadThrough {
  readonly versions: number
  /** False where the time was up before the last one. */
  readonly all: boolean
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
  const read = (id: SlotId, number: number | undefined) =>
    store.slots.read(id, async (slot) => {
      const version = number === undefined ? await slot.current() : await slot.version(number)
      if (version) await slot.settings(version).catch(unlessDamaged)
      if (version) versions += 1
      return version
    })
  try {
    const ids = await store.slots.list()
    const current = new Map<SlotId, number | undefined>()
    for (const id of ids) {
      if (performance.now() > deadline) return { versions, all: false }
      current.set(id, (await read(id, undefined))?.number)
    }
    for (const id of ids) {
      for (const { number } of await store.slots.read(id, (slot) => slot.versions())) {
        if (performance.now() > deadline) return { versions, all: false }
        if (number !== current.get(id)) await read(id, number)
      }
    }
    return { versions, all: true }
  } catch (error) {
    if (!(error instanceof HubError && error.code === 'storage_unreadable')) throw error
    return { versions, all: false, problem: String(error.details.reason) }
  }
}

/** That it is damaged is noted in the state of the store. */
function unlessDamaged(error: unknown): void {
  if (!(error instanceof HubError && error.code === 'content_damaged')) throw error
}
