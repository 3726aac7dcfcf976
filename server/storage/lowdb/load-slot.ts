import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Device, UploadId } from '../store.ts'
import type { Disk } from './disk.ts'
import { type Damage, decodeDocument, encodeDocument } from './document.ts'
import type { DevicesData, StoredVersion } from './slot.ts'
import { decodeVersion, isVersionFile, type VersionHeader } from './version-file.ts'

const cacheName = 'head.json'

/**
 * Reads the headers of a slot's versions, in order. Version files never change, so headers come
 * from the cache by file name; only files that it does not know are opened and checked whole. A
 * file that is not sound was never acknowledged, or was damaged since: it is set aside.
 */
export async function readVersions(
  disk: Disk,
  folder: string,
  damaged: Damage,
): Promise<StoredVersion[]> {
  const names = (await disk.list(folder)).filter(isVersionFile).sort()
  if (names.length === 0) return []
  const cached = await readCache(folder)
  const found: StoredVersion[] = []
  for (const name of names) {
    const header = cached.get(name) ?? (await readHeader(disk, join(folder, name), damaged))
    if (header) found.push({ name, header })
  }
  return withSoundContent(found, folder, damaged)
}

async function readHeader(
  disk: Disk,
  path: string,
  damaged: Damage,
): Promise<VersionHeader | undefined> {
  const bytes = await disk.read(path)
  try {
    return decodeVersion(bytes).header
  } catch (error) {
    await damaged(path, (error as Error).message)
    return undefined
  }
}

/** A version without settings of its own needs the file that holds them. */
async function withSoundContent(found: StoredVersion[], folder: string, damaged: Damage) {
  const numbers = new Set(found.map(({ header }) => header.number))
  const sound: StoredVersion[] = []
  for (const stored of found) {
    const { contentIn } = stored.header
    if (contentIn === undefined || numbers.has(contentIn)) sound.push(stored)
    else
      await damaged(join(folder, stored.name), `the settings it shares with ${contentIn} are gone`)
  }
  return sound
}

const uploadOf = ({ contentId, savedAt }: VersionHeader): UploadId => ({ contentId, savedAt })

interface CacheData {
  readonly headers: readonly (readonly [string, VersionHeader])[]
}

async function readCache(folder: string): Promise<Map<string, VersionHeader>> {
  try {
    const bytes = await readFile(join(folder, cacheName))
    return new Map(decodeDocument<CacheData>(bytes, 'head').data.headers)
  } catch {
    // A cache that is missing, torn or damaged says nothing; the version files say it all.
    return new Map()
  }
}

/** Writes the cache; a crash may tear it, which `readCache` notices. */
export async function writeCache(disk: Disk, folder: string, stored: readonly StoredVersion[]) {
  const data: CacheData = { headers: stored.map(({ name, header }) => [name, header]) }
  const bytes = encodeDocument({ document: 'head', revision: 1, data })
  await disk.replaceSoon(join(folder, cacheName), bytes)
}

/**
 * Devices that the document does not know, as their uploads tell of them: the document follows
 * seconds later, the upload was on disk before its answer.
 */
export function withDevicesOf(data: DevicesData, stored: readonly StoredVersion[]): DevicesData {
  const devices = new Map(Object.entries(data.devices))
  let current = 0
  for (const { header } of stored) {
    if (header.applied) current = header.number
    if (header.restored !== undefined) continue
    const known = devices.get(header.deviceName)
    if (known && known.lastSeenAt >= header.receivedAt) continue
    const device: Device = {
      ...(!known && !header.applied && { adopted: uploadOf(header) }),
      keyId: '',
      firstSeenAt: header.receivedAt,
      ...known,
      name: header.deviceName,
      lastSeenAt: header.receivedAt,
      holds: current,
      sent: header.number,
    }
    devices.set(header.deviceName, device)
  }
  return { ...data, devices: Object.fromEntries(devices) }
}
