import { type Clock, systemClock } from './clock.ts'

/** Waits between tries: longer each time, and never in step with others. */
export interface Backoff {
  /** Waits; at least `atLeastMs`. Ends early, without an error, when the signal does. */
  wait(signal: AbortSignal | undefined, atLeastMs?: number): Promise<void>
  /** How long to wait this time, in ms, for who waits by other means. */
  next(atLeastMs?: number): number
  /** A try went well: the next wait is the first again. */
  reset(): void
}

const mostMs = 60_000

export function createBackoff(firstMs: number, clock: Clock = systemClock): Backoff {
  let tries = 0
  const next = (atLeastMs = 0) => {
    const upTo = Math.min(firstMs * 2 ** tries, mostMs)
    tries += 1
    return Math.max(upTo * (0.5 + clock.random() / 2), atLeastMs)
  }
  return {
    next,
    wait: (signal, atLeastMs) => pause(next(atLeastMs), signal, clock),
    reset() {
      tries = 0
    },
  }
}

function pause(ms: number, signal: AbortSignal | undefined, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clock.clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = clock.setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
