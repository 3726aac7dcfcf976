import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { HubError } from '../lib/errors.ts'
import type { PasswordRecord } from '../storage/store.ts'
import { isCommon } from './common-passwords.ts'

/** How much work a guess is. */
export type ScryptCost = Pick<PasswordRecord, 'N' | 'r' | 'p'>

/** scrypt as OWASP recommends it: 128 MiB and about 0.3 s for each guess. */
export const recommendedCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }
const hashBytes = 32
const saltBytes = 16

export const minPasswordLength = 10
/** Far more than a person types; keeps the work per request bounded. */
const maxPasswordLength = 1_000

/** How many hashes are worked out at once, off the event loop: each takes 128 MiB. */
const atOnce = 2
/** Of each lane. */
const mostWaiting = 32

/**
 * Who waits for a hash: somebody who has shown another secret, such as a known browser, a session or
 * a link; or anybody. Strangers wait until nobody else does, and only they are kept out by strangers.
 */
export type Lane = 'known' | 'stranger'

/**
 * @param about what is known of the person, such as their name
 * @throws HubError for a password that is too short or too common to be safe
 */
export function checkPassword(password: string, about: readonly string[]): void {
  if ([...password].length < minPasswordLength || password.length > maxPasswordLength) {
    throw new HubError('password_weak', { min: minPasswordLength })
  }
  if (isCommon(password, about)) throw new HubError('password_common')
}

export interface Passwords {
  /** For a new password; whoever sets one has shown another secret. */
  hash(password: string): Promise<PasswordRecord>
  /** Whether this is the password. Without a record it takes just as long, and the answer is no. */
  verify(password: string, record: PasswordRecord | undefined, lane: Lane): Promise<boolean>
}

/** Works passwords out, a few at a time. @throws HubError where too many are waiting */
export function createPasswords(cost: ScryptCost): Passwords {
  let running = 0
  const waiting: Record<Lane, (() => void)[]> = { known: [], stranger: [] }

  const inTurn = async <T>(lane: Lane, work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running += 1
    else {
      if (waiting[lane].length >= mostWaiting)
        throw new HubError('too_many_sign_ins', { seconds: 10 })
      // Whoever is done hands over, so that nobody gets in between.
      await new Promise<void>((resolve) => waiting[lane].push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = waiting.known.shift() ?? waiting.stranger.shift()
      if (next) next()
      else running -= 1
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(saltBytes)
      const hash = await inTurn('known', () => derive(password, salt, cost))
      return { salt: salt.toString('base64'), hash: hash.toString('base64'), ...cost }
    },
    async verify(password, record, lane) {
      const salt = record ? Buffer.from(record.salt, 'base64') : Buffer.alloc(saltBytes)
      const expected = record ? Buffer.from(record.hash, 'base64') : Buffer.alloc(hashBytes)
      const hash = await inTurn(lane, () => derive(password, salt, record ?? cost))
      return timingSafeEqual(hash, expected) && record !== undefined
    },
  }
}

function derive(password: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  const text = password.slice(0, maxPasswordLength).normalize('NFC')
  return new Promise((resolve, reject) => {
    scrypt(text, salt, hashBytes, { N, r, p, maxmem: 2 ** 20 + 256 * N * r }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    )
  })
}
