import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HubError } from '../../errors.ts'

/**
 * The few file operations that the store is made of. All that changes something resolves only when
 * it would survive a power cut: file contents and the folder entries that lead to them are synced.
 */
export interface Disk {
  /** Makes a new file; fails if there is one. */
  create(path: string, data: Uint8Array): Promise<void>
  /** Puts a whole new file in the place of an old one, or of none. */
  replace(path: string, data: Uint8Array): Promise<void>
  /** As `replace`, but may be lost in a power cut: for what can be worked out again. */
  replaceSoon(path: string, data: Uint8Array): Promise<void>
  /** Makes a folder and those above it that are missing. */
  makeFolder(path: string): Promise<void>
  /** Moves a file or folder. */
  move(from: string, to: string): Promise<void>
  /** Removes files of one folder. */
  remove(folder: string, names: readonly string[]): Promise<void>
  /** Removes a folder with all that is in it, or nothing where there is none. */
  removeFolder(path: string): Promise<void>
  read(path: string): Promise<Buffer>
  /** The names in a folder, or nothing where there is none. */
  list(path: string): Promise<string[]>
  /** Why nothing is written any more, such as a sync that failed: it is never tried again. */
  readonly failed: string | undefined
  /** Writes nothing from now on. */
  stop(reason: string): void
}

/** The two calls that make things durable, apart so that a test can take them away. */
export interface Syncs {
  file(handle: { sync(): Promise<void> }): Promise<void>
  folder(path: string): Promise<void>
}

export const realSyncs: Syncs = {
  file: (handle) => handle.sync(),
  async folder(path) {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
}

const privateFile = 0o600
const privateFolder = 0o700

export function createDisk(syncs: Syncs = realSyncs): Disk {
  let failed: string | undefined
  const folderSyncs = new Map<string, Promise<void>>()
  const nextFolderSyncs = new Map<string, Promise<void>>()

  // After a failed sync the kernel may have dropped the data and answer the next sync with success.
  const fail = (error: unknown): never => {
    failed ??= (error as NodeJS.ErrnoException).code ?? String(error)
    throw new HubError('storage_failed', {}, { cause: error })
  }

  /** One sync serves all who wait for it; who comes while one runs waits for the next. */
  const syncFolder = (path: string): Promise<void> => {
    const next = nextFolderSyncs.get(path)
    if (next) return next
    const running = folderSyncs.get(path)
    const run = () => {
      nextFolderSyncs.delete(path)
      const sync = syncs.folder(path).finally(() => {
        if (folderSyncs.get(path) === sync) folderSyncs.delete(path)
      })
      folderSyncs.set(path, sync)
      return sync.catch(fail)
    }
    if (!running) return run()
    const queued = running.catch(() => {}).then(run)
    nextFolderSyncs.set(path, queued)
    return queued
  }

  const syncFile = (handle: { sync(): Promise<void> }): Promise<void> =>
    syncs.file(handle).catch((error) => {
      // A new file that found no room is thrown away, so nothing rests on it.
      if (isFull(error)) throw error
      return fail(error)
    })

  /** `beside` runs next to the sync of the file, once its name stands in the folder. */
  const writeNew = async (path: string, data: Uint8Array, beside?: () => Promise<void>) => {
    if (failed) throw new HubError('storage_failed')
    const handle = await open(path, 'wx', privateFile)
    try {
      await handle.writeFile(data)
      const [file, folder] = await Promise.allSettled([syncFile(handle), beside?.()])
      for (const result of [file, folder]) if (result.status === 'rejected') throw result.reason
    } catch (error) {
      await rm(path, { force: true }).catch(() => {})
      throw error
    } finally {
      await handle.close().catch(() => {})
    }
  }

  const writable = <T>(work: () => Promise<T>): Promise<T> => {
    if (failed) return Promise.reject(new HubError('storage_failed'))
    return work().catch((error) => {
      throw asHubError(error)
    })
  }

  return {
    create: (path, data) => writable(() => writeNew(path, data, () => syncFolder(dirname(path)))),
    replace: (path, data) =>
      writable(async () => {
        const temporary = temporaryName(path)
        await writeNew(temporary, data)
        await rename(temporary, path)
        await syncFolder(dirname(path))
      }),
    replaceSoon: (path, data) =>
      writable(async () => {
        const temporary = temporaryName(path)
        const handle = await open(temporary, 'wx', privateFile)
        try {
          await handle.writeFile(data)
        } finally {
          await handle.close()
        }
        await rename(temporary, path)
      }),
    makeFolder: (path) =>
      writable(async () => {
        const first = await mkdir(path, { recursive: true, mode: privateFolder })
        if (!first) return
        for (let folder = path; ; folder = dirname(folder)) {
          await syncFolder(dirname(folder))
          if (folder === first) return
        }
      }),
    move: (from, to) =>
      writable(async () => {
        await rename(from, to)
        await syncFolder(dirname(to))
        if (dirname(from) !== dirname(to)) await syncFolder(dirname(from))
      }),
    remove: (folder, names) =>
      writable(async () => {
        for (const name of names) await rm(join(folder, name), { force: true })
        await syncFolder(folder)
      }),
    removeFolder: (path) =>
      writable(async () => {
        await rm(path, { recursive: true, force: true })
        await syncFolder(dirname(path))
      }),
    read: (path) => readFile(path),
    async list(path) {
      try {
        return await readdir(path)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return []
        throw error
      }
    },
    get failed() {
      return failed
    },
    stop(reason) {
      failed ??= reason
    },
  }
}

/** Marks what a crash may leave behind; boot sweeps it away. */
export const temporarySuffix = '.tmp'

const temporaryName = (path: string) =>
  `${path}.${randomBytes(6).toString('hex')}${temporarySuffix}`

/** Makes `path` a second name of `from` in one step; false if `path` is taken. */
export async function linkNew(from: string, path: string): Promise<boolean> {
  try {
    await link(from, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

const isFull = (error: unknown) => codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'

function asHubError(error: unknown): Error {
  if (error instanceof HubError) return error
  if (isFull(error)) return new HubError('disk_full', {}, { cause: error })
  const code = codeOf(error)
  if (code) return new HubError('storage_unavailable', { reason: code }, { cause: error })
  return error as Error
}
