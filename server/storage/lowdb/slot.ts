import { join } from 'node:path'
import { HubError } from '../../errors.ts'
import type { Device, NewVersion, Settings, SlotWriter, UploadId, Version } from '../store.ts'
import { codeOf, type Disk } from './disk.ts'
import type { Document } from './document.ts'
import {
  decodeVersion,
  encodeText,
  encodeVersion,
  type VersionHeader,
  versionFileName,
} from './version-file.ts'

/** What a slot's small document holds: all of it may be some seconds old after a crash. */
export interface DevicesData {
  readonly devices: Readonly<Record<string, Device>>
  readonly keyUse: Readonly<Record<string, number>>
}

/** A version and the file that holds it. */
export interface StoredVersion {
  readonly name: string
  readonly header: VersionHeader
}

export interface SlotParts {
  readonly folder: string
  readonly disk: Disk
  readonly stored: readonly StoredVersion[]
  readonly devices: Document<DevicesData>
  /** Makes sure that the slot's folder is there, before the first file. */
  readonly prepare: () => Promise<void>
  /** Something that may be written later has changed. */
  readonly changed: () => void
  readonly damaged: (path: string, problem: string) => Promise<void>
}

/** A slot in memory: the headers of its versions, its devices, and where the settings stand. */
export class LoadedSlot implements SlotWriter {
  readonly #parts: SlotParts
  readonly #byNumber = new Map<number, StoredVersion>()
  readonly #byContent = new Map<string, StoredVersion[]>()
  #current: Version | undefined
  #lastNumber = 0
  /** Counts changes of the set of versions, so that a cache knows when it is behind. */
  revision = 0

  constructor(parts: SlotParts) {
    this.#parts = parts
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
    try {
      const { header, content } = decodeVersion(await this.#read(holder.name))
      return { type: stored.header.type, text: content.toString(header.encoding) }
    } catch (error) {
      if (error instanceof HubError) throw error
      await this.#parts.damaged(join(this.#parts.folder, holder.name), (error as Error).message)
      this.#forget(holder.header)
      throw new HubError('content_damaged', { version: version.number }, { cause: error })
    }
  }

  /** A disk that does not answer is not a damaged file: only a missing file counts as one. */
  async #read(name: string): Promise<Buffer> {
    try {
      return await this.#parts.disk.read(join(this.#parts.folder, name))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw new Error('the file is missing', { cause: error })
      throw new HubError('storage_unreadable', { reason: String(codeOf(error)) }, { cause: error })
    }
  }

  /** Drops a damaged content and all versions that rest on it; the newest sound one is current. */
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
    const same = this.#byContent.get(version.contentId)?.[0]?.header
    const number = this.#lastNumber + 1
    const header: VersionHeader = {
      format: 'sxncd-version-1',
      number,
      ...version,
      encoding,
      ...(same && { contentIn: same.contentIn ?? same.number }),
    }
    const name = versionFileName(number)
    // A number is used once, also where the write fails with its file half there.
    this.#lastNumber = number
    const file = encodeVersion(header, same ? undefined : bytes)
    await this.#parts.disk.create(join(this.#parts.folder, name), file)
    this.revision += 1
    this.#add({ name, header })
    return header
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

  noteKeyUse(keyId: string, at: number): void {
    const { data } = this.#parts.devices
    this.#parts.devices.set({ ...data, keyUse: { ...data.keyUse, [keyId]: at } })
    this.#parts.changed()
  }

  async remove(numbers: ReadonlySet<number>): Promise<void> {
    const kept = this.stored.filter(({ header }) => !numbers.has(header.number))
    const needed = new Set(kept.map(({ header }) => header.contentIn ?? header.number))
    const isGone = ({ header }: StoredVersion) =>
      numbers.has(header.number) && !needed.has(header.number)
    const gone = this.stored.filter(isGone)
    if (gone.length === 0) return
    // What the devices hold was noted in memory; it must outlive what is removed because of it.
    await this.#parts.devices.save()
    await this.#parts.disk.remove(
      this.#parts.folder,
      gone.map(({ name }) => name),
    )
    this.#reset(this.stored.filter((stored) => !isGone(stored)))
  }
}
