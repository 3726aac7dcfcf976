import {
  allowInsecureRequests,
  ClientError,
  customFetch,
  discovery,
  type ServerMetadata,
} from 'openid-client'
import { isLocalAddress } from '../../lib/secure-address.ts'
import { providerFetch } from './fetch.ts'
import { labelOf } from './label.ts'
import { SignInProblem } from './provider.ts'
import { isSharedSecret } from './shared-secret.ts'

/**
 * What a provider says about itself. Its metadata must be complete: without its keys no token
 * could be checked. @throws SignInProblem, or what the library throws
 */
export async function discover(issuer: string, clientId: string, timeout: number) {
  const metadata = await discoverEitherWay(issuer, clientId, timeout)
  // Who signs with the client secret alone has no keys to show.
  const signatures = metadata.id_token_signing_alg_values_supported ?? ['RS256']
  const needed = ['authorization_endpoint', 'token_endpoint'] as const
  const keys = signatures.every(isSharedSecret) ? [] : (['jwks_uri'] as const)
  for (const endpoint of [...needed, ...keys]) {
    if (metadata[endpoint] === undefined) {
      throw new SignInProblem('provider_refused', `the provider does not say its ${endpoint}`)
    }
  }
  return metadata
}

/** An issuer is compared to the letter, yet nobody can know whether to write a slash at its end. */
async function discoverEitherWay(issuer: string, clientId: string, timeout: number) {
  try {
    return await ask(issuer, clientId, timeout)
  } catch (error) {
    const found = otherIssuer(error)
    if (found === undefined) throw error
    const other = issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`
    if (found === other) return ask(other, clientId, timeout)
    const name = labelOf(found)
    throw new SignInProblem('provider_refused', `the provider calls itself ${name}, not ${issuer}`)
  }
}

async function ask(issuer: string, clientId: string, timeout: number): Promise<ServerMetadata> {
  const configuration = await discovery(new URL(issuer), clientId, undefined, undefined, {
    timeout,
    [customFetch]: providerFetch,
    execute: isLocalAddress(issuer) ? [allowInsecureRequests] : [],
  })
  return configuration.serverMetadata()
}

/** The name that the provider has for itself, where that is what was wrong. */
function otherIssuer(error: unknown): string | undefined {
  if (!(error instanceof ClientError) || error.code !== 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') {
    return undefined
  }
  return (error.cause as { body?: { issuer?: string } } | undefined)?.body?.issuer
}
