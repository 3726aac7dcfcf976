import type { Clock } from '../clock.ts'

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

/** Token buckets by name, in memory. A full bucket needs no record. */
export function createBuckets({ burst, refillMs }: BucketSize, now: Clock): Buckets {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    take(name) {
      const at = now()
      const last = buckets.get(name) ?? { tokens: burst, at }
      const passed = Math.max(0, at - last.at)
      const tokens = Math.min(burst, last.tokens + passed / refillMs)
      if (tokens < 1) return Math.max(1, Math.ceil(((1 - tokens) * refillMs) / 1_000))
      buckets.delete(name)
      buckets.set(name, { tokens: tokens - 1, at })
      if (buckets.size > mostNames) {
        const [oldest] = buckets.keys()
        if (oldest !== undefined) buckets.delete(oldest)
      }
      return 0
    },
  }
}
