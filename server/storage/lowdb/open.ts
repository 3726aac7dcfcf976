import { randomUUID } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account, HubRecord, Key, Store, StoreProblem } from '../store.ts'
import { accountStore, keyStore } from './collections.ts'
import { codeOf, createDisk, type Disk, type Syncs, temporarySuffix } from './disk.ts'
import { Document } from './document.ts'
import { createIntents } from './intents.ts'
import { type Layout, layoutOf, schemaVersion } from './layout.ts'
import { FolderInUseError, type Lock, takeLock } from './lock.ts'
import { DataFolderError, finishMigration, migrate, readSchema } from './migrations.ts'
import { createQuarantine } from './quarantine.ts'
import { Slots } from './slots.ts'

export interface StoreOptions {
  readonly folder: string
  readonly now: () => number
  /** Told of each damaged file as it is found. */
  readonly onProblem?: (problem: StoreProblem) => void
  /** For tests: what syncs a file and a folder, and whether the folder is locked. */
  readonly syncs?: Syncs
  readonly lock?: boolean
}

export interface LocalStore extends Store {
  /** Lets commands on this machine reach the hub that holds the folder. */
  announce: Lock['announce']
}

interface HubData extends HubRecord {
  readonly schema: number
}

/**
 * Opens the data folder, making it where it is missing.
 * @throws FolderInUseError if another process has it; DataFolderError if it must not be used.
 */
export async function openStore(options: StoreOptions): Promise<LocalStore> {
  const layout = layoutOf(options.folder)
  const disk = createDisk(options.syncs)
  await checkSchema(layout)
  const lock = await prepareFolder(disk, layout, options)
  try {
    return await openLocked(disk, layout, lock, options)
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Refuses a folder of a newer program before anything in it is touched. */
async function checkSchema(layout: Layout): Promise<number | undefined> {
  const schema = await readSchema(layout.db)
  if (schema !== undefined && schema > schemaVersion) {
    throw new DataFolderError(
      `The data folder ${layout.root} was written by a newer hub (schema ${schema}; this one knows ` +
        `${schemaVersion}). Nothing was changed. Update the hub, or restore a backup made before.`,
    )
  }
  return schema
}

async function prepareFolder(disk: Disk, layout: Layout, options: StoreOptions): Promise<Lock> {
  try {
    await disk.makeFolder(layout.root)
    if (options.lock === false) return { announce: async () => {}, release: async () => {} }
    return await takeLock(layout.lock, () => {
      disk.stop('another hub has taken the data folder')
    })
  } catch (error) {
    if (error instanceof FolderInUseError) throw error
    const code = codeOf(error) ?? codeOf((error as Error).cause) ?? (error as Error).message
    throw new DataFolderError(
      `The data folder ${layout.root} cannot be written (${code}). Make it writable for the user ` +
        'that runs the hub, or choose another with DATA_DIR.',
      { cause: error },
    )
  }
}

async function openLocked(
  disk: Disk,
  layout: Layout,
  lock: Lock,
  options: StoreOptions,
): Promise<LocalStore> {
  await finishMigration(disk, layout)
  const schema = await checkSchema(layout)
  const isNew = schema === undefined
  if (isNew) await refuseRemains(layout)
  else if (schema < schemaVersion) await migrate(disk, layout, schema)
  await disk.makeFolder(layout.db)
  await sweep(layout.db)

  const { problems, damaged } = createQuarantine(layout, options.onProblem ?? (() => {}))
  const open = async <T>(name: string, empty: T) => {
    const path = join(layout.db, `${name}.json`)
    const document = await Document.open(disk, path, empty, { copies: 2, damaged })
    if (document.found) return document
    if (!isNew || problems.length > 0) throw new DataFolderError(documentLost(layout, name))
    await document.save()
    return document
  }
  const accounts = await open<Readonly<Record<string, Account>>>('accounts', {})
  const keys = await open<Readonly<Record<string, Key>>>('keys', {})
  // Written last: its presence says that the others are there.
  const hub = await open<HubData>('hub', {
    schema: schemaVersion,
    id: randomUUID(),
    createdAt: options.now(),
  })

  const seen = await Document.open<{ at?: number }>(
    disk,
    join(layout.db, 'seen.json'),
    {},
    { copies: 1, damaged },
  )

  const slots = new Slots(disk, layout, damaged)
  const keyRecords = keyStore(keys)
  const intents = createIntents(disk, layout.intents, damaged, async ({ accountId }) => {
    await keyRecords.removeOf(accountId)
    await slots.forget(accountId)
    await disk.removeFolder(join(layout.slots, accountId))
    await accounts.change(({ [accountId]: _, ...others }) => others)
  })
  await disk.makeFolder(layout.slots)
  await intents.resume()

  return {
    hub: { id: hub.data.id, createdAt: hub.data.createdAt },
    accounts: accountStore(accounts),
    keys: keyRecords,
    slots,
    removeAccount: (accountId) => intents.carryOut({ kind: 'remove-account', accountId }),
    lastSeen: () => seen.data.at,
    noteSeen: (at) => seen.change(() => ({ at })),
    status: () => ({ failed: disk.failed, problems }),
    flush: () => slots.flush(),
    announce: (control) => lock.announce(control),
    async close() {
      try {
        await slots.close()
      } finally {
        await lock.release()
      }
    },
  }
}

/** A folder with settings but without its documents is damaged, not new. */
async function refuseRemains(layout: Layout): Promise<void> {
  const remains = await readdir(layout.slots).catch(() => [])
  if (remains.length > 0) throw new DataFolderError(documentLost(layout, 'hub'))
}

const documentLost = (layout: Layout, name: string) =>
  `The document "${name}" is missing or damaged in ${layout.db}, and so is its copy. The hub does ` +
  `not start with an empty one, since accounts and keys would be lost. Put back ${name}.json from a ` +
  `backup; damaged files are kept in ${layout.quarantine}.`

/** Removes what a crash left half written. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith(temporarySuffix)) await rm(join(folder, name), { force: true })
  }
}
