import type { Timers } from '../../server/lib/timers.ts'

/** Timers that only a test lets run out. */
export function fakeTimers() {
  let at = 0
  const waiting = new Set<{ readonly due: number; readonly work: () => void }>()
  const timers: Timers = {
    after(ms, work) {
      const one = { due: at + ms, work }
      waiting.add(one)
      return () => waiting.delete(one)
    },
    elapsed: () => at,
  }
  /** Runs the next timer that is due by then. @returns whether there was one */
  const step = (until: number): boolean => {
    const [next] = [...waiting].sort((a, b) => a.due - b.due)
    if (!next || next.due > until) return false
    waiting.delete(next)
    at = Math.max(at, next.due)
    next.work()
    return true
  }
  return {
    timers,
    waiting,
    async advance(ms: number, idle: () => Promise<void>) {
      const until = at + ms
      await idle()
      while (step(until)) await idle()
      at = until
    },
  }
}
