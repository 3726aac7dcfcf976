import { clockTolerance, type Moment } from '../lib/steady-clock.ts'
import { isUpload } from '../storage/is-upload.ts'
import type { Device, UploadId, Version } from '../storage/store.ts'

/** What the hub answers to a sync. */
export type Action = 'created' | 'none' | 'existingNewer' | 'incomingNewer'

/** How one copy of the settings takes part in the order; all times in ms. */
export interface Ranked {
  /** The stamp as the device gave it. */
  readonly savedAt: number
  /** What the stamp counts as: itself, or the moment of arrival where it was in the future. */
  readonly effectiveAt: number
  readonly future: boolean
  /** It was in the future by the clock of its arrival, which may be disproved by now. */
  readonly wasFuture: boolean
}

export interface Copy extends Ranked {
  readonly contentId: string
  /** Its number in the slot; undefined while it is on its way in. */
  readonly number?: number
  /** A person brought it back, or it was merged: it is newer than all that the hub held before. */
  readonly restored?: boolean
}

/** What decides about a sync, all of it known before. */
export interface Question {
  /** The hub's current copy, if the slot is not empty. */
  readonly current: Copy | undefined
  readonly incoming: Copy
  /** The hub's clock now, in ms. */
  readonly now: number
  /** The number of the version as which the very same upload came before; it ranks as then. */
  readonly resentOf: number | undefined
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
  return { savedAt, future, wasFuture: future, effectiveAt: future ? arrival : savedAt }
}

/** No hub was made before: a clock that says so is one without a battery that has not been set. */
const firstMoment = Date.parse('2025-01-01T00:00:00.000Z')

/**
 * Ranks a version that the hub holds. While the clock goes on steadily that is as it was ranked when
 * it came. Where the clock has been set since, the version came as long ago as time has passed since
 * then, whatever the clock said: its stamp is judged by that moment.
 */
export function rankAgain(version: Version, { now, steady }: Moment): Ranked {
  const { savedAt, effectiveAt, future } = version
  const arrivedAt = arrivalOf(version, now, steady)
  const isAsBefore = Math.abs(arrivedAt - version.receivedAt) <= clockTolerance
  if (isAsBefore || now < firstMoment) return { savedAt, effectiveAt, future, wasFuture: future }
  if (!isUpload(version)) {
    // Nobody can follow a stamp that is still to come.
    const at = Math.min(effectiveAt, arrivedAt)
    return { savedAt: at, effectiveAt: at, future: false, wasFuture: false }
  }
  const isFuture = savedAt > arrivedAt + clockTolerance
  return {
    savedAt,
    effectiveAt: isFuture ? arrivedAt : savedAt,
    future: isFuture,
    wasFuture: future,
  }
}

/** A version that the hub holds, as the rule looks at it now. */
export const copyOf = (version: Version, moment: Moment): Copy => ({
  ...rankAgain(version, moment),
  contentId: version.contentId,
  number: version.number,
  restored: !isUpload(version),
})

/** When a version really came, by the clock as it is now. */
function arrivalOf({ receivedAt, steadyAt }: Version, now: number, steady: number): number {
  if (steadyAt !== undefined) return now - Math.max(0, steady - steadyAt)
  // From before the hub counted passing time: what came in the future came at an unknown time.
  return receivedAt > now + clockTolerance ? -Infinity : receivedAt
}

/**
 * The rule of SxncD: which copy is newer. Pure: it knows neither clock nor storage.
 * The same instant with other content is `existingNewer`: the first to arrive wins.
 */
export function decide(question: Question): Action {
  const { current, incoming, now, resentOf, adopts } = question
  if (!current) return 'created'
  if (adopts) return 'existingNewer'
  if (current.restored && resentOf !== undefined && resentOf < (current.number ?? 0)) {
    return 'existingNewer'
  }
  const [mine, theirs] = comparable(current, incoming, now, resentOf !== undefined)
  if (theirs > mine) return 'incomingNewer'
  if (theirs < mine) return 'existingNewer'
  return current.contentId === incoming.contentId ? 'none' : 'existingNewer'
}

/** The instants to compare. A future stamp is believed only against another future stamp. */
function comparable(current: Copy, incoming: Copy, now: number, resent: boolean): [number, number] {
  // What was sane when it came stays so against what was not, also where both are future by now.
  const isKnownApart = resent && current.wasFuture !== incoming.wasFuture
  const bothFuture = current.future && incoming.future && !isKnownApart
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
