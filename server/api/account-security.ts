import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { HubError } from '../lib/errors.ts'
import type { Attempts } from '../sign-in/attempts.ts'
import { unlinkIdentity } from '../sign-in/identities.ts'
import { changePassword, signInMethodsOf } from '../sign-in/password-sign-in.ts'
import { sessionsOf } from '../sign-in/sessions.ts'
import { signedInOf } from './access.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { endAndTell } from './end-sessions.ts'
import { rememberBrowser } from './known-browsers.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { passwordSchema, sessionSchema, signInsSchema } from './schemas/sign-in.ts'
import { setSessionCookie } from './session-cookie.ts'
import { identityView, sessionView } from './views/sign-in.ts'

const idParams = Type.Object({ id: Type.String({ maxLength: 64, description: 'Its id' }) })
const done = (description: string) => answer({}, description)

/** One's own sessions, password and other ways in. */
export function accountSecurityRoutes(
  app: FastifyInstance,
  parts: RouteContext & { readonly attempts: Attempts },
): void {
  const { store, attempts, config } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  const end = (accountId: string, which: (id: string) => boolean) =>
    endAndTell(parts, accountId, which)

  api.delete('/api/v1/session', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'signOut',
      summary: 'Sign out',
      response: { 200: done('Signed out'), ...errorAnswers(401) },
    },
    handler: async (request, reply) => {
      const { account, session } = signedInOf(request)
      await end(account.id, (id) => id === session.id)
      setSessionCookie(request, reply, undefined)
      return { success: true as const }
    },
  })

  api.get('/api/v1/sessions', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'listSessions',
      summary: 'Where you are signed in',
      response: {
        200: answer({ sessions: Type.Array(sessionSchema) }, 'The sessions'),
        ...errorAnswers(401),
      },
    },
    handler: async (request) => {
      const { account, session } = signedInOf(request)
      const sessions = await sessionsOf(store, account.id)
      return {
        success: true as const,
        sessions: sessions.map((one) => sessionView(one, session.id)),
      }
    },
  })

  api.delete('/api/v1/sessions', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'endOtherSessions',
      summary: 'Sign out everywhere else',
      response: { 200: done('Signed out everywhere else'), ...errorAnswers(401) },
    },
    handler: async (request) => {
      const { account, session } = signedInOf(request)
      await end(account.id, (id) => id !== session.id)
      return { success: true as const }
    },
  })

  api.delete('/api/v1/sessions/:id', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'endSession',
      summary: 'End one session',
      params: idParams,
      response: { 200: done('The session has ended'), ...errorAnswers(400, 401, 404) },
    },
    handler: async (request) => {
      const { account } = signedInOf(request)
      const ended = await end(account.id, (id) => id === request.params.id)
      if (ended === 0) throw new HubError('unknown_thing', { thing: 'session' })
      return { success: true as const }
    },
  })

  api.put('/api/v1/password', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'setPassword',
      summary: 'Set your password; other sessions end',
      body: Type.Object(
        {
          current: Type.Optional(passwordSchema),
          password: passwordSchema,
          unlink: Type.Optional(
            Type.Boolean({ description: 'Takes away all ways in through providers as well' }),
          ),
        },
        { additionalProperties: false },
      ),
      response: { 200: done('The password is set'), ...errorAnswers(400, 401, 403, 429, 503, 507) },
    },
    handler: async (request, reply) => {
      const { account, session } = signedInOf(request)
      // Who has found an open window must not guess the password there either.
      if (config.rateLimit) attempts.checkKnown(`password ${account.id}`)
      const sessionIds = await changePassword(parts, account.id, request.body, session.id)
      parts.events.emit({ kind: 'session', accountId: account.id, sessionIds })
      await rememberBrowser(store, request, reply, account.id)
      return { success: true as const }
    },
  })

  api.get('/api/v1/sign-ins', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'listSignIns',
      summary: 'How you can sign in',
      response: {
        200: answer(signInsSchema.properties, 'The ways in'),
        ...errorAnswers(401),
      },
    },
    handler: async (request) => {
      const ways = await signInMethodsOf(store, signedInOf(request).account.id)
      return {
        success: true as const,
        password: ways.password !== undefined,
        identities: ways.identities.map(identityView),
      }
    },
  })

  api.delete('/api/v1/sign-ins/:id', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'removeSignIn',
      summary: 'Take a way in away',
      params: idParams,
      response: { 200: done('It is gone'), ...errorAnswers(400, 401, 404, 409, 503, 507) },
    },
    handler: async (request) => {
      await unlinkIdentity(store, signedInOf(request).account.id, request.params.id)
      return { success: true as const }
    },
  })
}
