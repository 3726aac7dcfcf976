import { join } from 'node:path'
import { isFileFolder, isVersionFile } from '../names.ts'
import type { AppId, FileHead, Properties, SlotId } from '../store.ts'
import type { FilesData } from '../version-schema.ts'
import type { Disk } from './disk.ts'
import { Document } from './document.ts'
import { decodeDocument, encodeDocument } from './document-file.ts'
import { FilesIndex } from './files-index.ts'
import { fileFolderName, filesFolder, type Layout } from './layout.ts'
import type { Quarantine } from './quarantine.ts'
import { decodeVersion, numberInName } from './version-file.ts'

const cacheName = 'files.json'

export interface AppFilesParts {
  readonly disk: Disk
  readonly layout: Layout
  readonly quarantine: Quarantine
  /** The head of a file's slot as its folder says it; undefined where it holds nothing sound. */
  readonly headOf: (id: SlotId) => Promise<FileHead | undefined>
}

/** So many folders are read at once. */
const atOnce = 16

/**
 * What is known of one app's files. It is read once, from a cache that holds only while nothing
 * changes: it is removed before the first change and written again when the hub stops.
 */
export class LoadedFiles {
  readonly index: FilesIndex
  readonly properties: Document<Properties>
  readonly #disk: Disk
  readonly #folder: string
  #cached: boolean

  private constructor(
    { disk, layout }: AppFilesParts,
    id: AppId,
    read: { index: FilesIndex; cached: boolean; properties: Document<Properties> },
  ) {
    this.#disk = disk
    this.#folder = filesFolder(layout, id)
    this.#cached = read.cached
    this.index = read.index
    this.properties = read.properties
  }

  static async open(parts: AppFilesParts, id: AppId): Promise<LoadedFiles> {
    const { disk, layout, quarantine } = parts
    const folder = filesFolder(layout, id)
    const cached = await readCache(disk, folder)
    const index = new FilesIndex(cached ?? (await readAll(parts, id, folder)))
    const options = { copies: 1, damaged: quarantine.damaged } as const
    const empty: Properties = {}
    const properties = await Document.open(disk, join(folder, 'properties.json'), empty, options)
    return new LoadedFiles(parts, id, { index, cached: cached !== undefined, properties })
  }

  /** What a change has left of a file; undefined where nothing. */
  note(path: string, head: FileHead | undefined): void {
    if (head) this.index.set(head)
    else this.index.delete(path)
  }

  /** Must be awaited before anything in the folder changes. */
  async beforeChange(): Promise<void> {
    if (!this.#cached) return
    await this.#disk.remove(this.#folder, [cacheName])
    this.#cached = false
  }

  /** Once nothing changes any more. */
  async writeCache(): Promise<void> {
    if (this.#cached || this.index.count === 0) return
    const data: FilesData = { files: [...this.index.all()] }
    const bytes = encodeDocument({ document: 'files', revision: 1, data })
    await this.#disk.replace([join(this.#folder, cacheName)], bytes)
    this.#cached = true
  }
}

/** The files of every app that was asked for. */
export class FilesOfApps {
  readonly #parts: AppFilesParts
  readonly #apps = new Map<string, Promise<LoadedFiles>>()

  constructor(parts: AppFilesParts) {
    this.#parts = parts
  }

  of({ accountId, app }: AppId): Promise<LoadedFiles> {
    const name = `${accountId}/${app}`
    const known = this.#apps.get(name)
    if (known) return known
    const loading = LoadedFiles.open(this.#parts, { accountId, app })
    this.#apps.set(name, loading)
    loading.catch(() => this.#apps.delete(name))
    return loading
  }

  forget(accountId: string): void {
    for (const name of this.#apps.keys()) {
      if (name.startsWith(`${accountId}/`)) this.#apps.delete(name)
    }
  }

  /** As far as the disk takes them: they can be worked out again. */
  async writeCaches(): Promise<void> {
    for (const files of this.#apps.values()) {
      await files.then((loaded) => loaded.writeCache()).catch(() => {})
    }
  }
}

async function readCache(disk: Disk, folder: string): Promise<readonly FileHead[] | undefined> {
  try {
    const bytes = await disk.read(join(folder, cacheName))
    return bytes && decodeDocument<FilesData>(bytes, 'files').data.files
  } catch {
    // The versions say it all.
    return undefined
  }
}

async function readAll(parts: AppFilesParts, id: AppId, folder: string): Promise<FileHead[]> {
  const names = (await parts.disk.listFolders(folder)).filter(isFileFolder)
  const heads: FileHead[] = []
  const readOne = async (): Promise<void> => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const path = await pathOf(parts.disk, join(folder, name))
      // A folder that says that it is another one was copied by somebody: it is none of ours.
      if (path === undefined || fileFolderName(path) !== name) continue
      const head = await parts.headOf({ ...id, path })
      if (head) heads.push(head)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, readOne))
  return heads
}

/** The path that the versions in a folder name. */
async function pathOf(disk: Disk, folder: string): Promise<string | undefined> {
  const names = (await disk.list(folder)).filter(isVersionFile)
  names.sort((a, b) => numberInName(b) - numberInName(a))
  for (const name of names) {
    try {
      const bytes = await disk.read(join(folder, name))
      if (bytes) return decodeVersion(bytes).header.path
    } catch {
      // Whoever loads the slot tells of it; another version knows the path as well.
    }
  }
  return undefined
}
