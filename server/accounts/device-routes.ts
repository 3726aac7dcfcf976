import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { listDevices } from '../history/history.ts'
import { answer, errorAnswers } from '../http/schemas.ts'
import { filterOf, type OwnerRouteParts, ownerDocs, ownerOnly, slotFilter } from './owner.ts'
import { deviceSchema, deviceView } from './schemas.ts'

/** The devices that have synced. */
export function deviceRoutes(app: FastifyInstance, { store }: OwnerRouteParts): void {
  app.withTypeProvider<TypeBoxTypeProvider>().get('/api/v1/devices', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Every device, and which version it holds',
      querystring: slotFilter,
      response: {
        200: answer({ devices: Type.Array(deviceSchema) }, 'The devices'),
        ...errorAnswers(400, 401, 404),
      },
    },
    handler: async ({ query }) => {
      const fits = await filterOf(store, query)
      const names = new Map((await store.accounts.list()).map(({ id, name }) => [id, name]))
      const found = []
      for (const id of (await store.slots.list()).filter(fits)) {
        const { devices, current } = await listDevices(store, id)
        const account = names.get(id.accountId) ?? id.accountId
        found.push(...devices.map((device) => deviceView(device, account, id.app, current)))
      }
      return { success: true as const, devices: found }
    },
  })
}
