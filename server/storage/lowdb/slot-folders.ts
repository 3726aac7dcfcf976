import { dirname } from 'node:path'
import { HubError } from '../../lib/errors.ts'
import { isAccountFolder, isSlotFolder } from '../names.ts'
import type { AppId } from '../store.ts'
import type { Disk } from './disk.ts'
import { accountFolder, type Layout } from './layout.ts'

/** The folders that slots stand in. */
export class SlotFolders {
  readonly #disk: Disk
  readonly #layout: Layout
  /** Folders with others in them that are known to be there. */
  readonly #made = new Set<string>()

  constructor(disk: Disk, layout: Layout) {
    this.#disk = disk
    this.#layout = layout
  }

  /** The apps of one account, or of all. */
  async list(accountId?: string): Promise<readonly AppId[]> {
    const { slots } = this.#layout
    // An open hub has this folder: without it the disk is gone, and not what was stored.
    if (!(await this.#disk.exists(slots))) {
      throw new HubError('storage_unreadable', { reason: 'ENOENT' })
    }
    const accounts = accountId
      ? [accountId]
      : (await this.#disk.listFolders(slots)).filter(isAccountFolder)
    const ids: AppId[] = []
    for (const account of accounts) {
      const apps = await this.#disk.listFolders(accountFolder(this.#layout, account))
      for (const app of apps.filter(isSlotFolder)) ids.push({ accountId: account, app })
    }
    return ids
  }

  /** Makes a folder, with those above it. */
  async make(folder: string): Promise<void> {
    await this.#makeAbove(folder)
    await this.#disk.makeFolder(folder)
  }

  /**
   * Makes the folder of a slot. @returns the folder above it, which is to be synced together with
   * the slot's first file: one after the other would take twice as long
   */
  async makeSoon(folder: string): Promise<string> {
    await this.#makeAbove(folder)
    await this.#disk.makeFolderSoon(folder)
    return dirname(folder)
  }

  async #makeAbove(folder: string): Promise<void> {
    const above = dirname(folder)
    if (above === this.#layout.slots || this.#made.has(above)) return
    await this.make(above)
    this.#made.add(above)
  }
}
