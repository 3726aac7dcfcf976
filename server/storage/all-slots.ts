import type { AppId, SlotId, SlotStore } from './store.ts'

type Slots = Pick<SlotStore, 'list' | 'files'>

/** Every slot of an account, or of all: the settings of each app, then its files. */
export async function* allSlots(slots: Slots, accountId?: string): AsyncGenerator<SlotId> {
  for (const id of await slots.list(accountId)) {
    yield id
    yield* slotsOfFiles(slots, id)
  }
}

/** The slots of an app's files, also of deleted ones. */
export async function* slotsOfFiles(slots: Slots, id: AppId): AsyncGenerator<SlotId> {
  const files = await slots.files(id)
  for (const { path } of [...files.all()]) yield { ...id, path }
}
