import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { tellSlot } from '../events/events.ts'
import { importAccount } from '../import/import-account.ts'
import { importedSchema, outcomeSchema } from '../import/imported.ts'
import type { RouteContext } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'

/** All settings of one account. */
const bodyLimit = 256 * 1024 ** 2

/** What `sxncd import-sxncd` sends: accounts of another server, one at a time. */
export function importRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { events, clock } = parts
  app.withTypeProvider<TypeBoxTypeProvider>().post('/api/v1/import', {
    config: { access: 'control' as const },
    bodyLimit,
    schema: {
      tags: ['control'],
      operationId: 'importAccount',
      summary: 'Bring an account of another server over, with its keys, devices and settings',
      body: Type.Object(
        { account: importedSchema, dryRun: Type.Boolean() },
        { additionalProperties: false },
      ),
      response: {
        200: answer({ outcome: outcomeSchema }, 'What was done, or would be'),
        ...errorAnswers(400, 401, 409, 503, 507),
      },
    },
    handler: async ({ body }) => {
      const { account, dryRun } = body
      const result = await importAccount(parts, account, { moment: clock.read(), dryRun })
      const { accountId, added, outcome } = result
      if (!dryRun) {
        for (const { id, version, action } of added) tellSlot(events, id, version, action)
        events.emit({ kind: 'keys', accountId })
        events.emit({ kind: 'hub' })
      }
      return { success: true as const, outcome }
    },
  })
}
