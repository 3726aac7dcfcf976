import { HubError } from '../lib/errors.ts'
import { isWithin } from '../lib/tree-path.ts'
import type { FileHead, Version } from '../storage/store.ts'
import { entryFrom, isFileSlot, movedPath } from './entry.ts'
import type { Author, FileEntry, Transfer, Written } from './file-tree.ts'
import { copyProperties, removeProperties } from './properties.ts'
import { checkCount, checkPlace, makeFolder, storeFile } from './put-file.ts'
import { hide, removeTree } from './remove-tree.ts'
import type { AppTree } from './tree-context.ts'
import { roomFor } from './usage.ts'

export interface Transferring extends Transfer {
  /** Copies: what is at the source stays. */
  readonly keep: boolean
}

/** A place in the files of an app. */
export interface At {
  readonly tree: AppTree
  readonly path: string
}

/** Moves or copies a file, or a folder with all that is in it; also from one app to another. */
export async function transfer(from: At, to: At, options: Transferring): Promise<Written> {
  const { overwrite, keep } = options
  const source = await from.tree.stat(from.path)
  if (!source) throw new HubError('file_unknown')
  const isAcross = from.tree.context.id.app !== to.tree.context.id.app
  if (!isAcross && overlap(from.path, to.path)) throw new HubError('into_itself')
  const target = await checkPlace(to.tree, to.path, async (existing) => {
    await options.check?.(existing)
    if (existing && !overwrite) throw new HubError('file_exists')
  })
  const below = source.kind === 'folder' ? await from.tree.below(from.path) : []
  const all = [source, ...below]
  const moved = ({ path }: FileEntry) => movedPath(path, from.path, to.path)
  await checkFits(to.tree, all, { moved, takesRoom: keep || isAcross })
  const isFolderInvolved = source.kind === 'folder' || target?.kind === 'folder'
  if (target && isFolderInvolved) await removeTree(to.tree, to.path, options)
  const copied: FileEntry[] = []
  for (const one of all) copied.push(await copyOne(from.tree, one, to.tree, moved(one), options))
  const { store, id } = from.tree.context
  await copyProperties(store, { id, path: from.path }, { id: to.tree.context.id, path: to.path })
  if (!keep) {
    for (const one of copied.reverse()) await leave(from.tree, one, options)
    await removeProperties(store, id, from.path)
  }
  const entry = await to.tree.stat(to.path)
  if (!entry) throw new HubError('file_unknown')
  return { entry, created: !target }
}

const overlap = (one: string, other: string): boolean =>
  isWithin(one, other) || isWithin(other, one)

/** Before anything is changed. What is moved within an app takes no more room than before. */
async function checkFits(
  target: AppTree,
  all: readonly FileEntry[],
  { moved, takesRoom }: { moved: (one: FileEntry) => string; takesRoom: boolean },
): Promise<void> {
  const files = await target.context.store.slots.files(target.context.id)
  const added = all.filter((one) => !files.get(moved(one)))
  await checkCount(target, added.length)
  if (!takesRoom) return
  const { left, isFull } = await roomFor(target.context)
  if (all.reduce((sum, { size }) => sum + size, 0) > left) throw isFull()
}

/**
 * A file keeps the time of its content, by which clients tell whether it is the same.
 * @returns what was copied
 */
async function copyOne(
  from: AppTree,
  source: FileEntry,
  target: AppTree,
  to: string,
  by: Author,
): Promise<FileEntry> {
  if (source.kind === 'folder') {
    await makeFolder(target, to, by)
    return source
  }
  const { store, limits } = target.context
  const { entry, stream } = await from.open(source.path)
  const { deviceName, keyId } = by
  const sourceAt = entry.modifiedAt
  if (entry.size === 0) {
    await storeFile(target, to, { deviceName, keyId, sourceAt, content: 'empty' })
    return entry
  }
  const received = await store.receive(stream(), limits.fileSize)
  try {
    await storeFile(target, to, { deviceName, keyId, sourceAt, content: received })
  } finally {
    await received.discard()
  }
  return entry
}

/**
 * What was moved lives on at its new place; only a history of its own is worth keeping. What somebody
 * has written since it was copied stays.
 */
async function leave(tree: AppTree, copied: FileEntry, by: Author): Promise<void> {
  const { path, kind, contentId, modifiedAt } = copied
  const isCopied = (current: Version) => {
    const now = entryFrom(path, current, 0)
    if (now?.kind !== kind) return false
    return kind === 'folder' || (now.contentId === contentId && now.modifiedAt === modifiedAt)
  }
  const id = tree.slotOf(path)
  const isAlone = ({ versions, current }: FileHead) => versions === 1 && isCopied(current)
  if (isFileSlot(id) && (await tree.context.store.slots.drop(id, isAlone))) return
  await hide(tree, copied, by, isCopied)
}
