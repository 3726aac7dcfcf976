import type { RestoredFile } from '../for-backup.ts'
import { type Lock, takeLock } from '../lock.ts'
import type { StoreProblem } from '../store-problem.ts'
import { openError } from './data-folder-error.ts'
import { createDisk } from './disk.ts'
import { layoutOf } from './layout.ts'
import { unpackedOpener } from './open.ts'
import { prepareRestore } from './restore-prepare.ts'
import { finishRestore } from './restore-swap.ts'
import type { Syncs } from './syncs.ts'

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
 * Puts the files of a backup in the place of a data folder's own, where no hub runs on it. They are
 * unpacked beside and opened there before anything is replaced.
 * @throws FolderInUseError while a hub has the folder; DataFolderError if it cannot be used
 */
export async function restoreFolder(options: RestoreOptions): Promise<Restored> {
  const { folder, files, now, syncs } = options
  const layout = layoutOf(folder)
  let lock: Lock | undefined
  const disk = createDisk(syncs, () => lock?.confirm())
  const open = unpackedOpener(now, syncs)
  try {
    await disk.makeRoot(layout.root)
    const onLost = () => disk.stop('another hub has taken the data folder')
    lock = await takeLock(layout.lock, onLost, { unclear: 'refuse' })
    await finishRestore(disk, layout)
    const prepared = await prepareRestore({ disk, layout, now, open }, files)
    try {
      await prepared.decide()
      return { kept: await finishRestore(disk, layout), problems: prepared.problems }
    } finally {
      await prepared.discard().catch(() => {})
    }
  } catch (error) {
    throw openError(layout.root, error)
  } finally {
    await lock?.release()
  }
}
