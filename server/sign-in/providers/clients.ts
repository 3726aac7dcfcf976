import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  customFetch,
  enableNonRepudiationChecks,
  type ServerMetadata,
} from 'openid-client'
import { isLocalAddress } from '../../lib/secure-address.ts'
import { providerFetch } from './fetch.ts'
import { keepingFetch, keptFetch } from './shared-secret.ts'

/** As whom the hub is known to a provider. */
export interface ClientId {
  readonly clientId: string
  readonly clientSecret: string
}

/** How long each answer of a provider may take, in seconds. */
export const patience = 5

export interface Client {
  readonly clientSecret: string
  readonly configuration: Configuration
  /** The same for a token that is signed with the client secret. */
  readonly forSharedSecret: Configuration
}

/**
 * The hub as a client of this provider, once for each way to send the secret that it may want. A
 * provider often knows several ways and takes only the one that was chosen when the hub was
 * registered, so more than one may have to be tried.
 */
export function clientsOf(
  server: ServerMetadata,
  client: ClientId,
  timeout: number,
): readonly Client[] {
  const ways = server.token_endpoint_auth_methods_supported
  const basic = !ways || ways.includes('client_secret_basic')
  const post = !ways || ways.includes('client_secret_post')
  return [
    ...(basic || !post ? [ClientSecretBasic(client.clientSecret)] : []),
    ...(post ? [ClientSecretPost(client.clientSecret)] : []),
  ].map((way) => {
    const make = (fetch: CustomFetch) => {
      const made = new Configuration(server, client.clientId, undefined, way)
      prepare(made, timeout)
      made[customFetch] = fetch
      return made
    }
    const configuration = make(keepingFetch)
    // Without keys the token counts as what its HTTPS connection says: OpenID Connect 3.1.3.7.
    if (server.jwks_uri !== undefined) enableNonRepudiationChecks(configuration)
    return { clientSecret: client.clientSecret, configuration, forSharedSecret: make(keptFetch) }
  })
}

/** What holds for every request to a provider. */
export function prepare(configuration: Configuration, timeout: number): void {
  configuration.timeout = timeout
  configuration[customFetch] = providerFetch
  if (isLocalAddress(configuration.serverMetadata().issuer)) allowInsecureRequests(configuration)
}
