import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Backups } from '../backup/backups.ts'
import type { Restorer } from '../backup/restore-here.ts'
import type { Events } from '../events/events.ts'
import { attachment, fileSchema } from '../http/attachment.ts'
import { awaitLongWork } from '../http/long-upload.ts'
import type { Store } from '../storage/store.ts'
import { ownerDocs, ownerOnly } from './context.ts'
import { restartAfter } from './restore.ts'
import { backupSchema, backupsAnswer, restoringAnswer, scheduleSchema } from './schemas/backups.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { backupsView, backupView } from './views/backups.ts'

export interface BackupRouteContext {
  readonly store: Store
  readonly events: Events
  readonly backups: Backups
  readonly restorer: Restorer
}

const params = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255, description: 'The name of a backup' }),
})

/** The backups that the hub keeps: for its owner, in the window. */
export function keptBackupRoutes(app: FastifyInstance, parts: BackupRouteContext): void {
  const { store, events, backups, restorer } = parts
  const { kept } = backups
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/backups', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'listBackups',
      summary: 'The backups that the hub keeps, and when it makes them',
      response: { 200: backupsAnswer, ...errorAnswers(401, 403, 503) },
    },
    handler: () => backupsView(backups),
  })

  api.post('/api/v1/backups', {
    config: { ...ownerOnly, download: 'backup' },
    schema: {
      ...ownerDocs,
      operationId: 'makeBackup',
      summary: 'Make a backup now; it is read back before the answer',
      response: {
        200: answer({ backup: backupSchema }, 'The new backup'),
        ...errorAnswers(401, 403, 429, 503),
      },
    },
    handler: async (request) => {
      awaitLongWork(request.raw)
      return { success: true as const, backup: backupView(await backups.make()) }
    },
  })

  api.put('/api/v1/backups/schedule', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'scheduleBackups',
      summary: 'Choose when the hub makes backups, and how many it keeps',
      body: scheduleSchema,
      response: {
        200: answer({ schedule: scheduleSchema }, 'As it is now'),
        ...errorAnswers(400, 401, 403, 503, 507),
      },
    },
    handler: async ({ body }) => {
      await store.settings.change((settings) => ({ ...settings, backups: body }))
      events.emit({ kind: 'hub' })
      return { success: true as const, schedule: backups.schedule() }
    },
  })

  api.get('/api/v1/backups/:name/file', {
    config: { ...ownerOnly, download: 'backup' },
    schema: {
      ...ownerDocs,
      operationId: 'downloadBackup',
      summary: 'Download a backup',
      params,
      response: { 200: fileSchema, ...errorAnswers(400, 401, 403, 404, 429, 503) },
    },
    handler: async ({ params: { name } }, reply) => {
      const path = await kept.pathOf(name)
      attachment(reply, name)
      reply.header('content-length', (await stat(path)).size)
      return createReadStream(path) as never
    },
  })

  api.delete('/api/v1/backups/:name', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'removeBackup',
      summary: 'Remove a backup',
      params,
      response: {
        200: answer({}, 'It is removed'),
        ...errorAnswers(400, 401, 403, 404, 503),
      },
    },
    handler: async ({ params: { name } }) => {
      await kept.remove(name)
      events.emit({ kind: 'hub' })
      return { success: true as const }
    },
  })

  api.post('/api/v1/backups/:name/restore', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'restoreBackup',
      summary: 'Check a backup completely, then start the hub anew with it',
      params,
      response: {
        200: restoringAnswer,
        ...errorAnswers(400, 401, 403, 404, 409, 503, 507),
      },
    },
    handler: async (request, reply) => {
      const { name } = request.params
      awaitLongWork(request.raw)
      return restartAfter(request, reply, await restorer.restore(() => kept.pathOf(name)))
    },
  })
}
