import { type Clock, minutes } from '../../clock.ts'
import { newSecret, secretId } from '../secrets.ts'
import type { ProviderType, Secrets } from './provider.ts'

/** A sign-in that was begun and waits for the browser to come back. */
export interface Transaction {
  readonly type: ProviderType
  readonly secrets: Secrets
  /** A path on this hub. */
  readonly returnTo: string
  /** The account to which a person who is signed in adds this way in. */
  readonly link?: string
  /** The secret of the invitation that the person came with. */
  readonly invite?: string
}

export interface Transactions {
  /** Remembers one. @returns the secret that only the browser which began it knows */
  open(transaction: Transaction): string
  /** Gives it back once; later, or when it took too long, there is nothing. */
  take(secret: string): Transaction | undefined
}

const life = minutes(10)
/** Beyond so many the oldest is dropped: memory stays bounded. */
const most = 2_000

/** Kept in memory: a restart costs a person one more click, and nothing secret reaches the disk. */
export function createTransactions(now: Clock): Transactions {
  const begun = new Map<string, { readonly transaction: Transaction; readonly until: number }>()
  return {
    open(transaction) {
      for (const [id, { until }] of begun) {
        // All live equally long, so they are over in the order in which they began.
        if (now() < until && begun.size < most) break
        begun.delete(id)
      }
      const secret = newSecret()
      begun.set(secretId(secret), { transaction, until: now() + life })
      return secret
    },
    take(secret) {
      const id = secretId(secret)
      const found = begun.get(id)
      begun.delete(id)
      return found && now() < found.until ? found.transaction : undefined
    },
  }
}
