import { HubError } from '../lib/errors.ts'
import { folderSize } from '../lib/folder-size.ts'
import type { Pause } from '../lib/paced.ts'
import type { AppId, Store } from '../storage/store.ts'

/** How much is stored. */
export interface Counts {
  /** Slots of settings, by the type of their app. */
  readonly slots: ReadonlyMap<string, number>
  readonly files: number
  /** Of settings and files. */
  readonly versions: number
  readonly devices: number
  /** Slots that cannot be read. */
  readonly unreadable: number
  /** What the data folder takes up. */
  readonly bytes: number
  /** False where counting was ended before all of it was counted. */
  readonly all: boolean
}

/**
 * Counts all that is stored, slot by slot, with a pause after each.
 * @param isOver ends it early
 */
export async function countAll(
  store: Store,
  dataFolder: string,
  { pause = async () => {}, isOver = () => false }: { pause?: Pause; isOver?: () => boolean },
): Promise<Counts> {
  const sum = { files: 0, versions: 0, devices: 0, unreadable: 0 }
  const slots = new Map<string, number>()
  for (const id of await store.slots.list()) {
    if (isOver()) return { ...sum, slots, bytes: 0, all: false }
    try {
      const found = await countSlot(store, id)
      // Beside files alone there is no slot of settings.
      if (found.settings > 0) slots.set(id.app, (slots.get(id.app) ?? 0) + 1)
      sum.files += found.files
      sum.versions += found.versions
      sum.devices += found.devices
    } catch (error) {
      // An account may be removed meanwhile; where the hub stops, nobody wants to know any more.
      if (!(error instanceof HubError) || error.code === 'closing') throw error
      if (error.code === 'storage_unreadable') sum.unreadable += 1
    }
    await pause()
  }
  return { ...sum, slots, bytes: await folderSize(dataFolder, pause), all: true }
}

async function countSlot(store: Store, id: AppId) {
  const { settings, devices } = await store.slots.read(id, async (slot) => ({
    settings: slot.count,
    devices: (await slot.devices()).length,
  }))
  const files = await store.slots.files(id)
  let ofFiles = 0
  for (const file of files.all()) ofFiles += file.versions
  return { settings, files: files.count, versions: settings + ofFiles, devices }
}
