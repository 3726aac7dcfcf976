import { type Clock, minutes } from '../clock.ts'
import { HubError } from '../errors.ts'
import { createBuckets } from '../http/token-bucket.ts'

/** Slows down who guesses passwords: per name, and per place the guesses come from. */
export interface Attempts {
  /** @throws HubError where there were too many */
  check(name: string, place: string): void
  /** The same for a browser that was signed in before; the guesses of others do not count there. */
  checkKnown(browser: string): void
}

/** Five at once, then one a minute. */
export function createAttempts(now: Clock): Attempts {
  const size = { burst: 5, refillMs: minutes(1) }
  const byName = createBuckets(size, now)
  const byPlace = createBuckets(size, now)
  const byBrowser = createBuckets(size, now)
  const refuse = (seconds: number) => {
    if (seconds > 0) throw new HubError('too_many_sign_ins', { seconds })
  }
  return {
    check(name, place) {
      refuse(byPlace.take(place) || byName.take(name.normalize('NFC').toLowerCase()))
    },
    checkKnown: (browser) => refuse(byBrowser.take(browser)),
  }
}
