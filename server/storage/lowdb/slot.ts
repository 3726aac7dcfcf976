import { join } from 'node:path'
import { HubError } from '../../lib/errors.ts'
import { maxVersionNumber } from '../document-values.ts'
import { isUpload } from '../is-upload.ts'
import type {
  Content,
  Device,
  FileHead,
  NewVersion,
  Received,
  Settings,
  SlotWriter,
  UploadId,
  Version,
} from '../store.ts'
import { Contents } from './contents.ts'
import { withKeyUse } from './devices-data.ts'
import { ReceivedContent } from './received.ts'
import type { SlotParts } from './slot-parts.ts'
import {
  contentFileOf,
  decodeText,
  encodeText,
  encodeVersion,
  type StoredVersion,
  type VersionHeader,
  versionFileName,
} from './version-file.ts'

/** A slot in memory: the headers of its versions, its devices, and where the settings stand. */
export class LoadedSlot implements SlotWriter {
  readonly #parts: SlotParts
  readonly #contents: Contents
  readonly #byNumber = new Map<number, StoredVersion>()
  readonly #byContent = new Map<string, StoredVersion[]>()
  #current: Version | undefined
  #lastNumber: number
  #storedBytes = 0
  /** Counts changes of the set of versions, so that a cache knows when it is behind. */
  revision = 0

  constructor(parts: SlotParts) {
    this.#parts = parts
    this.#contents = new Contents({ ...parts, onDamaged: ({ header }) => this.#forget(header) })
    this.#lastNumber = parts.lastNumber
    for (const stored of parts.stored) this.#add(stored)
  }

  #add(stored: StoredVersion): void {
    const { header } = stored
    this.#byNumber.set(header.number, stored)
    if (header.contentIn === undefined) this.#storedBytes += header.size
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
    return same?.find(({ header }) => header.savedAt === savedAt && isUpload(header))?.header
  }

  async settings(version: Version): Promise<Settings> {
    const { type, holder } = this.#find(version)
    if (type === 'bytes') throw new HubError('content_is_bytes')
    const sound = await this.#contents.read(holder)
    if (!sound) throw new HubError('content_damaged', { version: version.number })
    return { type, text: decodeText(sound.encoding, sound.content) }
  }

  async content(version: Version): Promise<Content> {
    const content = await this.#contents.open(this.#find(version).holder)
    if (!content) throw new HubError('content_damaged', { version: version.number })
    return content
  }

  async isSound(version: Version): Promise<boolean> {
    const { stored, holder } = this.#find(version)
    if (!(await this.#contents.isSound(holder))) return false
    await this.#contents.mendHead(stored)
    return true
  }

  #find({ number }: Version) {
    const stored = this.#byNumber.get(number)
    const holder = stored && this.#byNumber.get(stored.header.contentIn ?? number)
    if (!stored || !holder) throw new HubError('version_unknown', { version: number })
    return { type: stored.header.type, stored, holder }
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
    this.#storedBytes = 0
    this.revision += 1
    for (const one of stored) this.#add(one)
    this.#parts.changed()
  }

  async append(version: NewVersion, content: Settings | Received | Version): Promise<Version> {
    const { folder, path, disk, prepare, prepared } = this.#parts
    const unsynced = await prepare()
    const { encoding, bytes, file } = this.#encoded(content)
    const holder = await this.#holderOf(version.contentId, encoding)
    if ('number' in content && !holder) {
      throw new HubError('content_damaged', { version: content.number })
    }
    const number = this.#lastNumber + 1
    if (number > maxVersionNumber) throw new HubError('no_more_numbers')
    const isApart = file !== undefined && !holder
    const header: VersionHeader = {
      format: 'sxncd-version-1',
      number,
      ...version,
      encoding,
      ...(path !== undefined && { path }),
      ...(holder && { contentIn: holder.number }),
      ...(isApart && { apart: true }),
    }
    const name = versionFileName(number)
    // A number is used once, also where the write fails with its file half there.
    this.#lastNumber = number
    if (isApart) await disk.move(file, join(folder, contentFileOf(name)))
    try {
      const data = encodeVersion(header, holder || isApart ? undefined : bytes)
      await disk.create(join(folder, name), data, unsynced)
      prepared()
    } catch (error) {
      if (isApart) await disk.discard(join(folder, contentFileOf(name)))
      throw error
    }
    this.revision += 1
    this.#add({ name, header })
    return header
  }

  /** What a version's file takes in: bytes, or a file that has the content already, or neither. */
  #encoded(content: Settings | Received | Version) {
    if (content instanceof ReceivedContent) {
      const encoding: VersionHeader['encoding'] = content.type === 'text' ? 'utf8' : 'bytes'
      return { encoding, bytes: content.bytes, file: content.file }
    }
    if ('text' in content) return { ...encodeText(content.text), file: undefined }
    const { encoding } = this.#find(content as Version).holder.header
    return { encoding, bytes: undefined, file: undefined }
  }

  /** The file that already holds a content, read once more: an answer will rest on it. */
  async #holderOf(contentId: string, encoding: string): Promise<VersionHeader | undefined> {
    for (;;) {
      const first = this.#byContent.get(contentId)?.[0]?.header
      const holder = first && this.#byNumber.get(first.contentIn ?? first.number)
      if (!holder || holder.header.encoding !== encoding) return undefined
      if (await this.#contents.isSound(holder)) return holder.header
    }
  }

  /** The slot at a glance; undefined where it has no current version. */
  get head(): FileHead | undefined {
    const { path = '' } = this.#parts
    const [first] = this.#byNumber.values()
    const current = this.#current
    if (!first || !current) return undefined
    const createdAt = first.header.receivedAt
    return { path, current, createdAt, versions: this.count, stored: this.#storedBytes }
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

  async dismissed(): Promise<ReadonlySet<number>> {
    return new Set(this.#parts.devices.data.dismissed)
  }

  async dismiss(number: number): Promise<void> {
    const { data } = this.#parts.devices
    const dismissed = [...(data.dismissed ?? []), number].filter((one) => this.#byNumber.has(one))
    this.#parts.devices.set({ ...data, dismissed: [...new Set(dismissed)] })
    await this.#parts.devices.save()
  }

  async putDevice(device: Device, durable: 'now' | 'soon'): Promise<void> {
    const { data } = this.#parts.devices
    this.#parts.devices.set({ ...data, devices: { ...data.devices, [device.name]: device } })
    this.#parts.changed()
    if (durable === 'soon') return
    for (const above of await this.#parts.prepare()) await this.#parts.disk.settle(above)
    this.#parts.prepared()
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
    await this.#parts.beforeChange()
    if (this.#parts.path === undefined) await this.#saveDevicesIfRoom()
    this.#reset(this.stored.filter((stored) => !isGone(stored)))
    const contents = gone.filter(({ header }) => header.apart)
    await this.#parts.disk.remove(this.#parts.folder, [
      ...gone.map(({ name }) => name),
      ...contents.map(({ name }) => contentFileOf(name)),
    ])
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
