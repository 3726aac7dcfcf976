import { basename } from 'node:path'
import { type Adapter, Low } from 'lowdb'
import { HubError } from '../../lib/errors.ts'
import { inTurn } from '../../lib/in-turn.ts'
import type { Disk, Room } from './disk.ts'
import { type DocumentFile, decodeDocument, encodeDocument } from './document-file.ts'

export { decodeDocument, encodeDocument } from './document-file.ts'

export type Damage = (path: string, problem: string) => Promise<void>

export interface DocumentOptions {
  /** 2 for what must never be lost, such as keys; 1 for what can be worked out again. */
  readonly copies: 1 | 2
  /** Is told of each bad copy, and sets it aside. */
  readonly damaged: Damage
}

/** The files that hold a document. */
export const copiesOf = (path: string, copies: 1 | 2): readonly string[] =>
  copies === 2 ? [path, `${path}.copy`] : [path]

/**
 * lowdb's storage for one document. With `copies` of two each write goes to two files: a damaged
 * one then costs nothing, not even the last change.
 */
class DocumentAdapter<T> implements Adapter<T> {
  readonly #disk: Disk
  readonly #paths: readonly string[]
  readonly #name: string
  readonly #damaged: Damage
  /** Of what is on the disk, or of what was last tried. */
  revision = 0
  /** Of the write that comes next. */
  room: Room = 'free'

  constructor(disk: Disk, path: string, options: DocumentOptions) {
    this.#disk = disk
    this.#paths = copiesOf(path, options.copies)
    this.#name = basename(path, '.json')
    this.#damaged = options.damaged
  }

  async read(): Promise<T | null> {
    const copies = await Promise.all(this.#paths.map((path) => this.#readCopy(path)))
    const newest = newestOf(copies)
    if (!newest) return null
    this.revision = newest.revision
    if (copies.some((copy) => copy?.revision !== newest.revision)) await this.#heal(newest.data)
    return newest.data
  }

  async #readCopy(path: string): Promise<DocumentFile<T> | undefined> {
    const bytes = await this.#disk.read(path)
    if (!bytes) return undefined
    try {
      return decodeDocument<T>(bytes, this.#name)
    } catch (error) {
      await this.#damaged(path, (error as Error).message)
      return undefined
    }
  }

  async #heal(data: T): Promise<void> {
    try {
      await this.#replace(data)
    } catch (error) {
      // The one copy is enough to go on with; the next change writes both.
      if (!(error instanceof HubError && error.code === 'disk_full')) throw error
    }
  }

  async write(data: T): Promise<void> {
    this.revision += 1
    await this.#replace(data)
  }

  async #replace(data: T): Promise<void> {
    const bytes = encodeDocument({ document: this.#name, revision: this.revision, data })
    await this.#disk.replace(this.#paths, bytes, this.room)
  }
}

/** Of the sound copies of a document the one that was written last. */
export const newestOf = <T>(copies: readonly (DocumentFile<T> | undefined)[]) =>
  copies.reduce(
    (best, copy) => (best && best.revision >= (copy?.revision ?? 0) ? best : copy),
    undefined,
  )

/** One document in memory and on disk. Its data is never edited in place, only replaced. */
export class Document<T> {
  readonly #adapter: DocumentAdapter<T>
  #low: Low<T>
  /** False until the document has been written or was found. */
  found: boolean

  private constructor(adapter: DocumentAdapter<T>, data: T, found: boolean) {
    this.#adapter = adapter
    this.#low = new Low(adapter, data)
    this.found = found
  }

  /** Reads the document; where there is no sound copy, it holds `empty` and is not `found`. */
  static async open<T>(disk: Disk, path: string, empty: T, options: DocumentOptions) {
    const adapter = new DocumentAdapter<T>(disk, path, options)
    const data = await adapter.read()
    return new Document<T>(adapter, data ?? empty, data !== null)
  }

  get data(): T {
    return this.#low.data
  }

  /** Counts up with every write that is tried. */
  get revision(): number {
    return this.#adapter.revision
  }

  /** Makes sure that the next write has a higher revision than this one. */
  raiseRevision(revision: number): void {
    this.#adapter.revision = Math.max(this.#adapter.revision, revision)
  }

  /**
   * Replaces the data: on disk first, then in memory, one change after the other.
   * @param room `reserved` for what takes something away, which must work on a full disk
   * @param written is told in between
   */
  change(next: (data: T) => T, room: Room = 'free', written = () => {}): Promise<void> {
    const run = async () => {
      this.#adapter.room = room
      const low = new Low(this.#adapter, next(this.#low.data))
      await low.write()
      written()
      this.#low = low
      this.found = true
    }
    return inTurn(this, run)
  }

  /** Replaces the data in memory only; `save` writes it later. Not while a change is under way. */
  set(data: T): void {
    this.#low.data = data
  }

  save(room: Room = 'free'): Promise<void> {
    return this.change((data) => data, room)
  }

  /** Resolves when every change that was asked for until now has ended. */
  async idle(): Promise<void> {
    await inTurn(this, async () => {})
  }
}
