import { join } from 'node:path'
import { HubError } from '../../lib/errors.ts'
import type { DevicesData } from '../document-schema.ts'
import { maxVersionNumber } from '../document-values.ts'
import type { Device, NewVersion, Settings, SlotWriter, UploadId, Version } from '../store.ts'
import { withKeyUse } from './devices-data.ts'
import type { Disk } from './disk.ts'
import type { Document } from './document.ts'
import {
  decodeText,
  decodeVersion,
  encodeText,
  encodeVersion,
  type StoredVersion,
  type VersionHeader,
  versionFileName,
} from './version-file.ts'

export interface SlotParts {
  readonly folder: string
  readonly disk: Disk
  readonly stored: readonly StoredVersion[]
  /** Numbers up to this one are used up. */
  readonly lastNumber: number
  readonly devices: Document<DevicesData>
  /** Makes sure that the slot's folder is there, before the first file. */
  readonly prepare: () => Promise<void>
  /** Something that may be written later has changed. */
  readonly changed: () => void
  readonly damaged: (path: string, problem: string) => Promise<void>
  /** Nothing may be removed for now: a backup is being made. */
  readonly keepsAll: () => boolean
}

/** A slot in memory: the headers of its versions, its devices, and where the settings stand. */
export class LoadedSlot implements SlotWriter {
  readonly #parts: SlotParts
  readonly #byNumber = new Map<number, StoredVersion>()
  readonly #byContent = new Map<string, StoredVersion[]>()
  #current: Version | undefined
  #lastNumber: number
  /** Counts changes of the set of versions, so that a cache knows when it is behind. */
  revision = 0

  constructor(parts: SlotParts) {
    this.#parts = parts
    this.#lastNumber = parts.lastNumber
    for (const stored of parts.stored) this.#add(stored)
  }

  #add(stored: StoredVersion): void {
    const { header } = stored
    this.#byNumber.set(header.number, stored)
    const same = this.#byContent.get(header.contentId)
    if (same) same.push(stored)
    else this.#byContent.set(header.contentId, [stored])
    if (header.applied && header.number >= (this.#current?.number ?? 0)) this.#current = header
    this.#lastNumber = Math.max(this.#lastNumber, header.number)
  }

  get count(): number {
    return this.#byNumber.size
  }

  get stored(): readonly StoredVersion[] {
    return [...this.#byNumber.values()]
  }

  async current(): Promise<Version | undefined> {
    return this.#current
  }

  async versions(): Promise<readonly Version[]> {
    return [...this.#byNumber.values()].map((stored) => stored.header)
  }

  async version(number: number): Promise<Version | undefined> {
    return this.#byNumber.get(number)?.header
  }

  async firstWith(contentId: string): Promise<Version | undefined> {
    return this.#byContent.get(contentId)?.[0]?.header
  }

  async firstUploaded({ contentId, savedAt }: UploadId): Promise<Version | undefined> {
    const same = this.#byContent.get(contentId)
    return same?.find(({ header }) => header.savedAt === savedAt && !header.restored)?.header
  }

  async settings(version: Version): Promise<Settings> {
    const stored = this.#byNumber.get(version.number)
    const holder = stored && this.#byNumber.get(stored.header.contentIn ?? version.number)
    if (!stored || !holder) throw new HubError('version_unknown', { version: version.number })
    const sound = await this.#readSound(holder)
    if (!sound) throw new HubError('content_damaged', { version: version.number })
    return { type: stored.header.type, text: decodeText(sound.header.encoding, sound.content) }
  }

  /**
   * Reads the file that holds a content. One that is damaged is set aside, and undefined: the
   * newest version that does not rest on it is current then.
   */
  async #readSound(holder: StoredVersion): Promise<ReturnType<typeof decodeVersion> | undefined> {
    const { disk, folder, damaged } = this.#parts
    const path = join(folder, holder.name)
    const bytes = await disk.read(path)
    // Without its folder it is not a file that is damaged, but a disk that is gone.
    if (!bytes && !(await disk.exists(folder))) {
      throw new HubError('storage_unreadable', { reason: 'ENOENT' })
    }
    try {
      if (!bytes) throw new Error('the file is missing')
      const file = decodeVersion(bytes)
      if (file.header.contentId === holder.header.contentId) return file
      throw new Error('it holds other settings')
    } catch (error) {
      await damaged(path, (error as Error).message)
      this.#forget(holder.header)
      return undefined
    }
  }

  /** Drops a damaged content and all versions that rest on it. */
  #forget(holder: VersionHeader): void {
    const sound = this.stored.filter(
      ({ header }) => (header.contentIn ?? header.number) !== holder.number,
    )
    this.#reset(sound)
  }

  #reset(stored: readonly StoredVersion[]): void {
    this.#byNumber.clear()
    this.#byContent.clear()
    this.#current = undefined
    this.revision += 1
    for (const one of stored) this.#add(one)
    this.#parts.changed()
  }

  async append(version: NewVersion, settings: Settings): Promise<Version> {
    await this.#parts.prepare()
    const { encoding, bytes } = encodeText(settings.text)
    const holder = await this.#holderOf(version.contentId, encoding)
    const number = this.#lastNumber + 1
    if (number > maxVersionNumber) throw new HubError('no_more_numbers')
    const header: VersionHeader = {
      format: 'sxncd-version-1',
      number,
      ...version,
      encoding,
      ...(holder && { contentIn: holder.number }),
    }
    const name = versionFileName(number)
    // A number is used once, also where the write fails with its file half there.
    this.#lastNumber = number
    const file = encodeVersion(header, holder ? undefined : bytes)
    await this.#parts.disk.create(join(this.#parts.folder, name), file)
    this.revision += 1
    this.#add({ name, header })
    return header
  }

  /** The file that already holds a content, read once more: an answer will rest on it. */
  async #holderOf(contentId: string, encoding: string): Promise<VersionHeader | undefined> {
    for (;;) {
      const first = this.#byContent.get(contentId)?.[0]?.header
      const holder = first && this.#byNumber.get(first.contentIn ?? first.number)
      if (!holder || holder.header.encoding !== encoding) return undefined
      if (await this.#readSound(holder)) return holder.header
    }
  }

  async device(name: string): Promise<Device | undefined> {
    const { devices } = this.#parts.devices.data
    return Object.hasOwn(devices, name) ? devices[name] : undefined
  }

  async devices(): Promise<readonly Device[]> {
    return Object.values(this.#parts.devices.data.devices)
  }

  async keyUse(): Promise<ReadonlyMap<string, number>> {
    return new Map(Object.entries(this.#parts.devices.data.keyUse))
  }

  async putDevice(device: Device, durable: 'now' | 'soon'): Promise<void> {
    const { data } = this.#parts.devices
    this.#parts.devices.set({ ...data, devices: { ...data.devices, [device.name]: device } })
    this.#parts.changed()
    if (durable === 'soon') return
    await this.#parts.prepare()
    await this.#parts.devices.save()
  }

  async removeDevice(name: string): Promise<boolean> {
    const { data } = this.#parts.devices
    if (!Object.hasOwn(data.devices, name)) return false
    const { [name]: _, ...devices } = data.devices
    // All other devices are in the document by now, so that one number tells of all forgotten ones.
    this.#parts.devices.set({ ...data, devices, toldUpTo: this.#lastNumber })
    await this.#parts.devices.save('reserved')
    return true
  }

  noteKeyUse(keyId: string, at: number): void {
    const { data } = this.#parts.devices
    this.#parts.devices.set(withKeyUse(data, keyId, at))
    this.#parts.changed()
  }

  async remove(numbers: ReadonlySet<number>): Promise<void> {
    if (this.#parts.keepsAll()) return
    const kept = this.stored.filter(({ header }) => !numbers.has(header.number))
    const needed = new Set(kept.map(({ header }) => header.contentIn ?? header.number))
    const isGone = ({ header }: StoredVersion) =>
      numbers.has(header.number) && !needed.has(header.number)
    // A version that shares its content goes before the one that holds it.
    const gone = this.stored.filter(isGone).reverse()
    if (gone.length === 0) return
    await this.#saveDevicesIfRoom()
    this.#reset(this.stored.filter((stored) => !isGone(stored)))
    await this.#parts.disk.remove(
      this.#parts.folder,
      gone.map(({ name }) => name),
    )
  }

  /**
   * What the devices hold was noted in memory; it should outlive what is removed because of it. On
   * a full disk it is more use to make room.
   */
  async #saveDevicesIfRoom(): Promise<void> {
    try {
      await this.#parts.devices.save()
    } catch (error) {
      if (!(error instanceof HubError && error.code === 'disk_full')) throw error
    }
  }
}
