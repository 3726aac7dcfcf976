/** The hub's clock: milliseconds since 1970-01-01T00:00:00Z. Tests hand in their own. */
export type Clock = () => number

/** A moment as the API and the data folder write it: ISO 8601 in UTC, to the millisecond. */
export const isoTime = (ms: number): string => new Date(ms).toISOString()

export const seconds = (n: number): number => n * 1_000
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * 86_400_000
