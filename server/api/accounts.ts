import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { createAccount, findAccount, sameName } from '../accounts/accounts.ts'
import { accountNameSchema } from '../lib/account-names.ts'
import { HubError } from '../lib/errors.ts'
import { inTurn } from '../lib/in-turn.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { keepAnOwner } from '../sign-in/owners.ts'
import { ownerDocs, ownerOnly, type RouteContext } from './context.ts'
import { endAndTell } from './end-sessions.ts'
import { accountSchema, memberSchema } from './schemas/accounts.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { accountView, memberView } from './views/accounts.ts'

const params = Type.Object({ account: nameSchema('The id or the name of an account') })
const roleSchema = Type.Enum(['owner', 'member'])
const closed = { additionalProperties: false }
const accountAnswer = answer({ account: accountSchema }, 'The account')

/** The people who use the hub: for its owner. */
export function accountRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { store, now, events } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/accounts', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Every account',
      response: {
        200: answer({ accounts: Type.Array(memberSchema) }, 'The accounts'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => {
      const accounts = await store.accounts.list()
      const views = await Promise.all(accounts.map((account) => memberView(store, account)))
      return { success: true as const, accounts: views }
    },
  })

  api.post('/api/v1/accounts', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Create an account',
      body: Type.Object(
        { name: accountNameSchema('The name of the person'), role: Type.Optional(roleSchema) },
        closed,
      ),
      response: { 200: accountAnswer, ...errorAnswers(400, 401, 403, 409, 503, 507) },
    },
    handler: async ({ body }) => {
      const account = await createAccount(store, body.name, body.role ?? 'member', now())
      events.emit({ kind: 'hub' })
      return { success: true as const, account: accountView(account) }
    },
  })

  api.patch('/api/v1/accounts/:account', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Change the role of an account, or switch it and its keys off or on',
      params,
      body: Type.Object(
        { disabled: Type.Optional(Type.Boolean()), role: Type.Optional(roleSchema) },
        closed,
      ),
      response: { 200: accountAnswer, ...errorAnswers(400, 401, 403, 404, 409, 503, 507) },
    },
    handler: async ({ params: { account: wanted }, body }) => {
      const changed = await inTurn(store.accounts, async () => {
        const account = await findAccount(store, wanted)
        const next = { ...account, ...body }
        await keepAnOwner(parts, account, next)
        await store.accounts.put(next)
        return next
      })
      if (changed.disabled) await endAndTell(parts, changed.id)
      events.emit({ kind: 'hub' })
      return { success: true as const, account: accountView(changed) }
    },
  })

  api.delete('/api/v1/accounts/:account', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Remove an account with its keys, devices and all of its settings, for good',
      params,
      body: Type.Object(
        { name: Type.String({ maxLength: 200, description: 'Its name, as typed by a person' }) },
        closed,
      ),
      response: { 200: accountAnswer, ...errorAnswers(400, 401, 403, 404, 409, 503, 507) },
    },
    handler: async ({ params: { account: wanted }, body }) => {
      const account = await inTurn(store.accounts, async () => {
        const found = await findAccount(store, wanted)
        if (!sameName(found.name, body.name)) throw new HubError('name_mismatch')
        await keepAnOwner(parts, found, undefined)
        await endAndTell(parts, found.id)
        await store.removeAccount(found.id)
        return found
      })
      events.emit({ kind: 'hub' })
      return { success: true as const, account: accountView(account) }
    },
  })
}
