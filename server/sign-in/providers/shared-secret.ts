import { AsyncLocalStorage } from 'node:async_hooks'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CustomFetch } from 'openid-client'
import { providerFetch } from './fetch.ts'
import { SignInProblem } from './provider.ts'

/*
 * Tokens that a provider signs with the client secret (HS256). The library checks all that they claim,
 * but refuses to check such a signature, so that is done here. By then the code is used up: the answer
 * of the token endpoint is kept, and looked at a second time.
 */

const hashes: Readonly<Record<string, string>> = {
  HS256: 'sha256',
  HS384: 'sha384',
  HS512: 'sha512',
}
export const sharedSecretSignatures = Object.keys(hashes)

interface Kept {
  body?: string
  status?: number
}

/** What the token endpoint answered in the sign-in that is under way. */
const answers = new AsyncLocalStorage<Kept>()

export const keepingAnswer = <T>(exchange: () => Promise<T>): Promise<T> =>
  answers.run({}, exchange)

/** Asks, and keeps the answer. */
export const keepingFetch: CustomFetch = async (url, options) => {
  const response = await providerFetch(url, options)
  const kept = answers.getStore()
  if (!kept || options.method !== 'POST') return response
  kept.body = await response.clone().text()
  kept.status = response.status
  return response
}

/** Answers with what was kept, and asks nobody for another token. */
export const keptFetch: CustomFetch = async (url, options) => {
  const kept = answers.getStore()
  if (options.method !== 'POST' || kept?.body === undefined) return providerFetch(url, options)
  const headers = { 'content-type': 'application/json' }
  return new Response(kept.body, { status: kept.status ?? 200, headers })
}

/** How the token in the answer that was kept says it is signed. */
export function signatureInAnswer(): string | undefined {
  try {
    return signatureOf(JSON.parse(answers.getStore()?.body ?? '').id_token)
  } catch {
    return undefined
  }
}

const signatureOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).alg

export const isSharedSecret = (signature: string | undefined): signature is string =>
  signature !== undefined && Object.hasOwn(hashes, signature)

/** Checks a token that is signed with the client secret; others are the library's. @throws SignInProblem */
export function checkSharedSecret(token: string, clientSecret: string): void {
  const hash = hashes[signatureOf(token)]
  if (hash === undefined) return
  const end = token.lastIndexOf('.')
  const expected = createHmac(hash, clientSecret).update(token.slice(0, end)).digest()
  const sent = Buffer.from(token.slice(end + 1), 'base64url')
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) {
    const reason = 'the id_token is signed with another secret than our client secret'
    throw new SignInProblem('provider_refused', reason)
  }
}
