import { join } from 'node:path'
import type { DevicesData } from '../document-schema.ts'
import type { Damage } from './document.ts'
import type { StoredVersion } from './version-file.ts'

/** The versions that devices are noted to hold, or to have sent. */
export const heldBy = ({ devices }: DevicesData): Set<number> =>
  new Set(Object.values(devices).flatMap(({ holds, sent }) => [holds, sent]))

/**
 * What a device holds is never removed, so its version must be there; a file that is damaged is
 * noticed when it is read, but one that is gone only here. @returns the highest number held
 */
export async function checkHeld(
  folder: string,
  data: DevicesData,
  stored: readonly StoredVersion[],
  damaged: Damage,
): Promise<number> {
  const held = heldBy(data)
  for (const { header } of stored) held.delete(header.number)
  held.delete(0)
  const gone = [...held].sort((a, b) => a - b)
  for (const number of gone) {
    await damaged(join(folder, `version ${number}`), 'a device holds it, but it is gone')
  }
  return gone.at(-1) ?? 0
}
