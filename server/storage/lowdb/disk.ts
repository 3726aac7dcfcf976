import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { HubError } from '../../lib/errors.ts'
import { codeOf, isFull, orWithout, writeError } from '../file-errors.ts'
import type { Room } from '../store.ts'
import { groupCommit } from './group-commit.ts'
import { exists, listFolders } from './look-up.ts'
import { type NewFile, openNew } from './open-file.ts'
import type { Reserve } from './reserve.ts'
import { openFolder, realSyncs, type Syncs } from './syncs.ts'
import { toldReads } from './told-reads.ts'

export type { Room }

/**
 * The few file operations that the store is made of. All that changes something resolves only when
 * it would survive a power cut: file contents and the folder entries that lead to them are synced.
 * What fails throws a HubError.
 */
export interface Disk {
  /**
   * Makes a new file; fails if there is one.
   * @param folders further ones to sync, such as where its own was made just before
   */
  create(path: string, data: Uint8Array, folders?: readonly string[]): Promise<void>
  /**
   * Puts the same whole new file in the place of each of `paths`, all in one folder.
   * @param room `reserved` for what must work on a full disk: the reserve is given up for it
   */
  replace(paths: readonly string[], data: Uint8Array, room?: Room): Promise<void>
  /** As `replace`, but may be lost in a power cut: for what can be worked out again. */
  replaceSoon(path: string, data: Uint8Array): Promise<void>
  /** Makes a folder, unless it is there, with those above it that are missing. */
  makeRoot(path: string): Promise<void>
  /** Makes a folder, unless it is there; the one above it must be. */
  makeFolder(path: string): Promise<void>
  /** The same, but durable only once the folder above it was synced. */
  makeFolderSoon(path: string): Promise<void>
  /** Begins a new file that grows as its content comes; durable once it has ended. */
  grow(path: string): Promise<GrowingFile>
  /** Removes a file or folder that nothing rests on, as far as that works. */
  discard(path: string): Promise<void>
  /** Moves a file or folder. */
  move(from: string, to: string): Promise<void>
  /** Removes files of one folder. */
  remove(folder: string, names: readonly string[]): Promise<void>
  /** Removes a folder with all that is in it, or nothing where there is none. */
  removeFolder(path: string): Promise<void>
  /** Syncs a folder, and files in it, that another process may have left unsynced. */
  settle(folder: string, names?: readonly string[]): Promise<void>
  /** The bytes of a file; undefined where there is none. */
  read(path: string): Promise<Buffer | undefined>
  /** The bytes of a file, or those from `start` up to and including `end`, as they are read. */
  stream(path: string, range?: { readonly start: number; readonly end: number }): Readable
  /** The names in a folder, or nothing where there is none. */
  list(path: string): Promise<string[]>
  /** The names of the folders in a folder, or nothing where there is none. */
  listFolders(path: string): Promise<string[]>
  exists(path: string): Promise<boolean>
  /** Why nothing is written any more, such as a sync that failed: it is never tried again. */
  readonly failed: string | undefined
  /** Writes nothing from now on. */
  stop(reason: string): void
}

export interface GrowingFile {
  write(data: Uint8Array): Promise<void>
  end(): Promise<void>
  /** Lets go of it as it is. */
  close(): void
}

const privateFile = 0o600
const privateFolder = 0o700

/** @param guard is asked around each write, and stops the disk if it is not this process's own */
export function createDisk(
  syncs: Syncs = realSyncs,
  guard: () => void = () => {},
  reserve?: Pick<Reserve, 'release'>,
): Disk {
  let failed: string | undefined

  const refuseIfFailed = () => {
    if (failed !== undefined) throw new HubError('storage_failed')
  }
  const refuseUnlessOurs = () => {
    guard()
    refuseIfFailed()
  }
  // After a failed sync the kernel may have dropped the data and answer the next sync with success.
  const fail = (error: unknown): never => {
    failed ??= codeOf(error) ?? String(error)
    throw new HubError('storage_failed', {}, { cause: error })
  }

  // A folder that cannot be opened was not synced at all, so nothing is in doubt.
  const syncFolder = groupCommit(async (path) => {
    refuseIfFailed()
    const handle = openFolder(path)
    try {
      await syncs.folder(path, handle).catch(fail)
    } finally {
      handle.close()
    }
  })

  const syncFile = (handle: { sync(): Promise<void> }, path: string): Promise<void> =>
    syncs.file(handle, path).catch((error) => {
      // A new file that found no room is thrown away, so nothing rests on it.
      if (isFull(error)) throw error
      return fail(error)
    })

  /** `beside` runs next to the sync of the file, once its name stands in the folder. */
  const writeNew = async (path: string, data: Uint8Array, beside?: () => Promise<void>) => {
    const handle = await openNew(path, privateFile)
    try {
      await handle.write(data)
      const [file, folder] = await Promise.allSettled([syncFile(handle, path), beside?.()])
      for (const result of [file, folder]) if (result.status === 'rejected') throw result.reason
    } catch (error) {
      await removeQuietly(path)
      throw error
    } finally {
      handle.close()
    }
  }

  // Room and handles are claimed before the first name changes, so that a full disk changes none.
  const replace = async (paths: readonly string[], data: Uint8Array) => {
    const folder = dirname(paths[0] as string)
    const handle = openFolder(folder)
    const written: { readonly path: string; readonly temporary: string }[] = []
    let renamed = 0
    try {
      for (const path of paths) {
        const temporary = temporaryName(path)
        await writeNew(temporary, data)
        written.push({ path, temporary })
      }
      // The process may have slept meanwhile, and what it knows be older than what is there.
      refuseUnlessOurs()
      for (const { path, temporary } of written) {
        await rename(temporary, path)
        renamed += 1
      }
      await syncs.folder(folder, handle).catch(fail)
    } catch (error) {
      for (const { temporary } of written.slice(renamed)) await removeQuietly(temporary)
      // One copy is new and the other is not: only the next start can tell which of them counts.
      if (renamed > 0) fail(error)
      throw error
    } finally {
      handle.close()
    }
  }

  const makeSoon = (path: string) =>
    mkdir(path, { mode: privateFolder }).catch((error) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })

  const makeOne = async (path: string) => {
    await makeSoon(path)
    // Also where it was there: whoever made it may not have got as far as this.
    await syncFolder(dirname(path))
  }

  const writable = async (work: () => Promise<void>): Promise<void> => {
    try {
      refuseUnlessOurs()
      await work()
      // It is durable, but no answer may rest on a disk that has failed or was taken meanwhile.
      refuseUnlessOurs()
    } catch (error) {
      throw writeError(error)
    }
  }

  return {
    create: (path, data, folders = []) =>
      writable(() =>
        writeNew(path, data, async () => {
          await Promise.all([dirname(path), ...folders].map(syncFolder))
        }),
      ),
    replace: (paths, data, room = 'free') =>
      writable(async () => {
        try {
          await replace(paths, data)
        } catch (error) {
          // No name has changed yet, or the disk counts as failed and refuses the second try.
          if (room === 'free' || !isFull(error) || !(await reserve?.release())) throw error
          refuseIfFailed()
          await replace(paths, data)
        }
      }),
    replaceSoon: (path, data) =>
      writable(async () => {
        const temporary = temporaryName(path)
        const handle = await open(temporary, 'wx', privateFile)
        try {
          await handle.writeFile(data).finally(() => handle.close())
          await rename(temporary, path)
        } catch (error) {
          await removeQuietly(temporary)
          throw error
        }
      }),
    makeRoot: (path) =>
      writable(async () => {
        // Where the system says of a folder that is there that it is missing, as it does below
        // /proc, the recursive call of Node never ends.
        const missing: string[] = []
        for (let folder = path; !(await exists(folder)); folder = dirname(folder)) {
          missing.unshift(folder)
        }
        for (const folder of missing) await makeOne(folder)
      }),
    makeFolder: (path) => writable(() => makeOne(path)),
    makeFolderSoon: (path) => writable(() => makeSoon(path)),
    async grow(path) {
      let handle: NewFile | undefined
      await writable(async () => {
        handle = await openNew(path, privateFile)
      })
      const file = handle as NewFile
      return {
        write: (data) => writable(() => file.write(data)),
        end: () => writable(() => syncFile(file, path)).finally(() => file.close()),
        close: () => file.close(),
      }
    },
    discard: (path) => rm(path, { recursive: true, force: true }).catch(() => {}),
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
    settle: (folder, names = []) =>
      writable(async () => {
        for (const name of names) {
          const path = join(folder, name)
          const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r')
          await syncFile(handle, path).finally(() => handle.close())
        }
        await syncFolder(folder)
      }),
    read: (path) => orWithout(readFile(path), undefined),
    stream: (path, range) =>
      createReadStream(path, { ...range, highWaterMark: 64 * 1024, fs: toldReads }),
    list: (path) => orWithout(readdir(path), []),
    listFolders,
    exists,
    get failed() {
      return failed
    },
    stop(reason) {
      failed ??= reason
    },
  }
}

/** Marks what a crash may leave behind; it is swept away when the folder is next read. */
export const isTemporary = (name: string): boolean => /\.[\da-f]{12}\.tmp$/.test(name)

const temporaryName = (path: string) => `${path}.${randomBytes(6).toString('hex')}.tmp`

const removeQuietly = (path: string) => rm(path, { force: true }).catch(() => {})
