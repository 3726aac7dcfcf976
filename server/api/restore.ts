import { createWriteStream } from 'node:fs'
import { rm, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { finished } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Restorer } from '../backup/restore-here.ts'
import { awaitLongWork, beginLongUpload } from '../http/long-upload.ts'
import type { Clock } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { isFull } from '../storage/file-errors.ts'
import type { Store } from '../storage/store.ts'
import { checkSession } from './access.ts'
import { ownerDocs, ownerOnly } from './context.ts'
import { restoringAnswer } from './schemas/backups.ts'
import { errorAnswers } from './schemas/common.ts'

export interface RestoreRouteContext {
  readonly store: Store
  readonly now: Clock
  readonly restorer: Restorer
}

const types = ['application/zip', 'application/octet-stream']

/**
 * Takes the file of a backup and starts the hub anew with it. The body is never in memory, so the
 * limits for what is do not hold here: the disk is the limit.
 */
export function restoreRoutes(app: FastifyInstance, parts: RestoreRouteContext): void {
  const { restorer } = parts
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(types, async (_: FastifyRequest, body: FastifyRequest['raw']) => body)
  app.addContentTypeParser('*', async () => {
    throw new HubError('content_type_zip')
  })

  app.withTypeProvider<TypeBoxTypeProvider>().post('/api/v1/restore', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'restoreSentBackup',
      summary: 'Send a backup: it is checked completely, then the hub starts anew with it',
      consumes: types,
      body: Type.Any({ description: 'The file, as it is' }),
      response: {
        200: restoringAnswer,
        ...errorAnswers(400, 401, 403, 408, 409, 415, 503, 507),
      },
    },
    handler: async (request, reply) => {
      const file = restorer.upload
      let isOurs = false
      try {
        const restoring = await restorer.restore(async () => {
          isOurs = true
          await receive(request, file)
          // Whoever lost the right to send it meanwhile changes nothing.
          if (request.signedIn) await checkSession(parts, request, true)
          awaitLongWork(request.raw)
          return file
        })
        return restartAfter(request, reply, restoring)
      } finally {
        // Where another restore is under way, the file is of that one.
        if (isOurs) await rm(file, { force: true })
      }
    },
  })
}

/** Writes a body to the disk as it comes. It is unpacked beside itself later, so room for two is needed. */
async function receive({ raw, headers }: FastifyRequest, file: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file))
  if (2 * Number(headers['content-length'] ?? 0) > bavail * bsize) throw new HubError('disk_full')
  const end = beginLongUpload(raw)
  try {
    await pipeline(raw, createWriteStream(file, { mode: 0o600 }))
  } catch (error) {
    throw isFull(error) ? new HubError('disk_full') : error
  } finally {
    end()
  }
}

/** Answers first; the hub is closed and made again once the answer is out. */
export function restartAfter(
  request: FastifyRequest,
  reply: FastifyReply,
  { keptAs, restart }: { readonly keptAs: string; restart(): void },
) {
  request.log.warn({ keptAs }, 'a backup is restored: the hub starts anew')
  reply.header('connection', 'close')
  finished(reply.raw, () => restart())
  return { success: true as const, restarting: true as const, keptAs }
}
