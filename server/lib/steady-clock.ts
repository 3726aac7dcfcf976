import { uptime } from 'node:os'
import { type Clock, minutes } from './clock.ts'

/** A moment on both clocks of the hub, in ms. */
export interface Moment {
  /** What the clock of the computer says. It may be wrong, and may be set at any time. */
  readonly now: number
  /** Counts only the time that passes, on from where it was when the hub last stopped. */
  readonly steady: number
}

/** A clock of the computer that was set while the hub ran, or before it started. */
export interface ClockJump {
  /** What the clock says since then. */
  readonly at: number
  /** By how much it was set, in ms; negative where it was set back. */
  readonly by: number
}

export interface SteadyClock {
  read(): Moment
  /** The last time that the clock was set by more than a clock drifts. */
  readonly lastJump: ClockJump | undefined
}

/** A clock that is off by less is taken for right. */
export const clockTolerance = minutes(5)

/** Time since the computer started; goes on while it sleeps. In ms. */
export const sinceBoot: Clock = () => uptime() * 1_000

/**
 * A clock that nobody can set, beside the one of the computer: by the difference of the two the hub
 * knows when what it holds really came.
 * @param noted the last moment that is known from before the hub was started
 */
export function createSteadyClock(
  now: Clock,
  passed: Clock,
  noted: Moment | undefined,
): SteadyClock {
  const start = { now: now(), passed: passed() }
  // For how long the hub was off only the clock can tell; one that went back cannot.
  const off = noted ? Math.max(0, start.now - noted.now) : 0
  const began = noted ? noted.steady + off : start.now
  let difference = start.now - began
  let lastJump: ClockJump | undefined =
    noted && start.now < noted.now - clockTolerance
      ? { at: start.now, by: start.now - noted.now }
      : undefined
  return {
    read() {
      const moment = { now: now(), steady: began + Math.max(0, passed() - start.passed) }
      const by = moment.now - moment.steady - difference
      if (Math.abs(by) > clockTolerance) {
        difference += by
        lastJump = { at: moment.now, by }
      }
      return moment
    },
    get lastJump() {
      return lastJump
    },
  }
}
