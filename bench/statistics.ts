/** The middle of some figures; NaN for none. */
export function median(values: readonly number[]): number {
  return percentile(Float64Array.from(values).sort(), 0.5)
}

/** The value that the share `p` of sorted values does not exceed. */
export function percentile(sorted: Float64Array, p: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN
}

/** What one case came to in one round. Times in ms. */
export interface Reading {
  readonly count: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/** @param latencies of every single request, in any order, in ms */
export function reading(latencies: readonly number[], elapsedMs: number): Reading {
  const sorted = Float64Array.from(latencies).sort()
  return {
    count: sorted.length,
    perSecond: (sorted.length / elapsedMs) * 1_000,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  }
}
