import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { holderOf } from '../api/access.ts'
import type { ServiceParts } from './syncyomi.ts'
import {
  allConfigs,
  configAt,
  type Place,
  removeConfig,
  saveConfig,
  unusedId,
} from './tabby-configs.ts'

export interface TabbyParts extends ServiceParts {
  readonly bodyLimit: number
}

const oneConfig = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) })
const change = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 255 })),
  content: Type.Optional(Type.String({ minLength: 1 })),
  last_used_with_version: Type.Optional(Type.Union([Type.String({ maxLength: 32 }), Type.Null()])),
})

/** What Tabby's config service answers, as far as the terminal asks: a few configs by number. */
export function tabbyRoutes(app: FastifyInstance, parts: TabbyParts): void {
  const config = { access: 'door', isOn: parts.isOn, onlyApp: 'tabby' } as const
  const common = { config, schema: { hide: true }, bodyLimit: parts.bodyLimit }
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  const placeOf = (request: Parameters<typeof holderOf>[0]): Place => {
    const holder = holderOf(request)
    // It calls itself a browser; a key has the name of the device that has it.
    const author = { deviceName: holder.key.name, keyId: holder.key.id }
    return { tree: parts.treeOf(holder), author }
  }

  // The terminal is a page, which asks first.
  for (const url of ['/api/1/user', '/api/1/configs', '/api/1/configs/:id']) {
    api.options(url, { ...common, handler: async (_, reply) => reply.code(204).send() })
  }

  api.get('/api/1/user', {
    ...common,
    handler: async (request) => ({ id: 1, username: holderOf(request).account.name }),
  })

  api.get('/api/1/configs', {
    ...common,
    handler: async (request) => allConfigs(placeOf(request)),
  })

  api.post('/api/1/configs', {
    ...common,
    schema: { hide: true, body: change },
    handler: async (request, reply) => {
      const place = placeOf(request)
      const id = await unusedId(place, parts.now())
      return reply.code(201).send(await saveConfig(place, id, request.body))
    },
  })

  api.get('/api/1/configs/:id', {
    ...common,
    schema: { hide: true, params: oneConfig },
    handler: async (request) => configAt(placeOf(request), Number(request.params.id)),
  })

  api.patch('/api/1/configs/:id', {
    ...common,
    schema: { hide: true, params: oneConfig, body: change },
    handler: async (request) => {
      const place = placeOf(request)
      const id = Number(request.params.id)
      await configAt(place, id)
      return saveConfig(place, id, request.body)
    },
  })

  api.delete('/api/1/configs/:id', {
    ...common,
    schema: { hide: true, params: oneConfig },
    handler: async (request, reply) => {
      const place = placeOf(request)
      await removeConfig(place, Number(request.params.id))
      return reply.code(204).send()
    },
  })
}
