import { parentOf } from '../../lib/tree-path.ts'
import type { AppFiles, FileHead } from '../store.ts'

/** The heads of the files of one app, found by path and by folder. */
export class FilesIndex implements AppFiles {
  readonly #heads = new Map<string, FileHead>()
  readonly #folders = new Map<string, Map<string, FileHead>>()
  /** How much that is not deleted stands below a folder, at any depth. */
  readonly #below = new Map<string, number>()
  /** The folders that something stands below, by the folder that they stand in. */
  readonly #inner = new Map<string, Set<string>>()
  #size = 0

  constructor(heads: Iterable<FileHead> = []) {
    for (const head of heads) this.set(head)
  }

  get count(): number {
    return this.#heads.size
  }

  get size(): number {
    return this.#size
  }

  get(path: string): FileHead | undefined {
    return this.#heads.get(path)
  }

  in(folder: string): readonly FileHead[] {
    return [...(this.#folders.get(folder)?.values() ?? [])]
  }

  hasBelow(folder: string): boolean {
    return this.#below.has(folder)
  }

  foldersIn(folder: string): readonly string[] {
    return [...(this.#inner.get(folder) ?? [])]
  }

  all(): Iterable<FileHead> {
    return this.#heads.values()
  }

  set(head: FileHead): void {
    const { path } = head
    const before = this.#heads.get(path)
    this.#size += head.stored - (before?.stored ?? 0)
    this.#count(path, isThere(head) - isThere(before))
    this.#heads.set(path, head)
    const folder = this.#folders.get(parentOf(path)) ?? new Map()
    folder.set(path, head)
    this.#folders.set(parentOf(path), folder)
  }

  delete(path: string): void {
    const before = this.#heads.get(path)
    this.#size -= before?.stored ?? 0
    this.#count(path, -isThere(before))
    this.#heads.delete(path)
    const folder = this.#folders.get(parentOf(path))
    folder?.delete(path)
    if (folder?.size === 0) this.#folders.delete(parentOf(path))
  }

  /** Counts a file or folder that has come or gone in the folders above it. */
  #count(path: string, by: number): void {
    if (by === 0) return
    for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) {
      const before = this.#below.get(folder) ?? 0
      if (before + by > 0) this.#below.set(folder, before + by)
      else this.#below.delete(folder)
      const inner = this.#inner.get(parentOf(folder)) ?? new Set()
      if (before === 0) this.#inner.set(parentOf(folder), inner.add(folder))
      else if (before + by === 0) inner.delete(folder)
      if (inner.size === 0) this.#inner.delete(parentOf(folder))
    }
  }
}

/** 1 for what is there, 0 for what is deleted or never was. */
const isThere = (head: FileHead | undefined): number =>
  head && head.current.mark !== 'deleted' ? 1 : 0
