import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { type BackupParts, backupStream } from '../backup/write-backup.ts'
import { attachment, fileSchema } from '../http/attachment.ts'
import { isoTime } from '../lib/clock.ts'
import { ownerDocs, ownerOnly } from './context.ts'
import { errorAnswers } from './schemas/common.ts'

/** All of the hub in one file, for its owner and for `sxncd backup`. */
export function backupRoutes(app: FastifyInstance, parts: BackupParts): void {
  app.withTypeProvider<TypeBoxTypeProvider>().get('/api/v1/backup', {
    config: { ...ownerOnly, download: 'backup' },
    schema: {
      ...ownerDocs,
      operationId: 'downloadBackupOfNow',
      summary: 'Download a backup of the whole hub, as it is now, for `sxncd restore`',
      response: { 200: fileSchema, ...errorAnswers(401, 403, 429, 503) },
    },
    handler: async (_, reply) => {
      attachment(reply, `sxncd-backup-${isoTime(parts.now()).slice(0, 10)}.zip`)
      return (await backupStream(parts)) as never
    },
  })
}
