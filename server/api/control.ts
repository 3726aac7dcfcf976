import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { findAccount } from '../accounts/accounts.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { setPassword } from '../sign-in/password-sign-in.ts'
import type { SetUp } from '../sign-in/set-up.ts'
import type { RouteContext } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { passwordSchema } from './schemas/sign-in.ts'

const config = { access: 'control' as const }
const docs = { tags: ['control'] }

/** What only commands on the hub's own machine may do: they are the way in when all else fails. */
export function controlRoutes(
  app: FastifyInstance,
  parts: RouteContext & { readonly setUp: SetUp },
) {
  const { store, setUp } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.post('/api/v1/set-up-link', {
    config,
    schema: {
      ...docs,
      operationId: 'makeSetUpLink',
      summary: 'A new one-time link by which the owner of the hub is made',
      response: {
        200: answer({ token: Type.String() }, 'What stands behind /set-up# in the link'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => {
      const token = await setUp.newToken()
      if (token === undefined) throw new HubError('set_up_done')
      return { success: true as const, token }
    },
  })

  api.put('/api/v1/accounts/:account/password', {
    config,
    schema: {
      ...docs,
      operationId: 'resetPassword',
      summary: 'Set a forgotten password; all sessions of the account end',
      params: Type.Object({ account: nameSchema('The id or the name of an account') }),
      body: Type.Object({ password: passwordSchema }, { additionalProperties: false }),
      response: {
        200: answer({}, 'The password is set'),
        ...errorAnswers(400, 401, 404, 503, 507),
      },
    },
    handler: async ({ params, body }) => {
      const account = await findAccount(store, params.account)
      const sessionIds = await setPassword(parts, account.id, body.password)
      parts.events.emit({ kind: 'session', accountId: account.id, sessionIds })
      return { success: true as const }
    },
  })
}
