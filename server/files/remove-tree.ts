import { roleOf } from '../../app-modules/file-roles.ts'
import { HubError } from '../lib/errors.ts'
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
  await presence.note(id, by, clock.read().now)
}

/** Removes one file or empty folder. What was never meant to last leaves no history. */
export async function hide(tree: AppTree, { path, kind }: FileEntry, by: Author): Promise<void> {
  const { store, clock, rules } = tree.context
  const id = tree.slotOf(path)
  if (id.path !== undefined) {
    const head = (await store.slots.files(id)).get(path)
    const holdsNothing = head?.current.mark === 'empty' && head.versions === 1
    const isFolderOnly = kind === 'folder' && head?.versions === 1
    if (roleOf(rules, path) === 'scratch' || holdsNothing || isFolderOnly || !head) {
      return store.slots.drop(id)
    }
  } else if (kind === 'folder') return
  const version = await store.slots.update(id, (slot) =>
    writeFile(slot, { deviceName: by.deviceName, content: 'deleted', moment: clock.read() }),
  )
  if (version) tellWritten(tree, path, version)
}
