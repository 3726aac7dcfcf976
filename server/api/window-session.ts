import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isLoopback } from '../discovery/addresses.ts'
import { accountNameSchema } from '../lib/account-names.ts'
import { HubError } from '../lib/errors.ts'
import { windowOwner } from '../sign-in/window-owner.ts'
import type { WindowTokens } from '../sign-in/window-tokens.ts'
import type { RouteContext } from './context.ts'
import { errorAnswers } from './schemas/common.ts'
import { secretSchema } from './schemas/sign-in.ts'
import { signedInAnswer, signIn } from './session.ts'
import { accountView } from './views/accounts.ts'

export interface WindowSignInParts extends RouteContext {
  readonly windowTokens: WindowTokens
}

/** The way in of the window of the program around the hub: no password, but a token of its own. */
export function windowSignInRoutes(app: FastifyInstance, parts: WindowSignInParts): void {
  const { now, windowTokens } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.post('/api/v1/session/window', {
    config: { access: 'anyone' },
    schema: {
      tags: ['sign-in'],
      operationId: 'signInWindow',
      summary: 'Sign the window of the tray app in as the owner, by its one-time token',
      body: Type.Object(
        {
          token: secretSchema,
          name: Type.Optional(accountNameSchema('Your name, where the hub has no owner yet')),
        },
        { additionalProperties: false },
      ),
      response: {
        200: signedInAnswer,
        ...errorAnswers(400, 403, 409, 503, 507),
      },
    },
    handler: async (request, reply) => {
      const { token, name } = request.body
      if (!isOnThisComputer(request)) throw new HubError('window_only')
      const lent = windowTokens.lend(token)
      if (!lent) throw new HubError('window_only')
      try {
        const { account, proof } = await signIn(parts, request, reply, 'window', (records) =>
          windowOwner(records, name, now()),
        )
        return { success: true as const, account: accountView(account), proof }
      } catch (error) {
        // What the person can mend, such as a missing name, must not cost the window its token.
        if (error instanceof HubError) lent.putBack()
        throw error
      }
    },
  })
}

/** Over the loopback network itself, and not through a proxy that happens to run here. */
function isOnThisComputer({ raw, headers }: FastifyRequest): boolean {
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via'].some((name) => name in headers)
  // An IPv4 address may come in over IPv6.
  const address = raw.socket.remoteAddress?.replace(/^::ffff:/i, '')
  return address !== undefined && isLoopback(address) && !isForwarded
}
