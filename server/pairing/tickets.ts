import { hash, randomBytes } from 'node:crypto'
import { type Clock, minutes } from '../lib/clock.ts'

/** What a ticket is good for: one key, for one account and one app. */
export interface Grant {
  readonly accountId: string
  readonly app: string
  /** What the key is to be called; else it is called after the device. */
  readonly name?: string | undefined
}

export interface Ticket {
  /** The secret text, as the QR code carries it. */
  readonly ticket: string
  readonly expiresAt: number
}

/**
 * Approvals given beforehand, so that a screen shows no key that lasts. Each works once; all of
 * them live in memory only.
 */
export interface Tickets {
  issue(grant: Grant): Ticket
  /** Takes the ticket out of use; undefined for one that is no good for this app. */
  take(ticket: string, app: string): Grant | undefined
  /** Puts one back that could not be used after all. */
  restore(ticket: string, grant: Grant): void
}

const life = minutes(10)
/** A window that is opened again and again makes the oldest ones useless. */
const maxPerAccount = 20

export function createTickets(now: Clock): Tickets {
  const kept = new Map<string, { readonly grant: Grant; readonly expiresAt: number }>()

  const keep = (ticket: string, grant: Grant): number => {
    const at = now()
    for (const [id, { expiresAt }] of kept) if (expiresAt <= at) kept.delete(id)
    const own = [...kept].filter(([, { grant: other }]) => other.accountId === grant.accountId)
    for (const [id] of own.slice(0, Math.max(0, own.length - maxPerAccount + 1))) kept.delete(id)
    const expiresAt = at + life
    kept.set(hash('sha256', ticket), { grant, expiresAt })
    return expiresAt
  }

  return {
    issue(grant) {
      const ticket = randomBytes(16).toString('base64url')
      return { ticket, expiresAt: keep(ticket, grant) }
    },
    take(ticket, app) {
      const id = hash('sha256', ticket)
      const found = kept.get(id)
      if (!found || found.expiresAt <= now() || found.grant.app !== app) return undefined
      kept.delete(id)
      return found.grant
    },
    restore: (ticket, grant) => void keep(ticket, grant),
  }
}

/** What the QR code of a ticket says; see docs/lan.md. */
export function pairingUri(parts: {
  readonly hub: string
  readonly app: string
  readonly ticket: string
  /** Only for an address with HTTPS and the hub's own certificate. */
  readonly fingerprint?: string | undefined
}): string {
  const { hub, app, ticket, fingerprint } = parts
  const query = new URLSearchParams({ v: '1', hub, app, ticket })
  if (fingerprint) query.set('fp', fingerprint)
  return `sxncd://pair?${query}`
}
