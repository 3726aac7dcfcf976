import { type Clock, minutes } from '../clock.ts'
import { newSecret, secretId } from './secrets.ts'

const life = minutes(1)
/** A window that loads again asks again; more than this many are never on their way at once. */
const most = 8

/**
 * The tokens that sign in the window of the program that the hub runs in. They live in memory, for
 * one use within a minute: whoever has one was given it by this very process.
 */
export interface WindowTokens {
  issue(): string
  /** Uses a token up. @returns a function that puts it back; undefined where it is no good */
  take(token: string): (() => void) | undefined
}

export function createWindowTokens(now: Clock): WindowTokens {
  /** When each one ends, by the hash of it, oldest first. */
  const ends = new Map<string, number>()
  return {
    issue() {
      const token = newSecret()
      ends.set(secretId(token), now() + life)
      for (const id of [...ends.keys()].slice(0, -most)) ends.delete(id)
      return token
    },
    take(token) {
      const id = secretId(token)
      const end = ends.get(id)
      ends.delete(id)
      if (end === undefined || now() > end) return undefined
      return () => void ends.set(id, end)
    },
  }
}
