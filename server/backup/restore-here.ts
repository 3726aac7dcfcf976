import { HubError } from '../lib/errors.ts'
import type { PreparedRestore, RestoredFile } from '../storage/for-backup.ts'
import type { Store } from '../storage/store.ts'
import { BadBackupError, filesToRestore, openBackup } from './read-backup.ts'
import { verifyBackup } from './save-backup.ts'

export interface RestoreParts {
  readonly store: Pick<Store, 'snapshot'> & {
    /** Where a file may stand that somebody sends to be restored. */
    readonly restoreUpload: string
    prepareRestore(files: AsyncIterable<RestoredFile>): Promise<PreparedRestore>
  }
  /** Closes this hub and makes it again; undefined where nobody would. */
  readonly restart: () => (() => void) | undefined
}

/** Restores backups into the folder of the hub that runs. */
export interface Restorer {
  /** Where a file may stand that is on its way in. */
  readonly upload: string
  /**
   * Runs `work`, which says which file to restore, and checks that file completely; only then is it
   * decided. One at a time, and after one that was decided none. @throws HubError
   */
  restore(work: () => Promise<string>): Promise<{ readonly keptAs: string; restart(): void }>
}

export function createRestorer({ store, restart }: RestoreParts): Restorer {
  let isBusy = false
  return {
    upload: store.restoreUpload,
    async restore(work) {
      const begin = restart()
      if (!begin) throw new HubError('restore_impossible')
      if (isBusy) throw new HubError('restore_under_way')
      isBusy = true
      try {
        const prepared = await prepare(await work())
        const keptAs = await prepared.decide()
        // Nothing that the hub does from now on outlives its restart, so it stays busy.
        return { keptAs, restart: begin }
      } catch (error) {
        isBusy = false
        throw error instanceof BadBackupError ? refused(error.problem) : error
      }
    },
  }

  async function prepare(file: string): Promise<PreparedRestore> {
    const newest = await store.snapshot(async ({ schema }) => schema)
    await checkBackup(file, newest)
    const backup = await openBackup(file)
    try {
      return await store.prepareRestore(filesToRestore(backup))
    } finally {
      backup.close()
    }
  }
}

const refused = (problem: string) =>
  new HubError('bad_backup', {
    problem: `This file cannot be used as a backup: ${problem}. Nothing was changed.`,
  })

/** Reads all of a backup before anything is touched. @throws BadBackupError */
export async function checkBackup(file: string, newestSchema: number) {
  const manifest = await verifyBackup(file)
  if (manifest.schema <= newestSchema) return manifest
  throw new BadBackupError(
    file,
    `it was made by a newer hub (schema ${manifest.schema}; this one knows ${newestSchema}). Update the hub first`,
  )
}
