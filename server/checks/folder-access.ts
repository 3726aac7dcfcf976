import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from './check.ts'

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
    yield {
      ...{ code: 'data_folder_owner', level: 'warning' },
      title: 'Part of the data folder belongs to another user',
      detail: `${access.foreign} is not of the user who runs the hub, and that one can change it.`,
      fix: 'Stop the hub, give the folder with all that is in it to the user who runs the hub (chown -R), and start it again.',
    }
  }
  if (access && access.foreign === undefined && (access.mode & 0o077) !== 0) {
    yield {
      ...{ code: 'data_folder_access', level: 'warning' },
      title: 'Other users of this computer may use the data folder',
      detail: `${folder} has the mode ${access.mode.toString(8).padStart(4, '0')}.`,
      fix: 'Take their rights away (chmod 700). On a disk that knows no rights, such as one with exFAT, choose another.',
    }
  }
}
