import { hash, randomBytes, randomUUID } from 'node:crypto'
import { HubError } from '../lib/errors.ts'
import type { OwnerToken } from '../storage/owner-token.ts'
import type { Store } from '../storage/store.ts'

/** Scripts are few; a client that asks for tokens without end stops here. */
export const maxTokens = 20

const prefix = 'sxncd-token_'

/** What a script is to have: a name to know it by, and how far it reaches. */
export interface TokenWish {
  readonly name: string
  readonly readOnly: boolean
  readonly expiresAt?: number | undefined
}

/**
 * Makes a token by which another program speaks for the owner of the hub.
 * @returns the secret as well, which is not kept @throws HubError where there are too many
 */
export async function createToken(
  store: Store,
  { name, readOnly, expiresAt }: TokenWish,
  now: number,
): Promise<{ readonly token: OwnerToken; readonly secret: string }> {
  const secret = `${prefix}${randomBytes(32).toString('base64url')}`
  const token: OwnerToken = {
    id: randomUUID(),
    name,
    hash: hashOf(secret),
    readOnly,
    createdAt: now,
    ...(expiresAt !== undefined && { expiresAt }),
  }
  await store.settings.change((settings) => {
    const tokens = (settings.tokens ?? []).filter((one) => !isOver(one, now))
    if (tokens.length >= maxTokens) throw new HubError('too_many_tokens', { limit: maxTokens })
    return { ...settings, tokens: [...tokens, token] }
  })
  return { token, secret }
}

/** The tokens that work, oldest first. */
export const tokensOf = (store: Store, now: number): readonly OwnerToken[] =>
  (store.settings.get().tokens ?? []).filter((token) => !isOver(token, now))

/** Which token a text is; undefined for one that is unknown, revoked or over. */
export function findToken(store: Store, text: string, now: number): OwnerToken | undefined {
  if (!text.startsWith(prefix)) return undefined
  const sent = hashOf(text)
  return tokensOf(store, now).find((token) => token.hash === sent)
}

/** Ends a token for good. @throws HubError where there is none */
export async function revokeToken(store: Store, id: string): Promise<OwnerToken> {
  return store.change(async ({ settings }) => {
    const { tokens = [] } = settings.get()
    const gone = tokens.find((token) => token.id === id)
    if (!gone) throw new HubError('unknown_thing', { thing: 'token' })
    await settings.change((now) => ({ ...now, tokens: tokens.filter((one) => one !== gone) }))
    return gone
  }, 'reserved')
}

const isOver = ({ expiresAt }: OwnerToken, now: number) =>
  expiresAt !== undefined && expiresAt <= now

/** It is random, so a plain SHA-256 cannot be searched backwards. */
const hashOf = (secret: string): string => hash('sha256', secret)
