import { type Clock, minutes } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { createPlaceBuckets } from '../lib/place-buckets.ts'
import { createBuckets } from '../lib/token-bucket.ts'
import { nameKey } from '../storage/name-key.ts'

/** Slows down who guesses. @throws HubError, each of them, where there were too many */
export interface Attempts {
  /** A password from a browser that nobody knows: per name, and per place the guesses come from. */
  check(name: string, address: string): void
  /**
   * A password from somebody who has shown a secret before: the cookie of a known browser, or an open
   * session. The guesses of others do not count there.
   */
  checkKnown(who: string): void
  /**
   * A link that turned out to be wrong. Right ones are never counted, so that nobody can use up the
   * attempts of who has one.
   */
  noteWrongLink(address: string): void
}

/** Five at once, then one a minute. */
export function createAttempts(now: Clock): Attempts {
  const size = { burst: 5, refillMs: minutes(1) }
  const byName = createBuckets(size, now)
  const byPlace = createPlaceBuckets(size, now)
  const known = createBuckets(size, now)
  const wrongLinks = createPlaceBuckets(size, now)
  const refuse = (seconds: number) => {
    if (seconds > 0) throw new HubError('too_many_sign_ins', { seconds })
  }
  return {
    check: (name, address) => refuse(byPlace.take(address) || byName.take(nameKey(name))),
    checkKnown: (who) => refuse(known.take(who)),
    noteWrongLink: (address) => refuse(wrongLinks.take(address)),
  }
}

/** Runs what takes a secret link, and counts the links that are wrong. */
export async function countWrongLinks<T>(
  attempts: Attempts | undefined,
  address: string,
  use: () => Promise<T>,
): Promise<T> {
  try {
    return await use()
  } catch (error) {
    const isWrong = error instanceof HubError && wrong.has(error.code)
    if (isWrong) attempts?.noteWrongLink(address)
    throw error
  }
}

const wrong = new Set(['set_up_closed', 'invite_unknown'])
