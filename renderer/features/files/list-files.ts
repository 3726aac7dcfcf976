import type { FileItem } from '../../../server/api/schemas/files.ts'
import { nameOf } from './hub-files.ts'

export type Order = 'name' | 'newest' | 'largest'

export interface Folder {
  readonly path: string
  /** How many files are in it, also in folders below. */
  readonly count: number
  /** In bytes. */
  readonly size: number
}

/** What a folder shows: the folders in it, and its files in the chosen order. */
export interface Listing {
  readonly folders: readonly Folder[]
  readonly files: readonly FileItem[]
}

/** A folder that devices have deleted holds nothing to bring back. */
export const isFile = ({ kind, deleted, historySize }: FileItem) =>
  kind === 'file' && !(deleted && historySize === 0)

/**
 * @param folder the path of the folder; '' for the outermost
 * @param search finds files by any part of their path, also in the folders below
 */
export function listFolder(
  items: readonly FileItem[],
  { folder, search, order }: { folder: string; search: string; order: Order },
): Listing {
  const below = items.filter(({ path }) => folder === '' || path.startsWith(`${folder}/`))
  const rest = (path: string) => (folder === '' ? path : path.slice(folder.length + 1))
  const wanted = search.trim().normalize('NFC').toLowerCase()
  if (wanted !== '') {
    const found = below.filter(
      (item) => item.kind === 'file' && rest(item.path).toLowerCase().includes(wanted),
    )
    return { folders: [], files: inOrder(found, order) }
  }
  const folders = new Map<string, Folder>()
  const files: FileItem[] = []
  for (const item of below) {
    const [first = '', ...more] = rest(item.path).split('/')
    if (more.length === 0 && item.kind === 'file') {
      files.push(item)
      continue
    }
    const path = folder === '' ? first : `${folder}/${first}`
    const { count, size } = folders.get(path) ?? { count: 0, size: 0 }
    const isCounted = item.kind === 'file' && !item.deleted
    folders.set(path, {
      path,
      count: count + (isCounted ? 1 : 0),
      size: size + (isCounted ? item.size : 0),
    })
  }
  const byName = (a: Folder, b: Folder) => names.compare(a.path, b.path)
  return { folders: [...folders.values()].sort(byName), files: inOrder(files, order) }
}

/** As people number things: `page 2` comes before `page 10`. */
const names = new Intl.Collator(undefined, { numeric: true })

function inOrder(files: readonly FileItem[], order: Order): FileItem[] {
  const byName = (a: FileItem, b: FileItem) => names.compare(nameOf(a.path), nameOf(b.path))
  return files.toSorted((a, b) => {
    if (order === 'newest') return b.receivedAt.localeCompare(a.receivedAt) || byName(a, b)
    if (order === 'largest') return b.size - a.size || byName(a, b)
    return byName(a, b)
  })
}
