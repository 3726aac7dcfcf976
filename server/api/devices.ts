import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { summariseAll } from '../slots/summaries.ts'
import type { SlotId, Store } from '../storage/store.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { deviceSchema, unreadableSchema } from './schemas/slots.ts'
import { accountQuery, oneAccount, scopeOf, slotFilter } from './scope.ts'
import { deviceView, unreadableView } from './views/slots.ts'

/** The devices that have synced. */
export function deviceRoutes(app: FastifyInstance, { store, events }: RouteContext): void {
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/devices', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'listDevices',
      summary: 'Every device, and which version it holds',
      querystring: slotFilter,
      response: {
        200: answer(
          { devices: Type.Array(deviceSchema), unreadable: unreadableSchema },
          'The devices',
        ),
        ...errorAnswers(400, 401, 404),
      },
    },
    handler: async (request) => {
      const scope = await scopeOf(store, request, request.query.account)
      const { app } = request.query
      const ids = (await store.slots.list(scope?.id)).filter(
        (id) => app === undefined || id.app === app,
      )
      const found = await summariseAll(store, ids)
      const names = await namesOf(store, ids)
      const nameOf = (accountId: string) => names.get(accountId) ?? accountId
      const devices = found.slots.flatMap(({ id, slot }) =>
        slot.devices.map((device) => deviceView(device, nameOf(id.accountId), id.app, slot)),
      )
      const left = unreadableView(found.unreadable, nameOf)
      return { success: true as const, devices, ...left }
    },
  })

  api.delete('/api/v1/slots/:app/devices/:device', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'forgetDevice',
      summary: 'Forget a device; what it has sent stays in the history',
      params: Type.Object({
        app: Type.String({ maxLength: 64, description: 'The type of an app' }),
        device: nameSchema('The name of the device'),
      }),
      querystring: Type.Object(accountQuery, { additionalProperties: false }),
      response: {
        200: answer({}, 'The device is forgotten'),
        ...errorAnswers(400, 401, 404, 503, 507),
      },
    },
    handler: async (request) => {
      const account = await oneAccount(store, request, request.query.account)
      const { app: type, device } = request.params
      const id = { accountId: account.id, app: type }
      const known = (await store.slots.list(account.id)).some((one) => one.app === type)
      const gone = known && (await store.slots.update(id, (slot) => slot.removeDevice(device)))
      if (!gone) throw new HubError('unknown_thing', { thing: 'device' })
      events.emit({ kind: 'device', ...id, name: device })
      return { success: true as const }
    },
  })
}

/** The names of the accounts that these slots belong to, by id. */
async function namesOf(store: Store, ids: readonly SlotId[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const { accountId } of ids) {
    if (names.has(accountId)) continue
    names.set(accountId, (await store.accounts.get(accountId))?.name ?? accountId)
  }
  return names
}
