import { setTimeout as wait } from 'node:timers/promises'
import { type FoundLock, type LockRecord, readLock } from './lock-record.ts'

/** How often a holder shows that it lives: an idle hub wakes the machine no more often. */
export const heartbeatMs = 15_000

/** What earlier hubs did, who do not say how often. */
const earlierHeartbeatMs = 30_000

/**
 * How long a holder must have been silent before its lock may be taken. It stops storing by itself
 * after two beats that it missed; see the lease.
 */
export const silenceOf = ({ everyMs = earlierHeartbeatMs }: LockRecord): number => 3 * everyMs

/**
 * Watches a lock for as long as its holder may be silent, by this process's own clock: what another
 * machine takes for the time says nothing. @returns whether it moved, or has gone
 */
export async function moves(path: string, first: FoundLock, silentMs: number): Promise<boolean> {
  const pollMs = Math.min(500, silentMs / 20)
  let quietMs = 0
  let lookedAt = performance.now()
  while (quietMs < silentMs) {
    await wait(pollMs)
    const now = performance.now()
    // Where this process was stopped for a while, the holder may have been too.
    quietMs += Math.min(now - lookedAt, 2 * pollMs)
    lookedAt = now
    const found = await readLock(path)
    if (found?.state !== first.state) return true
  }
  return false
}
