import { basename, dirname, join } from 'node:path'
import { HubError } from '../../lib/errors.ts'
import type { HeadData } from '../document-schema.ts'
import { isContentFile, isVersionFile } from '../names.ts'
import { type Disk, isTemporary } from './disk.ts'
import type { Damage } from './document.ts'
import { decodeDocument, encodeDocument } from './document-file.ts'
import type { Quarantine } from './quarantine.ts'
import {
  contentFileOf,
  decodeVersion,
  isTorn,
  numberInName,
  type StoredVersion,
  type VersionHeader,
} from './version-file.ts'

const cacheName = 'head.json'

/** What is told of a version that a killed process wrote, and that now finds no room. */
export const noRoom = 'there was no room for it'

/** What the files of a slot's versions say. */
export interface SlotFiles {
  /** In the order of their numbers. */
  readonly stored: readonly StoredVersion[]
  /** The highest number that any file had, also one that was set aside: it is not used again. */
  readonly lastNumber: number
  /** The cache knew all of it. */
  readonly cached: boolean
}

/**
 * Reads the headers of a slot's versions, in order. Version files never change, so headers come
 * from the cache by file name; only files that it does not know are opened and checked whole. A
 * file that is not sound was damaged, and is told of; or, as the last one of all, it was torn
 * before anybody was answered, which is no damage. Both are set aside.
 * @param isHeld whether a device is known to have a version: then it was whole once
 */
export async function readVersions(
  disk: Disk,
  folder: string,
  { damaged, torn }: Pick<Quarantine, 'damaged' | 'torn'>,
  isHeld: (number: number) => boolean,
): Promise<SlotFiles> {
  const all = await disk.list(folder)
  const leftOver = all.filter(isTemporary)
  // They are of no use, but do no harm where they cannot be removed.
  if (leftOver.length > 0) await disk.remove(folder, leftOver).catch(() => {})
  const names = all.filter(isVersionFile).sort()
  const contents = new Set(all.filter(isContentFile))
  const cached = await readCache(disk, folder, names.length)
  const found: StoredVersion[] = []
  for (const name of names) {
    const isLast = name === names.at(-1) && !isHeld(numberInName(name))
    const header = cached.get(name) ?? (await readHeader(join(folder, name), isLast))
    if (header) found.push({ name, header })
  }
  const sound = await withSoundContent(found, contents, folder, damaged)
  // A process that was killed in between left content without its version.
  const used = new Set(names.map(contentFileOf))
  const unused = [...contents].filter((name) => !used.has(name))
  if (unused.length > 0) await disk.remove(folder, unused).catch(() => {})
  const stored = await settleLast(sound)
  return {
    stored,
    lastNumber: names.reduce((last, name) => Math.max(last, numberInName(name)), 0),
    cached: stored.every(({ name }) => cached.has(name)),
  }

  async function readHeader(path: string, isLast: boolean): Promise<VersionHeader | undefined> {
    const bytes = await disk.read(path)
    if (!bytes) return undefined
    try {
      const { header } = decodeVersion(bytes)
      if (header.number === numberInName(basename(path))) return header
      throw new Error(`it holds the version ${header.number}`)
    } catch (error) {
      if (isLast && isTorn(bytes)) {
        await torn(path)
        return undefined
      }
      await damaged(path, (error as Error).message)
      // A person may still want what it held.
      const content = contentFileOf(basename(path))
      if (contents.has(content)) await damaged(join(folder, content), 'its version is damaged')
      return undefined
    }
  }

  /**
   * A process that was killed may have written its last version without syncing it. It counts from
   * now on, so it must be as durable as all others. What the cache knows was synced before.
   */
  async function settleLast(sound: readonly StoredVersion[]): Promise<readonly StoredVersion[]> {
    const last = sound.at(-1)
    if (!last || cached.has(last.name) || disk.failed !== undefined) return sound
    try {
      await disk.settle(folder, [last.name])
      await disk.settle(dirname(folder))
      return sound
    } catch (error) {
      if (!(error instanceof HubError && error.code === 'disk_full')) throw error
      // A version that there was room for has been synced long ago: nobody was promised this one.
      await damaged(join(folder, last.name), noRoom)
      return sound.slice(0, -1)
    }
  }
}

/** A version without settings of its own needs the file that holds them. */
async function withSoundContent(
  found: readonly StoredVersion[],
  contents: ReadonlySet<string>,
  folder: string,
  damaged: Damage,
): Promise<StoredVersion[]> {
  const isMissing = ({ name, header }: StoredVersion) =>
    header.apart === true && !contents.has(contentFileOf(name))
  const holders = found.filter((one) => one.header.contentIn === undefined && !isMissing(one))
  const contentOf = new Map(holders.map(({ header }) => [header.number, header.contentId]))
  const sound: StoredVersion[] = []
  for (const stored of found) {
    const { contentIn, contentId } = stored.header
    if (isMissing(stored)) await damaged(join(folder, stored.name), 'its content is missing')
    else if (contentIn === undefined || contentOf.get(contentIn) === contentId) sound.push(stored)
    else
      await damaged(join(folder, stored.name), `the settings it shares with ${contentIn} are gone`)
  }
  return sound
}

async function readCache(disk: Disk, folder: string, versions: number) {
  const none: ReadonlyMap<string, VersionHeader> = new Map()
  if (versions === 0) return none
  try {
    const bytes = await disk.read(join(folder, cacheName))
    return bytes ? new Map(decodeDocument<HeadData>(bytes, 'head').data.headers) : none
  } catch {
    // A cache that is torn or damaged says nothing; the version files say it all.
    return none
  }
}

/** Writes the cache; a crash may tear it, which `readCache` notices. */
export async function writeCache(disk: Disk, folder: string, stored: readonly StoredVersion[]) {
  const data: HeadData = { headers: stored.map(({ name, header }) => [name, header]) }
  const bytes = encodeDocument({ document: 'head', revision: 1, data })
  await disk.replaceSoon(join(folder, cacheName), bytes)
}
