import { join } from 'node:path'
import type { DevicesData } from '../document-schema.ts'
import type { SlotId } from '../store.ts'
import type { LoadedFiles } from './app-files.ts'
import { hasShrunk, withDevicesOf } from './devices-data.ts'
import { Document } from './document.ts'
import { checkHeld, heldBy } from './held-versions.ts'
import { type Layout, slotFolder } from './layout.ts'
import { readVersions } from './load-slot.ts'
import type { Quarantine } from './quarantine.ts'
import { LoadedSlot } from './slot.ts'
import type { SlotFolders } from './slot-folders.ts'
import type { SlotParts } from './slot-parts.ts'

/** A slot in memory. */
export interface Entry {
  readonly slot: LoadedSlot
  readonly folder: string
  readonly devices: Document<DevicesData>
  /** The slot's revision that its cache holds. */
  cached: number
}

export interface OpenSlotParts extends Pick<SlotParts, 'disk' | 'exclusively' | 'keepsAll'> {
  readonly layout: Layout
  readonly quarantine: Quarantine
  readonly folders: SlotFolders
  /** Those of the app, where the slot is one of them. */
  readonly files: LoadedFiles | undefined
  /** What is known of devices is to be written soon. */
  readonly changed: (entry: Entry) => void
}

/** Reads a slot from its folder. */
export async function openSlot(id: SlotId, parts: OpenSlotParts): Promise<Entry> {
  const { disk, layout, quarantine, folders, files, exclusively, keepsAll } = parts
  const { damaged } = quarantine
  const folder = slotFolder(layout, id)
  const empty: DevicesData = { devices: {}, keyUse: {} }
  const options = { copies: 1, damaged } as const
  const devices = await Document.open(disk, join(folder, 'devices.json'), empty, options)
  const before = devices.data
  const noted = heldBy(before)
  const isHeld = (number: number) => noted.has(number)
  const { stored, lastNumber, cached } = await readVersions(disk, folder, quarantine, isHeld)
  // Devices are known in the slot of the settings, also those that keep files.
  if (!files) devices.set(withDevicesOf(before, stored))
  const held = await checkHeld(folder, devices.data, stored, damaged)
  const changed = () => {
    if (!files) parts.changed(entry)
  }
  const beforeChange = async () => files?.beforeChange()
  let exists = stored.length > 0 || devices.found
  let unsynced: readonly string[] = []
  const slot = new LoadedSlot({
    ...{ folder, disk, stored, devices, damaged, changed, beforeChange, keepsAll },
    path: id.path,
    lastNumber: Math.max(lastNumber, held),
    prepare: async () => {
      await beforeChange()
      if (!exists) unsynced = [await folders.makeSoon(folder)]
      exists = true
      return unsynced
    },
    prepared: () => {
      unsynced = []
    },
    exclusively: (work) =>
      exclusively(async () => {
        await work()
        if (id.path !== undefined) await files?.note(id.path, slot.head)
      }),
  })
  const entry: Entry = { slot, folder, devices, cached: cached ? slot.revision : -1 }
  if (hasShrunk(before, devices.data)) changed()
  return entry
}
