import { days, hours, minutes } from '../clock.ts'

/** What the guard knows: the clock when it was last looked at, and since when it goes steadily. */
export interface ClockWatch {
  readonly seenAt: number
  /** The same moment on a clock that only counts the time that passes, in ms. */
  readonly elapsed: number
  readonly steadySince: number
}

const drift = minutes(5)
const longestPause = days(7)
/** After a jump, so much time must pass before the clock's word is enough to remove anything. */
const trustAfter = hours(24)

/**
 * Starts to watch the clock. A hub that was last seen long ago, or in the future, may have a wrong
 * clock; one that was never seen before has nothing old to remove.
 */
export function watchClock(now: number, elapsed: number, lastSeen: number | undefined): ClockWatch {
  const pause = now - (lastSeen ?? now)
  const plausible = pause >= -drift && pause <= longestPause
  return { seenAt: now, elapsed, steadySince: plausible ? -Infinity : now }
}

/** Looks at the clock again: it must have gone on just as much time has passed. */
export function lookAgain(watch: ClockWatch, now: number, elapsed: number): ClockWatch {
  const jumped = Math.abs(now - watch.seenAt - (elapsed - watch.elapsed)) > drift
  return { seenAt: now, elapsed, steadySince: jumped ? now : watch.steadySince }
}

/** Whether ages by this clock are good enough to thin out a history. */
export const isTrusted = (watch: ClockWatch): boolean =>
  watch.seenAt - watch.steadySince >= trustAfter
