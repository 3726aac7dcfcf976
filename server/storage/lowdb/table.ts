import type { TableChanges } from '../intent-schema.ts'
import type { Document } from './document.ts'

/** Under which values a record is found, by the name of the index. */
export type Indexes<T> = Readonly<Record<string, (record: T, id: string) => readonly string[]>>

type Entry<T> = readonly [string, T]

/** The records of one document, and the indexes that follow it. */
export class Table<T> {
  readonly document: Document<Readonly<Record<string, T>>>
  readonly indexes: Indexes<T>
  readonly #ids = new Map<string, Set<string>>()

  constructor(document: Document<Readonly<Record<string, T>>>, indexes: Indexes<T>) {
    this.document = document
    this.indexes = indexes
    for (const [id, record] of Object.entries(document.data)) this.#index(id, record)
  }

  get(id: string): T | undefined {
    const { data } = this.document
    return Object.hasOwn(data, id) ? data[id] : undefined
  }

  find(index: string, value: string): Entry<T>[] {
    const ids = this.#ids.get(placeOf(index, value)) ?? []
    return [...ids].map((id) => [id, this.get(id) as T])
  }

  /** The data as they are after a change. */
  after(changes: TableChanges): Readonly<Record<string, T>> {
    const data = { ...this.document.data }
    for (const [id, record] of Object.entries(changes)) {
      if (record === null) delete data[id]
      else data[id] = record as T
    }
    return data
  }

  /** Brings the indexes up to date, just before the data change in memory. */
  reindex(changes: TableChanges): void {
    for (const [id, record] of Object.entries(changes)) {
      const before = this.get(id)
      if (before !== undefined) this.#unindex(id, before)
      if (record !== null) this.#index(id, record as T)
    }
  }

  #index(id: string, record: T): void {
    for (const place of this.#placesOf(id, record)) {
      const ids = this.#ids.get(place)
      if (ids) ids.add(id)
      else this.#ids.set(place, new Set([id]))
    }
  }

  #unindex(id: string, record: T): void {
    for (const place of this.#placesOf(id, record)) {
      const ids = this.#ids.get(place)
      ids?.delete(id)
      if (ids?.size === 0) this.#ids.delete(place)
    }
  }

  #placesOf(id: string, record: T): string[] {
    return Object.entries(this.indexes).flatMap(([index, valuesOf]) =>
      valuesOf(record, id).map((value) => placeOf(index, value)),
    )
  }
}

const placeOf = (index: string, value: string) => `${index} ${value}`

/** A table as a change sees it: what it has written so far lies over what is kept. */
export class Draft<T> {
  readonly #table: Table<T>
  readonly #written = new Map<string, T | null>()

  constructor(table: Table<T>) {
    this.#table = table
  }

  get(id: string): T | undefined {
    const written = this.#written.get(id)
    return written === undefined ? this.#table.get(id) : (written ?? undefined)
  }

  find(index: string, value: string): Entry<T>[] {
    const kept = this.#table.find(index, value).filter(([id]) => !this.#written.has(id))
    const valuesOf = this.#table.indexes[index]
    for (const [id, record] of this.#written) {
      if (record !== null && valuesOf?.(record, id).includes(value)) kept.push([id, record])
    }
    return kept
  }

  all(): Readonly<Record<string, T>> {
    const { data } = this.#table.document
    return this.#written.size === 0 ? data : this.#table.after(this.changes())
  }

  set(id: string, record: T): void {
    this.#written.set(id, record)
  }

  remove(id: string): void {
    if (this.get(id) !== undefined) this.#written.set(id, null)
  }

  changes(): TableChanges {
    return Object.fromEntries(this.#written)
  }
}
