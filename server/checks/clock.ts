import { days, hours, minutes } from '../lib/clock.ts'
import type { ClockJump } from '../lib/steady-clock.ts'
import type { Check } from './check.ts'

/** For so long a clock that was set is worth a word. */
const toldFor = days(1)

/** What a clock of this computer that was set means for what the hub holds. */
export function* clockChecks(jump: ClockJump | undefined, now: number): Generator<Check> {
  if (!jump || now - jump.at > toldFor || now < jump.at) return
  yield {
    code: 'clock_set',
    level: 'warning',
    title: 'The clock of this computer was set',
    detail: `It was set ${jump.by < 0 ? 'back' : 'forward'} by ${lengthOf(Math.abs(jump.by))}. What devices sent before is ordered by when it really arrived, and nothing is thinned out for a day.`,
    fix: 'If the clock is right now, there is nothing to do. If it is not, set it by the network.',
  }
}

function lengthOf(ms: number): string {
  if (ms >= days(2)) return `${Math.round(ms / days(1))} days`
  if (ms >= hours(2)) return `${Math.round(ms / hours(1))} hours`
  return `${Math.round(ms / minutes(1))} minutes`
}
