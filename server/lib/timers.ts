/** Timers; tests hand in their own. */
export interface Timers {
  /** Runs `work` once, after so many ms. @returns a function that calls it off */
  after(ms: number, work: () => void): () => void
  /** A clock that only goes forward, in ms. */
  elapsed(): number
}

export const realTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  elapsed: () => performance.now(),
}
