import type { AppId, FileHead, SlotId, SlotStore } from './store.ts'

type Slots = Pick<SlotStore, 'list' | 'files'>

/**
 * Every slot of an account, or of all: the settings of each app, then its files.
 * @param isMeant which files are; all of them without it
 */
export async function* allSlots(
  slots: Slots,
  accountId?: string,
  isMeant?: (file: FileHead) => boolean,
): AsyncGenerator<SlotId> {
  for (const id of await slots.list(accountId)) {
    yield id
    yield* slotsOfFiles(slots, id, isMeant)
  }
}

/** The slots of an app's files, also of deleted ones. */
export async function* slotsOfFiles(
  slots: Slots,
  id: AppId,
  isMeant: (file: FileHead) => boolean = () => true,
): AsyncGenerator<SlotId> {
  const files = await slots.files(id)
  for (const file of [...files.all()]) if (isMeant(file)) yield { ...id, path: file.path }
}
