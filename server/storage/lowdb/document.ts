import { hash } from 'node:crypto'
import { basename } from 'node:path'
import { type Adapter, Low } from 'lowdb'
import { codeOf, type Disk } from './disk.ts'

/**
 * A document file is one JSON object that ends in the SHA-256 of every byte before it, so that any
 * change of any byte is noticed: {"document":"keys","revision":7,"data":…,"sha256":"…"}
 */
interface DocumentFile<T> {
  readonly document: string
  /** Counts up with every write; of two sound copies the higher one is newer. */
  readonly revision: number
  readonly data: T
}

const tailLength = ',"sha256":""}\n'.length + 64

export function encodeDocument(file: DocumentFile<unknown>): Buffer {
  const head = JSON.stringify(file).slice(0, -1)
  return Buffer.from(`${head},"sha256":"${hash('sha256', head)}"}\n`)
}

/** Reads what `encodeDocument` made. @throws Error that says what is wrong with the bytes. */
export function decodeDocument<T>(bytes: Buffer, name: string): DocumentFile<T> {
  if (bytes.length === 0) throw new Error('the file is empty')
  const head = bytes.subarray(0, Math.max(0, bytes.length - tailLength))
  const tail = `,"sha256":"${hash('sha256', head)}"}\n`
  if (bytes.subarray(head.length).toString('latin1') !== tail) {
    throw new Error('the checksum does not match the content')
  }
  const file = JSON.parse(bytes.toString('utf8')) as DocumentFile<T>
  if (file.document !== name) throw new Error(`it holds the document "${file.document}"`)
  return file
}

export type Damage = (path: string, problem: string) => Promise<void>

/**
 * lowdb's storage for one document. With `copies` of two, each write goes to two files one after
 * the other: a damaged file then costs nothing, not even the last change. `damaged` is told of each
 * bad copy and sets it aside.
 */
class DocumentAdapter<T> implements Adapter<T> {
  readonly #disk: Disk
  readonly #paths: readonly string[]
  readonly #name: string
  readonly #damaged: Damage
  #revision = 0

  constructor(disk: Disk, path: string, options: DocumentOptions) {
    this.#disk = disk
    this.#paths = options.copies === 2 ? [path, `${path}.copy`] : [path]
    this.#name = basename(path, '.json')
    this.#damaged = options.damaged
  }

  async read(): Promise<T | null> {
    const copies = await Promise.all(this.#paths.map((path) => this.#readCopy(path)))
    const sound = copies.filter((copy) => copy !== undefined)
    const newest = sound.reduce<DocumentFile<T> | undefined>(
      (best, copy) => (best && best.revision >= copy.revision ? best : copy),
      undefined,
    )
    if (!newest) return null
    this.#revision = newest.revision
    const behind = copies.some((copy) => copy?.revision !== newest.revision)
    if (behind) await this.write(newest.data)
    return newest.data
  }

  async #readCopy(path: string): Promise<DocumentFile<T> | undefined> {
    let bytes: Buffer
    try {
      bytes = await this.#disk.read(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
    try {
      return decodeDocument<T>(bytes, this.#name)
    } catch (error) {
      await this.#damaged(path, (error as Error).message)
      return undefined
    }
  }

  async write(data: T): Promise<void> {
    this.#revision += 1
    const bytes = encodeDocument({ document: this.#name, revision: this.#revision, data })
    for (const path of this.#paths) await this.#disk.replace(path, bytes)
  }
}

export interface DocumentOptions {
  /** 2 for what must never be lost, such as keys; 1 for what can be worked out again. */
  readonly copies: 1 | 2
  readonly damaged: Damage
}

/** One document in memory and on disk. Its data is never edited in place, only replaced. */
export class Document<T> {
  readonly #adapter: Adapter<T>
  #low: Low<T>
  #queue: Promise<unknown> = Promise.resolve()
  /** False until the document has been written or was found. */
  found: boolean

  private constructor(adapter: Adapter<T>, data: T, found: boolean) {
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

  /** Replaces the data: on disk first, then in memory, one change after the other. */
  change(next: (data: T) => T): Promise<void> {
    const run = async () => {
      const low = new Low(this.#adapter, next(this.#low.data))
      await low.write()
      this.#low = low
      this.found = true
    }
    const result = this.#queue.then(run)
    this.#queue = result.catch(() => {})
    return result
  }

  /** Replaces the data in memory only; `save` writes it later. */
  set(data: T): void {
    this.#low.data = data
  }

  save(): Promise<void> {
    return this.change((data) => data)
  }
}
