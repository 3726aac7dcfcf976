import type { Clock } from './clock.ts'
import { networksOf } from './rate-limit-key.ts'
import { type BucketSize, type Buckets, createBuckets } from './token-bucket.ts'

/** How much more than one place a network of the next size may have. */
const factors = [1, 4, 16]

/**
 * Token buckets by address: one for its place, and larger ones for the networks around it, so that
 * nobody has as many tokens as a provider gives them addresses.
 */
export function createPlaceBuckets({ burst, refillMs }: BucketSize, now: Clock): Buckets {
  const buckets = factors.map((factor) =>
    createBuckets({ burst: burst * factor, refillMs: refillMs / factor }, now),
  )
  return {
    take(address) {
      for (const [index, network] of networksOf(address).entries()) {
        // Smallest first: a place that has had enough takes nothing from its neighbours.
        const seconds = buckets[index]?.take(network) ?? 0
        if (seconds > 0) return seconds
      }
      return 0
    },
  }
}
