import { isUpload } from '../storage/is-upload.ts'
import type { Slot, Version } from '../storage/store.ts'

/** What a person should look at: settings that shrank, or changed between plain and encrypted. */
export type Flag = 'shrunk' | 'encrypted' | 'decrypted'

export interface Flagged {
  readonly flag: Flag
  /** The number of the version that was replaced. */
  readonly replaced: number
}

/** Less than this share of the size before is much smaller, from this size on. */
const shrinkTo = 0.5
const smallest = 256

/**
 * The flagged versions of a slot by number. A restore is a person's own choice and never flagged.
 * @param versions all of the slot, oldest first
 */
export function flaggedVersions(versions: readonly Version[]): ReadonlyMap<number, Flagged> {
  const flagged = new Map<number, Flagged>()
  let before: Version | undefined
  for (const version of versions) {
    // Many clients delete a file and send it anew: what counts is what was in it before.
    if (!version.applied || version.mark) continue
    const flag = before && isUpload(version) && flagOf(before, version)
    if (before && flag) flagged.set(version.number, { flag, replaced: before.number })
    before = version
  }
  return flagged
}

/** How many numbers are looked at for the version before: most have it right before them. */
const maxLookBack = 1_000

/** The flag of one version, with what it replaced. It looks at no more of the slot than it must. */
export async function flaggedWith(
  slot: Pick<Slot, 'version'>,
  number: number,
): Promise<{ flag: Flag; before: Version; after: Version } | undefined> {
  const after = await slot.version(number)
  if (!after?.applied || after.mark || !isUpload(after)) return undefined
  const first = Math.max(1, number - maxLookBack)
  for (let each = number - 1; each >= first; each -= 1) {
    const before = await slot.version(each)
    if (!before?.applied || before.mark) continue
    const flag = flagOf(before, after)
    return flag && { flag, before, after }
  }
  return undefined
}

function flagOf(before: Version, after: Version): Flag | undefined {
  if (before.encrypted !== undefined && after.encrypted !== undefined) {
    if (after.encrypted && !before.encrypted) return 'encrypted'
    if (!after.encrypted && before.encrypted) return 'decrypted'
  }
  const [had, has] = sizesOf(before, after)
  const shrunk = had >= smallest && has < had * shrinkTo
  return shrunk ? 'shrunk' : undefined
}

/** What stays on each device is no reason for an alarm. */
const sizesOf = (before: Version, after: Version): [number, number] =>
  before.sharedSize === undefined || after.sharedSize === undefined
    ? [before.size, after.size]
    : [before.sharedSize, after.sharedSize]
