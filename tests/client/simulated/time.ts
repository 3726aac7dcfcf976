import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../../client/clock.ts'

interface Timer {
  readonly at: number
  readonly work: () => void
}

/** Time that passes only when a test lets it. What is due runs in order, one after the other. */
export class SimulatedTime {
  now: number
  readonly random: () => number
  readonly #timers = new Set<Timer>()

  constructor(now: number, seed: number) {
    this.now = now
    this.random = numbersFrom(seed)
  }

  after(ms: number, work: () => void): Timer {
    const timer = { at: this.now + Math.max(0, ms), work }
    this.#timers.add(timer)
    return timer
  }

  cancel(timer: unknown): void {
    this.#timers.delete(timer as Timer)
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  async pass(ms: number): Promise<void> {
    const end = this.now + ms
    for (;;) {
      // All that follows at once from what ran last.
      await setImmediate()
      const next = this.#nextBy(end)
      if (!next) break
      this.#timers.delete(next)
      this.now = next.at
      next.work()
    }
    this.now = end
  }

  #nextBy(end: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at <= end && (!next || timer.at < next.at)) next = timer
    }
    return next
  }

  /** The clock of a device, which may be wrong, for as long as the program lives that uses it. */
  clockOf(skew: number, isAlive: () => boolean): Clock {
    return {
      now: () => this.now + skew,
      random: this.random,
      setTimeout: (work, ms) => this.after(ms, () => isAlive() && work()),
      clearTimeout: (timer) => this.cancel(timer),
    }
  }
}

/** Numbers from 0 up to 1, always the same ones for a seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
