import type { ServerMetadata } from 'openid-client'
import { type Clock, days, minutes } from '../../lib/clock.ts'
import { type Client, type ClientId, clientsOf } from './clients.ts'
import { discover } from './discovery.ts'
import { signInProblemIn } from './problems.ts'
import { sharedSecretSignatures } from './shared-secret.ts'

/** For a provider that cannot be asked where its endpoints are. */
export interface Endpoints {
  readonly authorization: string
  readonly token: string
  readonly userinfo?: string | undefined
}

export interface ConnectionOptions extends ClientId {
  readonly issuer: string
  readonly endpoints?: Endpoints | undefined
  readonly now: Clock
  /** How long each answer may take, in seconds. */
  readonly timeout: number
}

type Clients = readonly Client[]

/** What signatures there are; a provider that we could ask names its own. */
const signatures = [
  ...sharedSecretSignatures,
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'],
]

/** Whether the provider just has nothing to say; what it says and cannot be trusted is no such case. */
function isUnavailable(error: unknown): boolean {
  const problem = signInProblemIn(error)
  return problem === undefined || problem.code === 'provider_down'
}

/**
 * Gets to know a provider at the first sign-in, once for all that wait for it, and remembers it
 * for a day. A failure is forgotten at once, so that the next sign-in asks again.
 */
export function createConnection(options: ConnectionOptions): () => Promise<Clients> {
  const { issuer, endpoints, now, timeout } = options
  let known: { readonly clients: Clients; readonly until: number } | undefined
  let asking: Promise<Clients> | undefined

  const keep = (server: ServerMetadata, duration: number): Clients => {
    const clients = clientsOf(server, options, timeout)
    known = { clients, until: now() + duration }
    return clients
  }
  const ask = async (): Promise<Clients> => {
    try {
      return keep(await discover(issuer, options.clientId, timeout), days(1))
    } catch (error) {
      if (!endpoints || !isUnavailable(error)) throw error
      return keep(asMetadata(issuer, endpoints), minutes(5))
    }
  }
  return () => {
    if (known && now() < known.until) return Promise.resolve(known.clients)
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
}

const asMetadata = (issuer: string, { authorization, token, userinfo }: Endpoints) => ({
  issuer,
  authorization_endpoint: authorization,
  token_endpoint: token,
  id_token_signing_alg_values_supported: signatures,
  ...(userinfo !== undefined && { userinfo_endpoint: userinfo }),
})
