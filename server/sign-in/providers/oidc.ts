import {
  authorizationCodeGrant,
  type Configuration,
  fetchUserInfo,
  type IDToken,
  randomNonce,
} from 'openid-client'
import { patience } from './clients.ts'
import { answerAt, beginCodeFlow } from './code-flow.ts'
import { type ConnectionOptions, createConnection } from './connection.ts'
import { labelOf } from './label.ts'
import { explained, isClientRefused } from './problems.ts'
import { type Identity, type Provider, type Secrets, SignInProblem } from './provider.ts'

export interface OidcOptions extends Omit<ConnectionOptions, 'timeout'> {
  readonly type: 'oidc' | 'google'
  readonly name: string
  /** The exact address at which the browser comes back, as it is registered at the provider. */
  readonly redirectUri: string
  readonly timeout?: number
}

/** As the standard has it; longer ones would fill the disk. */
const longestSubject = 255

/** A way in through a provider that speaks OpenID Connect. */
export function createOidc(options: OidcOptions): Provider {
  const { type, name, redirectUri } = options
  const connect = createConnection({ timeout: patience, ...options })
  return {
    type,
    name,
    begin: () =>
      explained(async () => {
        const [client] = await connect()
        return beginCodeFlow(client as Configuration, {
          redirect_uri: redirectUri,
          scope: 'openid profile email',
          nonce: randomNonce(),
        })
      }),
    finish: (callback, secrets) =>
      explained(async () => {
        const answer = answerAt(redirectUri, callback, secrets)
        const { client, tokens } = await exchange(await connect(), answer, secrets)
        const claims = tokens.claims()
        if (!claims) throw new SignInProblem('provider_refused', 'the provider sends no id_token')
        return identityOf(client, claims, tokens.access_token)
      }),
  }
}

/** Trades the code for tokens, and checks all that they claim. */
async function exchange(clients: readonly Configuration[], answer: URL, secrets: Secrets) {
  const { state, codeVerifier, nonce } = secrets
  if (nonce === undefined) throw new SignInProblem('state', 'the sign-in was begun without a nonce')
  for (const [index, client] of clients.entries()) {
    try {
      const tokens = await authorizationCodeGrant(client, answer, {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
      })
      return { client, tokens }
    } catch (error) {
      if (!isClientRefused(error) || index === clients.length - 1) throw error
    }
  }
  throw new SignInProblem('provider_refused', 'there is no way to send the client secret')
}

async function identityOf(
  client: Configuration,
  claims: IDToken,
  accessToken: string,
): Promise<Identity> {
  const { iss: issuer, sub: subject } = claims
  if (subject === '' || subject.length > longestSubject) {
    throw new SignInProblem('provider_refused', 'the subject is empty or too long')
  }
  const label = nameIn(claims)
  if (label || client.serverMetadata().userinfo_endpoint === undefined) {
    return { issuer, subject, label: label || labelOf(subject) }
  }
  // Answers for another subject are refused.
  const more = await fetchUserInfo(client, accessToken, subject)
  return { issuer, subject, label: nameIn(more) || labelOf(subject) }
}

const nameIn = (claims: Readonly<Record<string, unknown>>) =>
  labelOf(claims.preferred_username, claims.email, claims.name)
