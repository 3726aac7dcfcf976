import { HubError } from '../lib/errors.ts'
import type { Device, Settings, Slot, UploadId, Version } from '../storage/store.ts'
import { conflictsOf } from './conflicts.ts'
import { commonBase } from './lineage.ts'

/** What a merge of two texts came to. */
export interface MergedText {
  readonly text: string
  /** How many places both have changed, each in its own way: there the newer one was taken. */
  readonly choices: number
}

/** Merges what does not conflict. @returns undefined where these texts cannot be merged */
export type Merge = (
  base: string,
  mine: string,
  theirs: string,
  newer: 'mine' | 'theirs',
) => MergedText | undefined

/** A device that says so has never saved any settings. */
export const neverSaved = Date.parse('1900-01-01T00:00:00.000Z')

export interface Merging {
  readonly merge: Merge
  /**
   * Whether a device goes on from what it had sent, because the answer to that never reached it:
   * an upload has nothing of what the answer would have changed.
   */
  readonly missed: (sent: string, offered: string, upload: string) => boolean
}

/** An upload that was not made of what is current, or where the changes decide and not the stamps. */
export interface Parting {
  /** The last version that both come from. */
  readonly base: Version
  readonly current: Version
  /** False: the device has changed nothing since. */
  readonly edited: boolean
  /** It has not parted: only the device has changed something. */
  readonly ahead?: boolean
}

export interface Arrived {
  readonly text: string
  /** Whether two texts say the same, although they are not; without it they never do. */
  readonly same: ((one: string, other: string) => boolean) | undefined
  readonly merging: Merging | undefined
  readonly device: Device | undefined
  readonly found: Version | undefined
  readonly upload: UploadId
  /** The version as which the very same upload came before. */
  readonly before: Version | undefined
}

/**
 * Whether an upload and the current version have parted: both were made of what the device last
 * held. It costs nothing where the device holds what is current. A device that the slot has never
 * seen held nothing, so it never parts.
 */
export async function partingOf(slot: Slot, arrived: Arrived): Promise<Parting | undefined> {
  const { device, found, upload, before, text, same, merging } = arrived
  if (!device || !found || upload.contentId === found.contentId) return undefined
  // It has nothing of its own: most likely the app was installed anew.
  if (upload.savedAt <= neverSaved) return undefined
  // A conflict is marked once; what is sent again may still have to be merged.
  if (before) return merging && before.conflict && unmergedOf(slot, found, before)
  const held = await heldBy(slot, device, arrived)
  if (!held) return undefined
  if (merging && upload.contentId === held.contentId && held.conflict) {
    const unmerged = await unmergedOf(slot, found, held)
    if (unmerged) return unmerged
  }
  if (held.contentId === found.contentId) {
    return merging && { base: held, current: found, edited: false, ahead: true }
  }
  const edited = upload.contentId !== held.contentId
  if (edited && same) {
    const [before, theirs] = [await textOf(slot, held), await textOf(slot, found)]
    if (before !== undefined && theirs !== undefined) {
      if (same(before, theirs) || same(text, theirs)) return undefined
      if (same(before, text)) return { base: held, current: found, edited: false }
    }
  }
  const base = edited ? commonBase(await slot.versions(), held.number, found.number) : held
  return { base: base ?? held, current: found, edited }
}

/** What a device had when it made an upload. */
async function heldBy(slot: Slot, device: Device, { upload, text, merging }: Arrived) {
  const held = await slot.version(device.holds)
  if (!merging || device.sent === device.holds) return held
  const sent = await slot.version(device.sent)
  if (!held || !sent || sent.contentId === held.contentId) return held
  if (upload.contentId === held.contentId) return held
  if (upload.contentId === sent.contentId) return sent
  const [had, offered] = [await textOf(slot, sent), await textOf(slot, held)]
  if (had === undefined || offered === undefined) return held
  return merging.missed(had, offered, text) ? sent : held
}

/** An upload that the hub was stopped over: it was kept, and the merge was not made. */
async function unmergedOf(slot: Slot, current: Version, before: Version) {
  const versions = await slot.versions()
  const conflict = conflictsOf(versions, await slot.dismissed()).get(before.number)
  // Who undid a merge, or brought a version back, does not want it again.
  const isDecided = versions.some(
    ({ number, restored, merged }) =>
      number > before.number && (restored !== undefined || merged?.conflict === before.number),
  )
  if (conflict?.status !== 'open' || isDecided || before.applied) return undefined
  const base = await slot.version(conflict.base)
  return base && { base, current, edited: true }
}

/** Merges an upload with the current version; undefined where that cannot be done. */
export async function mergeParted(
  slot: Slot,
  { base, current }: Parting,
  mine: Settings,
  newer: 'mine' | 'theirs',
  merge: Merge,
): Promise<MergedText | undefined> {
  const [before, theirs] = [await textOf(slot, base), await textOf(slot, current)]
  if (before === undefined || theirs === undefined) return undefined
  return merge(before, mine.text, theirs, newer)
}

/** The text of a version; undefined for bytes. @throws HubError `content_damaged` */
export async function textOf(slot: Slot, version: Version): Promise<string | undefined> {
  try {
    return (await slot.settings(version)).text
  } catch (error) {
    if (error instanceof HubError && error.code === 'content_is_bytes') return undefined
    throw error
  }
}
