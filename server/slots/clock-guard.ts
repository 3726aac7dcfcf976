import { days, hours, minutes } from '../lib/clock.ts'

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
 * Starts to watch the clock, with what was noted before the hub last stopped. A hub that was off
 * for long, or that was on in the future, may have a wrong clock; one that was never on before has
 * nothing old to remove.
 */
export function watchClock(now: number, elapsed: number, noted: number | undefined): ClockWatch {
  const steadySince = noted === undefined ? -Infinity : isPause(now - noted) ? noted : now
  return { seenAt: now, elapsed, steadySince }
}

/** Looks at the clock again: it must have gone on just as much time has passed. */
export function lookAgain(watch: ClockWatch, now: number, elapsed: number): ClockWatch {
  const gap = now - watch.seenAt - (elapsed - watch.elapsed)
  return { seenAt: now, elapsed, steadySince: isPause(gap) ? watch.steadySince : now }
}

/** Whether a stretch of time may be one for which the hub, or the whole machine, was asleep. */
const isPause = (gap: number) => gap >= -drift && gap <= longestPause

/** Whether ages by this clock are good enough to thin out a history. */
export const isTrusted = (watch: ClockWatch): boolean =>
  watch.seenAt - watch.steadySince >= trustAfter

/**
 * What to note for the next start: how far back the clock is known to be steady. A restart neither
 * makes a clock that jumped trusted, nor a trusted one new.
 */
export const noteOf = (watch: ClockWatch): number =>
  Math.max(watch.steadySince, watch.seenAt - trustAfter)
