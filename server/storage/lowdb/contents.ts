import { hash } from 'node:crypto'
import { join } from 'node:path'
import { minutes } from '../../lib/clock.ts'
import { HubError } from '../../lib/errors.ts'
import type { Content } from '../store.ts'
import type { Disk } from './disk.ts'
import type { Damage } from './document.ts'
import { contentInFile, contentInMemory, isSoundFile, otherContent } from './slot-content.ts'
import {
  contentFileOf,
  decodeText,
  decodeVersion,
  encodeVersion,
  type StoredVersion,
  type VersionHeader,
} from './version-file.ts'

export interface ContentsParts {
  readonly folder: string
  readonly disk: Disk
  readonly damaged: Damage
  /** Runs work while nobody else uses the slot. */
  readonly exclusively: (work: () => Promise<void>) => Promise<void>
  /** A content was found damaged and set aside. */
  readonly onDamaged: (holder: StoredVersion) => void
}

/** A large content is read through so often: each time would take longer than sending it. */
const checkEvery = minutes(10)

/** Reads the contents that a slot's files hold. One that is damaged is set aside, and undefined. */
export class Contents {
  readonly #parts: ContentsParts
  /** When large contents were last found sound, by the names of their versions. */
  readonly #checkedAt = new Map<string, number>()

  constructor(parts: ContentsParts) {
    this.#parts = parts
  }

  async read(holder: StoredVersion) {
    const { disk, folder } = this.#parts
    const file = this.#fileOf(holder)
    const path = file?.path ?? join(folder, holder.name)
    const bytes = await disk.read(path)
    if (!bytes) await this.#refuseWithoutFolder()
    try {
      if (!bytes) throw new Error('the file is missing')
      const { encoding, contentId } = holder.header
      if (file) {
        if (hash('sha256', bytes) === contentId) return { encoding, content: bytes }
        throw new Error(otherContent)
      }
      const { header, content } = decodeVersion(bytes)
      if (header.contentId === contentId) return { encoding, content }
      throw new Error('it holds other settings')
    } catch (error) {
      await this.#setAside(holder, path, (error as Error).message)
      return undefined
    }
  }

  async isSound(holder: StoredVersion): Promise<boolean> {
    const file = this.#fileOf(holder)
    if (!file) return (await this.read(holder)) !== undefined
    if (await isSoundFile(this.#parts.disk, file)) return true
    await this.#refuseWithoutFolder()
    await this.#setAside(holder, file.path, otherContent)
    return false
  }

  /**
   * Makes the file of a version anew that rests on content elsewhere and is damaged: what was read of
   * it before tells all that it held.
   */
  async mendHead({ name, header }: StoredVersion): Promise<void> {
    if (!header.apart && header.contentIn === undefined) return
    const { disk, folder, damaged } = this.#parts
    const path = join(folder, name)
    const bytes = await disk.read(path)
    if (bytes && isHeadOf(header, bytes)) return
    await this.#refuseWithoutFolder()
    if (bytes) await damaged(path, 'its head is damaged, and was made anew')
    await disk.create(path, encodeVersion(header, undefined))
  }

  async open(holder: StoredVersion): Promise<Content | undefined> {
    const file = this.#fileOf(holder)
    if (file) {
      const checkedAt = this.#checkedAt.get(holder.name) ?? -Infinity
      return contentInFile(this.#parts.disk, file, {
        isRecent: performance.now() - checkedAt < checkEvery,
        onSound: () => void this.#checkedAt.set(holder.name, performance.now()),
        onDamaged: () => this.#parts.exclusively(async () => void (await this.isSound(holder))),
      })
    }
    const sound = await this.read(holder)
    if (!sound) return undefined
    const { encoding, content } = sound
    const isAsItCame = encoding === 'utf8' || encoding === 'bytes'
    return contentInMemory(isAsItCame ? content : Buffer.from(decodeText(encoding, content)))
  }

  #fileOf({ name, header }: StoredVersion) {
    if (!header.apart) return undefined
    const { contentId, size } = header
    return { path: join(this.#parts.folder, contentFileOf(name)), contentId, size }
  }

  /** Without its folder it is not a file that is damaged, but a disk that is gone. */
  async #refuseWithoutFolder(): Promise<void> {
    if (await this.#parts.disk.exists(this.#parts.folder)) return
    throw new HubError('storage_unreadable', { reason: 'ENOENT' })
  }

  async #setAside(holder: StoredVersion, path: string, problem: string): Promise<void> {
    const { damaged, folder, onDamaged } = this.#parts
    await damaged(path, problem)
    // Without its content a version is of no use.
    const version = join(folder, holder.name)
    if (path !== version) await damaged(version, 'its content is damaged')
    this.#checkedAt.delete(holder.name)
    onDamaged(holder)
  }
}

function isHeadOf({ number, contentId }: VersionHeader, bytes: Buffer): boolean {
  try {
    const { header } = decodeVersion(bytes)
    return header.number === number && header.contentId === contentId
  } catch {
    return false
  }
}
