import { type Clock, hours } from '../lib/clock.ts'
import { createOneTimeTokens, type OneTime } from '../lib/one-time-tokens.ts'

/**
 * Stand for the secrets of invitations in addresses, where the browser goes to a provider: proxies
 * write addresses down. A ticket works once, so what was written down is worth nothing by then.
 */
export type InviteTickets = OneTime<string>

export const createInviteTickets = (now: Clock): InviteTickets =>
  createOneTimeTokens<string>(now, { life: hours(1), most: 2_000 })
