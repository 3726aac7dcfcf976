import { minutes } from '../lib/clock.ts'
import type { Device, UploadId } from '../storage/store.ts'

/** What the hub answers to a sync. */
export type Action = 'created' | 'none' | 'existingNewer' | 'incomingNewer'

/** A stamp this far ahead of the hub's clock is still taken at its word. */
export const clockTolerance = minutes(5)

/** How one copy of the settings takes part in the order; all times in ms. */
export interface Ranked {
  /** The stamp as the device gave it. */
  readonly savedAt: number
  /** What the stamp counts as: itself, or the moment of arrival where it was in the future. */
  readonly effectiveAt: number
  readonly future: boolean
}

export interface Copy extends Ranked {
  readonly contentId: string
}

/** What decides about a sync, all of it known before. */
export interface Question {
  /** The hub's current copy, if the slot is not empty. */
  readonly current: Copy | undefined
  readonly incoming: Copy
  /** The hub's clock now, in ms. */
  readonly now: number
  /** The very same upload came before; `incoming` ranks as it did then. */
  readonly resent: boolean
  /** The device is told to take what is there: see `isFirstContact`. */
  readonly adopts: boolean
}

/**
 * Ranks a stamp at its arrival. One that is ahead of the hub's clock counts as the moment it
 * arrived; that moment is never before what the current copy counts as, so that a hub whose own
 * clock has fallen back does not put new uploads behind old ones.
 */
export function rank(savedAt: number, arrivedAt: number, current: Ranked | undefined): Ranked {
  const future = savedAt > arrivedAt + clockTolerance
  const arrival = Math.max(arrivedAt, current?.effectiveAt ?? arrivedAt)
  return { savedAt, future, effectiveAt: future ? arrival : savedAt }
}

/**
 * The rule of SxncD: which copy is newer. Pure: it knows neither clock nor storage.
 * The same instant with other content is `existingNewer`: the first to arrive wins.
 */
export function decide({ current, incoming, now, resent, adopts }: Question): Action {
  if (!current) return 'created'
  if (adopts) return 'existingNewer'
  const [mine, theirs] = comparable(current, incoming, now, resent)
  if (theirs > mine) return 'incomingNewer'
  if (theirs < mine) return 'existingNewer'
  return current.contentId === incoming.contentId ? 'none' : 'existingNewer'
}

/** The instants to compare. A future stamp is believed only against another future stamp. */
function comparable(current: Copy, incoming: Copy, now: number, resent: boolean): [number, number] {
  const bothFuture = current.future && incoming.future
  // A clock that is behind what the hub already holds cannot tell what is in the future.
  const hubClockIsBehind = now + clockTolerance < current.effectiveAt
  if (bothFuture || (hubClockIsBehind && !resent)) {
    return [current.savedAt, incoming.savedAt]
  }
  return [current.effectiveAt, incoming.effectiveAt]
}

/**
 * Whether a device of an app with `firstContact: "adopt"` takes what is there: a device that the
 * slot has never seen does, and so does one that sends its very first upload again, since it may
 * not have got the answer.
 */
export function isFirstContact(upload: UploadId, device: Pick<Device, 'adopted'> | undefined) {
  if (!device) return true
  return device.adopted?.contentId === upload.contentId && device.adopted.savedAt === upload.savedAt
}
