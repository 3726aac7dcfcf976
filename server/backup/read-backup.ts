import { hash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { isPlace } from '../storage/names.ts'
import { problemInKey } from '../tls/identity.ts'
import {
  accountIn,
  type Manifest,
  manifestName,
  maxEntries,
  maxSizeOf,
  parseManifest,
} from './manifest.ts'

/** A file is no backup, or not a whole one; the message says why. */
export class BadBackupError extends Error {
  readonly problem: string
  constructor(file: string, problem: string) {
    super(`"${file}" cannot be used as a backup: ${problem}.`)
    this.name = 'BadBackupError'
    this.problem = problem
  }
}

export interface Backup {
  readonly file: string
  readonly manifest: Manifest
  /** Every file of it, read and compared with the manifest. @throws BadBackupError */
  files(): AsyncGenerator<{ readonly path: string; readonly data: Buffer }>
  close(): void
}

/** Opens a backup and looks at all that it says it holds. @throws BadBackupError */
export async function openBackup(file: string): Promise<Backup> {
  const info = await stat(file)
  if (!info.isFile()) throw new BadBackupError(file, 'it is not a file')
  const { openPromise } = await import('yauzl')
  const refusing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw new BadBackupError(file, (error as Error).message.replace(/\.$/, ''))
    }
  }
  const zip = await refusing(() =>
    openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true }),
  )
  try {
    const { manifest, entries } = await refusing(() => contentsOf(zip, info.size))
    return {
      file,
      manifest,
      async *files() {
        for (const { path, sha256 } of manifest.files) {
          const data = await refusing(async () => {
            const bytes = await contentOf(zip, entries.get(path) as Entry)
            if (hash('sha256', bytes) === sha256) return bytes
            throw new Error(`${path} does not match its checksum`)
          })
          yield { path, data }
        }
      },
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** The files that make the hub again: all but those of accounts that went meanwhile. */
export async function* filesToRestore({ file, manifest, files }: Backup) {
  const removed = new Set(manifest.removed)
  for await (const one of files()) {
    const account = accountIn(one.path)
    if (account !== undefined && removed.has(account)) continue
    // The documents have schemas, which the store checks; a hub does not start with such a key.
    const problem = one.path === 'tls/key.pem' ? problemInKey(one.data) : undefined
    if (problem) throw new BadBackupError(file, `${one.path} ${problem}`)
    yield one
  }
}

async function contentsOf(zip: ZipFile, fileSize: number) {
  const entries = new Map<string, Entry>()
  const names = new Set<string>()
  let total = 0
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName
    refuseStrange(entry)
    if (entries.size >= maxEntries) throw new Error(`it holds more than ${maxEntries} files`)
    // On some disks two names that differ in their case are one file.
    if (names.has(name.toLowerCase())) throw new Error(`it holds ${shown(name)} twice`)
    names.add(name.toLowerCase())
    total += entry.uncompressedSize
    if (total > fileSize) throw new Error('it claims to hold more than there is in it')
    entries.set(name, entry)
  }
  const last = entries.get(manifestName)
  if (!last) throw new Error(`it has no ${manifestName}`)
  const manifest = parseManifest(await contentOf(zip, last))
  entries.delete(manifestName)
  const listed = new Set<string>()
  for (const { path, size } of manifest.files) {
    if (listed.has(path)) throw new Error(`its manifest names ${shown(path)} twice`)
    const found = entries.get(path)
    if (!found) throw new Error(`${shown(path)} is missing`)
    if (found.uncompressedSize !== size) throw new Error(`${path} has another size than it had`)
    listed.add(path)
  }
  const more = [...entries.keys()].find((name) => !listed.has(name))
  if (more) throw new Error(`its manifest does not name ${more}`)
  return { manifest, entries }
}

/** Whatever no backup of this program has, such as links, folders and packed files. */
function refuseStrange(entry: Entry): void {
  const name = shown(entry.fileName)
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000
  if (kind !== 0 && kind !== 0o100000) throw new Error(`${name} is a link or another special file`)
  if (entry.fileName !== manifestName && !isPlace(entry.fileName)) {
    throw new Error(`${name} has no place in a data folder`)
  }
  if (entry.isEncrypted() || entry.compressionMethod !== 0) {
    throw new Error(`${name} is packed; use the file as "sxncd backup" wrote it`)
  }
  if (entry.uncompressedSize > maxSizeOf(entry.fileName)) throw new Error(`${name} is too large`)
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const bytes = await buffer(await zip.openReadStreamPromise(entry))
  // The manifest has no other checksum.
  if (crc32(bytes) !== entry.crc32) throw new Error(`${entry.fileName} is damaged`)
  return bytes
}

/** A name from a file of somebody else, short and without control characters. */
const shown = (name: string) => JSON.stringify(name.slice(0, 100))
