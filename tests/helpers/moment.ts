import type { Moment } from '../../server/lib/steady-clock.ts'

/** A moment by a clock that nobody has ever set. */
export const momentAt = (now: number): Moment => ({ now, steady: now })

/** The clocks of a hub: time passes, and the one that a person sees may be set. */
export class TestClock implements Moment {
  now: number
  steady: number

  constructor(now: number) {
    this.now = now
    this.steady = now
  }

  pass(ms: number): void {
    this.now += ms
    this.steady += ms
  }

  set(now: number): void {
    this.now = now
  }
}
