import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HubError } from '../../errors.ts'
import type { Slot, SlotId, SlotStore, SlotWriter } from '../store.ts'
import type { Disk } from './disk.ts'
import { type Damage, Document } from './document.ts'
import { type Layout, slotFolder } from './layout.ts'
import { readVersions, withDevicesOf, writeCache } from './load-slot.ts'
import { Mutex } from './mutex.ts'
import { type DevicesData, LoadedSlot } from './slot.ts'

/** How many slots stay in memory; beyond it the ones not used for longest are let go. */
const keepLoaded = 5_000
const flushAfterMs = 5_000

interface Entry {
  readonly slot: LoadedSlot
  readonly folder: string
  readonly devices: Document<DevicesData>
  /** The slot's revision that its cache holds. */
  cached: number
}

/**
 * The slots in their folders. A slot is read when it is first asked for, so that neither start-up
 * nor a sync grows with the number of slots.
 */
export class Slots implements SlotStore {
  readonly #disk: Disk
  readonly #layout: Layout
  readonly #damaged: Damage
  readonly #mutex = new Mutex()
  /** In order of use, the longest unused first. */
  readonly #entries = new Map<string, Promise<Entry>>()
  readonly #changed = new Map<string, Entry>()
  /** Accounts that are gone: a sync that was under way must not bring their folder back. */
  readonly #removed = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(disk: Disk, layout: Layout, damaged: Damage) {
    this.#disk = disk
    this.#layout = layout
    this.#damaged = damaged
  }

  update<T>(id: SlotId, work: (slot: SlotWriter) => Promise<T>): Promise<T> {
    return this.#mutex.run(nameOf(id), async () => work((await this.#entry(id)).slot))
  }

  read<T>(id: SlotId, work: (slot: Slot) => Promise<T>): Promise<T> {
    return this.update(id, work)
  }

  async list(accountId?: string): Promise<readonly SlotId[]> {
    const accounts = accountId ? [accountId] : await this.#disk.list(this.#layout.slots)
    const ids: SlotId[] = []
    for (const account of accounts) {
      const apps = await this.#disk.list(join(this.#layout.slots, account))
      ids.push(...apps.map((app) => ({ accountId: account, app })))
    }
    return ids
  }

  /** Drops all of an account from memory, before its folders go. */
  async forget(accountId: string): Promise<void> {
    this.#removed.add(accountId)
    for (const name of [...this.#entries.keys()]) {
      if (!name.startsWith(`${accountId}/`)) continue
      await this.#mutex.run(name, async () => {
        this.#entries.delete(name)
        this.#changed.delete(name)
      })
    }
  }

  async #entry(id: SlotId): Promise<Entry> {
    if (this.#removed.has(id.accountId)) throw new HubError('account_disabled')
    const name = nameOf(id)
    const loaded = this.#entries.get(name)
    if (loaded) {
      this.#entries.delete(name)
      this.#entries.set(name, loaded)
      return loaded
    }
    const loading = this.#load(id)
    this.#entries.set(name, loading)
    if (this.#entries.size > keepLoaded) this.#letGo()
    try {
      return await loading
    } catch (error) {
      this.#entries.delete(name)
      throw error
    }
  }

  async #load(id: SlotId): Promise<Entry> {
    const folder = slotFolder(this.#layout, id)
    const name = nameOf(id)
    const stored = await readVersions(this.#disk, folder, this.#damaged)
    const empty: DevicesData = { devices: {}, keyUse: {} }
    const options = { copies: 1, damaged: this.#damaged } as const
    const devices = await Document.open(this.#disk, join(folder, 'devices.json'), empty, options)
    devices.set(withDevicesOf(devices.data, stored))
    let exists = stored.length > 0 || devices.found
    const slot = new LoadedSlot({
      folder,
      disk: this.#disk,
      stored,
      devices,
      prepare: async () => {
        if (exists) return
        await this.#disk.makeFolder(folder)
        exists = true
      },
      changed: () => {
        this.#changed.set(name, entry)
        this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), flushAfterMs).unref()
      },
      damaged: this.#damaged,
    })
    const entry: Entry = { slot, folder, devices, cached: 0 }
    return entry
  }

  /** Lets slots go that nobody holds; what they still have to write is written first. */
  #letGo(): void {
    let surplus = this.#entries.size - keepLoaded
    for (const [name, loading] of this.#entries) {
      if (surplus <= 0) return
      if (this.#mutex.isBusy(name)) continue
      surplus -= 1
      void this.#mutex
        .run(name, async () => {
          const entry = await loading
          await this.#writeLate(name, entry, true)
          this.#entries.delete(name)
        })
        .catch(() => {})
    }
  }

  async #writeLate(name: string, entry: Entry, cache: boolean): Promise<void> {
    if (this.#changed.has(name)) {
      if (await exists(entry.folder)) await entry.devices.save()
      this.#changed.delete(name)
    }
    const { revision, stored } = entry.slot
    if (!cache || entry.cached === revision || stored.length < 2) return
    await writeCache(this.#disk, entry.folder, stored)
    entry.cached = revision
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const [name, entry] of [...this.#changed]) {
      await this.#mutex.run(name, () => this.#writeLate(name, entry, false))
    }
  }

  async close(): Promise<void> {
    await this.#mutex.idle()
    clearTimeout(this.#timer)
    for (const [name, loading] of this.#entries) {
      await this.#writeLate(name, await loading, true)
    }
  }
}

const nameOf = (id: SlotId) => `${id.accountId}/${id.app}`

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
