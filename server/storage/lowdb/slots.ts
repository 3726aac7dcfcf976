import { join } from 'node:path'
import { HubError } from '../../lib/errors.ts'
import type { DevicesData } from '../document-schema.ts'
import type { AppId, Properties, Slot, SlotId, SlotStore, SlotWriter } from '../store.ts'
import { FilesOfApps } from './app-files.ts'
import { hasShrunk, withDevicesOf } from './devices-data.ts'
import type { Disk } from './disk.ts'
import { Document } from './document.ts'
import type { FilesIndex } from './files-index.ts'
import { checkHeld, heldBy } from './held-versions.ts'
import { filesFolder, type Layout, slotFolder } from './layout.ts'
import { readVersions, writeCache } from './load-slot.ts'
import { Mutex } from './mutex.ts'
import type { Quarantine } from './quarantine.ts'
import { LoadedSlot } from './slot.ts'
import { SlotFolders } from './slot-folders.ts'

const flushAfterMs = 5_000

type FileId = SlotId & { readonly path: string }

interface Entry {
  readonly slot: LoadedSlot
  readonly folder: string
  readonly devices: Document<DevicesData>
  /** The slot's revision that its cache holds. */
  cached: number
}

/** A slot that is read, or is being read; then it has no entry yet. */
interface Loading {
  readonly done: Promise<Entry>
  entry?: Entry
}

/** What stays in memory: so many slots, and of all of them so many versions' headers. */
export interface Kept {
  readonly slots: number
  readonly versions: number
}

/** A header takes about half a kilobyte. */
const keptByDefault: Kept = { slots: 5_000, versions: 200_000 }

/**
 * The slots in their folders. A slot is read when it is first asked for, so that neither start-up
 * nor a sync grows with the number of slots.
 */
export class Slots implements SlotStore {
  readonly #disk: Disk
  readonly #layout: Layout
  readonly #quarantine: Quarantine
  readonly #kept: Kept
  readonly #mutex = new Mutex()
  /** In order of use, the longest unused first. */
  readonly #entries = new Map<string, Loading>()
  readonly #changed = new Map<string, Entry>()
  /** Accounts that are gone: a sync that was under way must not bring their folder back. */
  readonly #removed = new Set<string>()
  readonly #folders: SlotFolders
  readonly #files: FilesOfApps
  #timer: NodeJS.Timeout | undefined
  #closing = false
  /** How many are reading all of it, so that nothing may go. */
  #readers = 0

  /** @param kept beyond it the slots that are unused for longest are let go */
  constructor(disk: Disk, layout: Layout, quarantine: Quarantine, kept: Partial<Kept> = {}) {
    this.#disk = disk
    this.#layout = layout
    this.#quarantine = quarantine
    this.#kept = { ...keptByDefault, ...kept }
    this.#folders = new SlotFolders(disk, layout)
    this.#files = new FilesOfApps({
      ...{ disk, layout, quarantine },
      headOf: (id) => this.#mutex.run(nameOf(id), async () => (await this.#entry(id)).slot.head),
    })
  }

  update<T>(id: SlotId, work: (slot: SlotWriter) => Promise<T>): Promise<T> {
    if (id.path !== undefined) return this.#updateFile({ ...id, path: id.path }, work)
    return this.#mutex.run(nameOf(id), async () => {
      if (this.#closing) throw new HubError('closing')
      return work((await this.#entry(id)).slot)
    })
  }

  async #updateFile<T>(id: FileId, work: (slot: SlotWriter) => Promise<T>): Promise<T> {
    // Reading them takes the slots one by one, so it comes before this one is taken.
    const files = await this.#files.of(id)
    return this.#mutex.run(nameOf(id), async () => {
      if (this.#closing) throw new HubError('closing')
      const { slot } = await this.#entry(id)
      try {
        return await work(slot)
      } finally {
        files.note(id.path, slot.head)
      }
    })
  }

  read<T>(id: SlotId, work: (slot: Slot) => Promise<T>): Promise<T> {
    return this.update(id, work)
  }

  async files(id: AppId): Promise<FilesIndex> {
    return (await this.#files.of(id)).index
  }

  async drop(id: FileId): Promise<void> {
    const files = await this.#files.of(id)
    await this.#mutex.run(nameOf(id), async () => {
      if (this.#closing) throw new HubError('closing')
      await files.beforeChange()
      await this.#disk.removeFolder(slotFolder(this.#layout, id))
      this.#entries.delete(nameOf(id))
      this.#changed.delete(nameOf(id))
      files.note(id.path, undefined)
    })
  }

  async properties(id: AppId): Promise<Properties> {
    return (await this.#files.of(id)).properties.data
  }

  async changeProperties(id: AppId, next: (all: Properties) => Properties): Promise<void> {
    const { properties } = await this.#files.of(id)
    await this.#folders.make(filesFolder(this.#layout, id))
    await properties.change(next)
  }

  list(accountId?: string): Promise<readonly AppId[]> {
    return this.#folders.list(accountId)
  }

  /** Removes no version while `work` runs; the next sweep does it. */
  async keepAll<T>(work: () => Promise<T>): Promise<T> {
    this.#readers += 1
    try {
      return await work()
    } finally {
      this.#readers -= 1
    }
  }

  /** Drops all of an account from memory, before its folders go. */
  async forget(accountId: string): Promise<void> {
    this.#removed.add(accountId)
    this.#files.forget(accountId)
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
      return loaded.done
    }
    const loading: Loading = { done: this.#load(id) }
    this.#entries.set(name, loading)
    try {
      loading.entry = await loading.done
      this.#letGo()
      return loading.entry
    } catch (error) {
      this.#entries.delete(name)
      throw error
    }
  }

  async #load(id: SlotId): Promise<Entry> {
    const folder = slotFolder(this.#layout, id)
    const name = nameOf(id)
    const empty: DevicesData = { devices: {}, keyUse: {} }
    const options = { copies: 1, damaged: this.#quarantine.damaged } as const
    const devices = await Document.open(this.#disk, join(folder, 'devices.json'), empty, options)
    const before = devices.data
    const noted = heldBy(before)
    const isHeld = (number: number) => noted.has(number)
    const { stored, lastNumber, cached } = await readVersions(
      this.#disk,
      folder,
      this.#quarantine,
      isHeld,
    )
    devices.set(withDevicesOf(before, stored))
    const held = await checkHeld(folder, devices.data, stored, this.#quarantine.damaged)
    const changed = () => {
      this.#changed.set(name, entry)
      this.#flushSoon()
    }
    let exists = stored.length > 0 || devices.found
    const slot = new LoadedSlot({
      path: id.path,
      folder,
      disk: this.#disk,
      stored,
      lastNumber: Math.max(lastNumber, held),
      devices,
      prepare: async () => {
        if (id.path !== undefined) await (await this.#files.of(id)).beforeChange()
        if (!exists) await this.#folders.make(folder)
        exists = true
      },
      exclusively: (work) => this.#mutex.run(name, work),
      changed,
      damaged: this.#quarantine.damaged,
      keepsAll: () => this.#readers > 0,
    })
    const entry: Entry = { slot, folder, devices, cached: cached ? slot.revision : -1 }
    if (hasShrunk(before, devices.data)) changed()
    return entry
  }

  /** Lets slots go that nobody holds; what they still have to write is written first. */
  #letGo(): void {
    let slots = this.#entries.size - this.#kept.slots
    let versions = -this.#kept.versions
    for (const { entry } of this.#entries.values()) versions += entry?.slot.count ?? 0
    for (const [name, { done, entry }] of this.#entries) {
      if (slots <= 0 && versions <= 0) return
      if (this.#mutex.isBusy(name)) continue
      slots -= 1
      versions -= entry?.slot.count ?? 0
      void this.#mutex
        .run(name, async () => {
          await this.#writeLate(name, await done)
          await this.#writeCache(await done)
          this.#entries.delete(name)
        })
        .catch(() => {})
    }
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), flushAfterMs).unref()
  }

  async #writeLate(name: string, entry: Entry | undefined): Promise<void> {
    if (!entry || !this.#changed.has(name)) return
    if (await this.#disk.exists(entry.folder)) await entry.devices.save()
    this.#changed.delete(name)
  }

  async #writeCache(entry: Entry): Promise<void> {
    const { revision, stored } = entry.slot
    if (entry.cached === revision || stored.length < 2) return
    await writeCache(this.#disk, entry.folder, stored)
    entry.cached = revision
  }

  /** Writes what is left of every slot; what fails is tried again later. @throws the first error */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    let problem: unknown
    // One after the other, so that many slots do not take up all file handles.
    for (const name of [...this.#changed.keys()]) {
      await this.#mutex
        .run(name, () => this.#writeLate(name, this.#changed.get(name)))
        .catch((error) => {
          problem ??= error
        })
    }
    // Slots grow while they are in memory.
    this.#letGo()
    if (this.#changed.size > 0 && this.#disk.failed === undefined) this.#flushSoon()
    if (problem) throw problem
  }

  /** Ends what is under way and writes what is left, as far as the disk takes it. */
  async close(): Promise<void> {
    this.#closing = true
    await this.#mutex.idle()
    clearTimeout(this.#timer)
    for (const [name, { done }] of this.#entries) {
      try {
        const entry = await done
        await this.#writeLate(name, entry)
        await this.#writeCache(entry)
      } catch {
        // All of it can be worked out again, or may be lost.
      }
    }
    await this.#files.writeCaches()
  }
}

const nameOf = ({ accountId, app, path }: SlotId) =>
  path === undefined ? `${accountId}/${app}` : `${accountId}/${app}/${path}`
