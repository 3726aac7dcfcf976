/**
 * For how long a holder may rely on its last look at its lock. Nobody takes a lock before it was
 * silent for three beats; so whoever has shown life less than two beats ago still has it.
 */
export interface Lease {
  /** @param since when the look began, as `now` said */
  renew(since: Moment): void
  isOver(): boolean
}

export interface Moment {
  readonly wall: number
  readonly steady: number
}

/** By two clocks: one stands still while a computer sleeps, the other can be set back. */
export const moment = (): Moment => ({ wall: Date.now(), steady: performance.now() })

export function createLease(ms: number): Lease {
  let renewedAt = moment()
  return {
    renew(since) {
      renewedAt = since
    },
    isOver() {
      const now = moment()
      return Math.max(now.wall - renewedAt.wall, now.steady - renewedAt.steady) > ms
    },
  }
}
