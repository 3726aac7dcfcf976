import {
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
} from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength })
export const keys = { own: rsa(2048), foreign: rsa(2048), weak: rsa(1024) }

export type Json = Record<string, unknown>

/** Each part of the truth, and what the provider says in its place. */
export interface Lies {
  discovery?: (truth: Json) => Json
  jwks?: (truth: Json) => Json
  claims?: (truth: Json) => Json
  header?: (truth: Json) => Json
  /** Signs `header.payload`; the answer is the third part of the token. */
  sign?: (data: string) => string
  idToken?: (truth: string) => string
  token?: (truth: Json) => Json
  userinfo?: (truth: Json) => Json
  /** Answers a path in a way of its own. @returns whether it did */
  answer?: (path: string, response: ServerResponse) => boolean
}

export interface LyingProvider {
  readonly issuer: string
  readonly lies: Lies
  /** What was asked of it, and with what, in order. */
  readonly asked: { path: string; form: URLSearchParams; authorization: string | undefined }[]
  /** What it must know of the request that it answers. */
  nonce: string
}

export const clientId = 'hub'
export const clientSecret = 'a-client-secret-of-32-characters'
export const publicPem = keys.own.publicKey.export({ format: 'pem', type: 'spki' }).toString()

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
export const signWith = (key: KeyObject) => (data: string) =>
  signBytes('sha256', Buffer.from(data), key).toString('base64url')
export const hmacWith =
  (secret: string, hash = 'sha256') =>
  (data: string) =>
    createHmac(hash, secret).update(data).digest('base64url')
export const jwk = (key: KeyObject, kid: string) => ({
  ...key.export({ format: 'jwk' }),
  kid,
  use: 'sig',
})

/** An OpenID provider that tells the truth, except where it is told to lie. */
export async function startLyingProvider(lies: Lies = {}): Promise<LyingProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: LyingProvider = { issuer, lies, asked: [], nonce: '' }

  const idToken = () => {
    const now = Math.floor(Date.now() / 1_000)
    const { nonce } = provider
    const truth = { iss: issuer, sub: 'ada-1', aud: clientId, exp: now + 60, iat: now, nonce }
    const header = { alg: 'RS256', kid: 'own' }
    const data = `${base64(lies.header?.(header) ?? header)}.${base64(lies.claims?.(truth) ?? truth)}`
    const token = `${data}.${(lies.sign ?? signWith(keys.own.privateKey))(data)}`
    return lies.idToken?.(token) ?? token
  }
  const truths: Record<string, () => Json> = {
    '/.well-known/openid-configuration': () => {
      const truth = {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        id_token_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: true,
      }
      return lies.discovery?.(truth) ?? truth
    },
    '/jwks': () => {
      const truth = { keys: [jwk(keys.own.publicKey, 'own')] }
      return lies.jwks?.(truth) ?? truth
    },
    '/token': () => {
      const truth = { access_token: 'canary-token', token_type: 'Bearer', id_token: idToken() }
      return lies.token?.(truth) ?? truth
    },
    '/userinfo': () => {
      const truth = { sub: 'ada-1', preferred_username: 'ada' }
      return lies.userinfo?.(truth) ?? truth
    },
  }
  server.on('request', async (request: IncomingMessage, response) => {
    const path = request.url ?? ''
    const form = new URLSearchParams(await text(request))
    provider.asked.push({ path, form, authorization: request.headers.authorization })
    if (lies.answer?.(path, response)) return
    const truth = truths[path]
    response.writeHead(truth ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(truth?.() ?? {}))
  })
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return provider
}

export const challengeOf = (verifier: string) =>
  createHash('sha256').update(verifier).digest('base64url')
