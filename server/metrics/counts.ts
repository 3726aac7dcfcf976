import { HubError } from '../lib/errors.ts'
import { folderSize } from '../lib/folder-size.ts'
import type { Pause } from '../lib/paced.ts'
import type { AppId, Store } from '../storage/store.ts'

/** How much is stored. */
export interface Counts {
  /** Slots of settings. */
  readonly slots: number
  readonly files: number
  /** Of settings and files. */
  readonly versions: number
  readonly devices: number
  /** Slots that cannot be read. */
  readonly unreadable: number
  /** What the data folder takes up. */
  readonly bytes: number
}

/** Counts all that is stored, slot by slot, with a pause after each. */
export async function countAll(store: Store, dataFolder: string, pause: Pause): Promise<Counts> {
  const sum = { slots: 0, files: 0, versions: 0, devices: 0, unreadable: 0 }
  for (const id of await store.slots.list()) {
    try {
      const found = await countSlot(store, id)
      sum.slots += 1
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
  return { ...sum, bytes: await folderSize(dataFolder, pause) }
}

async function countSlot(store: Store, id: AppId) {
  const { versions, devices } = await store.slots.read(id, async (slot) => ({
    versions: slot.count,
    devices: (await slot.devices()).length,
  }))
  const files = await store.slots.files(id)
  let ofFiles = 0
  for (const file of files.all()) ofFiles += file.versions
  return { files: files.count, versions: versions + ofFiles, devices }
}
