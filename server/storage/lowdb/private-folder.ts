import { chmod, readdir, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Layout } from './layout.ts'

/** What lets others than its owner use a folder. */
const forOthers = 0o077

/**
 * Takes the rights of others from a data folder that was made before, such as by `mkdir`. One that
 * holds other things as well, such as a home, stays as it is, and so does one that refuses; the
 * doctor tells of them.
 */
export async function makePrivate(layout: Layout): Promise<void> {
  const { mode, uid } = await stat(layout.root)
  if (uid !== process.getuid?.() || (mode & forOthers) === 0) return
  const { root, ...places } = layout
  const own = new Set(['lost+found', ...Object.values(places).map((path) => basename(path))])
  const isOwn = (name: string) => own.has(name) || /^(LOCK|restore)\./.test(name)
  if ((await readdir(root)).every(isOwn)) await chmod(root, mode & 0o7700).catch(() => {})
}
