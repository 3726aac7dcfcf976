import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { accountNameSchema } from '../lib/account-names.ts'
import { type Attempts, countWrongLinks } from '../sign-in/attempts.ts'
import type { SignUp } from '../sign-in/identities.ts'
import type { InviteTickets } from '../sign-in/invite-tickets.ts'
import { type Admit, signInByPassword } from '../sign-in/password-sign-in.ts'
import { beginSession, browserText, findSession } from '../sign-in/sessions.ts'
import { hasOwner, type SetUp } from '../sign-in/set-up.ts'
import type { Account, Session } from '../storage/store.ts'
import type { RouteContext } from './context.ts'
import { knownBrowser, rememberBrowser } from './known-browsers.ts'
import { answer, errorAnswers, withHeaders } from './schemas/common.ts'
import {
  passwordSchema,
  secretSchema,
  sessionInfoSchema,
  signedInSchema,
  type Way,
} from './schemas/sign-in.ts'
import { sessionSecret, setSessionCookie } from './session-cookie.ts'
import { findSignedIn } from './signed-in.ts'
import { accountView } from './views/accounts.ts'

export interface SignInContext extends RouteContext {
  readonly setUp: SetUp
  readonly attempts: Attempts
  readonly inviteTickets: InviteTickets
  readonly signUp: SignUp
  readonly version: string
  readonly hubName: () => string
  /** The providers that are configured. */
  readonly ways: readonly Readonly<Way>[]
}

const anyone = { access: 'anyone' as const }
const docs = { tags: ['sign-in'] }
const closed = { additionalProperties: false }
export const signedInAnswer = withHeaders(
  answer(signedInSchema.properties, 'The account that is signed in now'),
  { 'Set-Cookie': 'The cookie of the session' },
)

/**
 * Signs in on this browser whom `admit` lets in; a session that it had before ends. All of it is
 * one change of the store: nobody gets an account, or uses an invitation up, without being let in.
 * @returns the account, and the half of the new session's secret that its page keeps
 */
export async function signIn(
  parts: Pick<RouteContext, 'store' | 'now' | 'events'>,
  request: FastifyRequest,
  reply: FastifyReply,
  via: Session['via'],
  admit: Admit,
): Promise<{ account: Account; proof: string }> {
  const { store, now } = parts
  const before = sessionSecret(request)
  const known = before ? await findSession(store, before, now) : undefined
  const browser = browserText(request.headers['user-agent'])
  const { account, secret } = await store.change(async (records) => {
    const account = await admit(records)
    if (known) await records.sessions.take(known.sessionKey)
    return { account, secret: await beginSession(records, account.id, { browser, via }, now()) }
  })
  if (known) {
    const { id: accountId } = known.account
    parts.events.emit({ kind: 'session', accountId, sessionIds: [known.session.id] })
  }
  setSessionCookie(request, reply, secret.cookie)
  request.log.info({ account: account.id, via, from: request.ip }, 'signed in')
  return { account, proof: secret.proof }
}

/** How people get in: the state of the hub and of this browser, set-up, and the password. */
export function signInRoutes(app: FastifyInstance, parts: SignInContext): void {
  const { store, setUp, attempts, config } = parts
  const limited = config.rateLimit ? attempts : undefined
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/session', {
    config: anyone,
    schema: {
      ...docs,
      operationId: 'readSession',
      summary: 'Who is signed in on this browser, and how one can sign in',
      response: {
        200: answer(sessionInfoSchema.properties, 'The state'),
      },
    },
    handler: async (request) => {
      const found = await findSignedIn(parts, request)
      return {
        success: true as const,
        needsOwner: !(await hasOwner(store)),
        hubName: parts.hubName(),
        version: parts.version,
        ways: [...parts.ways],
        signUp: parts.signUp,
        account: found ? accountView(found.account) : null,
      }
    },
  })

  api.post('/api/v1/set-up', {
    config: anyone,
    schema: {
      ...docs,
      operationId: 'setUp',
      summary: 'Make the owner of a new hub, by its one-time link',
      body: Type.Object(
        { token: secretSchema, name: accountNameSchema('Your name'), password: passwordSchema },
        closed,
      ),
      response: { 200: signedInAnswer, ...errorAnswers(400, 403, 409, 429, 503, 507) },
    },
    handler: async (request, reply) => {
      const { token, name, password } = request.body
      const { account, proof } = await countWrongLinks(limited, request.ip, () =>
        setUp.createOwner(token, { name, password }, (admit) =>
          signIn(parts, request, reply, 'set-up', admit),
        ),
      )
      await rememberBrowser(store, request, reply, account.id)
      return { success: true as const, account: accountView(account), proof }
    },
  })

  api.post('/api/v1/session', {
    config: anyone,
    schema: {
      ...docs,
      operationId: 'signIn',
      summary: 'Sign in by name and password',
      body: Type.Object(
        { name: Type.String({ minLength: 1, maxLength: 200 }), password: passwordSchema },
        closed,
      ),
      response: { 200: signedInAnswer, ...errorAnswers(400, 401, 403, 429) },
    },
    handler: async (request, reply) => {
      const { name, password } = request.body
      const known = await knownBrowser(store, request, name)
      if (config.rateLimit) {
        if (known) attempts.checkKnown(known)
        else attempts.check(name, request.ip)
      }
      const attempt = { name, password, isKnown: known !== undefined }
      const admit = await signInByPassword(parts, attempt)
      const { account, proof } = await signIn(parts, request, reply, 'password', admit)
      await rememberBrowser(store, request, reply, account.id)
      return { success: true as const, account: accountView(account), proof }
    },
  })
}
