import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { createKey, keyById, lastUse, type NewKey, revokeKey, rotateKey } from '../accounts/keys.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { readTimestamp } from '../lib/timestamp.ts'
import { whyUnreadable } from '../slots/summaries.ts'
import { allApps } from '../storage/all-apps.ts'
import type { Key } from '../storage/store.ts'
import { addressMount } from './address-key.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { keySchema } from './schemas/accounts.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { accountQuery, oneAccount, scopeOf, slotFilter } from './scope.ts'
import { keyView } from './views/accounts.ts'

const newKey = answer(
  {
    key: keySchema,
    text: Type.String({ description: 'The key itself; it is not shown again' }),
    url: Type.Optional(Type.String({ description: 'The address that the key stands in' })),
  },
  'The key',
)
const keyParams = Type.Object({
  key: Type.String({ maxLength: 64, description: 'The id of a key' }),
})

/** Keys: made, listed, given a new text, and revoked. */
export function keyRoutes(
  app: FastifyInstance,
  { store, now, apps, config, events, lan }: RouteContext,
): void {
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  const view = async (key: Key) => {
    const account = await store.accounts.get(key.accountId)
    return keyView(key, {
      account: account?.name ?? key.accountId,
      lastUsedAt: await lastUse(store, key).catch(unlessUnreadable),
      appIsOn: key.app === allApps || apps.isOn(key.app),
      now: now(),
    })
  }

  /** What is shown of a key that was just made, this once. */
  const made = async ({ key, text }: NewKey) => {
    changed(key)
    // A command may make one while the hub does not run.
    const hub = lan.addresses()[0]?.url ?? `http://localhost:${config.port}`
    const url = key.address && `${hub.replace(/\/$/, '')}${addressMount}/${text}`
    return { success: true as const, key: await view(key), text, ...(url && { url }) }
  }

  const changed = (key: Key) => events.emit({ kind: 'keys', accountId: key.accountId })

  /** A foreign key does not exist for who asks. */
  const ownKey = async (request: FastifyRequest, id: string): Promise<Key> => {
    const key = await keyById(store, id)
    const account = await scopeOf(store, request, undefined)
    if (account && account.id !== key.accountId) throw new HubError('key_id_unknown', { key: id })
    return key
  }

  api.get('/api/v1/keys', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'listKeys',
      summary: 'Every key, without its text',
      querystring: slotFilter,
      response: {
        200: answer({ keys: Type.Array(keySchema) }, 'The keys'),
        ...errorAnswers(400, 401, 404),
      },
    },
    handler: async (request) => {
      const account = await scopeOf(store, request, request.query.account)
      const { app } = request.query
      const all = account ? await store.keys.ofAccount(account.id) : await store.keys.list()
      const keys = all.filter((key) => app === undefined || key.app === app)
      return { success: true as const, keys: await Promise.all(keys.map(view)) }
    },
  })

  api.post('/api/v1/keys', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'createKey',
      summary: 'Make a key for one account, and one app or the files of all apps',
      body: Type.Object(
        {
          ...accountQuery,
          app: Type.String({
            maxLength: 64,
            description: 'The type of the app; "*" for the files of all apps, which does not sync',
          }),
          name: Type.Optional(nameSchema('A label, such as the device that gets the key')),
          expires: Type.Optional(Type.String({ description: 'When it ends, ISO 8601' })),
          readOnly: Type.Optional(Type.Boolean({ description: 'It reads, and changes nothing' })),
          address: Type.Optional(
            Type.Boolean({
              description: 'It stands in an address of the one app, and works nowhere else',
            }),
          ),
        },
        { additionalProperties: false },
      ),
      response: { 200: newKey, ...errorAnswers(400, 401, 404, 409, 503, 507) },
    },
    handler: async (request) => {
      const { body } = request
      const account = await oneAccount(store, request, body.account)
      const { app: type, readOnly, address } = body
      if (address && type === allApps) throw new HubError('address_of_one_app')
      const app = type === allApps ? { type, name: 'All apps' } : apps.get(type)
      const expiresAt = readExpiry(body.expires, config.timeZone, now())
      const name = body.name ?? app.name
      const wish = { account, app: app.type, name, expiresAt, readOnly, address }
      return made(await createKey(store, wish, now()))
    },
  })

  api.post('/api/v1/keys/:key/rotate', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'rotateKey',
      summary: 'Give a key a new text; the old one stops working at once',
      params: keyParams,
      response: { 200: newKey, ...errorAnswers(400, 401, 404, 409, 503, 507) },
    },
    handler: async (request) => {
      return made(await rotateKey(store, await ownKey(request, request.params.key), now()))
    },
  })

  api.delete('/api/v1/keys/:key', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'revokeKey',
      summary: 'Revoke a key for good',
      params: keyParams,
      response: {
        200: answer({ key: keySchema }, 'The revoked key'),
        ...errorAnswers(400, 401, 404, 503, 507),
      },
    },
    handler: async (request) => {
      const key = await revokeKey(store, await ownKey(request, request.params.key), now())
      changed(key)
      return { success: true as const, key: await view(key) }
    },
  })
}

function readExpiry(text: string | undefined, zone: string, now: number): number | undefined {
  if (text === undefined) return undefined
  const at = readTimestamp(text, zone)
  if (at === undefined) throw new HubError('bad_stamp', { field: 'expires' })
  if (at <= now) throw new HubError('bad_request', { problem: 'expires must be in the future.' })
  return at
}

/** A key can be seen and revoked, also where nobody can read when it was used. */
const unlessUnreadable = (error: unknown): undefined => void whyUnreadable(error)
