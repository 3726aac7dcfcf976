import { type Clock, minutes } from '../../clock.ts'
import { createOneTime, type OneTime } from '../one-time.ts'
import type { ProviderType, Secrets } from './provider.ts'

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

/** The sign-ins under way, by the secret that only the browser which began one knows. */
export const createTransactions = (now: Clock): OneTime<Transaction> =>
  createOneTime<Transaction>(now, { life: minutes(10), most: 2_000 })
