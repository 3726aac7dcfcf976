import { join } from 'node:path'
import { isFileFolder } from '../names.ts'
import type { AppId, FileHead, Properties } from '../store.ts'
import type { FilesData } from '../version-schema.ts'
import type { Disk } from './disk.ts'
import { Document } from './document.ts'
import { decodeDocument, encodeDocument } from './document-file.ts'
import { FilesIndex } from './files-index.ts'
import { fileFolderName, filesFolder, type Layout } from './layout.ts'
import { readVersions } from './load-slot.ts'
import type { Quarantine } from './quarantine.ts'
import type { StoredVersion } from './version-file.ts'

const cacheName = 'files.json'

export interface AppFilesParts {
  readonly disk: Disk
  readonly layout: Layout
  readonly quarantine: Quarantine
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
    const names = (await disk.listFolders(folder)).filter(isFileFolder)
    const cached = names.length > 0 ? await readCache(disk, folder, names.length) : undefined
    const index = new FilesIndex(cached ?? (await readAll(parts, folder, names)))
    const options = { copies: 1, damaged: quarantine.damaged } as const
    const empty: Properties = {}
    const properties = await Document.open(disk, join(folder, 'properties.json'), empty, options)
    return new LoadedFiles(parts, id, { index, cached: cached !== undefined, properties })
  }

  /** What is left of a file after somebody had its slot; undefined where nothing. */
  async note(path: string, head: FileHead | undefined): Promise<void> {
    if (isSame(this.index.get(path), head)) return
    if (head) this.index.set(head)
    else this.index.delete(path)
    // A version was found damaged: no change, so nothing has removed the cache before. Where that
    // fails, reading the file puts it right once more.
    await this.beforeChange().catch(() => {})
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
    const folders = (await this.#disk.listFolders(this.#folder)).filter(isFileFolder).length
    const data: FilesData = { folders, files: [...this.index.all()] }
    const bytes = encodeDocument({ document: 'files', revision: 1, data })
    await this.#disk.replace([join(this.#folder, cacheName)], bytes)
    this.#cached = true
  }
}

/** The files of every app that was asked for. */
export class FilesOfApps {
  readonly #parts: AppFilesParts
  /** By account and app. */
  readonly #accounts = new Map<string, Map<string, Promise<LoadedFiles>>>()
  /** Accounts of which every app is loaded. */
  readonly #whole = new Set<string>()

  constructor(parts: AppFilesParts) {
    this.#parts = parts
  }

  of({ accountId, app }: AppId): Promise<LoadedFiles> {
    const apps = this.#accounts.get(accountId) ?? new Map<string, Promise<LoadedFiles>>()
    this.#accounts.set(accountId, apps)
    const known = apps.get(app)
    if (known) return known
    const loading = LoadedFiles.open(this.#parts, { accountId, app })
    apps.set(app, loading)
    loading.catch(() => apps.delete(app))
    return loading
  }

  /** @param list tells the apps that an account has something of */
  async sizeOf(accountId: string, list: () => Promise<readonly AppId[]>): Promise<number> {
    if (!this.#whole.has(accountId)) {
      for (const id of await list()) await this.of(id)
      this.#whole.add(accountId)
    }
    const apps = await Promise.all(this.#accounts.get(accountId)?.values() ?? [])
    return apps.reduce((sum, { index }) => sum + index.size, 0)
  }

  forget(accountId: string): void {
    this.#accounts.delete(accountId)
    this.#whole.delete(accountId)
  }

  /** As far as the disk takes them: they can be worked out again. */
  async writeCaches(): Promise<void> {
    for (const apps of this.#accounts.values()) {
      for (const files of apps.values()) {
        await files.then((loaded) => loaded.writeCache()).catch(() => {})
      }
    }
  }
}

/** @param folders how many there are; the cache of another number is of another time */
async function readCache(
  disk: Disk,
  folder: string,
  folders: number,
): Promise<readonly FileHead[] | undefined> {
  try {
    const bytes = await disk.read(join(folder, cacheName))
    const data = bytes && decodeDocument<FilesData>(bytes, 'files').data
    return data?.folders === folders ? data.files : undefined
  } catch {
    // The versions say it all.
    return undefined
  }
}

async function readAll(
  { disk, quarantine }: AppFilesParts,
  folder: string,
  names: readonly string[],
): Promise<FileHead[]> {
  const left = [...names]
  const heads: FileHead[] = []
  const readOne = async (): Promise<void> => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      const { stored } = await readVersions(disk, join(folder, name), quarantine, () => false)
      const head = headFrom(stored)
      // A folder that says that it is another one was copied by somebody: it is none of ours.
      if (head && fileFolderName(head.path) === name) heads.push(head)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, readOne))
  return heads
}

/** What the versions of a file say of it. */
function headFrom(stored: readonly StoredVersion[]): FileHead | undefined {
  const headers = stored.map(({ header }) => header)
  const current = headers.findLast(({ applied }) => applied)
  const path = current?.path
  if (path === undefined || !current) return undefined
  const held = headers.filter(({ contentIn }) => contentIn === undefined)
  return {
    path,
    current,
    createdAt: headers[0]?.receivedAt ?? current.receivedAt,
    versions: headers.length,
    stored: held.reduce((sum, { size }) => sum + size, 0),
  }
}

const isSame = (one: FileHead | undefined, other: FileHead | undefined): boolean =>
  one?.current.number === other?.current.number &&
  one?.current.contentId === other?.current.contentId &&
  one?.versions === other?.versions &&
  one?.stored === other?.stored
