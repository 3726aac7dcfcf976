import { roleOf } from '../../app-modules/file-roles.ts'
import { HubError } from '../lib/errors.ts'
import { isWithin } from '../lib/tree-path.ts'
import type { FileHead, Version } from '../storage/store.ts'
import { isFileSlot } from './entry.ts'
import type { Author, FileEntry } from './file-tree.ts'
import { removeProperties } from './properties.ts'
import { tellWritten } from './put-file.ts'
import type { AppTree } from './tree-context.ts'
import { writeFile } from './write-file.ts'

/** Hides a file, or a folder with all that is in it. Histories of files stay. */
export async function removeTree(tree: AppTree, path: string, by: Author): Promise<void> {
  const entry = await tree.stat(path)
  if (!entry) throw new HubError('file_unknown')
  if (path === '') throw new HubError('bad_path', { reason: 'it is the folder of the app' })
  const all = entry.kind === 'folder' ? await tree.below(path) : []
  for (const one of [entry, ...all].reverse()) await hide(tree, one, by)
  const { store, id, presence, clock } = tree.context
  await removeProperties(store, id, path)
  // A person in the window who deletes is no device.
  if (by.keyId !== '') await presence.note(id, by, clock.read().now)
}

/** Removes one file or empty folder. What was never meant to last leaves no history. */
export async function hide(
  tree: AppTree,
  { path, kind }: FileEntry,
  by: Author,
  /** Others may have written to it just now. */
  isMeant: (current: Version) => boolean = () => true,
): Promise<void> {
  const { store, clock, rules } = tree.context
  const id = tree.slotOf(path)
  if (isFileSlot(id)) {
    const head = (await store.slots.files(id)).get(path)
    // A folder may be there by what stands in it alone.
    if (!head || (kind === 'folder' && head.current.mark !== 'folder')) return
    const isScratch = roleOf(rules, path) === 'scratch'
    const isBrief = ({ current, versions }: FileHead) =>
      isScratch || (current.mark !== undefined && versions === 1)
    const may = (now: FileHead) => isBrief(now) && isMeant(now.current)
    if (isBrief(head) && (await store.slots.drop(id, may))) return
  }
  const version = await store.slots.update(id, async (slot) => {
    const current = await slot.current()
    if (!current || !isMeant(current)) return undefined
    const { deviceName } = by
    return writeFile(slot, { deviceName, content: 'deleted', moment: clock.read() })
  })
  if (version) tellWritten(tree, path, version)
}

/**
 * Removes the histories of a file, or of all that was ever in a folder, for good. The settings of
 * the app keep theirs. @throws HubError `file_unknown`, `backup_under_way`
 */
export async function removeHistory(tree: AppTree, path: string, by: Author): Promise<void> {
  const { store, id } = tree.context
  const paths = [...(await store.slots.files(id)).all()]
    .map((head) => head.path)
    .filter((one) => isWithin(one, path))
  const isThere = (await tree.stat(path)) !== undefined
  if (!isThere && paths.length === 0) throw new HubError('file_unknown')
  try {
    if (isThere) await removeTree(tree, path, by)
  } catch (error) {
    // What goes for good makes the room that the mark of a deletion would need.
    if (!(error instanceof HubError && error.code === 'disk_full') || paths.length === 0)
      throw error
  }
  for (const one of paths) {
    if (!(await store.slots.drop({ ...id, path: one }))) throw new HubError('backup_under_way')
  }
  if (await tree.stat(path)) await removeTree(tree, path, by)
  await removeProperties(store, id, path)
}
