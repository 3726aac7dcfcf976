import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Adapter,
  type AdapterPayload,
  type ClientAuthMethod,
  type InteractionResults,
  Provider,
} from 'oidc-provider'

export interface OidcProviderOptions {
  /** Where to leave what stops the provider; each test runner has its own way. */
  readonly atEnd: (stop: () => Promise<void>) => void
  readonly redirectUris: readonly string[]
  /** How the hub was registered to send its secret. */
  readonly authMethod?: ClientAuthMethod
  readonly clientId?: string
}

export interface OidcProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who signs in next, and whether they allow it. */
  readonly person: { sub: string; claims: Record<string, unknown>; allows: boolean }
  /** How often each path was asked for. */
  readonly asked: Map<string, number>
  stop(): Promise<void>
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwks = { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] }

/** A certified OpenID provider on loopback. Its one person signs in without being asked. */
export async function startOidcProvider(options: OidcProviderOptions): Promise<OidcProvider> {
  const { clientId = 'hub', authMethod = 'client_secret_basic' } = options
  const clientSecret = 'a client secret, with: %2B+ all sorts'
  const person = { sub: 'ada-1', claims: { preferred_username: 'ada' }, allows: true }
  const asked = new Map<string, number>()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const provider = new Provider(issuer, {
    adapter: createAdapters(),
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...options.redirectUris],
        token_endpoint_auth_method: authMethod,
        // A native one may use loopback without HTTPS, and nothing else of loopback.
        application_type: options.redirectUris.every((one) => one.startsWith('https:'))
          ? 'web'
          : 'native',
      },
    ],
    jwks,
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'name'], email: ['email'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { Interaction: 600, Session: 600, Grant: 600, IdToken: 600, AccessToken: 600 },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...person.claims }) }),
  })
  const answer = provider.callback()

  const decide = async (request: IncomingMessage, response: ServerResponse) => {
    const { prompt, params } = await provider.interactionDetails(request, response)
    let result: InteractionResults
    if (!person.allows) {
      result = { error: 'access_denied', error_description: '<script>canary-text</script>' }
    } else if (prompt.name === 'login') {
      result = { login: { accountId: person.sub } }
    } else {
      const grant = new provider.Grant({ accountId: person.sub, clientId })
      grant.addOIDCScope(String(params.scope))
      result = { consent: { grantId: await grant.save() } }
    }
    await provider.interactionFinished(request, response, result)
  }
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const [path = ''] = (request.url ?? '').split('?')
    asked.set(path, (asked.get(path) ?? 0) + 1)
    if (path.startsWith('/interaction/')) void decide(request, response)
    else void answer(request, response)
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  options.atEnd(stop)
  return { issuer, clientId, clientSecret, person, asked, stop }
}

/** Keeps what the provider must remember. Its own such adapter warns that it is one for tests. */
function createAdapters(): (model: string) => Adapter {
  const kept = new Map<string, { payload: AdapterPayload; until: number }>()
  const find = (key: string) => {
    const found = kept.get(key)
    return found && Date.now() < found.until ? found.payload : undefined
  }
  const findBy = (model: string, name: 'uid' | 'userCode', value: string) =>
    [...kept].find(([key, { payload }]) => key.startsWith(`${model}:`) && payload[name] === value)
  return (model) => ({
    upsert: async (id, payload, seconds) => {
      kept.set(`${model}:${id}`, { payload, until: Date.now() + (seconds ?? 600) * 1_000 })
    },
    find: async (id) => find(`${model}:${id}`),
    findByUid: async (uid) => findBy(model, 'uid', uid)?.[1].payload,
    findByUserCode: async (code) => findBy(model, 'userCode', code)?.[1].payload,
    consume: async (id) => {
      const payload = find(`${model}:${id}`)
      if (payload) payload.consumed = true
    },
    destroy: async (id) => void kept.delete(`${model}:${id}`),
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key)
    },
  })
}
