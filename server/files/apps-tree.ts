import { HubError } from '../lib/errors.ts'
import type { FileEntry, FileTree, Written } from './file-tree.ts'
import { type Transferring, transfer } from './transfer.ts'
import type { AppTree } from './tree-context.ts'

export interface AppsTreeParts {
  readonly hubCreatedAt: number
  /** The types of the apps, sorted. */
  readonly apps: () => readonly string[]
  readonly treeOf: (app: string) => AppTree
}

/** The files of all apps of an account: each app is a folder of the root, which itself is fixed. */
export function appsTree({ hubCreatedAt, apps, treeOf }: AppsTreeParts): FileTree {
  /** The tree that a path leads into, with the way on from there; undefined for the root. */
  const find = (path: string) => {
    const [app = '', ...names] = path.split('/')
    if (app === '') return undefined
    if (!apps().includes(app)) return { app, tree: undefined, inner: names.join('/') }
    return { app, tree: treeOf(app), inner: names.join('/') }
  }
  /** For what changes something: the folders of the apps themselves stay as they are. */
  const inside = (path: string) => {
    const found = find(path)
    if (!found || found.inner === '') throw new HubError('bad_path', { reason: fixed })
    if (!found.tree) throw new HubError('parent_unknown')
    return { ...found, tree: found.tree }
  }
  const outer = (app: string, entry: FileEntry): FileEntry => ({
    ...entry,
    path: entry.path === '' ? app : `${app}/${entry.path}`,
  })
  const written = (app: string, { entry, created }: Written): Written => ({
    entry: outer(app, entry),
    created,
  })

  const between = async (from: string, to: string, options: Transferring) => {
    const [source, target] = [inside(from), inside(to)]
    const one = { tree: source.tree, path: source.inner }
    const other = { tree: target.tree, path: target.inner }
    return written(target.app, await transfer(one, other, options))
  }

  return {
    async stat(path) {
      const found = find(path)
      if (!found) return rootAt(hubCreatedAt)
      const entry = await found.tree?.stat(found.inner)
      return entry && outer(found.app, entry)
    },
    async children(folder) {
      const found = find(folder)
      if (!found) return apps().map((app) => ({ ...rootAt(hubCreatedAt), path: app }))
      if (!found.tree) throw new HubError('file_unknown')
      return (await found.tree.children(found.inner)).map((entry) => outer(found.app, entry))
    },
    async open(path) {
      const found = find(path)
      if (!found) throw new HubError('is_folder')
      if (!found.tree) throw new HubError('file_unknown')
      const { entry, stream } = await found.tree.open(found.inner)
      return { entry: outer(found.app, entry), stream }
    },
    async put(path, upload) {
      const { app, tree, inner } = inside(path)
      return written(app, await tree.put(inner, upload))
    },
    async makeFolder(path, by) {
      const found = find(path)
      if (!found || (found.tree && found.inner === '')) throw new HubError('file_exists')
      const { app, tree, inner } = inside(path)
      return outer(app, await tree.makeFolder(inner, by))
    },
    async remove(path, by) {
      const found = find(path)
      if (found && !found.tree) throw new HubError('file_unknown')
      const { tree, inner } = inside(path)
      await tree.remove(inner, by)
    },
    move: (from, to, options) => between(from, to, { ...options, keep: false }),
    copy: (from, to, options) => between(from, to, { ...options, keep: true }),
    async properties(path) {
      const found = find(path)
      return (await found?.tree?.properties(found.inner)) ?? new Map()
    },
    async setProperties(path, changes, by) {
      const { tree, inner } = inside(path)
      await tree.setProperties(inner, changes, by)
    },
    async usage() {
      const [first] = apps()
      return first === undefined ? { used: 0, free: 0 } : treeOf(first).usage()
    },
  }
}

const fixed = 'it is the folder of an app, which stays as it is'

const rootAt = (createdAt: number): FileEntry => ({
  path: '',
  kind: 'folder',
  size: 0,
  contentId: '',
  modifiedAt: createdAt,
  createdAt,
})
