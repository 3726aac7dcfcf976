import { hash } from 'node:crypto'
import { basename, join } from 'node:path'
import type { SnapshotPart } from '../for-backup.ts'
import { isTlsFile, isVersionFile } from '../names.ts'
import type { AppId, SlotId } from '../store.ts'
import { without } from './collections.ts'
import type { Disk } from './disk.ts'
import { decodeDocument, encodeDocument } from './document-file.ts'
import type { Documents } from './documents.ts'
import { fileFolderName, filesFolder, type Layout, slotFolder } from './layout.ts'
import { otherContent } from './slot-content.ts'
import type { Slots } from './slots.ts'
import { contentFileOf, decodeVersion } from './version-file.ts'

export interface SnapshotParts {
  readonly disk: Disk
  readonly layout: Layout
  readonly documents: Documents
  readonly slots: Slots
}

/**
 * All that a hub needs to be the same again, while it goes on. Versions come first: their files
 * never change, and `slots` removes none meanwhile. The documents come last, as they are at one
 * instant; nobody has to wait for it, since their data is never edited in place. An account that
 * went meanwhile is in none of them, and is named, so that no half of it stays.
 */
export async function* snapshotParts(parts: SnapshotParts): AsyncGenerator<SnapshotPart> {
  const { disk, layout, documents, slots } = parts
  // What was noted of devices may be some seconds old anyway, so this may fail.
  await slots.flush().catch(() => {})
  const accounts = Object.keys(documents.accounts.data)
  const hasAccount = (id: string) => Object.hasOwn(documents.accounts.data, id)
  for (const accountId of accounts) {
    // What cannot be read, be it one slot or the folder of an account, costs the others no backup.
    let path = `slots/${accountId}`
    try {
      for (const id of await slots.list(accountId)) {
        if (!hasAccount(accountId)) break
        path = placeOf(id)
        yield* slotParts(parts, id)
        yield* fileParts(parts, id)
      }
    } catch (error) {
      if (hasAccount(accountId)) yield { kind: 'damaged', path, problem: (error as Error).message }
    }
  }
  // If the disk is gone by now, what was not found may still be there.
  await slots.list()
  for (const name of (await disk.list(layout.tls)).filter(isTlsFile)) {
    const data = await disk.read(join(layout.tls, name))
    if (data) yield { kind: 'file', path: `tls/${name}`, data }
  }
  const removed = accounts.filter((id) => !hasAccount(id))
  const captured = Object.entries(atThisInstant(documents))
  for (const accountId of removed) yield { kind: 'removed', accountId }
  for (const [document, data] of captured) {
    const file = encodeDocument({ document, revision: 1, data })
    yield { kind: 'file', path: `db/${document}.json`, data: file }
  }
}

/** The files of an app, also those that come meanwhile: what was moved must be in it somewhere. */
async function* fileParts(parts: SnapshotParts, id: AppId): AsyncGenerator<SnapshotPart> {
  const { disk, layout, slots } = parts
  const files = await slots.files(id)
  const done = new Set<string>()
  const left = () => [...files.all()].filter(({ path }) => !done.has(path))
  for (let heads = left(); heads.length > 0; heads = left()) {
    for (const { path } of heads) {
      done.add(path)
      yield* slotParts(parts, { ...id, path })
    }
  }
  const data = await disk.read(join(filesFolder(layout, id), 'properties.json'))
  if (data) {
    const place = `${placeOf(id)}/files/properties.json`
    yield checked(place, data, () => decodeDocument(data, 'properties'))
  }
}

/** Every version that the slot has when nobody writes in it, each read once more. */
async function* slotParts({ disk, layout, slots }: SnapshotParts, id: SlotId) {
  const folder = slotFolder(layout, id)
  // Such as a link that leads nowhere; an empty one would look like a slot that holds nothing.
  if (!(await disk.exists(folder))) throw new Error('the folder is missing')
  const [devices, names] = await slots.update(id, async () => [
    await disk.read(join(folder, 'devices.json')),
    (await disk.list(folder)).filter(isVersionFile).sort(),
  ])
  const place = placeOf(id)
  if (devices)
    yield checked(`${place}/devices.json`, devices, () => decodeDocument(devices, 'devices'))
  for (const name of names) {
    const data = await disk.read(join(folder, name))
    const part = checked(`${place}/${name}`, data, decodeVersion)
    const content =
      part.kind === 'file' && (await contentPart(disk, folder, `${place}/${name}`, part))
    if (content) yield content
    // A version without its content is of no use.
    if (!content || content.kind === 'file') yield part
  }
}

/** The content of a version that stands in a file of its own. */
async function contentPart(disk: Disk, folder: string, place: string, { data }: FilePart) {
  const { header } = decodeVersion(Buffer.from(data))
  if (!header.apart) return undefined
  const path = contentFileOf(place)
  const content = await disk.read(join(folder, basename(path)))
  return checked(path, content, (bytes) => {
    if (hash('sha256', bytes) !== header.contentId) throw new Error(otherContent)
  })
}

type FilePart = Extract<SnapshotPart, { kind: 'file' }>

function placeOf({ accountId, app, path }: SlotId): string {
  const place = `slots/${accountId}/${app}`
  return path === undefined ? place : `${place}/files/${fileFolderName(path)}`
}

function checked(
  path: string,
  data: Buffer | undefined,
  check: (bytes: Buffer) => unknown,
): SnapshotPart {
  try {
    if (!data) throw new Error('the file is missing')
    check(data)
    return { kind: 'file', path, data }
  } catch (error) {
    return { kind: 'damaged', path, problem: (error as Error).message }
  }
}

/** The documents, without what is left of accounts whose removal has begun. */
function atThisInstant(documents: Documents): Record<string, unknown> {
  const accounts = documents.accounts.data
  const isGone = (id: string) => !Object.hasOwn(accounts, id)
  return {
    accounts,
    keys: without(documents.keys.data, ({ accountId }) => isGone(accountId)),
    'sign-ins': without(documents.signIns.data, (_, id) => isGone(id)),
    sessions: without(documents.sessions.data, ({ accountId }) => isGone(accountId)),
    invites: without(documents.invites.data, ({ from }) => isGone(from)),
    settings: documents.settings.data,
    seen: documents.seen.data,
    hub: documents.hub.data,
  }
}
