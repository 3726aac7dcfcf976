import { randomBytes } from 'node:crypto'
import { chmod, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from '../lib/sync-folder.ts'
import { type BackupNames, countedNames, keepBeside, thinOut } from './backups.ts'
import { copyAttributes } from './copy-attributes.ts'
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
    const fresh = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`)
    try {
      if (before) await copyAttributes(file, before, fresh)
      await writeSynced(fresh, text, { ...(before && { mode: before.mode & 0o7777 }), savedAt })
      await refuseChanged(file)
      const backup = before && (await keepBeside(file, backups))
      // The app may have saved between the two: its file must not go under.
      await refuseChanged(file).catch(async (error) => {
        if (backup) await rm(backup, { force: true })
        throw error
      })
      await rename(fresh, file).catch(async (error) => {
        // Otherwise each try would leave one.
        if (backup) await rm(backup, { force: true })
        throw notReplaceable(name, error)
      })
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

/** Another program, or the system, holds the name of the file. */
function notReplaceable(file: string, error: NodeJS.ErrnoException): Error {
  if (!['EBUSY', 'EPERM', 'EACCES', 'ETXTBSY', 'EXDEV'].includes(error.code ?? '')) return error
  return new LinkError(
    `"${file}" cannot be replaced (${error.code}), so what the hub has was not written: another program has it open, it is mounted by itself, or only its owner may replace files in its folder. Close the program, or link a file in another folder.`,
    409,
    { cause: error },
  )
}

/** Replaces a file of this program's own, that nobody else may read: all of it or nothing. */
export async function replacePrivately(file: string, text: string): Promise<void> {
  const fresh = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeSynced(fresh, text)
    await rename(fresh, file)
    await syncFolder(dirname(file))
  } catch (error) {
    throw problemWith(file, error)
  } finally {
    await rm(fresh, { force: true })
  }
}

/** @param mode of a file that is there already; else a new one is made that nobody else may read */
async function writeSynced(
  file: string,
  text: string,
  { mode, savedAt }: { readonly mode?: number; readonly savedAt?: Date } = {},
) {
  const isReadOnly = mode !== undefined && (mode & 0o200) === 0
  if (isReadOnly) await chmod(file, mode | 0o200)
  const handle = await open(file, mode === undefined ? 'wx' : 'r+', 0o600)
  try {
    await handle.truncate()
    await handle.writeFile(text)
    if (isReadOnly) await handle.chmod(mode)
    // Not every file system knows every year.
    if (savedAt) await handle.utimes(savedAt, savedAt).catch(() => {})
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
