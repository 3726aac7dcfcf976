import { join } from 'node:path'
import type { Disk } from './disk.ts'
import type { Layout } from './layout.ts'

/** What a restore replaces. What was set aside before stays where it is. */
const replaced = ['db', 'db.next', 'slots', 'tls', 'intents']

/**
 * The stages of a restore, each a folder inside the data folder: that one may be a volume, which
 * nobody can rename. `tmp` is being unpacked and counts for nothing; from `next` on it is decided.
 */
export const restorePlaces = ({ root }: Layout) => ({
  tmp: join(root, 'restore.tmp'),
  next: join(root, 'restore.next'),
  moving: join(root, 'restore.moving'),
  old: join(root, 'restore.old'),
})

/**
 * Carries out a restore that was decided, wherever an earlier run was stopped. Every step can be
 * repeated. @returns where the data from before is kept; undefined where there was none
 */
export async function finishRestore(disk: Disk, layout: Layout): Promise<string | undefined> {
  const { next, moving, old } = restorePlaces(layout)
  if (await disk.exists(next)) {
    await disk.makeFolder(old)
    await moveParts(disk, layout.root, old)
    await disk.move(next, moving)
  }
  if (await disk.exists(moving)) {
    await moveParts(disk, moving, layout.root)
    await disk.removeFolder(moving)
  }
  if ((await disk.list(old)).length === 0) {
    // A new folder had nothing to keep.
    if (await disk.exists(old)) await disk.removeFolder(old)
    return undefined
  }
  await disk.makeFolder(layout.backups)
  const kept = join(layout.backups, `before-restore-${Date.now()}`)
  await disk.move(old, kept)
  return kept
}

async function moveParts(disk: Disk, from: string, to: string): Promise<void> {
  for (const name of replaced) {
    if (await disk.exists(join(from, name))) await disk.move(join(from, name), join(to, name))
  }
}
