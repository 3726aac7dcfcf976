import type { Clock } from './clock.ts'

/** So many at once, then one more each `refillMs`. */
export interface BucketSize {
  readonly burst: number
  readonly refillMs: number
}

export interface Buckets {
  /** Takes one token; answers the seconds to wait where none is left, else 0. */
  take(name: string): number
}

/** Beyond so many names the ones not asked for longest are dropped: memory stays bounded. */
const mostNames = 10_000

/**
 * Token buckets by name, in memory. Of each only the moment is kept at which it will be full again;
 * a full bucket needs no record.
 */
export function createBuckets({ burst, refillMs }: BucketSize, now: Clock): Buckets {
  const fullTimes = new Map<string, number>()
  const emptyToFull = burst * refillMs
  return {
    take(name) {
      const at = now()
      // After a clock was set back, a bucket is at most empty: it must not wait for that clock.
      const fullAt = Math.min(Math.max(fullTimes.get(name) ?? at, at), at + emptyToFull)
      const wait = fullAt + refillMs - emptyToFull - at
      fullTimes.delete(name)
      fullTimes.set(name, wait > 0 ? fullAt : fullAt + refillMs)
      if (fullTimes.size > mostNames) {
        const [oldest] = fullTimes.keys()
        if (oldest !== undefined) fullTimes.delete(oldest)
      }
      return Math.max(0, Math.ceil(wait / 1_000))
    },
  }
}
