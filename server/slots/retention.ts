import { days, hours } from '../lib/clock.ts'
import type { SlotWriter, Version } from '../storage/store.ts'
import { heldNumbers } from './held.ts'

/** How much of its history a slot keeps. Ages are those of `receivedAt`; times in ms. */
export interface RetentionPolicy {
  /** Everything younger stays. */
  readonly keepAllFor: number
  /** Then, up to this age, one version an hour. */
  readonly hourlyFor: number
  /** Then, up to this age, one version a day. */
  readonly dailyFor: number
  /** So many of the newest stay, whatever their age. */
  readonly atLeast: number
  /** The size of all settings of a slot, in bytes; wins over all of the above. */
  readonly maxSize: number
}

/**
 * More than any honest device makes in the time of which all stay. Restoring again and again adds
 * versions without adding to their size.
 */
export const mostVersions = 20_000

export const defaultRetention: RetentionPolicy = {
  keepAllFor: hours(24),
  hourlyFor: days(7),
  dailyFor: days(90),
  atLeast: 50,
  maxSize: 200 * 1024 * 1024,
}

/** So many may come between two looks at a slot, before the surplus has to go at once. */
const slack = 1_000

/** Lets the oldest versions go where a slot holds too many for one more. */
export async function makeRoomForVersion(slot: SlotWriter): Promise<void> {
  if (slot.count < mostVersions + slack) return
  const versions = await slot.versions()
  const held = await heldNumbers(slot)
  const gone = thinnedOut(versions, held, { ...defaultRetention, maxSize: Infinity }, -Infinity)
  if (gone.size > 0) await slot.remove(gone)
}

/**
 * The versions of a slot that the policy lets go.
 * @param versions all of the slot, oldest first
 * @param held numbers that are never let go: the current version, and what each device last held
 */
export function thinnedOut(
  versions: readonly Version[],
  held: ReadonlySet<number>,
  policy: RetentionPolicy,
  now: number,
): Set<number> {
  const gone = byAge(versions, held, policy, now)
  const kept = versions.filter(({ number }) => !gone.has(number))
  // Beyond the limits of size and number the oldest go first. The same content is stored, and counts, once.
  const uses = new Map<string, number>()
  for (const { contentId } of kept) uses.set(contentId, (uses.get(contentId) ?? 0) + 1)
  const sizes = new Map(kept.map(({ contentId, size }) => [contentId, size]))
  let total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  let count = kept.length
  for (const { number, contentId, size } of kept) {
    if (total <= policy.maxSize && count <= Math.max(mostVersions, policy.atLeast)) break
    if (held.has(number)) continue
    gone.add(number)
    count -= 1
    const left = (uses.get(contentId) ?? 1) - 1
    uses.set(contentId, left)
    if (left === 0) total -= size
  }
  return gone
}

/** Of the versions of one hour or day the newest stays. */
function byAge(
  versions: readonly Version[],
  held: ReadonlySet<number>,
  policy: RetentionPolicy,
  now: number,
): Set<number> {
  const gone = new Set<number>()
  const taken = new Set<string>()
  const newestFirst = [...versions].reverse()
  newestFirst.forEach(({ number, receivedAt }, index) => {
    const period = periodOf(receivedAt, now, policy)
    const isNewestOfPeriod = period !== undefined && !taken.has(period)
    if (period) taken.add(period)
    if (index < policy.atLeast || held.has(number)) return
    if (period !== 'now' && !isNewestOfPeriod) gone.add(number)
  })
  return gone
}

/** The stretch of time of which one version stays; `now` keeps all, undefined keeps none. */
function periodOf(receivedAt: number, now: number, policy: RetentionPolicy): string | undefined {
  const age = now - receivedAt
  if (age < policy.keepAllFor) return 'now'
  if (age < policy.hourlyFor) return `hour ${Math.floor(receivedAt / hours(1))}`
  if (age < policy.dailyFor) return `day ${Math.floor(receivedAt / days(1))}`
  return undefined
}
