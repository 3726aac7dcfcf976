import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { checkedPath } from '../../server/files/checked-path.ts'
import type {
  FileEntry,
  FileTree,
  FileUpload,
  Transfer,
  Written,
} from '../../server/files/file-tree.ts'
import type { Clock } from '../../server/lib/clock.ts'
import { HubError } from '../../server/lib/errors.ts'

interface Node {
  entry: FileEntry
  content: Buffer
  properties: Map<string, string>
}

export interface MemoryTree extends FileTree {
  /** All that is in it, to compare: paths with what they hold. */
  all(): Record<string, string>
  /** Who wrote last. */
  lastAuthor: string
}

/** A tree of files in memory: as much of the promises of `FileTree` as a door can see. */
export function memoryTree(now: Clock, { limit = 1024 ** 2 } = {}): MemoryTree {
  const nodes = new Map<string, Node>()
  const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))
  const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
  const folder = (path: string, at = now()): Node => ({
    entry: { path, kind: 'folder', size: 0, contentId: '', modifiedAt: at, createdAt: at },
    content: Buffer.alloc(0),
    properties: new Map(),
  })
  nodes.set('', folder(''))

  const nodeAt = (path: string): Node => {
    const node = nodes.get(checkedPath(path))
    if (!node) throw new HubError('file_unknown')
    return node
  }
  const needParent = (path: string) => {
    if (nodes.get(parentOf(path))?.entry.kind !== 'folder') throw new HubError('parent_unknown')
  }
  const removeAll = (path: string) => {
    for (const one of [...nodes.keys()]) if (within(one, path)) nodes.delete(one)
  }
  const tree: MemoryTree = {
    lastAuthor: '',
    all: () =>
      Object.fromEntries(
        [...nodes].map(([path, { entry, content }]) => [
          path,
          entry.kind === 'folder' ? '/' : content.toString('latin1'),
        ]),
      ),
    stat: async (path) => nodes.get(checkedPath(path))?.entry,
    children: async (path) => {
      if (nodeAt(path).entry.kind === 'file') throw new HubError('file_unknown')
      return [...nodes.values()]
        .map(({ entry }) => entry)
        .filter((entry) => entry.path !== '' && parentOf(entry.path) === path)
        .sort((a, b) => (a.path < b.path ? -1 : 1))
    },
    open: async (path) => {
      const { entry, content } = nodeAt(path)
      if (entry.kind === 'folder') throw new HubError('is_folder')
      return {
        entry,
        stream: (range) =>
          Readable.from([range ? content.subarray(range.start, range.end + 1) : content], {
            objectMode: false,
          }),
      }
    },
    put: async (path, upload: FileUpload): Promise<Written> => {
      const look = () => {
        const existing = nodes.get(checkedPath(path))
        if (existing?.entry.kind === 'folder') throw new HubError('is_folder')
        needParent(path)
        upload.check?.(existing?.entry)
        return existing
      }
      look()
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of upload.body) {
        size += chunk.length
        if (size > limit) throw new HubError('file_too_large', { limit: '1 MiB' })
        chunks.push(Buffer.from(chunk))
      }
      const existing = look()
      const content = Buffer.concat(chunks)
      const after = existing ? existing.entry.modifiedAt + 1_000 : 0
      const entry: FileEntry = {
        ...{ path, kind: 'file', size },
        contentId: createHash('sha256').update(content).digest('hex'),
        modifiedAt: upload.modifiedAt ?? Math.max(now(), after),
        createdAt: existing?.entry.createdAt ?? now(),
      }
      nodes.set(path, { entry, content, properties: existing?.properties ?? new Map() })
      tree.lastAuthor = upload.deviceName
      return { entry, created: !existing }
    },
    makeFolder: async (path, by) => {
      if (nodes.has(checkedPath(path))) throw new HubError('file_exists')
      needParent(path)
      const made = folder(path)
      nodes.set(path, made)
      tree.lastAuthor = by.deviceName
      return made.entry
    },
    remove: async (path) => {
      nodeAt(path)
      removeAll(path)
    },
    move: async (from, to, options) => {
      const written = transfer(from, to, options)
      removeAll(from)
      return written
    },
    copy: async (from, to, options) => transfer(from, to, options),
    properties: async (path) => new Map(nodeAt(path).properties),
    setProperties: async (path, changes) => {
      const { properties } = nodeAt(path)
      for (const [name, value] of changes) {
        if (value === undefined) properties.delete(name)
        else properties.set(name, value)
      }
    },
    usage: async () => {
      const used = [...nodes.values()].reduce((sum, { entry }) => sum + entry.size, 0)
      return { used, free: 1024 ** 3 - used }
    },
  }

  function transfer(from: string, to: string, options: Transfer): Written {
    nodeAt(from)
    if (within(to, from)) throw new HubError('into_itself')
    needParent(to)
    const existing = nodes.get(checkedPath(to))
    options.check?.(existing?.entry)
    if (existing && !options.overwrite) throw new HubError('file_exists')
    removeAll(to)
    for (const [path, node] of [...nodes]) {
      if (!within(path, from)) continue
      const target = to + path.slice(from.length)
      const entry = { ...node.entry, path: target }
      nodes.set(target, { ...node, entry, properties: new Map(node.properties) })
    }
    return { entry: nodeAt(to).entry, created: !existing }
  }
  return tree
}
