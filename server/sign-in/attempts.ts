import { type Clock, minutes } from '../clock.ts'
import { HubError } from '../errors.ts'
import { createBuckets } from '../http/token-bucket.ts'

/** Slows down who guesses passwords: per name, and per place the guesses come from. */
export interface Attempts {
  /** @throws HubError where there were too many */
  check(name: string, place: string): void
}

/** Five at once, then one a minute. */
export function createAttempts(now: Clock): Attempts {
  const size = { burst: 5, refillMs: minutes(1) }
  const byName = createBuckets(size, now)
  const byPlace = createBuckets(size, now)
  return {
    check(name, place) {
      const seconds = byPlace.take(place) || byName.take(name.normalize('NFC').toLowerCase())
      if (seconds > 0) throw new HubError('too_many_sign_ins', { seconds })
    },
  }
}
