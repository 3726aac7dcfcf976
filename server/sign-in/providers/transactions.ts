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
  open(transaction: Transaction, place: string): string
  /** Gives it back once; later, or when it took too long, there is nothing. */
  take(secret: string): Transaction | undefined
}

const life = minutes(10)
const most = 10_000
/** So that one place cannot push out the sign-ins of all others. */
const mostPerPlace = 100

/** Kept in memory: a restart costs a person one more click, and nothing secret reaches the disk. */
export function createTransactions(now: Clock): Transactions {
  const open = new Map<string, Transaction & { readonly place: string; readonly until: number }>()

  const makeRoom = (place: string) => {
    const mine: string[] = []
    for (const [id, one] of open) {
      if (one.until <= now()) open.delete(id)
      else if (one.place === place) mine.push(id)
    }
    const [oldest] = mine.length >= mostPerPlace ? mine : open.size >= most ? open.keys() : []
    if (oldest !== undefined) open.delete(oldest)
  }
  return {
    open(transaction, place) {
      makeRoom(place)
      const secret = newSecret()
      open.set(secretId(secret), { ...transaction, place, until: now() + life })
      return secret
    },
    take(secret) {
      const id = secretId(secret)
      const found = open.get(id)
      open.delete(id)
      return found && now() < found.until ? found : undefined
    },
  }
}
