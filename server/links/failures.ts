import { mayPass, SyncError } from '../../client/errors.ts'
import { backoffMs } from '../lib/backoff.ts'
import { minutes, seconds } from '../lib/clock.ts'
import { LinkError } from './link-error.ts'

/** What a link does about something that went wrong. */
export interface Failure {
  /** A sentence for a person. */
  readonly problem: string
  /** `content`: it goes on once the file is another one. `never`: once a person has done something. */
  readonly again: 'soon' | 'later' | 'content' | 'never'
  readonly atLeastMs?: number | undefined
}

/** @returns undefined for what is a fault in the program */
export function failureOf(error: unknown): Failure | undefined {
  // The disk or the network drive may come back.
  if (error instanceof LinkError) return { problem: error.message, again: 'later' }
  if (!(error instanceof SyncError)) return undefined
  const { message: problem, status, code, retryAfterMs: atLeastMs } = error
  if (mayPass(error)) return { problem, again: 'soon', atLeastMs }
  if (status === 401 || ['bad_hub', 'bad_key', 'bad_pin', 'key_https_only'].includes(code)) {
    return { problem, again: 'never' }
  }
  if (status === 400 || status === 413) return { problem, again: 'content' }
  // Another network may have another machine at this address; the owner may switch an app on again.
  return { problem, again: 'later' }
}

const soon = { firstMs: seconds(2), maxMs: minutes(5) }
/** What a person or time has to mend is tried ever more seldom. */
const later = { firstMs: minutes(5), maxMs: minutes(15) }

/** How long to wait before the next try, so many having failed in a row. */
export const waitBefore = (tries: number, { again, atLeastMs }: Failure): number =>
  backoffMs(tries, again === 'soon' ? soon : later, atLeastMs)
