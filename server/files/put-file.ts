import { roleOf } from '../../app-modules/file-roles.ts'
import { tellDevice, tellFile, tellSlot } from '../events/events.ts'
import { HubError } from '../lib/errors.ts'
import { parentOf } from '../lib/tree-path.ts'
import type { Mark, Received, SlotWriter, Version } from '../storage/store.ts'
import { entryFrom, isFileSlot } from './entry.ts'
import type { Author, FileEntry, FileUpload, Written } from './file-tree.ts'
import { mirrorIfFamily } from './mirror.ts'
import { noteDevice } from './presence.ts'
import type { AppTree } from './tree-context.ts'
import { takeRoom } from './usage.ts'
import { writeFile } from './write-file.ts'

/** Stores what comes in as the newest version of a file. */
export async function putFile(tree: AppTree, path: string, upload: FileUpload): Promise<Written> {
  const { store } = tree.context
  await checkPlace(tree, path, async (existing) => {
    if (existing?.kind === 'folder') throw new HubError('is_folder')
    await upload.check?.(existing)
  })
  const { most, refused, take, checkAgain, giveBack } = await takeRoom(tree.context)
  let received: Received | undefined
  try {
    received = await store.receive(counted(upload.body, take), most)
    return await storeFile(tree, path, {
      ...upload,
      content: received.size > 0 ? received : 'empty',
      async check(existing) {
        await upload.check?.(existing)
        await checkAgain()
      },
    })
  } catch (error) {
    throw error instanceof HubError && error.code === 'file_too_large' ? refused() : error
  } finally {
    giveBack()
    await received?.discard()
  }
}

async function* counted(body: AsyncIterable<Uint8Array>, take: (bytes: number) => void) {
  for await (const chunk of body) {
    take(chunk.length)
    yield chunk
  }
}

export interface Storing extends Author {
  readonly content: Received | Mark
  readonly modifiedAt?: number | undefined
  readonly sourceAt?: number | undefined
  readonly check?: FileUpload['check']
}

/** Keeps content that has arrived; what stands at the path is looked at once more. */
export async function storeFile(tree: AppTree, path: string, storing: Storing): Promise<Written> {
  const { store, clock, events, id, presence, rules } = tree.context
  const moment = clock.read()
  const role = roleOf(rules, path)
  let isNewDevice = false
  const { version, created } = await store.slots.update(tree.slotOf(path), async (slot) => {
    const existing = entryFrom(path, await slot.current(), 0)
    if (existing?.kind === 'folder') throw new HubError('is_folder')
    await storing.check?.(existing)
    const version = await writeFile(slot, { ...storing, moment })
    if (version && role === 'scratch') await removeAllBut(slot, version)
    if (role === 'main' && typeof storing.content !== 'string') {
      isNewDevice = await noteDevice(slot, storing, moment.now, await slot.current())
    }
    return { version, created: existing === undefined }
  })
  // Somebody may have deleted the folder meanwhile.
  await makeMissingFolders(tree, path, storing)
  await presence.note(id, storing, moment.now)
  if (isNewDevice) tellDevice(events, id, storing.deviceName, true)
  if (version) tellWritten(tree, path, version)
  await mirrorIfFamily(tree, path, storing)
  const entry = await tree.stat(path)
  if (!entry) throw new HubError('file_unknown')
  return { entry, created }
}

/** Tells who watches. Devices that sync hear of the settings, whichever way those came. */
export function tellWritten({ context, slotOf }: AppTree, path: string, version: Version): void {
  const { events, id } = context
  tellFile(events, { ...id, path }, version)
  if (isFileSlot(slotOf(path))) return
  tellSlot(events, id, version, version.restored === undefined ? 'incomingNewer' : 'restored')
}

export async function makeFolder(tree: AppTree, path: string, by: Author): Promise<FileEntry> {
  await checkPlace(tree, path, (existing) => {
    if (existing) throw new HubError('file_exists')
  })
  await markAsFolder(tree, path, by)
  const entry = await tree.stat(path)
  if (!entry) throw new HubError('file_unknown')
  return entry
}

async function markAsFolder(tree: AppTree, path: string, { deviceName }: Author): Promise<void> {
  const { store, clock, id, events } = tree.context
  const version = await store.slots.update({ ...id, path }, async (slot) => {
    if (entryFrom(path, await slot.current(), 0)) return undefined
    return writeFile(slot, { deviceName, content: 'folder', moment: clock.read() })
  })
  if (version) tellFile(events, { ...id, path }, version)
}

/** Makes the folders that a path stands in. @throws HubError `parent_unknown` below a file */
export async function makeMissingFolders(tree: AppTree, path: string, by: Author): Promise<void> {
  const folder = parentOf(path)
  if (await tree.stat(folder)) return
  await makeMissingFolders(tree, folder, by)
  const above = await tree.stat(parentOf(folder))
  if (above?.kind !== 'folder') throw new HubError('parent_unknown')
  await checkCount(tree, 1)
  await markAsFolder(tree, folder, by)
}

/** Whether something new may stand at a path. @throws HubError where not */
export async function checkPlace(
  tree: AppTree,
  path: string,
  check: NonNullable<FileUpload['check']>,
): Promise<FileEntry | undefined> {
  const { store, id } = tree.context
  const existing = await tree.stat(path)
  const parent = await tree.stat(parentOf(path))
  if (parent?.kind !== 'folder') throw new HubError('parent_unknown')
  await check(existing)
  const files = await store.slots.files(id)
  if (!existing && !files.get(path)) await checkCount(tree, 1)
  return existing
}

/** @throws HubError where so many more files would be too many */
export async function checkCount({ context }: AppTree, added: number): Promise<void> {
  const { store, id, limits } = context
  const { count } = await store.slots.files(id)
  if (added > 0 && count + added > limits.files) {
    throw new HubError('too_many_files', { limit: limits.files })
  }
}

async function removeAllBut(slot: SlotWriter, { number }: Version): Promise<void> {
  const others = (await slot.versions()).map((one) => one.number).filter((one) => one !== number)
  if (others.length > 0) await slot.remove(new Set(others))
}
