import { HubError } from '../lib/errors.ts'
import type { AppFiles, SlotId, Store } from '../storage/store.ts'
import { type SlotSummary, summarise } from './history.ts'

/** A slot that cannot be read; the others are served all the same. */
export interface UnreadableSlot {
  readonly id: SlotId
  /** As the system says it, such as EIO. */
  readonly reason: string
}

interface Found {
  readonly id: SlotId
  readonly slot: SlotSummary
  readonly files: AppFiles
}

export interface Summaries {
  readonly slots: readonly Found[]
  readonly unreadable: readonly UnreadableSlot[]
}

/** What each of these slots holds, and which of them cannot be read. */
export async function summariseAll(store: Store, ids: readonly SlotId[]): Promise<Summaries> {
  const slots: Found[] = []
  const unreadable: UnreadableSlot[] = []
  await Promise.all(
    ids.map(async (id) => {
      try {
        const [slot, files] = await Promise.all([summarise(store, id), store.slots.files(id)])
        slots.push({ id, slot, files })
      } catch (error) {
        unreadable.push({ id, reason: whyUnreadable(error) })
      }
    }),
  )
  // Each came when it was read; the lists keep the order that they were asked for in.
  const place = new Map(ids.map((id, index) => [id, index]))
  const inOrder = (a: { id: SlotId }, b: { id: SlotId }) =>
    (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0)
  return { slots: slots.sort(inOrder), unreadable: unreadable.sort(inOrder) }
}

/** Why one slot cannot be read. @throws whatever else went wrong */
export function whyUnreadable(error: unknown): string {
  if (error instanceof HubError && error.code === 'storage_unreadable') {
    return String(error.details.reason)
  }
  throw error
}
