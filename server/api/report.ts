import { statfs } from 'node:fs/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Backups } from '../backup/backups.ts'
import { reportOf } from '../checks/report.ts'
import { networksOf } from '../discovery/interfaces.ts'
import { countAll } from '../metrics/counts.ts'
import { ownerDocs, ownerOnly, type RouteContext } from './context.ts'
import { lookAround } from './look-around.ts'
import { answer, errorAnswers } from './schemas/common.ts'

/** Commands wait for an answer for a minute. */
const countForMs = 10_000

export interface ReportContext extends RouteContext {
  readonly version: string
  readonly startedAt: number
  readonly schema: number
  readonly backups: Pick<Backups, 'last'>
}

/** For the owner: what a bug report needs, with nothing private in it. */
export function reportRoutes(app: FastifyInstance, parts: ReportContext): void {
  const { store, config, lan, now } = parts
  const partSchema = Type.Record(
    Type.String(),
    Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  )

  app.withTypeProvider<TypeBoxTypeProvider>().get('/api/v1/report', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'What a bug report needs, with nothing private in it; takes some seconds',
      response: {
        200: answer(
          { report: Type.Record(Type.String(), partSchema) },
          'Versions, options without what is private, codes and counts',
        ),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => {
      const checks = await lookAround(app, parts)
      const deadline = performance.now() + countForMs
      const isOver = () => performance.now() > deadline
      const disk = await statfs(config.dataDir)
      const report = reportOf({
        ...{ version: parts.version, startedAt: parts.startedAt, now: now(), config, checks },
        isListening: app.server.listening,
        settings: store.settings.get(),
        counts: await countAll(store, config.dataDir, { isOver }),
        accounts: await store.accounts.count(),
        keys: await store.keys.count(),
        labelOf: parts.metrics.labelOf,
        networks: networksOf(lan.interfaces()),
        lanIsOn: lan.on,
        refusals: app.refusals,
        store: store.status(),
        schema: parts.schema,
        disk: {
          free: disk.bavail * disk.bsize,
          size: disk.blocks * disk.bsize,
          type: disk.type,
        },
        lastBackup: parts.backups.last(),
      })
      return { success: true as const, report }
    },
  })
}
