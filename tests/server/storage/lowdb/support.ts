import { hash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { contentIdOf } from '../../../../server/slots/upload.ts'
import { layoutOf, slotFolder } from '../../../../server/storage/lowdb/layout.ts'
import { openStore, type StoreOptions } from '../../../../server/storage/lowdb/open.ts'
import type { Syncs } from '../../../../server/storage/lowdb/syncs.ts'
import { isVersionFile } from '../../../../server/storage/names.ts'
import type {
  Account,
  Device,
  Key,
  NewVersion,
  SettingsType,
  SlotId,
  Store,
  Version,
} from '../../../../server/storage/store.ts'
import { temporaryFolder } from '../../../helpers/folder.ts'

export const testNow = Date.parse('2025-03-01T12:00:00.000Z')

/** Syncs that do nothing: most tests have no power cut to fear, and are faster so. */
export const noSyncs: Syncs = { file: async () => {}, folder: async () => {} }

/** Syncs that fail from the given call on, as if the hub had been stopped there. */
export function syncsUntil(calls: number): Syncs {
  let used = 0
  const next = async () => {
    used += 1
    if (used > calls) throw systemError('EIO', 'fsync')
  }
  return { file: next, folder: next }
}

/** Syncs that a test exchanges while the store is open. */
export function changingSyncs(first: Syncs = noSyncs) {
  let now = first
  const syncs: Syncs = {
    file: (handle, path) => now.file(handle, path),
    folder: (path, handle) => now.folder(path, handle),
  }
  return {
    syncs,
    use(next: Syncs) {
      now = next
    },
  }
}

/** Syncs of a disk that has room for so many files more. */
export function roomFor(files: number): Syncs {
  let room = files
  return {
    ...noSyncs,
    async file() {
      room -= 1
      if (room < 0) throw systemError('ENOSPC')
    },
  }
}

export function systemError(code: string, syscall = 'write'): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall })
}

/** A path for a data folder that is not there yet. */
export const newFolder = async () => join(await temporaryFolder(), 'data')

export async function openTestStore(folder: string, options: Partial<StoreOptions> = {}) {
  const store = await openStore({ folder, now: () => testNow, syncs: noSyncs, ...options })
  onTestFinished(() => store.close())
  return store
}

export const anAccount = (id: string): Account => ({
  id,
  name: `Account ${id}`,
  role: 'member',
  disabled: false,
  createdAt: testNow,
})

export const aKey = (id: string, accountId = 'ada'): Key => ({
  id,
  accountId,
  app: 'thunder',
  name: `Key ${id}`,
  hash: hash('sha256', id),
  hint: 'abcd',
  createdAt: testNow,
})

export const aDevice = (name: string, version: number): Device => ({
  name,
  firstSeenAt: testNow,
  lastSeenAt: testNow,
  keyId: 'k-1',
  holds: version,
  sent: version,
})

export const aSlot: SlotId = { accountId: 'ada', app: 'thunder' }

export interface Upload {
  readonly minute?: number
  readonly applied?: boolean
  readonly device?: string
  readonly type?: SettingsType
}

export function versionOf(text: string, upload: Upload = {}): NewVersion {
  const { minute = 0, applied = true, device = 'Phone', type = 'text' } = upload
  const savedAt = testNow + minute * 60_000
  return {
    savedTs: new Date(savedAt).toISOString(),
    savedAt,
    effectiveAt: savedAt,
    future: false,
    receivedAt: savedAt,
    deviceName: device,
    type,
    contentId: contentIdOf(text),
    size: Buffer.byteLength(text),
    applied,
  }
}

export const append = (store: Store, id: SlotId, text: string, upload?: Upload): Promise<Version> =>
  store.slots.update(id, (slot) =>
    slot.append(versionOf(text, upload), { type: upload?.type ?? 'text', text }),
  )

/** The texts of all versions of a slot, oldest first. */
export const textsOf = (store: Store, id: SlotId): Promise<string[]> =>
  store.slots.read(id, async (slot) => {
    const versions = await slot.versions()
    return Promise.all(versions.map(async (version) => (await slot.settings(version)).text))
  })

export const currentText = (store: Store, id: SlotId): Promise<string | undefined> =>
  store.slots.read(id, async (slot) => {
    const current = await slot.current()
    return current && (await slot.settings(current)).text
  })

/** The paths of a slot's version files, oldest first. */
export async function versionFiles(folder: string, id: SlotId): Promise<string[]> {
  const path = slotFolder(layoutOf(folder), id)
  return (await readdir(path))
    .filter(isVersionFile)
    .sort()
    .map((name) => join(path, name))
}

/** Every copy of some bytes with one bit turned. */
export function* flips(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    yield flipped
  }
}

/** What a crash or a bad disk makes of a file, besides single bits: cut short, zeroed, replaced. */
export function* damages(bytes: Buffer): Generator<Buffer> {
  for (let length = 0; length < bytes.length; length += 1) yield bytes.subarray(0, length)
  yield Buffer.alloc(bytes.length)
  yield Buffer.from('null')
  yield Buffer.from('{}')
  yield Buffer.concat([bytes, Buffer.from('\n')])
  yield Buffer.concat([bytes, bytes])
}
