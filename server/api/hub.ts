import { statfs } from 'node:fs/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { ModuleProblem } from '../../app-modules/index.ts'
import type { Backups } from '../backup/backups.ts'
import { checksOf } from '../checks/status.ts'
import { isoTime } from '../lib/clock.ts'
import { folderSize } from '../lib/folder-size.ts'
import { summariseAll } from '../slots/summaries.ts'
import { accountDocs, accountOnly, ownerDocs, ownerOnly, type RouteContext } from './context.ts'
import { addressesFor } from './hub-addresses.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { addressesSchema, statusSchema } from './schemas/hub.ts'

export interface HubRouteContext extends RouteContext {
  readonly version: string
  readonly startedAt: number
  readonly moduleProblems: readonly ModuleProblem[]
  readonly backups: Pick<Backups, 'last'>
}

/** The hub itself: how it is reached, and for its owner how it is. */
export function hubRoutes(app: FastifyInstance, parts: HubRouteContext): void {
  const { store, config } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/addresses', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'listAddresses',
      summary: 'The addresses of the hub, the best for a phone first',
      response: {
        200: answer(addressesSchema.properties, 'The addresses'),
        ...errorAnswers(401),
      },
    },
    handler: async (request) => {
      return { success: true as const, addresses: addressesFor(request, parts.lan) }
    },
  })

  api.get('/api/v1/status', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'readStatus',
      summary: 'How the hub is, and what to do where something is wrong',
      response: {
        200: answer(statusSchema.properties, 'The state of the hub'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async (request) => {
      const ids = await store.slots.list()
      const found = await summariseAll(store, ids)
      const slots = found.slots.map(({ id, slot }) => ({ app: id.app, ...slot }))
      const disk = await statfs(config.dataDir)
      const checks = checksOf({
        store: store.status(),
        publicUrls: config.publicUrls,
        usedAddress: `${request.protocol}://${request.host}`,
        proxied: app.lastProxied(),
        devices: slots.flatMap(({ app: type, devices }) =>
          devices.map((device) => ({ ...device, app: type })),
        ),
        unreadable: found.unreadable,
        moduleProblems: parts.moduleProblems,
        lastBackup: parts.backups.last(),
        now: parts.now(),
        clockJump: parts.clock.lastJump,
      })
      return {
        success: true as const,
        version: parts.version,
        dataFolder: config.dataDir,
        startedAt: isoTime(parts.startedAt),
        diskUsed: await folderSize(config.dataDir),
        diskFree: disk.bavail * disk.bsize,
        slots: ids.length,
        versions: slots.reduce((sum, { versions }) => sum + versions.length, 0),
        accounts: await store.accounts.count(),
        checks,
      }
    },
  })
}
