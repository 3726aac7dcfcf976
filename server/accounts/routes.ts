import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { historyRoutes } from '../history/routes.ts'
import { nameSchema } from '../http/names.ts'
import { answer, errorAnswers } from '../http/schemas.ts'
import { createAccount, findAccount, setDisabled } from './accounts.ts'
import { deviceRoutes } from './device-routes.ts'
import { keyRoutes } from './key-routes.ts'
import { knownApp, type OwnerRouteParts, ownerDocs, ownerOnly } from './owner.ts'
import { accountSchema, accountView } from './schemas.ts'

const accountParams = { account: nameSchema('The id or the name of an account') }

/** What the owner of the hub manages: accounts, their keys, devices and histories. */
export function ownerRoutes(app: FastifyInstance, parts: OwnerRouteParts): void {
  const { store, now } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/accounts', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Every account',
      response: {
        200: answer({ accounts: Type.Array(accountSchema) }, 'The accounts'),
        ...errorAnswers(401),
      },
    },
    handler: async () => {
      const accounts = await store.accounts.list()
      return { success: true as const, accounts: accounts.map(accountView) }
    },
  })

  api.post('/api/v1/accounts', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Create an account',
      body: Type.Object(
        {
          name: nameSchema('The name of the person'),
          role: Type.Optional(Type.Enum(['owner', 'member'])),
        },
        { additionalProperties: false },
      ),
      response: {
        200: answer({ account: accountSchema }, 'The new account'),
        ...errorAnswers(400, 401, 409, 503, 507),
      },
    },
    handler: async ({ body }) => {
      const account = await createAccount(store, body.name, body.role ?? 'member', now())
      return { success: true as const, account: accountView(account) }
    },
  })

  api.patch('/api/v1/accounts/:account', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Switch an account off or on: its keys stop working while it is off',
      params: Type.Object(accountParams),
      body: Type.Object({ disabled: Type.Boolean() }, { additionalProperties: false }),
      response: {
        200: answer({ account: accountSchema }, 'The account'),
        ...errorAnswers(400, 401, 404, 503, 507),
      },
    },
    handler: async ({ params, body }) => {
      const account = await findAccount(store, params.account)
      const changed = await setDisabled(store, account, body.disabled)
      return { success: true as const, account: accountView(changed) }
    },
  })

  api.delete('/api/v1/accounts/:account', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Remove an account with its keys, devices and all of its settings, for good',
      params: Type.Object(accountParams),
      response: {
        200: answer({ account: accountSchema }, 'The account that is gone'),
        ...errorAnswers(400, 401, 404, 503, 507),
      },
    },
    handler: async ({ params }) => {
      const account = await findAccount(store, params.account)
      await store.removeAccount(account.id)
      return { success: true as const, account: accountView(account) }
    },
  })

  keyRoutes(app, parts)
  deviceRoutes(app, parts)
  historyRoutes(app, parts, {
    path: '/api/v1/accounts/:account/apps/:app/history',
    access: 'owner',
    params: { ...accountParams, app: Type.String({ maxLength: 64 }) },
    slotOf: async (request) => {
      const wanted = request.params as { account: string; app: string }
      const account = await findAccount(store, wanted.account)
      return { accountId: account.id, app: knownApp(parts.apps, wanted.app).type }
    },
  })
}
