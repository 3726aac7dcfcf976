import { dirname, join } from 'node:path'
import type { StoreProblem } from '../store.ts'
import { DataFolderError, openError } from './data-folder-error.ts'
import { createDisk, type Disk } from './disk.ts'
import { layoutOf } from './layout.ts'
import { type Lock, takeLock } from './lock.ts'
import { readSchema } from './migrations.ts'
import { openStore } from './open.ts'
import { finishRestore, restorePlaces } from './restore-swap.ts'
import type { Syncs } from './syncs.ts'

/** A file of a backup. Its path was checked: it has `/` and stays inside. */
export interface RestoredFile {
  readonly path: string
  readonly data: Uint8Array
}

export interface RestoreOptions {
  readonly folder: string
  readonly files: AsyncIterable<RestoredFile>
  readonly now: () => number
  /** For tests: what syncs a file and a folder. */
  readonly syncs?: Syncs
}

export interface Restored {
  /** Where the data from before is kept, if there was any. */
  readonly kept: string | undefined
  /** What was damaged or missing in the hub that the backup is of. */
  readonly problems: readonly StoreProblem[]
}

/**
 * Puts the files of a backup in the place of a data folder's own. They are unpacked beside and
 * opened there before anything is replaced.
 * @throws FolderInUseError while a hub has the folder; DataFolderError if it cannot be used
 */
export async function restoreFolder(options: RestoreOptions): Promise<Restored> {
  const layout = layoutOf(options.folder)
  let lock: Lock | undefined
  const disk = createDisk(options.syncs, () => lock?.confirm())
  try {
    await disk.makeRoot(layout.root)
    lock = await takeLock(layout.lock, () => disk.stop('another hub has taken the data folder'))
    await finishRestore(disk, layout)
    const { tmp, next } = restorePlaces(layout)
    try {
      await disk.removeFolder(tmp)
      await unpack(disk, tmp, options.files)
      // Opened as it is, it would be taken for a new folder, and the hub for an empty one.
      if ((await readSchema(disk, layoutOf(tmp))) === undefined) {
        throw refused('The document "hub" is missing.')
      }
      const problems = await check(tmp, options)
      await disk.move(tmp, next)
      return { kept: await finishRestore(disk, layout), problems }
    } finally {
      await disk.removeFolder(tmp).catch(() => {})
    }
  } catch (error) {
    throw openError(layout.root, error)
  } finally {
    await lock?.release()
  }
}

async function unpack(disk: Disk, folder: string, files: AsyncIterable<RestoredFile>) {
  await disk.makeFolder(folder)
  const made = new Set<string>(['.'])
  const make = async (path: string): Promise<void> => {
    if (made.has(path)) return
    await make(dirname(path))
    await disk.makeFolder(join(folder, path))
    made.add(path)
  }
  for await (const { path, data } of files) {
    await make(dirname(path))
    await disk.create(join(folder, path), data)
  }
  // A hub without settings has no file in there, and must not look like one that lost them.
  await make('slots')
}

/** Opens what was unpacked, and every slot of it, as a hub would. @returns what was not sound */
async function check(folder: string, { now, syncs }: RestoreOptions) {
  const store = await openStore({ folder, now, keepLoaded: 100, ...(syncs && { syncs }) }).catch(
    (error) => {
      throw error instanceof DataFolderError ? refused(error.message) : error
    },
  )
  try {
    // Ids name folders, so one that was made up must not lead out of them.
    const keys = await store.keys.list()
    const names = [
      ...(await store.accounts.list()).map(({ id }) => id),
      ...keys.flatMap(({ accountId, app }) => [accountId, app]),
      ...(await store.sessions.list()).map(([, { accountId }]) => accountId),
    ]
    const strange = names.find((name) => !/^[\w-]+(\.[\w-]+)*$/.test(name))
    if (strange !== undefined) throw refused('An account or an app has a name that cannot be.')
    for (const id of await store.slots.list()) await store.slots.read(id, (slot) => slot.current())
    return store.status().problems
  } finally {
    await store.close()
  }
}

const refused = (problem: string) =>
  new DataFolderError(`What is in the backup is not a data folder: ${problem} Nothing was changed.`)
