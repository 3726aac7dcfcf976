import { isUpload } from '../../server/storage/is-upload.ts'
import { FilesIndex } from '../../server/storage/lowdb/files-index.ts'
import type {
  Device,
  NewVersion,
  Received,
  Seen,
  Settings,
  SlotId,
  SlotWriter,
  Store,
  UploadId,
  Version,
} from '../../server/storage/store.ts'

const notHere = async (): Promise<never> => {
  throw new Error('this store holds no files')
}
const noFiles = {
  filesSize: async () => 0,
  drop: notHere,
  properties: notHere,
  changeProperties: notHere,
}

export interface MemoryStoreOptions {
  /** Awaited before each step of a slot, so that a test chooses what runs next. */
  readonly pause?: () => Promise<void>
  /** False takes away what keeps the updates of one slot apart: a mutant that tests must catch. */
  readonly serialised?: boolean
}

/**
 * The slots of a store in memory, for tests that need thousands of them. It keeps the promises of
 * the interface but durability; the other parts of a store are not there.
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  const { pause = async () => {}, serialised = true } = options
  const slots = new Map<string, MemorySlot>()
  const tails = new Map<string, Promise<unknown>>()
  let seen: Seen | undefined

  const slotOf = (id: SlotId): MemorySlot => {
    const name = `${id.accountId}/${id.app}`
    const slot = slots.get(name) ?? new MemorySlot(id, pause)
    slots.set(name, slot)
    return slot
  }
  const update = <T>(id: SlotId, work: (slot: SlotWriter) => Promise<T>): Promise<T> => {
    const slot = slotOf(id)
    if (!serialised) return work(slot)
    const name = `${id.accountId}/${id.app}`
    const result = (tails.get(name) ?? Promise.resolve()).then(() => work(slot))
    tails.set(
      name,
      result.catch(() => {}),
    )
    return result
  }
  const list = async (accountId?: string) =>
    [...slots.values()]
      .filter(({ id, isEmpty }) => !isEmpty && (accountId ?? id.accountId) === id.accountId)
      .map(({ id }) => id)

  const parts: Partial<Store> = {
    slots: { update, read: update, list, files: async () => new FilesIndex(), ...noFiles },
    lastSeen: () => seen,
    noteSeen: async (noted) => {
      seen = noted
    },
    status: () => ({ failed: undefined, problems: [] }),
    replacedByRestores: async () => [],
    flush: async () => {},
    close: async () => {},
  }
  return parts as Store
}

class MemorySlot implements SlotWriter {
  readonly content = notHere
  readonly id: SlotId
  readonly #pause: () => Promise<void>
  readonly #texts = new Map<string, string>()
  readonly #devices = new Map<string, Device>()
  readonly #keyUse = new Map<string, number>()
  readonly #dismissed = new Set<number>()
  #versions: Version[] = []
  #lastNumber = 0

  constructor(id: SlotId, pause: () => Promise<void>) {
    this.id = id
    this.#pause = pause
  }

  get count(): number {
    return this.#versions.length
  }

  get isEmpty(): boolean {
    return this.#versions.length === 0
  }

  async isSound() {
    return true
  }

  async current() {
    await this.#pause()
    return this.#versions.findLast(({ applied }) => applied)
  }

  async versions() {
    await this.#pause()
    return [...this.#versions]
  }

  async version(number: number) {
    await this.#pause()
    return this.#versions.find((version) => version.number === number)
  }

  async firstWith(contentId: string) {
    await this.#pause()
    return this.#versions.find((version) => version.contentId === contentId)
  }

  async firstUploaded({ contentId, savedAt }: UploadId) {
    await this.#pause()
    return this.#versions.find(
      (version) =>
        version.contentId === contentId && version.savedAt === savedAt && isUpload(version),
    )
  }

  async settings({ contentId, type }: Version): Promise<Settings> {
    await this.#pause()
    if (type === 'bytes') throw new Error('this store holds settings alone')
    const text = this.#texts.get(contentId)
    if (text === undefined) throw new Error(`there is no content ${contentId}`)
    return { type, text }
  }

  async device(name: string) {
    await this.#pause()
    return this.#devices.get(name)
  }

  async devices() {
    await this.#pause()
    return [...this.#devices.values()]
  }

  async keyUse() {
    await this.#pause()
    return this.#keyUse
  }

  async dismissed() {
    await this.#pause()
    return new Set(this.#dismissed)
  }

  async dismiss(number: number) {
    await this.#pause()
    this.#dismissed.add(number)
  }

  async append(version: NewVersion, content: Settings | Received | Version): Promise<Version> {
    await this.#pause()
    this.#lastNumber += 1
    const numbered = { ...version, number: this.#lastNumber }
    if ('text' in content) this.#texts.set(version.contentId, content.text)
    this.#versions.push(numbered)
    return numbered
  }

  async putDevice(device: Device) {
    await this.#pause()
    this.#devices.set(device.name, device)
  }

  async removeDevice(name: string) {
    await this.#pause()
    return this.#devices.delete(name)
  }

  noteKeyUse(keyId: string, at: number) {
    this.#keyUse.set(keyId, at)
  }

  /** Here no version rests on another one's content, so all of them go. */
  async remove(numbers: ReadonlySet<number>) {
    await this.#pause()
    this.#versions = this.#versions.filter(({ number }) => !numbers.has(number))
  }
}
