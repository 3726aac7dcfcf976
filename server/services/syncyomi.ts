import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type AddressParts, doorTo } from '../address/door.ts'
import { fileAt } from '../address/read.ts'
import { storeAt } from '../address/write.ts'
import { holderOf } from '../api/access.ts'
import { sendFile } from '../dav/read.ts'
import { readAll } from '../dav/read-xml.ts'
import { takeBodiesAsTheyCome } from '../dav/routes.ts'
import { settingsTree } from '../files/settings-tree.ts'

export interface ServiceParts extends AddressParts {
  readonly isOn: () => boolean
}

/**
 * What a SyncYomi server answers to forks of Mihon: one library of bytes, which each device merges
 * with its own. It must not replace one that it has not seen, so tags count.
 */
export function syncYomiRoutes(app: FastifyInstance, parts: ServiceParts): void {
  const config = {
    access: 'door',
    streamed: true,
    isOn: parts.isOn,
    onlyApp: 'syncyomi',
    keyHeader: 'x-api-token',
  } as const
  const common = { config, schema: { hide: true } }
  takeBodiesAsTheyCome(app)

  const doorOf = (request: FastifyRequest) => {
    const { key } = holderOf(request)
    // All of them call themselves okhttp; a key has the name of the device that has it.
    const place = settingsTree(parts.treeOf(holderOf(request)))
    return doorTo(parts, request, { ...place, deviceName: key.name })
  }

  app.get('/api/sync/content', {
    ...common,
    handler: async (request, reply) => {
      const door = doorOf(request)
      await fileAt(door)
      return sendFile(request, reply, door, 'application/octet-stream')
    },
  })

  app.put('/api/sync/content', {
    ...common,
    handler: async (request, reply) => {
      await storeAt(request, reply, doorOf(request))
      return reply.send()
    },
  })

  app.post('/api/sync/event', {
    ...common,
    handler: async (request, reply) => {
      await readAll(request.raw)
      return reply.code(204).send()
    },
  })
}
