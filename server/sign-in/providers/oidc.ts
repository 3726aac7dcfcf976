import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildAuthorizationUrlWithPAR,
  type Configuration,
  fetchUserInfo,
  type IDToken,
  randomNonce,
  skipSubjectCheck,
} from 'openid-client'
import { type Client, patience } from './clients.ts'
import { answerAt, beginCodeFlow, type CodeFlowParameters } from './code-flow.ts'
import { type ConnectionOptions, createConnection } from './connection.ts'
import { labelOf } from './label.ts'
import { explained, isClientRefused } from './problems.ts'
import { type Identity, type Provider, type Secrets, SignInProblem } from './provider.ts'
import {
  checkSharedSecret,
  isSharedSecret,
  keepingAnswer,
  signatureInAnswer,
} from './shared-secret.ts'

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
  /** Some providers want requests pushed for this client, and say so only when one was not. */
  let wantsPushed = false
  return {
    type,
    name,
    begin: () =>
      explained(async () => {
        const clients = await connect()
        const parameters = {
          redirect_uri: redirectUri,
          scope: 'openid profile email',
          nonce: randomNonce(),
        }
        return beginAt(clients, parameters, wantsPushed)
      }),
    finish: (callback, secrets) =>
      explained(async () => {
        const answer = answerAt(redirectUri, callback, secrets)
        const clients = await connect()
        if (answer.searchParams.get('error') === 'invalid_request' && canPush(clients)) {
          wantsPushed = true
        }
        const { client, tokens } = await withEach(clients, (one) => exchange(one, answer, secrets))
        const claims = tokens.claims()
        if (!claims) throw new SignInProblem('provider_refused', 'the provider sends no id_token')
        return identityOf(client.configuration, claims, tokens.access_token)
      }),
  }
}

const metadataOf = ([client]: readonly Client[]) => client?.configuration.serverMetadata()

const canPush = (clients: readonly Client[]): boolean =>
  metadataOf(clients)?.pushed_authorization_request_endpoint !== undefined

/** Begins with a plain address, or with a request that is pushed to the provider first (RFC 9126). */
async function beginAt(
  clients: readonly Client[],
  parameters: CodeFlowParameters,
  wantsPushed: boolean,
) {
  const isRequired = metadataOf(clients)?.require_pushed_authorization_requests === true
  const isPushed = isRequired || (wantsPushed && canPush(clients))
  const build = isPushed ? buildAuthorizationUrlWithPAR : buildAuthorizationUrl
  return withEach(clients, ({ configuration }) => beginCodeFlow(configuration, parameters, build))
}

/** Tries each way to send the client secret, until the provider takes one. */
async function withEach<T>(clients: readonly Client[], step: (client: Client) => Promise<T>) {
  for (const [index, client] of clients.entries()) {
    try {
      return await step(client)
    } catch (error) {
      if (!isClientRefused(error) || index === clients.length - 1) throw error
    }
  }
  throw new SignInProblem('provider_refused', 'there is no way to send the client secret')
}

/** Trades the code for tokens, and checks all that they claim. */
function exchange(client: Client, answer: URL, secrets: Secrets) {
  const { state, codeVerifier, nonce } = secrets
  if (nonce === undefined) throw new SignInProblem('state', 'the sign-in was begun without a nonce')
  const checks = { pkceCodeVerifier: codeVerifier, expectedState: state, expectedNonce: nonce }
  const grant = (configuration: Configuration) =>
    authorizationCodeGrant(configuration, answer, checks)
  return keepingAnswer(async () => {
    const tokens = await grant(client.configuration).catch((error: unknown) => {
      const signature = signatureInAnswer()
      if (!isSharedSecret(signature)) throw error
      const { id_token_signing_alg_values_supported: named = ['RS256'] } =
        client.configuration.serverMetadata()
      if (named.includes(signature)) return grant(client.forSharedSecret)
      const reason = `the id_token is signed with ${signature}, and the provider names only ${named.join(', ').slice(0, 100)}: choose one of these for this client at the provider`
      throw new SignInProblem('provider_refused', reason)
    })
    if (tokens.id_token !== undefined) checkSharedSecret(tokens.id_token, client.clientSecret)
    return { client, tokens }
  })
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
  const isTold = client.serverMetadata().userinfo_endpoint !== undefined
  const name = nameIn(claims) || (isTold && (await nameToldFor(client, accessToken, subject)))
  return { issuer, subject, label: name || labelOf(subject) }
}

/**
 * The name that the provider has for the person beside the token. The token has proved who they are, so
 * no answer, or one that makes no sense, keeps nobody out. @throws SignInProblem for another person's
 */
async function nameToldFor(
  client: Configuration,
  accessToken: string,
  subject: string,
): Promise<string> {
  const more = await fetchUserInfo(client, accessToken, skipSubjectCheck).catch(() => undefined)
  if (more && more.sub !== subject) {
    throw new SignInProblem('provider_refused', 'the provider tells of another subject')
  }
  return more ? nameIn(more) : ''
}

const nameIn = (claims: Readonly<Record<string, unknown>>) =>
  labelOf(claims.preferred_username, claims.email, claims.name)
