/** Waits between tries: longer each time, and never in step with others. */
export interface Backoff {
  /** Waits; at least `atLeastMs`. Ends early, without an error, when the signal does. */
  wait(signal: AbortSignal | undefined, atLeastMs?: number): Promise<void>
  /** A try went well: the next wait is the first again. */
  reset(): void
}

const mostMs = 60_000

export function createBackoff(firstMs: number): Backoff {
  let tries = 0
  return {
    wait(signal, atLeastMs = 0) {
      const upTo = Math.min(firstMs * 2 ** tries, mostMs)
      tries += 1
      return pause(Math.max(upTo * (0.5 + Math.random() / 2), atLeastMs), signal)
    },
    reset() {
      tries = 0
    },
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
