import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The size of all files below a folder, in bytes. Files that go meanwhile do not count.
 * @param pause is waited for after each folder
 */
export async function folderSize(
  folder: string,
  pause: () => Promise<void> = async () => {},
): Promise<number> {
  let total = 0
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) total += await folderSize(path, pause)
    else
      total += await stat(path).then(
        ({ size }) => size,
        () => 0,
      )
  }
  await pause()
  return total
}
