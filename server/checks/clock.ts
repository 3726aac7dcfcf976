import { days, hours, minutes } from '../lib/clock.ts'
import type { ClockJump } from '../lib/steady-clock.ts'
import { type Check, check } from './check.ts'

/** For so long a clock that was set is worth a word. */
const toldFor = days(1)

/** What a clock of this computer that was set means for what the hub holds. */
export function* clockChecks(jump: ClockJump | undefined, now: number): Generator<Check> {
  if (!jump || now - jump.at > toldFor || now < jump.at) return
  yield check(jump.by < 0 ? 'clock_set_back' : 'clock_set_forward', 'warning', {
    length: lengthOf(Math.abs(jump.by)),
  })
}

function lengthOf(ms: number): string {
  if (ms >= days(2)) return `${Math.round(ms / days(1))} days`
  if (ms >= hours(2)) return `${Math.round(ms / hours(1))} hours`
  return `${Math.round(ms / minutes(1))} minutes`
}
