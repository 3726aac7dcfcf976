import { join } from 'node:path'
import type { Disk } from './disk.ts'
import type { Layout } from './layout.ts'

/** Inside what is restored: the name under which what was there before is kept. */
export const keptAsFile = 'kept-as'

/** How many folders are kept of what restores have replaced: the newest. */
export const maxReplaced = 10

const keptName = /^before-restore-[\w-]+$/

/** What a restore replaces. What was set aside before stays where it is. */
const replaced = ['db', 'db.next', 'slots', 'tls', 'intents']

/**
 * The stages of a restore, each a folder inside the data folder: that one may be a volume, which
 * nobody can rename. `tmp` is being unpacked and counts for nothing; from `next` on it is decided.
 */
export const restorePlaces = ({ root }: Layout) => ({
  tmp: join(root, 'restore.tmp'),
  /** A file that a hub is being sent, before it is unpacked. */
  upload: join(root, 'restore.upload'),
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
    const wanted = (await disk.read(join(moving, keptAsFile)))?.toString() ?? ''
    const kept = await setAside(disk, layout, wanted)
    await disk.removeFolder(moving)
    return kept
  }
  return setAside(disk, layout, '')
}

/** Where data is that restores have replaced. */
export async function replacedByRestores(disk: Disk, layout: Layout): Promise<string[]> {
  const names = await disk.listFolders(layout.backups)
  return names.filter((name) => keptName.test(name)).map((name) => join(layout.backups, name))
}

/** Throws away what is left of a restore that was never decided. */
export async function sweepRestore(disk: Disk, layout: Layout): Promise<void> {
  const { tmp, upload } = restorePlaces(layout)
  for (const path of [tmp, upload]) if (await disk.exists(path)) await disk.removeFolder(path)
}

async function setAside(disk: Disk, layout: Layout, wanted: string): Promise<string | undefined> {
  const { old } = restorePlaces(layout)
  if ((await disk.list(old)).length === 0) {
    // A new folder had nothing to keep.
    if (await disk.exists(old)) await disk.removeFolder(old)
    return undefined
  }
  await disk.makeFolder(layout.backups)
  const name = keptName.test(wanted) ? wanted : `before-restore-${Date.now()}`
  const kept = join(layout.backups, name)
  await disk.move(old, kept)
  // It is kept already; a folder that cannot be removed must not keep the hub from starting.
  await thinOut(disk, layout, kept).catch(() => {})
  return kept
}

/** Removes the oldest of what restores have replaced, and never the one that was made just now. */
async function thinOut(disk: Disk, layout: Layout, latest: string): Promise<void> {
  const others = (await replacedByRestores(disk, layout)).filter((path) => path !== latest).sort()
  const surplus = others.slice(0, Math.max(0, others.length - (maxReplaced - 1)))
  for (const path of surplus) await disk.removeFolder(path)
}

async function moveParts(disk: Disk, from: string, to: string): Promise<void> {
  for (const name of replaced) {
    if (await disk.exists(join(from, name))) await disk.move(join(from, name), join(to, name))
  }
}
