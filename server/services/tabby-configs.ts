import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Author, FileEntry } from '../files/file-tree.ts'
import type { AppTree } from '../files/tree-context.ts'
import { isoTime } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'

/** Whose configs, and who asks. */
export interface Place {
  readonly tree: AppTree
  readonly author: Author
}

/** What a request says of a config. */
export interface ConfigChange {
  readonly name?: string
  readonly content?: string
  readonly last_used_with_version?: string | null
}

/** The first config is the app's settings; others are files beside it. */
const first = 1
const pathOf = (id: number) => (id === first ? 'config.yaml' : `config-${id}.yaml`)
function idOf(path: string): number | undefined {
  if (path === pathOf(first)) return first
  const [, digits] = /^config-([1-9]\d{0,14})\.yaml$/.exec(path) ?? []
  return digits === undefined ? undefined : Number(digits)
}

const nameProperty = '{urn:tabby}name'
const versionProperty = '{urn:tabby}last_used_with_version'

export async function allConfigs({ tree }: Place) {
  const files = await tree.children('')
  const known = files.flatMap((entry) => {
    const id = entry.kind === 'file' ? idOf(entry.path) : undefined
    return id === undefined ? [] : [{ entry, id }]
  })
  return Promise.all(known.map(({ entry, id }) => view(tree, entry, id)))
}

/** @throws HubError `file_unknown` */
export async function configAt({ tree }: Place, id: number) {
  return view(tree, await entryAt(tree, id), id)
}

async function entryAt(tree: AppTree, id: number): Promise<FileEntry> {
  const entry = await tree.stat(pathOf(id))
  if (entry?.kind !== 'file') throw new HubError('file_unknown')
  return entry
}

async function view(tree: AppTree, entry: FileEntry, id: number) {
  const properties = await tree.properties(entry.path)
  // What was only made holds nothing that another device should take for newer.
  const isNew = entry.size === 0
  return {
    id,
    name: properties.get(nameProperty) || `Config ${id}`,
    content: isNew ? '{}' : await text((await tree.open(entry.path)).stream()),
    last_used_with_version: properties.get(versionProperty) ?? null,
    created_at: isoTime(entry.createdAt),
    modified_at: isoTime(isNew ? 0 : entry.modifiedAt),
  }
}

/** An id that no device syncs with, also not one whose config was deleted. */
export async function unusedId({ tree }: Place, now: number): Promise<number> {
  if (!(await tree.stat(pathOf(first)))) return first
  const ids = (await tree.children('')).map(({ path }) => idOf(path) ?? 0)
  return Math.max(Math.floor(now / 1_000), ...ids.map((id) => id + 1))
}

/** Stores what is new of a config, and makes it where there is none. */
export async function saveConfig({ tree, author }: Place, id: number, change: ConfigChange) {
  const path = pathOf(id)
  const { name, content, last_used_with_version: version } = change
  const isThere = (await tree.stat(path)) !== undefined
  if (content !== undefined || !isThere) {
    const body = Readable.from(content === undefined ? [] : [Buffer.from(content)])
    await tree.put(path, { ...author, body })
  }
  const properties = new Map<string, string | undefined>()
  if (name !== undefined) properties.set(nameProperty, name)
  if (version !== undefined) properties.set(versionProperty, version ?? undefined)
  if (properties.size > 0) await tree.setProperties(path, properties, author)
  return configAt({ tree, author }, id)
}

/** Hides a config; its history stays. @throws HubError `file_unknown` */
export async function removeConfig({ tree, author }: Place, id: number): Promise<void> {
  const { path } = await entryAt(tree, id)
  await tree.remove(path, author)
}
