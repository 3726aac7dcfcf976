import { HubError } from '../lib/errors.ts'
import type { FileHead, Version } from '../storage/store.ts'
import { entryFrom, isBelow, isFileSlot, movedPath } from './entry.ts'
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

/** Moves or copies a file, or a folder with all that is in it. */
export async function transfer(
  tree: AppTree,
  from: string,
  to: string,
  options: Transferring,
): Promise<Written> {
  const { overwrite, keep } = options
  const source = await tree.stat(from)
  if (!source) throw new HubError('file_unknown')
  if (from === to || isBelow(to, from) || isBelow(from, to)) throw new HubError('into_itself')
  const target = await checkPlace(tree, to, async (existing) => {
    await options.check?.(existing)
    if (existing && !overwrite) throw new HubError('file_exists')
  })
  const all = source.kind === 'folder' ? [source, ...(await tree.below(from))] : [source]
  await checkFits(tree, all, { from, to, keep })
  const isFolderInvolved = source.kind === 'folder' || target?.kind === 'folder'
  if (target && isFolderInvolved) await removeTree(tree, to, options)
  const copied: FileEntry[] = []
  for (const one of all) {
    copied.push(await copyOne(tree, one, movedPath(one.path, from, to), options))
  }
  const { store, id } = tree.context
  await copyProperties(store, id, from, to)
  if (!keep) {
    for (const one of copied.reverse()) await leave(tree, one, options)
    await removeProperties(store, id, from)
  }
  const entry = await tree.stat(to)
  if (!entry) throw new HubError('file_unknown')
  return { entry, created: !target }
}

/** Before anything is changed. What is moved takes no more room than before. */
async function checkFits(
  tree: AppTree,
  all: readonly FileEntry[],
  { from, to, keep }: { from: string; to: string; keep: boolean },
): Promise<void> {
  const files = await tree.context.store.slots.files(tree.context.id)
  const added = all.filter(({ path }) => !files.get(movedPath(path, from, to)))
  await checkCount(tree, added.length)
  if (!keep) return
  const { left, isFull } = await roomFor(tree.context)
  if (all.reduce((sum, { size }) => sum + size, 0) > left) throw isFull()
}

/**
 * A file keeps the time of its content, by which clients tell whether it is the same.
 * @returns what was copied
 */
async function copyOne(
  tree: AppTree,
  source: FileEntry,
  to: string,
  by: Author,
): Promise<FileEntry> {
  if (source.kind === 'folder') {
    await makeFolder(tree, to, by)
    return source
  }
  const { store, limits } = tree.context
  const { entry, stream } = await tree.open(source.path)
  const { deviceName, keyId } = by
  const sourceAt = entry.modifiedAt
  if (entry.size === 0) {
    await storeFile(tree, to, { deviceName, keyId, sourceAt, content: 'empty' })
    return entry
  }
  const received = await store.receive(stream(), limits.fileSize)
  try {
    await storeFile(tree, to, { deviceName, keyId, sourceAt, content: received })
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
