import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type Clock, minutes } from '../../lib/clock.ts'
import type { ProviderType } from '../../lib/provider-types.ts'
import type { Secrets } from './provider.ts'

/** A sign-in that was begun and waits for the browser to come back. */
export interface Transaction {
  readonly type: ProviderType
  readonly secrets: Secrets
  /** A path on this hub. */
  readonly returnTo: string
  /** The account to which a person who is signed in adds this way in. */
  readonly link?: string
  /** The session that asked for it. */
  readonly session?: string
  /** The secret of the invitation that the person came with. */
  readonly invite?: string
}

export interface Transactions {
  /** @returns the text by which it is given back, for the browser that began it alone */
  seal(transaction: Transaction): string
  /** Gives it back once; later, or when it took too long, there is nothing. */
  take(sealed: string): Transaction | undefined
}

const life = minutes(10)
/** So many that came back are remembered. Beyond it the provider still takes each code once only. */
const mostUsed = 10_000
const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/**
 * The sign-ins under way are kept by the browsers that began them, in a cookie that only this hub can
 * read or make: however many are begun, none pushes another out. The key lives in memory, so a restart
 * costs a person one more click.
 */
export function createTransactions(now: Clock): Transactions {
  const key = randomBytes(32)
  const used = new Map<string, number>()

  const open = (sealed: string): { until: number; transaction: Transaction } | undefined => {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes.length < ivBytes + tagBytes) return undefined
    try {
      const decipher = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes))
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      const text = Buffer.concat([
        decipher.update(bytes.subarray(ivBytes + tagBytes)),
        decipher.final(),
      ])
      return JSON.parse(text.toString())
    } catch {
      // It was changed, or made before the last start.
      return undefined
    }
  }
  /** Whether this is the first use. It is known by its random part, however the text is written. */
  const use = (sealed: string, until: number): boolean => {
    const id = Buffer.from(sealed, 'base64url').toString('hex', 0, ivBytes)
    if (used.has(id)) return false
    for (const [other, over] of used) {
      if (now() < over && used.size < mostUsed) break
      used.delete(other)
    }
    used.set(id, until)
    return true
  }

  return {
    seal(transaction) {
      const iv = randomBytes(ivBytes)
      const encipher = createCipheriv(cipher, key, iv)
      const text = JSON.stringify({ until: now() + life, transaction })
      const body = Buffer.concat([encipher.update(text), encipher.final()])
      return Buffer.concat([iv, encipher.getAuthTag(), body]).toString('base64url')
    },
    take(sealed) {
      const found = open(sealed)
      if (!found || now() >= found.until || !use(sealed, found.until)) return undefined
      return found.transaction
    },
  }
}
