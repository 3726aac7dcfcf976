import { Readable } from 'node:stream'
import { HubError } from '../lib/errors.ts'
import { isWithin, parentOf } from '../lib/tree-path.ts'
import { untilSound } from '../slots/until-sound.ts'
import type { SlotId } from '../storage/store.ts'
import { entryFrom, entryOf } from './entry.ts'
import type { FileEntry, OpenFile } from './file-tree.ts'
import { changeProperties, propertiesOf } from './properties.ts'
import { makeFolder, putFile } from './put-file.ts'
import { removeTree } from './remove-tree.ts'
import { transfer } from './transfer.ts'
import type { AppTree, TreeContext } from './tree-context.ts'
import { usageOf } from './usage.ts'

/** The files of one app. One of them may be the app's settings: it is the slot that devices sync. */
export function appTree(context: TreeContext): AppTree {
  const { store, id, rules } = context
  const main = rules?.main

  const slotOf = (path: string): SlotId =>
    path === main ? { accountId: id.accountId, app: id.app } : { ...id, path }

  /** The app's settings as a file, and the folders that they stand in. */
  const settingsEntries = async (): Promise<readonly FileEntry[]> => {
    if (main === undefined) return []
    const entry = await store.slots.read(slotOf(main), async (slot) => {
      const [current, first] = [await slot.current(), await slot.version(1)]
      return entryFrom(main, current, (first ?? current)?.receivedAt ?? 0)
    })
    if (!entry) return []
    const entries: FileEntry[] = [entry]
    for (let path = parentOf(main); path !== ''; path = parentOf(path)) {
      entries.push(folderAt(path, entry.createdAt))
    }
    return entries
  }

  const stat = async (path: string): Promise<FileEntry | undefined> => {
    if (path === '') return folderAt('', store.hub.createdAt)
    const files = await store.slots.files(id)
    const found = path === main ? undefined : entryOf(files.get(path))
    if (found) return found
    // What stands in a folder tells of it as well, should its own mark be lost.
    if (files.hasBelow(path)) return folderAt(path, store.hub.createdAt)
    if (main === undefined || !isWithin(main, path)) return undefined
    return (await settingsEntries()).find((entry) => entry.path === path)
  }

  const inFolder = async (folder: string): Promise<FileEntry[]> => {
    const files = await store.slots.files(id)
    const found = new Map<string, FileEntry>()
    for (const entry of await settingsEntries()) {
      if (parentOf(entry.path) === folder) found.set(entry.path, entry)
    }
    for (const path of files.foldersIn(folder)) {
      found.set(path, folderAt(path, store.hub.createdAt))
    }
    for (const head of files.in(folder)) {
      const entry = head.path === main ? undefined : entryOf(head)
      if (entry) found.set(head.path, entry)
    }
    return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  const at = (path: string) => ({ tree, path })
  const tree: AppTree = {
    context,
    slotOf,
    stat,
    async children(folder) {
      const entry = await stat(folder)
      if (!entry) throw new HubError('file_unknown')
      return entry.kind === 'folder' ? inFolder(folder) : []
    },
    async below(folder) {
      const all: FileEntry[] = []
      for (const entry of await inFolder(folder)) {
        all.push(entry)
        if (entry.kind === 'folder') for (const one of await tree.below(entry.path)) all.push(one)
      }
      return all
    },
    open: (path) => openFile(tree, path),
    put: (path, upload) => putFile(tree, path, upload),
    makeFolder: (path, by) => makeFolder(tree, path, by),
    remove: (path, by) => removeTree(tree, path, by),
    move: (from, to, options) => transfer(at(from), at(to), { ...options, keep: false }),
    copy: (from, to, options) => transfer(at(from), at(to), { ...options, keep: true }),
    properties: (path) => propertiesOf(store, id, path),
    async setProperties(path, changes) {
      if (!(await stat(path))) throw new HubError('file_unknown')
      await changeProperties(store, id, path, changes)
    },
    usage: () => usageOf(context),
  }
  return tree
}

const folderAt = (path: string, createdAt: number): FileEntry => ({
  path,
  kind: 'folder',
  size: 0,
  contentId: '',
  modifiedAt: createdAt,
  createdAt,
})

function openFile({ context, stat, slotOf }: AppTree, path: string): Promise<OpenFile> {
  return untilSound(async () => {
    const entry = await stat(path)
    if (!entry) throw new HubError('file_unknown')
    if (entry.kind === 'folder') throw new HubError('is_folder')
    return context.store.slots.read(slotOf(path), async (slot) => {
      const current = await slot.current()
      const found = entryFrom(path, current, entry.createdAt)
      if (!current || found?.kind !== 'file') throw new HubError('file_unknown')
      if (found.size === 0) return { entry: found, stream: () => Readable.from([]) }
      const { stream } = await slot.content(current)
      return { entry: found, stream }
    })
  })
}
