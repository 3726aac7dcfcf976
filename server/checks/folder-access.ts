import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Check, check } from './check.ts'

/** Who may use the data folder besides the hub. */
export interface FolderAccess {
  /** The rights on the folder, such as 0o700. */
  readonly mode: number
  /** A folder or document that belongs to another user. */
  readonly foreign?: string
}

/** Looks who may use a data folder; undefined where the system knows no such rights. */
export async function readAccess(folder: string): Promise<FolderAccess | undefined> {
  const own = process.getuid?.()
  if (own === undefined) return undefined
  try {
    const documents = (await readdir(join(folder, 'db'))).map((name) => join('db', name))
    for (const name of ['.', 'db', ...documents]) {
      const path = join(folder, name)
      const { mode, uid } = await stat(path)
      if (uid !== own) return { mode: mode & 0o777, foreign: path }
    }
    return { mode: (await stat(folder)).mode & 0o777 }
  } catch {
    // Other checks say that it cannot be read.
    return undefined
  }
}

export function* accessChecks(access: FolderAccess | undefined, folder: string): Generator<Check> {
  if (access?.foreign !== undefined) {
    yield check('data_folder_owner', 'warning', { path: access.foreign })
  }
  if (access && access.foreign === undefined && (access.mode & 0o077) !== 0) {
    const mode = access.mode.toString(8).padStart(4, '0')
    yield check('data_folder_access', 'warning', { folder, mode })
  }
}
