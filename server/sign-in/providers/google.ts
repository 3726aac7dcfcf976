import type { Clock } from '../../lib/clock.ts'
import type { ClientId } from './clients.ts'
import { createOidc } from './oidc.ts'
import type { Provider } from './provider.ts'

export interface GoogleOptions extends ClientId {
  readonly issuer: string
  readonly redirectUri: string
  readonly now: Clock
  readonly timeout?: number
}

/** Google speaks OpenID Connect and tells all about itself. */
export const createGoogle = (options: GoogleOptions): Provider =>
  createOidc({ ...options, type: 'google', name: 'Google' })
