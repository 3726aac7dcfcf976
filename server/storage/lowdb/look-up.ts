import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { orWithout } from '../file-errors.ts'

/** The names of the folders in a folder, or nothing where there is none. @throws HubError */
export async function listFolders(path: string): Promise<string[]> {
  const entries = await orWithout(readdir(path, { withFileTypes: true }), [])
  const names: string[] = []
  for (const entry of entries) {
    // A link counts for what it leads to; where that is gone, for the folder that it was.
    const isFolder = entry.isSymbolicLink()
      ? await leadsToFolder(join(path, entry.name))
      : entry.isDirectory()
    if (isFolder) names.push(entry.name)
  }
  return names
}

/** @throws HubError where it cannot be told */
export const exists = (path: string): Promise<boolean> =>
  orWithout(
    stat(path).then(() => true),
    false,
  )

const leadsToFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => true,
  )
