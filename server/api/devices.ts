import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { summarise } from '../slots/history.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { deviceSchema } from './schemas/slots.ts'
import { accountQuery, filterOf, oneAccount, slotFilter } from './scope.ts'
import { deviceView } from './views/slots.ts'

/** The devices that have synced. */
export function deviceRoutes(app: FastifyInstance, { store, events }: RouteContext): void {
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/devices', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'Every device, and which version it holds',
      querystring: slotFilter,
      response: {
        200: answer({ devices: Type.Array(deviceSchema) }, 'The devices'),
        ...errorAnswers(400, 401, 404),
      },
    },
    handler: async (request) => {
      const fits = await filterOf(store, request, request.query)
      const names = new Map((await store.accounts.list()).map(({ id, name }) => [id, name]))
      const found = []
      for (const id of (await store.slots.list()).filter(fits)) {
        const slot = await summarise(store, id)
        const account = names.get(id.accountId) ?? id.accountId
        for (const device of slot.devices) found.push(deviceView(device, account, id.app, slot))
      }
      return { success: true as const, devices: found }
    },
  })

  api.delete('/api/v1/slots/:app/devices/:device', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'Forget a device; what it has sent stays in the history',
      params: Type.Object({
        app: Type.String({ maxLength: 64 }),
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
