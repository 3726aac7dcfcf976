import { HubError } from '../lib/errors.ts'
import type { Author, FileEntry, FileTree, Transfer, Written } from './file-tree.ts'

export interface AppsTreeParts {
  readonly hubCreatedAt: number
  /** The types of the apps, sorted. */
  readonly apps: () => readonly string[]
  readonly treeOf: (app: string) => FileTree
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

  const transfer = async (from: string, to: string, options: Transfer, keep: boolean) => {
    const [source, target] = [inside(from), inside(to)]
    if (source.app === target.app) {
      const { app, tree } = source
      const done = keep
        ? await tree.copy(source.inner, target.inner, options)
        : await tree.move(source.inner, target.inner, options)
      return written(app, done)
    }
    if (!(await source.tree.stat(source.inner))) throw new HubError('file_unknown')
    const existing = await target.tree.stat(target.inner)
    await options.check?.(existing)
    if (existing && !options.overwrite) throw new HubError('file_exists')
    if (existing) await target.tree.remove(target.inner, options)
    await copyAcross(source.tree, source.inner, target.tree, target.inner, options)
    if (!keep) await source.tree.remove(source.inner, options)
    const entry = await target.tree.stat(target.inner)
    if (!entry) throw new HubError('file_unknown')
    return { entry: outer(target.app, entry), created: !existing }
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
    move: (from, to, options) => transfer(from, to, options, false),
    copy: (from, to, options) => transfer(from, to, options, true),
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

async function copyAcross(
  source: FileTree,
  from: string,
  target: FileTree,
  to: string,
  by: Author,
): Promise<void> {
  const entry = await source.stat(from)
  if (!entry) throw new HubError('file_unknown')
  const properties = await source.properties(from)
  if (entry.kind === 'file') {
    const { stream } = await source.open(from)
    const { deviceName, keyId } = by
    await target.put(to, { deviceName, keyId, body: stream(), modifiedAt: entry.modifiedAt })
  } else {
    await target.makeFolder(to, by)
    for (const child of await source.children(from)) {
      const name = child.path.slice(child.path.lastIndexOf('/') + 1)
      await copyAcross(source, child.path, target, `${to}/${name}`, by)
    }
  }
  if (properties.size > 0) await target.setProperties(to, properties, by)
}
