import type { Disk } from './disk.ts'
import { incomingPath } from './incoming.ts'
import type { Layout } from './layout.ts'

/**
 * Removes a folder with all that is in it, as one step: removed file by file, a crash could bring
 * back older versions, or leave halves.
 */
export async function throwAway(disk: Disk, layout: Layout, folder: string): Promise<void> {
  const path = await incomingPath(disk, layout)
  await disk.move(folder, path)
  await disk.discard(path)
}
