import { dirname, relative, sep } from 'node:path'
import type { Event, FileEvent, Trace } from './events.ts'

/** How much of what was not synced is on disk after the power cut. */
export interface Cut {
  /** The disk lost power before the event of this index. */
  readonly at: number
  readonly entries: 'none' | 'half' | 'all'
  /** `zeros`: the file has its length, but the data never got there. */
  readonly data: 'none' | 'half' | 'all' | 'zeros'
}

export interface FolderNode {
  readonly id: number
  readonly entries: Map<string, Node>
}
export type Node = FolderNode | { readonly file: number }

type NameEvent = Extract<FileEvent, { path: string }> & { kind: Exclude<string, 'sync-folder'> }

const changesNames = (event: Event): event is NameEvent =>
  'path' in event && event.kind !== 'sync-folder'

/** Everything about a trace that its disk states have in common. */
export class DiskStates {
  readonly events: readonly Event[]
  readonly #root: string
  /** By the index of an event: the folder that it changes or syncs. */
  readonly #folderOf = new Map<number, number>()
  /** By the index of an event: what it writes. */
  readonly #bytes = new Map<number, Buffer>()

  constructor({ root, events }: Trace) {
    this.#root = root
    this.events = events
    const tree = newFolder(0)
    for (const [index, event] of events.entries()) {
      if (event.kind === 'write') this.#bytes.set(index, Buffer.from(event.data, 'base64'))
      if (!('path' in event)) continue
      const changed = event.kind === 'sync-folder' ? event.path : dirname(targetOf(event))
      this.#folderOf.set(index, this.#folderAt(tree, changed)?.id ?? -1)
      if (changesNames(event)) this.#apply(tree, event, index + 1)
    }
  }

  /** The files and folders that are on disk after a power cut, and what the files hold. */
  at({ at, entries, data }: Cut): { tree: FolderNode; contents: ReadonlyMap<number, Buffer> } {
    const synced = this.#syncedAt(at)
    const isSafe = (index: number, key: string) => index < (synced.get(key) ?? -1)
    const pending = new Map<number, number[]>()
    const survives = new Set<number>()
    const writes = new Map<number, { safe: Buffer[]; open: Buffer[] }>()
    for (let index = 0; index < at; index += 1) {
      const event = this.events[index] as Event
      if (changesNames(event)) {
        const folder = this.#folderOf.get(index) ?? -1
        if (isSafe(index, `folder ${folder}`)) survives.add(index)
        else pending.set(folder, [...(pending.get(folder) ?? []), index])
      } else if (event.kind === 'write') {
        const parts = writes.get(event.file) ?? { safe: [], open: [] }
        writes.set(event.file, parts)
        const bytes = this.#bytes.get(index) as Buffer
        parts[isSafe(index, `file ${event.file}`) ? 'safe' : 'open'].push(bytes)
      }
    }
    // Entries of one folder get to the disk in their order, whatever those of others do.
    for (const indices of pending.values()) {
      const kept = Math.ceil(indices.length * share[entries])
      for (const index of indices.slice(0, kept)) survives.add(index)
    }
    const tree = newFolder(0)
    for (const index of [...survives].sort((a, b) => a - b)) {
      this.#apply(tree, this.events[index] as NameEvent, index + 1)
    }
    const contents = [...writes].map(([file, { safe, open }]) => {
      const [only] = safe
      if (only && safe.length + open.length === 1) return [file, only] as const
      const rest = Buffer.concat(open)
      const part = data === 'zeros' ? Buffer.alloc(rest.length) : rest
      const kept = part.subarray(0, Math.ceil(part.length * share[data]))
      return [file, Buffer.concat([...safe, kept])] as const
    })
    return { tree, contents: new Map(contents) }
  }

  /** Up to which event each file and folder is on disk for sure. */
  #syncedAt(at: number): Map<string, number> {
    const begun = new Map<number, { key: string; index: number }>()
    const synced = new Map<string, number>()
    for (let index = 0; index < at; index += 1) {
      const event = this.events[index] as Event
      if (event.kind === 'sync-file') begun.set(event.sync, { key: `file ${event.file}`, index })
      if (event.kind === 'sync-folder') {
        begun.set(event.sync, { key: `folder ${this.#folderOf.get(index)}`, index })
      }
      if (event.kind === 'synced') {
        const { key, index: begin } = begun.get(event.sync) ?? { key: '', index: -1 }
        synced.set(key, Math.max(begin, synced.get(key) ?? -1))
      }
    }
    return synced
  }

  #folderAt(tree: FolderNode, path: string): FolderNode | undefined {
    let node: Node | undefined = tree
    for (const name of relative(this.#root, path).split(sep).filter(Boolean)) {
      node = node && 'entries' in node ? node.entries.get(name) : undefined
    }
    return node && 'entries' in node ? node : undefined
  }

  /** Changes a name, unless the folders that lead to it were lost. */
  #apply(tree: FolderNode, event: NameEvent, id: number): void {
    const folder = this.#folderAt(tree, dirname(event.path))?.entries
    const name = nameOf(event.path)
    if (!folder) return
    switch (event.kind) {
      case 'create':
        folder.set(name, { file: event.file })
        break
      case 'make-folder':
        if (!folder.has(name)) folder.set(name, newFolder(id))
        break
      case 'remove':
      case 'remove-folder':
        folder.delete(name)
        break
      case 'rename':
      case 'link': {
        const node = folder.get(name)
        const target = this.#folderAt(tree, dirname(event.to))?.entries
        if (!node || !target) return
        if (event.kind === 'rename') folder.delete(name)
        target.set(nameOf(event.to), node)
      }
    }
  }
}

const share = { none: 0, half: 0.5, all: 1, zeros: 1 }

const newFolder = (id: number): FolderNode => ({ id, entries: new Map() })

const targetOf = (event: NameEvent) => ('to' in event ? event.to : event.path)

const nameOf = (path: string) => path.slice(path.lastIndexOf(sep) + 1)
