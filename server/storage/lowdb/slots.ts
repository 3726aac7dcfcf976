import { HubError } from '../../lib/errors.ts'
import type {
  AppId,
  FileHead,
  FileId,
  Properties,
  Slot,
  SlotId,
  SlotStore,
  SlotWriter,
} from '../store.ts'
import { FilesOfApps, type LoadedFiles } from './app-files.ts'
import type { Disk } from './disk.ts'
import type { FilesIndex } from './files-index.ts'
import { filesFolder, type Layout, slotFolder } from './layout.ts'
import { writeCache } from './load-slot.ts'
import { Mutex } from './mutex.ts'
import { type Entry, openSlot } from './open-slot.ts'
import type { Quarantine } from './quarantine.ts'
import { SlotFolders } from './slot-folders.ts'
import { throwAway } from './throw-away.ts'

const flushAfterMs = 5_000

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
    this.#files = new FilesOfApps({ disk, layout, quarantine })
  }

  update<T>(id: SlotId, work: (slot: SlotWriter) => Promise<T>): Promise<T> {
    if (id.path !== undefined) return this.#updateFile({ ...id, path: id.path }, work)
    return this.#mutex.run(nameOf(id), async () => {
      if (this.#closing) throw new HubError('closing')
      return work((await this.#entry(id)).slot)
    })
  }

  async #updateFile<T>(id: FileId, work: (slot: SlotWriter) => Promise<T>): Promise<T> {
    // They are read from the folders of all slots, so before any of these is taken.
    const files = await this.#files.of(id)
    return this.#mutex.run(nameOf(id), async () => {
      if (this.#closing) throw new HubError('closing')
      const { slot } = await this.#entry(id, files)
      try {
        return await work(slot)
      } finally {
        await files.note(id.path, slot.head)
      }
    })
  }

  read<T>(id: SlotId, work: (slot: Slot) => Promise<T>): Promise<T> {
    return this.update(id, work)
  }

  async files(id: AppId): Promise<FilesIndex> {
    return (await this.#files.of(id)).index
  }

  filesSize(accountId: string): Promise<number> {
    return this.#files.sizeOf(accountId, () => this.#folders.list(accountId))
  }

  async drop(id: FileId, may?: (head: FileHead) => boolean): Promise<boolean> {
    const files = await this.#files.of(id)
    return this.#mutex.run(nameOf(id), async () => {
      if (this.#closing) throw new HubError('closing')
      if (this.#readers > 0) return false
      const head = files.index.get(id.path)
      if (!head) return true
      if (may && !may(head)) return false
      await files.beforeChange()
      const folder = slotFolder(this.#layout, id)
      let isThere = false
      try {
        await throwAway(this.#disk, this.#layout, folder)
      } catch (error) {
        // It may be gone all the same, since only the sync of its removal failed.
        isThere = await this.#disk.exists(folder).catch(() => true)
        throw error
      } finally {
        this.#entries.delete(nameOf(id))
        if (!isThere) await files.note(id.path, undefined)
      }
      return true
    })
  }

  async properties(id: AppId): Promise<Properties> {
    return (await this.#files.of(id)).properties.data
  }

  async changeProperties(id: AppId, next: (all: Properties) => Properties): Promise<void> {
    const { properties } = await this.#files.of(id)
    await this.#mutex.run(propertiesOf(id), async () => {
      if (this.#closing) throw new HubError('closing')
      if (this.#removed.has(id.accountId)) throw new HubError('account_disabled')
      if (!properties.found) await this.#folders.make(filesFolder(this.#layout, id))
      await properties.change(next)
    })
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
    const names = [...this.#entries.keys(), ...this.#mutex.names]
    for (const name of new Set(names)) {
      if (!name.startsWith(`${accountId}/`)) continue
      await this.#mutex.run(name, async () => {
        this.#entries.delete(name)
        this.#changed.delete(name)
      })
    }
  }

  /** @param files those of the app, where the slot is one of them */
  async #entry(id: SlotId, files?: LoadedFiles): Promise<Entry> {
    if (this.#removed.has(id.accountId)) throw new HubError('account_disabled')
    const name = nameOf(id)
    const loaded = this.#entries.get(name)
    if (loaded) {
      this.#entries.delete(name)
      this.#entries.set(name, loaded)
      return loaded.done
    }
    const loading: Loading = { done: this.#load(id, files) }
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

  #load(id: SlotId, files: LoadedFiles | undefined): Promise<Entry> {
    const [disk, layout, quarantine] = [this.#disk, this.#layout, this.#quarantine]
    const name = nameOf(id)
    return openSlot(id, {
      ...{ disk, layout, quarantine, files },
      folders: this.#folders,
      exclusively: (work) => this.#mutex.run(name, work),
      changed: (entry) => {
        this.#changed.set(name, entry)
        this.#flushSoon()
      },
      keepsAll: () => this.#readers > 0,
    })
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

/** No path is empty, and no slot has this name. */
const propertiesOf = ({ accountId, app }: AppId) => `${accountId}/${app}/`

const nameOf = ({ accountId, app, path }: SlotId) =>
  path === undefined ? `${accountId}/${app}` : `${accountId}/${app}/${path}`
