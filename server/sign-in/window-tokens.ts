import { type Clock, minutes } from '../lib/clock.ts'
import { createOneTimeTokens, type OneTime } from '../lib/one-time-tokens.ts'

/**
 * The tokens that sign in the window of the program that the hub runs in: whoever has one was given
 * it by this very process.
 */
export type WindowTokens = OneTime<true>

/** A window that loads again asks again; more than eight are never on their way at once. */
export const createWindowTokens = (now: Clock): WindowTokens =>
  createOneTimeTokens<true>(now, { life: minutes(1), most: 8 })
