import {
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { isSecureAddress } from '../../lib/secure-address.ts'
import { type Secrets, SignInProblem } from './provider.ts'

export interface CodeFlowParameters {
  readonly redirect_uri: string
  readonly scope?: string
  readonly nonce?: string
}

/**
 * What every sign-in by an authorization code begins with: PKCE and a state.
 * @param buildUrl makes the address of it: with all of this in it, or pushed to the provider before
 */
export async function beginCodeFlow(
  client: Configuration,
  parameters: CodeFlowParameters,
  buildUrl: (
    client: Configuration,
    parameters: Record<string, string>,
  ) => URL | Promise<URL> = buildAuthorizationUrl,
): Promise<{ url: string; secrets: Secrets }> {
  const state = randomState()
  const codeVerifier = randomPKCECodeVerifier()
  const { href } = await buildUrl(client, {
    ...parameters,
    state,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  })
  if (!isSecureAddress(href)) {
    throw new SignInProblem('provider_refused', 'the provider names an address without HTTPS')
  }
  const { nonce } = parameters
  return { url: href, secrets: { state, codeVerifier, ...(nonce !== undefined && { nonce }) } }
}

/**
 * The address that the browser came back to, as it was registered: only the query is taken from
 * the request, so that no Host header has a say in it. @throws SignInProblem for a foreign answer
 */
export function answerAt(redirectUri: string, callback: URL, { state }: Secrets): URL {
  const answer = new URL(redirectUri)
  answer.search = callback.search
  const states = answer.searchParams.getAll('state')
  if (states.length !== 1 || states[0] !== state) {
    throw new SignInProblem('state', 'the answer has not the state that was sent')
  }
  return answer
}
