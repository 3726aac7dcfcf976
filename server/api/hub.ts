import { statfs } from 'node:fs/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ModuleProblem } from '../../app-modules/index.ts'
import type { Backups } from '../backup/backups.ts'
import { checksOf } from '../checks/status.ts'
import { isoTime } from '../lib/clock.ts'
import { folderSize } from '../lib/folder-size.ts'
import { summarise } from '../slots/history.ts'
import { accountDocs, accountOnly, ownerDocs, ownerOnly, type RouteParts } from './context.ts'
import { answer, errorAnswers, timeSchema } from './schemas/common.ts'

export interface HubRouteParts extends RouteParts {
  readonly version: string
  readonly startedAt: number
  readonly moduleProblems: readonly ModuleProblem[]
  readonly backups: Pick<Backups, 'last'>
}

const checkSchema = Type.Object({
  code: Type.String(),
  level: Type.Enum(['ok', 'warning', 'problem']),
  values: Type.Record(Type.String(), Type.String(), {
    description: 'What stands in the places of its texts, to say it in another language',
  }),
  title: Type.String(),
  detail: Type.String(),
  fix: Type.String(),
})

/** The hub itself: how it is reached, and for its owner how it is. */
export function hubRoutes(app: FastifyInstance, parts: HubRouteParts): void {
  const { store, config } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/addresses', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'The addresses of the hub, the best for a phone first',
      response: {
        200: answer(
          {
            addresses: Type.Array(
              Type.Object({
                url: Type.String(),
                kind: Type.Enum(['public', 'lan', 'this-computer']),
                usable: Type.Boolean({ description: 'A phone on the network can reach it' }),
                pinned: Type.Boolean({
                  description: "Has the hub's own certificate: for apps that check its fingerprint",
                }),
              }),
            ),
          },
          'The addresses',
        ),
        ...errorAnswers(401),
      },
    },
    handler: async () => {
      return { success: true as const, addresses: parts.lan.addresses() }
    },
  })

  api.get('/api/v1/status', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'How the hub is, and what to do where something is wrong',
      response: {
        200: answer(
          {
            version: Type.String(),
            dataFolder: Type.String(),
            startedAt: timeSchema,
            diskUsed: Type.Integer({ description: 'By the data folder, in bytes' }),
            diskFree: Type.Integer({ description: 'In bytes' }),
            slots: Type.Integer(),
            versions: Type.Integer(),
            accounts: Type.Integer(),
            checks: Type.Array(checkSchema),
          },
          'The state of the hub',
        ),
        ...errorAnswers(401, 403),
      },
    },
    handler: async (request) => {
      const ids = await store.slots.list()
      const slots = await Promise.all(
        ids.map(async (id) => ({ app: id.app, ...(await summarise(store, id)) })),
      )
      const disk = await statfs(config.dataDir)
      const checks = checksOf({
        store: store.status(),
        publicUrls: config.publicUrls,
        usedAddress: `${request.protocol}://${request.host}`,
        unbelievedProxy: !config.trustProxy && 'x-forwarded-for' in request.headers,
        devices: slots.flatMap(({ app: type, devices }) =>
          devices.map((device) => ({ ...device, app: type })),
        ),
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
        slots: slots.length,
        versions: slots.reduce((sum, { versions }) => sum + versions.length, 0),
        accounts: (await store.accounts.list()).length,
        checks,
      }
    },
  })
}
