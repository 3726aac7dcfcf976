import {
  authorizationCodeGrant,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  customFetch,
  fetchProtectedResource,
} from 'openid-client'
import { type ClientId, patience, prepare } from './clients.ts'
import { answerAt, beginCodeFlow } from './code-flow.ts'
import { providerFetch } from './fetch.ts'
import { labelOf } from './label.ts'
import { explained } from './problems.ts'
import { type Identity, type Provider, SignInProblem } from './provider.ts'

export interface GithubOptions extends ClientId {
  /** Without a slash at its end. Also the issuer of the identities. */
  readonly url: string
  readonly apiUrl: string
  readonly redirectUri: string
  readonly timeout?: number
}

/** GitHub speaks OAuth 2 only: no discovery and no id_token, so its API says who somebody is. */
export function createGithub(options: GithubOptions): Provider {
  const { url, apiUrl, redirectUri, timeout = patience } = options
  const server = {
    // What its answers call it (RFC 9207); GitHub Enterprise sends none.
    issuer: `${url}/login/oauth`,
    authorization_endpoint: `${url}/login/oauth/authorize`,
    token_endpoint: `${url}/login/oauth/access_token`,
  }
  const secret = ClientSecretPost(options.clientSecret)
  const client = new Configuration(server, options.clientId, undefined, secret)
  prepare(client, timeout)
  client[customFetch] = githubFetch
  return {
    type: 'github',
    name: 'GitHub',
    // No scope: who somebody is, GitHub tells without any.
    begin: () => explained(() => beginCodeFlow(client, { redirect_uri: redirectUri })),
    finish: (callback, secrets) =>
      explained(async () => {
        const { state, codeVerifier } = secrets
        const tokens = await authorizationCodeGrant(
          client,
          answerAt(redirectUri, callback, secrets),
          { pkceCodeVerifier: codeVerifier, expectedState: state },
        )
        const user = new URL(`${apiUrl}/user`)
        return identityOf(url, await askApi(client, user, tokens.access_token))
      }),
  }
}

async function askApi(client: Configuration, url: URL, token: string): Promise<unknown> {
  const headers = new Headers({
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  })
  const response = await fetchProtectedResource(client, token, url, 'GET', undefined, headers)
  if (response.status !== 200) {
    throw new SignInProblem('provider_refused', `its API answers with status ${response.status}`)
  }
  return response.json()
}

/** The number stays with the account; its login name can be given up and taken by another. */
function identityOf(issuer: string, user: unknown): Identity {
  const { id, login, name } = (user ?? {}) as Readonly<Record<string, unknown>>
  if (!Number.isSafeInteger(id) || (id as number) <= 0) {
    throw new SignInProblem('provider_refused', 'its API does not say who this is')
  }
  const subject = String(id)
  return { issuer, subject, label: labelOf(login, name, subject) }
}

/** GitHub sends its errors with status 200, where the library looks for a token. */
const githubFetch: CustomFetch = async (url, options) => {
  const response = await providerFetch(url, options)
  if (options.method !== 'POST' || response.status !== 200) return response
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  const isError = typeof body === 'object' && body !== null && 'error' in body
  return isError
    ? new Response(response.body, { status: 400, headers: response.headers })
    : response
}
