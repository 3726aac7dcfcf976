import { randomBytes } from 'node:crypto'
import { chmod, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from '../sync-folder.ts'
import { type BackupNames, countedNames, keepBeside, thinOut } from './backups.ts'
import { LinkError, problemWith } from './link-error.ts'
import { refuseUnfit, type SettingsFile, stateOf } from './read-settings-file.ts'

export interface Written {
  /** False where the file already held the same. */
  readonly changed: boolean
  /** Where the file that was there before is kept. */
  readonly backup?: string
}

export interface WriteOptions {
  /** How backups are named, and how many are kept. */
  readonly backups?: BackupNames
  /** The file must still be in this state (`stateOf`), or must be missing where it is `missing`. */
  readonly expected?: string
}

/** The file was changed while it was about to be replaced; nothing was done. */
export class ChangedMeanwhile extends LinkError {
  constructor(file: string) {
    super(`"${file}" was changed at this very moment.`, 409)
    this.name = 'ChangedMeanwhile'
  }
}

/**
 * Puts settings into a file: all of them or, whatever happens, none. What was there before is kept
 * beside. The file gets the stamp of the settings, so that sending it again changes nothing.
 * @throws LinkError
 */
export async function writeSettingsFile(
  name: string,
  { text, savedAt }: SettingsFile,
  { backups = countedNames, expected }: WriteOptions = {},
): Promise<Written> {
  // Behind a symbolic link stands the file that is meant.
  const file = await realpath(name).catch(() => name)
  const refuseChanged = async (path: string) => {
    if (expected === undefined) return
    const state = await stat(path).then(stateOf, () => 'missing')
    if (state !== expected) throw new ChangedMeanwhile(name)
  }
  try {
    const before = await stat(file).catch(unlessMissing)
    if (before) refuseUnfit(name, before)
    if (before && (await readFile(file)).equals(Buffer.from(text))) return { changed: false }
    const mode = before ? before.mode & 0o777 : 0o600
    const fresh = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`)
    try {
      await writeSynced(fresh, text, mode, savedAt)
      await refuseChanged(file)
      const backup = before && (await keepBeside(file, backups))
      // The app may have saved between the two: its file must not go under.
      await refuseChanged(file).catch(async (error) => {
        if (backup) await rm(backup, { force: true })
        throw error
      })
      await rename(fresh, file)
      await syncFolder(dirname(file))
      if (backup) await thinOut(file, backups)
      return { changed: true, ...(backup && { backup }) }
    } finally {
      await rm(fresh, { force: true })
    }
  } catch (error) {
    throw problemWith(name, error)
  }
}

/** Replaces a file of this program's own, that nobody else may read: all of it or nothing. */
export async function replacePrivately(file: string, text: string): Promise<void> {
  const fresh = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeSynced(fresh, text, 0o600)
    await rename(fresh, file)
    await syncFolder(dirname(file))
  } catch (error) {
    throw problemWith(file, error)
  } finally {
    await rm(fresh, { force: true })
  }
}

async function writeSynced(file: string, text: string, mode: number, savedAt?: Date) {
  const handle = await open(file, 'wx', mode)
  try {
    await handle.writeFile(text)
    // Not every file system knows modes, or every year.
    await handle.chmod(mode).catch(() => chmod(file, mode).catch(() => {}))
    if (savedAt) await handle.utimes(savedAt, savedAt).catch(() => {})
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
