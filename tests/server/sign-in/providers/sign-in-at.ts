import { createOidc, type OidcOptions } from '../../../../server/sign-in/providers/oidc.ts'
import type { Arrival, Provider } from '../../../../server/sign-in/providers/provider.ts'
import { challengeOf, clientId, clientSecret, type LyingProvider } from './lying-provider.ts'

export const redirectUri = 'http://127.0.0.1:9693/callback/oidc'

/** What a browser brings along beside the answer. */
export const arrival: Arrival = { headers: {}, peer: '127.0.0.1' }

/** The hub's side of it. */
export const providerAt = (issuer: string, options: Partial<OidcOptions> = {}): Provider =>
  createOidc({
    type: 'oidc',
    name: 'Test',
    issuer,
    clientId,
    clientSecret,
    redirectUri,
    now: Date.now,
    ...options,
  })

/** A whole sign-in. The browser's part is played here: it goes there and comes right back. */
export async function signInAt(
  liar: LyingProvider,
  provider = providerAt(liar.issuer),
  iss = liar.issuer,
) {
  const { url, secrets } = await provider.begin()
  const asked = new URL(url).searchParams
  if (asked.get('code_challenge') !== challengeOf(secrets.codeVerifier)) throw new Error('no PKCE')
  liar.nonce = asked.get('nonce') ?? ''
  const callback = new URL(redirectUri)
  const answer = { code: 'code', state: secrets.state, iss }
  callback.search = new URLSearchParams(answer).toString()
  return provider.finish(callback, secrets, arrival)
}
