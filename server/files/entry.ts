import type { FileHead, FileId, SlotId, Version } from '../storage/store.ts'
import type { FileEntry } from './file-tree.ts'

/** What a file's newest version shows of it; undefined where it is deleted. */
export function entryOf(head: FileHead | undefined): FileEntry | undefined {
  return head && entryFrom(head.path, head.current, head.createdAt)
}

export function entryFrom(
  path: string,
  current: Version | undefined,
  createdAt: number,
): FileEntry | undefined {
  if (!current || current.mark === 'deleted') return undefined
  const isFolder = current.mark === 'folder'
  return {
    path,
    kind: isFolder ? 'folder' : 'file',
    size: current.size,
    contentId: isFolder ? '' : current.contentId,
    modifiedAt: current.savedAt,
    createdAt,
  }
}

/** The same path below another folder. */
export const movedPath = (path: string, from: string, to: string): string =>
  `${to}${path.slice(from.length)}`

/** Whether a slot is that of a file, and not of the app's settings. */
export const isFileSlot = (id: SlotId): id is FileId => id.path !== undefined
