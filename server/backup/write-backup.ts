import { hash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type Clock, isoTime } from '../lib/clock.ts'
import { type AddFile, zipStream } from '../lib/zip-stream.ts'
import type { Snapshot } from '../storage/for-backup.ts'
import type { Store } from '../storage/store.ts'
import { type Manifest, manifestName } from './manifest.ts'

export interface BackupParts {
  readonly store: Store
  readonly now: Clock
  /** Of this program. */
  readonly version: string
}

/**
 * A backup of all that the hub keeps, as a zip that is written while it is read: one file is in
 * memory at a time. Files are stored as they are, so that a reader can tell their sizes beforehand.
 */
export async function backupStream(parts: BackupParts): Promise<Readable> {
  return zipStream({ compress: false, mode: 0o100600 }, (add) =>
    parts.store.snapshot((snapshot) => addAll(add, snapshot, parts)),
  )
}

async function addAll(add: AddFile, snapshot: Snapshot, parts: BackupParts) {
  const { store, now, version } = parts
  const at = now()
  const files: Manifest['files'] = []
  const removed: string[] = []
  const damaged: Manifest['damaged'] = []
  for await (const part of snapshot.parts) {
    if (part.kind === 'removed') removed.push(part.accountId)
    else if (part.kind === 'damaged') damaged.push({ path: part.path, problem: part.problem })
    else {
      const { path, data } = part
      files.push({ path, size: data.length, sha256: hash('sha256', data) })
      await add(path, data, at)
    }
  }
  const manifest: Manifest = {
    format: 'sxncd-backup-1',
    createdAt: isoTime(at),
    version,
    hubId: store.hub.id,
    schema: snapshot.schema,
    files,
    removed,
    damaged,
  }
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)
  await add(manifestName, text, at)
}
