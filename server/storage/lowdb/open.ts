import { statfs } from 'node:fs/promises'
import { HubError } from '../../lib/errors.ts'
import type { PreparedRestore, RestoredFile } from '../for-backup.ts'
import { type Lock, type LockOptions, takeLock } from '../lock.ts'
import { isAccountFolder } from '../names.ts'
import type { Store } from '../store.ts'
import type { StoreProblem } from '../store-problem.ts'
import { createChanges } from './changes.ts'
import { tablesOf } from './collections.ts'
import { DataFolderError, isFullDisk, openError } from './data-folder-error.ts'
import { createDisk, type Disk } from './disk.ts'
import { type Documents, documentLost, openDocuments } from './documents.ts'
import { createIntents, type Intents } from './intents.ts'
import { type KeptFiles, keptFiles } from './kept-files.ts'
import { accountFolder, type Layout, layoutOf, schemaVersion } from './layout.ts'
import {
  finishMigration,
  type Migrated,
  migrate,
  migrations,
  readSchema,
  type Schema,
} from './migrations.ts'
import { makePrivate } from './private-folder.ts'
import { createQuarantine, tidyQuarantine } from './quarantine.ts'
import { receive } from './received.ts'
import { createReserve, type Reserve } from './reserve.ts'
import { prepareRestore } from './restore-prepare.ts'
import { finishRestore, replacedByRestores, restorePlaces, sweepRestore } from './restore-swap.ts'
import { type Kept, Slots } from './slots.ts'
import { snapshotParts } from './snapshot.ts'
import type { Syncs } from './syncs.ts'

export interface StoreOptions {
  readonly folder: string
  readonly now: () => number
  /** Told of each damaged file as it is found. */
  readonly onProblem?: (problem: StoreProblem) => void
  /** How the folder is locked; tests may leave that out. */
  readonly lock?: LockOptions | false
  /** For tests: what syncs a file and a folder. */
  readonly syncs?: Syncs
  /** For tests: whether a change of several documents is written down before it is made. */
  readonly intents?: boolean
  /** For tests: other migrations than the program's own. */
  readonly schema?: Schema
  /** What stays in memory of slots; beyond it the ones not used for longest are let go. */
  readonly keepLoaded?: Partial<Kept>
}

export interface LocalStore extends Store {
  /** Lets commands on this machine reach the hub that holds the folder. */
  announce: Lock['announce']
  /** What this start did to a folder of an earlier hub. */
  readonly migrated: Migrated | undefined
  /** The schema of its documents. */
  readonly schema: number
  /** The key and the certificate of HTTPS. */
  readonly tls: KeptFiles
  /** Where a backup may stand that the hub is being sent; what is left there is swept away. */
  readonly restoreUpload: string
  /**
   * Unpacks and opens a backup beside what is there, which stays as it is.
   * @throws HubError `bad_backup` where a hub could not run on it
   */
  prepareRestore(files: AsyncIterable<RestoredFile>): Promise<PreparedRestore>
}

const noLock: Lock = {
  announce: async () => {},
  confirm() {},
  release: async () => {},
}

/**
 * Opens the data folder, making it where it is missing.
 * @throws FolderInUseError if another process has it; DataFolderError if it must not be used.
 */
export async function openStore(options: StoreOptions): Promise<LocalStore> {
  const layout = layoutOf(options.folder)
  let lock: Lock | undefined
  const reserve = createReserve(layout.reserve)
  const disk = createDisk(options.syncs, () => lock?.confirm(), reserve)
  const onLost = () => disk.stop('the data folder is gone, or another hub has taken it')
  const schema = options.schema ?? { version: schemaVersion, migrations }
  try {
    await checkSchema(disk, layout, schema)
    await disk.makeRoot(layout.root)
    lock = options.lock === false ? noLock : await takeLock(layout.lock, onLost, options.lock)
    await makePrivate(layout)
    const store = await openLocked(disk, layout, lock, schema, reserve, options)
    await reserve.fill()
    return store
  } catch (error) {
    await lock?.release()
    // What a start needs to write is small: with the room that was held the hub can serve.
    if (isFullDisk(error) && (await reserve.release())) return openStore(options)
    throw openError(layout.root, error)
  }
}

/** Refuses a folder of a newer program before anything in it is touched. */
async function checkSchema(disk: Disk, layout: Layout, { version }: Schema) {
  const found = await readSchema(disk, layout)
  if (found !== undefined && found > version) {
    throw new DataFolderError(
      `The data folder ${layout.root} was written by a newer hub (schema ${found}; this one knows ` +
        `${version}). Nothing was changed. Update the hub, or restore a backup made before.`,
    )
  }
  return found
}

/** Opens what was unpacked of a backup, as a hub would, to look through all of it once. */
export const unpackedOpener =
  (now: () => number, syncs: Syncs | undefined) =>
  (folder: string, onProblem: (problem: StoreProblem) => void): Promise<LocalStore> =>
    openStore({ folder, now, onProblem, keepLoaded: { slots: 100 }, ...(syncs && { syncs }) })

async function openLocked(
  disk: Disk,
  layout: Layout,
  lock: Lock,
  schema: Schema,
  reserve: Reserve,
  options: StoreOptions,
): Promise<LocalStore> {
  const { onProblem, now, keepLoaded, syncs } = options
  await finishRestore(disk, layout)
  await sweepRestore(disk, layout)
  // Nobody was promised what was on its way in.
  if (await disk.exists(layout.incoming)) await disk.removeFolder(layout.incoming)
  await finishMigration(disk, layout)
  const found = await checkSchema(disk, layout, schema)
  const isNew = found === undefined
  const migrated =
    isNew || found >= schema.version ? undefined : await migrate(disk, layout, found, schema)
  if (isNew) {
    // A folder with settings but without its documents is damaged, not new.
    const accounts = (await disk.listFolders(layout.slots)).filter(isAccountFolder)
    if (accounts.length > 0) throw documentLost(layout, 'hub')
    await disk.makeFolder(layout.slots)
  }
  const setAsideBefore = await tidyQuarantine(disk, layout.quarantine, now())
  const quarantine = createQuarantine(layout, onProblem)
  const folder = { isNew, schema: schema.version, now: now() }
  const documents = await openDocuments(disk, layout, quarantine, folder)
  await refuseWithoutSlots(disk, layout, documents)

  const { damaged, problems } = quarantine
  const slots = new Slots(disk, layout, quarantine, keepLoaded)
  const written = createIntents(disk, layout.intents, damaged)
  const intents = options.intents === false ? withoutWriting(written) : written
  const changes = createChanges(tablesOf(documents), intents, {
    forget: (accountId) => slots.forget(accountId),
    remove: (accountId) => disk.removeFolder(accountFolder(layout, accountId)),
  })
  await changes.resume()

  const { hub, seen } = documents
  return {
    ...changes.records,
    hub: { id: hub.data.id, createdAt: hub.data.createdAt },
    slots,
    change: changes.change,
    receive: (body, limit) => receive(disk, layout, body, limit),
    async freeSpace() {
      const { bavail, bsize } = await statfs(layout.root)
      return bavail * bsize
    },
    lastSeen: () => (seen.data.at === undefined ? undefined : { ...seen.data, at: seen.data.at }),
    async noteSeen(noted) {
      await seen.change(() => noted)
      // There may be room again for what was given up.
      await reserve.fill()
    },
    status: () => ({
      failed: disk.failed,
      problems,
      ...(setAsideBefore > 0 && { setAsideBefore }),
    }),
    snapshot: (work) =>
      slots.keepAll(() =>
        work({ schema: hub.data.schema, parts: snapshotParts({ disk, layout, documents, slots }) }),
      ),
    replacedByRestores: () => replacedByRestores(disk, layout),
    flush: () => slots.flush(),
    migrated,
    schema: schema.version,
    announce: (control) => lock.announce(control),
    tls: keptFiles(disk, layout.tls),
    restoreUpload: restorePlaces(layout).upload,
    prepareRestore(files) {
      const open = unpackedOpener(now, syncs)
      return prepareRestore({ disk, layout, now, open }, files).catch((error) => {
        if (!(error instanceof DataFolderError)) throw error
        throw new HubError('bad_backup', { problem: error.message })
      })
    },
    async close() {
      await slots.close()
      await changes.idle()
      await documents.idle()
      // Whatever is still under way must not write into a folder that is no longer ours.
      disk.stop('the hub has stopped')
      await lock.release()
    },
  }
}

/** A mutant, which the kill proof must catch. */
const withoutWriting = (intents: Intents): Intents => ({
  ...intents,
  write: async () => '',
  crossOut: async () => {},
})

/** A hub that has accounts has had a place for their settings. */
async function refuseWithoutSlots(disk: Disk, layout: Layout, { accounts }: Documents) {
  if (await disk.exists(layout.slots)) return
  if (Object.keys(accounts.data).length > 0) {
    throw new DataFolderError(
      `The folder ${layout.slots}, which holds all settings, is missing. Put it back from a backup; ` +
        'if the settings are lost, make an empty folder in its place and start the hub again.',
    )
  }
  await disk.makeFolder(layout.slots)
}
