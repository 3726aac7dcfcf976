import { hash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { openBackup } from '../../../server/backup/read-backup.ts'
import type { Hub } from '../../../server/hub.ts'
import { allSlots } from '../../../server/storage/all-slots.ts'
import { schemaVersion } from '../../../server/storage/lowdb/layout.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import type { SlotId, Store } from '../../../server/storage/store.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

/** The bytes of a backup, as the route gives it to a command. */
export async function backupOf(hub: Hub): Promise<Buffer> {
  const headers = { authorization: `Bearer ${hub.controlToken}` }
  const reply = await hub.app.inject({ url: '/api/v1/backup', headers })
  if (reply.statusCode !== 200) throw new Error(reply.body)
  return reply.rawPayload
}

export async function fileWith(bytes: Buffer): Promise<string> {
  const file = join(await temporaryFolder(), 'backup.zip')
  await writeFile(file, bytes)
  return file
}

/** A stopped hub with some settings, and a backup of it. */
export async function folderOf(name: string, versions: number) {
  const { hub, folder } = await testHub()
  const key = await keyFor(hub, 'thunder', name)
  for (let n = 0; n < versions; n += 1) {
    const savedTs = new Date(testStart - 1e6 + n).toISOString()
    await post(hub, key, { deviceName: name, savedTs, settings: `${name} ${n}` })
  }
  const bytes = await backupOf(hub)
  await hub.close()
  return { folder, bytes, file: await fileWith(bytes), contents: await contentsIn(folder) }
}

/** A zip as `sxncd backup` would pack these files, whatever they are. */
export async function zipOf(
  files: readonly (readonly [path: string, text: string])[],
  options: { readonly compress?: boolean; readonly mode?: number } = {},
): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, text] of files) {
    zip.addBuffer(Buffer.from(text), path, { compress: false, mode: 0o100600, ...options })
  }
  zip.end()
  return buffer(zip.outputStream as Readable)
}

/** All that a store holds, to be compared. */
export async function contentsOf(store: Store) {
  const slots: Record<string, unknown> = {}
  const properties: Record<string, unknown> = {}
  for (const id of await store.slots.list()) {
    properties[`${id.accountId}/${id.app}`] = await store.slots.properties(id)
  }
  for await (const id of allSlots(store.slots)) {
    slots[[id.accountId, id.app, ...(id.path === undefined ? [] : [id.path])].join('/')] =
      await store.slots.read(id, async (slot) => {
        const versions = await slot.versions()
        const settings = []
        for (const version of versions) {
          const bytes = await buffer((await slot.content(version)).stream())
          settings.push({ type: version.type, bytes: bytes.toString('base64') })
        }
        const current = await slot.current()
        return { versions, settings, current, devices: await slot.devices() }
      })
  }
  return {
    hub: store.hub,
    accounts: await store.accounts.list(),
    keys: await store.keys.list(),
    signIns: await store.signIns.list(),
    sessions: await store.sessions.list(),
    invites: await store.invites.list(),
    settings: store.settings.get(),
    slots,
    properties,
  }
}

/** The same of a folder that no hub has. */
export async function contentsIn(folder: string) {
  const store = await openStore({ folder, now: Date.now, syncs: noSyncs })
  try {
    const contents = await contentsOf(store)
    return { ...contents, problems: [...store.status().problems] }
  } finally {
    await store.close()
  }
}

export const textsIn = (store: Store, id: SlotId): Promise<Set<string>> =>
  store.slots.read(id, async (slot) => {
    const texts = new Set<string>()
    for (const version of await slot.versions()) texts.add((await slot.settings(version)).text)
    return texts
  })

/** The files of a backup by their paths, in a map to change. */
export async function filesIn(file: string): Promise<Map<string, Buffer>> {
  const backup = await openBackup(file)
  try {
    const files = new Map<string, Buffer>()
    for await (const { path, data } of backup.files()) files.set(path, data)
    return files
  } finally {
    backup.close()
  }
}

/** A backup that holds these files, with all checksums right, as somebody could make it by hand. */
export async function backupWith(files: ReadonlyMap<string, Buffer>): Promise<string> {
  const zip = new ZipFile()
  const options = { compress: false, mode: 0o100600 }
  for (const [path, data] of files) zip.addBuffer(data, path, options)
  const manifest = {
    format: 'sxncd-backup-1',
    createdAt: '2025-03-01T12:00:00.000Z',
    version: '0.1.0',
    hubId: 'a',
    schema: schemaVersion,
    files: [...files].map(([path, data]) => ({
      path,
      size: data.length,
      sha256: hash('sha256', data),
    })),
    removed: [],
    damaged: [],
  }
  zip.addBuffer(Buffer.from(JSON.stringify(manifest)), 'manifest.json', options)
  zip.end()
  return fileWith(await buffer(zip.outputStream as Readable))
}
