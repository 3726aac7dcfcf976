import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findAccount } from '../accounts/accounts.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import type { Account, Store } from '../storage/store.ts'

/** Chooses an account. Only commands on this machine may choose any; others have but their own. */
export const accountQuery = {
  account: Type.Optional(nameSchema('The id or the name of an account; without it, your own')),
}

/** Narrows a list to one account, one app, or both. */
export const slotFilter = Type.Object(
  {
    ...accountQuery,
    app: Type.Optional(Type.String({ maxLength: 64, description: 'The type of an app' })),
  },
  { additionalProperties: false },
)

/** The account that a request is about, if it is about one. @throws HubError for a foreign one */
export async function scopeOf(
  store: Store,
  request: FastifyRequest,
  wanted: string | undefined,
): Promise<Account | undefined> {
  const own = request.signedIn?.account
  if (!own) return wanted === undefined ? undefined : findAccount(store, wanted)
  if (wanted !== undefined) {
    // Whether a foreign account exists is nobody's business.
    const found = await findAccount(store, wanted).catch(() => undefined)
    if (found?.id !== own.id) throw new HubError('account_unknown', { account: wanted })
  }
  return own
}

/** The one account that a request is about. @throws HubError where a command names none */
export async function oneAccount(store: Store, request: FastifyRequest, wanted?: string) {
  const account = await scopeOf(store, request, wanted)
  if (!account) throw new HubError('bad_request', { problem: 'account is missing.' })
  return account
}
