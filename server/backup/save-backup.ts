import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { syncFolder } from '../lib/sync-folder.ts'
import type { Manifest } from './manifest.ts'
import { openBackup } from './read-backup.ts'

/** The hub did not send all of a backup. */
export class BrokenOffError extends Error {
  constructor(cause: unknown) {
    super('The hub stopped, or could not read its data folder, while it made the backup.', {
      cause,
    })
    this.name = 'BrokenOffError'
  }
}

export interface SavedBackup {
  readonly manifest: Manifest
  /** In bytes. */
  readonly size: number
}

/**
 * Writes a backup to a file that only its owner can read. It gets its name once it is on the disk
 * and was read back whole; until then a file that has the name stays as it is.
 */
export async function saveBackup(file: string, source: Readable): Promise<SavedBackup> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      for await (const chunk of unbroken(source)) await handle.appendFile(chunk)
      await handle.sync()
    } finally {
      await handle.close()
    }
    const manifest = await verifyBackup(temporary)
    const { size } = await stat(temporary)
    await rename(temporary, file)
    await syncFolder(dirname(file))
    return { manifest, size }
  } finally {
    source.destroy()
    await rm(temporary, { force: true })
  }
}

async function* unbroken(source: Readable): AsyncGenerator<Buffer> {
  try {
    yield* source
  } catch (cause) {
    throw new BrokenOffError(cause)
  }
}

/** Reads all of a backup. @throws BadBackupError where anything is not as it was written */
export async function verifyBackup(file: string): Promise<Manifest> {
  const backup = await openBackup(file)
  try {
    for await (const _ of backup.files());
    return backup.manifest
  } finally {
    backup.close()
  }
}
