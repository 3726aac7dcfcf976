import type { AppFiles, FileHead } from '../store.ts'

/** The folder that a path stands in; '' for the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** The heads of the files of one app, found by path and by folder. */
export class FilesIndex implements AppFiles {
  readonly #heads = new Map<string, FileHead>()
  readonly #folders = new Map<string, Map<string, FileHead>>()
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

  all(): Iterable<FileHead> {
    return this.#heads.values()
  }

  set(head: FileHead): void {
    const { path } = head
    this.#size += head.stored - (this.#heads.get(path)?.stored ?? 0)
    this.#heads.set(path, head)
    const folder = this.#folders.get(parentOf(path)) ?? new Map()
    folder.set(path, head)
    this.#folders.set(parentOf(path), folder)
  }

  delete(path: string): void {
    this.#size -= this.#heads.get(path)?.stored ?? 0
    this.#heads.delete(path)
    const folder = this.#folders.get(parentOf(path))
    folder?.delete(path)
    if (folder?.size === 0) this.#folders.delete(parentOf(path))
  }
}
