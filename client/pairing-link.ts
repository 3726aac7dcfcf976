import { SyncError } from './errors.ts'
import { parseUrl } from './parse-url.ts'

/** What a QR code of the hub says. Handed to `createSync`, it is all that a device needs. */
export interface PairingLink {
  readonly hub: string
  /** The type of the app. */
  readonly app: string
  /** An approval that was given beforehand; it works once. */
  readonly ticket?: string | undefined
  /** A key that lasts. */
  readonly key?: string | undefined
  /** For `pinnedFetch`, where the hub has a certificate of its own. */
  readonly fingerprint?: string | undefined
}

/**
 * Reads the link in a QR code of the hub: `sxncd://pair?…` or `sxncd://connect?…`.
 * @throws SyncError `bad_link`
 */
export function readPairingLink(text: string): PairingLink {
  const url = parseUrl(text.trim())
  const parameter = (name: string) => url?.searchParams.get(name) ?? undefined
  const [hub, app, ticket, key] = ['hub', 'app', 'ticket', 'key'].map(parameter)
  // Engines do not agree on what is host and what is path in a scheme that they do not know.
  const isOurs = /^sxncd:\/\/(?:pair|connect)\/?\?/i.test(text.trim())
  if (!isOurs || parameter('v') !== '1' || !hub || !app || !(ticket || key)) {
    throw new SyncError(0, 'bad_link', 'This is not the QR code of a hub, or of a newer one.')
  }
  return { hub, app, ticket, key, fingerprint: parameter('fp') }
}
