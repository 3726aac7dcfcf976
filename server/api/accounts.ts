import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { createAccount, findAccount, sameName } from '../accounts/accounts.ts'
import { accountNameSchema } from '../lib/account-names.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { keepAnOwner } from '../sign-in/owners.ts'
import { endSessions } from '../sign-in/sessions.ts'
import type { Room } from '../storage/store.ts'
import { ownerDocs, ownerOnly, type RouteContext } from './context.ts'
import { accountSchema, memberSchema } from './schemas/accounts.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { accountView, memberView } from './views/accounts.ts'

const params = Type.Object({ account: nameSchema('The id or the name of an account') })
const roleSchema = Type.Enum(['owner', 'member'])
const closed = { additionalProperties: false }
const accountAnswer = answer({ account: accountSchema }, 'The account')

/** The people who use the hub: for its owner. */
export function accountRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { store, now, events, config } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/accounts', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'listAccounts',
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
      operationId: 'createAccount',
      summary: 'Create an account',
      body: Type.Object(
        { name: accountNameSchema('The name of the person'), role: Type.Optional(roleSchema) },
        closed,
      ),
      response: { 200: accountAnswer, ...errorAnswers(400, 401, 403, 409, 503, 507) },
    },
    handler: async ({ body }) => {
      const account = await store.change((records) =>
        createAccount(records, body.name, body.role ?? 'member', now()),
      )
      events.emit({ kind: 'hub' })
      return { success: true as const, account: accountView(account) }
    },
  })

  api.patch('/api/v1/accounts/:account', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'changeAccount',
      summary: 'Change the role of an account, or switch it and its keys off or on',
      params,
      body: Type.Object(
        { disabled: Type.Optional(Type.Boolean()), role: Type.Optional(roleSchema) },
        closed,
      ),
      response: { 200: accountAnswer, ...errorAnswers(400, 401, 403, 404, 409, 503, 507) },
    },
    handler: async ({ params: { account: wanted }, body }) => {
      const { changed, sessionIds } = await store.change(async (records) => {
        const account = await findAccount(records, wanted)
        const next = { ...account, ...body }
        await keepAnOwner(records, config, account, next)
        await records.accounts.put(next)
        const sessionIds = next.disabled ? await endSessions(records, next.id) : []
        return { changed: next, sessionIds }
      }, roomFor(body))
      if (changed.disabled) events.emit({ kind: 'session', accountId: changed.id, sessionIds })
      events.emit({ kind: 'hub' })
      return { success: true as const, account: accountView(changed) }
    },
  })

  api.delete('/api/v1/accounts/:account', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'removeAccount',
      summary: 'Remove an account with its keys, devices and all of its settings, for good',
      params,
      body: Type.Object(
        { name: Type.String({ maxLength: 200, description: 'Its name, as typed by a person' }) },
        closed,
      ),
      response: { 200: accountAnswer, ...errorAnswers(400, 401, 403, 404, 409, 503, 507) },
    },
    handler: async ({ params: { account: wanted }, body }) => {
      const { account, sessionIds } = await store.change(async (records) => {
        const found = await findAccount(records, wanted)
        if (!sameName(found.name, body.name)) throw new HubError('name_mismatch')
        await keepAnOwner(records, config, found, undefined)
        const sessions = await records.sessions.ofAccount(found.id)
        await records.accounts.remove(found.id)
        return { account: found, sessionIds: sessions.map(([, { id }]) => id) }
      }, 'reserved')
      events.emit({ kind: 'session', accountId: account.id, sessionIds })
      events.emit({ kind: 'hub' })
      return { success: true as const, account: accountView(account) }
    },
  })
}

/** To switch an account off must work on a full disk. */
const roomFor = ({ disabled }: { readonly disabled?: boolean }): Room =>
  disabled ? 'reserved' : 'free'
