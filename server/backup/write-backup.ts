import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ZipFile } from 'yazl'
import { type Clock, isoTime } from '../clock.ts'
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
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  zip.on('error', (error) => output.destroy(error))
  // Whoever reads it is told, also where it fails before they begin to.
  output.on('error', () => {})
  parts.store
    .snapshot((snapshot) => addAll(zip, output, snapshot, parts))
    .catch((error) => output.destroy(error))
  return output
}

async function addAll(zip: ZipFile, output: Readable, snapshot: Snapshot, parts: BackupParts) {
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
      await add(zip, output, path, data, at)
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
  await add(zip, output, manifestName, text, at)
  zip.end()
}

/** Resolves once the file is on its way. @throws Error if whoever reads has gone */
function add(zip: ZipFile, output: Readable, path: string, data: Uint8Array, at: number) {
  return new Promise<void>((done, fail) => {
    const gone = () => fail(new Error('the backup is read no further'))
    if (output.destroyed) return gone()
    output.once('close', gone)
    const source = Readable.from([data])
    source.once('close', () => {
      output.off('close', gone)
      done()
    })
    const options = { size: data.length, compress: false, mode: 0o100600, mtime: new Date(at) }
    zip.addReadStreamLazy(path, options, (give) => give(null, source))
  })
}
