import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { addressOf } from '../http/public-address.ts'
import { accountNameSchema } from '../lib/account-names.ts'
import { isoTime } from '../lib/clock.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { countWrongLinks } from '../sign-in/attempts.ts'
import { acceptInvite, createInvite, findInvite, isOpen, removeInvite } from '../sign-in/invites.ts'
import { signedInOf } from './access.ts'
import { ownerDocs, ownerOnly } from './context.ts'
import { rememberBrowser } from './known-browsers.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { invitationSchema, inviteSchema, passwordSchema, secretSchema } from './schemas/sign-in.ts'
import { type SignInContext, signedInAnswer, signIn } from './session.ts'
import { accountView } from './views/accounts.ts'
import { inviteView } from './views/sign-in.ts'

const anyone = { access: 'anyone' as const }
const docs = { tags: ['sign-in'] }
const closed = { additionalProperties: false }

/** Invitations: made and taken back by the owner, accepted by who has the link. */
export function inviteRoutes(app: FastifyInstance, parts: SignInContext): void {
  const { store, now, events, config, attempts, inviteTickets } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/invites', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'listInvites',
      summary: 'The invitations that are open',
      response: {
        200: answer({ invites: Type.Array(inviteSchema) }, 'The invitations'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => {
      const open = []
      for (const [, invite] of await store.invites.list()) {
        if (await isOpen(store, invite, now())) open.push(inviteView(invite))
      }
      return { success: true as const, invites: open }
    },
  })

  api.post('/api/v1/invites', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'invite',
      summary: 'Invite somebody; the link is shown once',
      body: Type.Object({ note: Type.Optional(nameSchema('Whom it is for')) }, closed),
      response: {
        200: answer({ invite: inviteSchema, url: Type.String() }, 'The invitation'),
        ...errorAnswers(400, 401, 403, 409, 503, 507),
      },
    },
    handler: async (request) => {
      const { account } = signedInOf(request)
      const { invite, secret } = await createInvite(store, account, request.body.note, now())
      events.emit({ kind: 'hub' })
      const base = config.publicUrl ?? addressOf(request)
      // Behind the #, so that the secret is in no log on the way.
      return { success: true as const, invite: inviteView(invite), url: `${base}/invite#${secret}` }
    },
  })

  api.delete('/api/v1/invites/:id', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'removeInvite',
      summary: 'Take an invitation back',
      params: Type.Object({
        id: Type.String({ maxLength: 64, description: 'The id of an invitation' }),
      }),
      response: { 200: answer({}, 'It is gone'), ...errorAnswers(400, 401, 403, 404) },
    },
    handler: async ({ params }) => {
      await removeInvite(store, params.id)
      events.emit({ kind: 'hub' })
      return { success: true as const }
    },
  })

  // The secret stands in the body: proxies write addresses into their logs.
  api.post('/api/v1/invites/look', {
    config: anyone,
    schema: {
      ...docs,
      operationId: 'lookAtInvite',
      summary: 'Whether an invitation can be accepted',
      body: Type.Object({ token: secretSchema }, closed),
      response: {
        200: answer(invitationSchema.properties, 'The invitation'),
        ...errorAnswers(400, 404),
      },
    },
    handler: async (request) => {
      const { token } = request.body
      const invite = await findInvite(store, token, now())
      const from = await store.accounts.get(invite.from)
      const view = { expiresAt: isoTime(invite.expiresAt), from: from?.name ?? '' }
      return { success: true as const, invite: view, ticket: inviteTickets.open(token) }
    },
  })

  api.post('/api/v1/invites/accept', {
    config: anyone,
    schema: {
      ...docs,
      operationId: 'acceptInvite',
      summary: 'Accept an invitation: become a member',
      body: Type.Object(
        { token: secretSchema, name: accountNameSchema('Your name'), password: passwordSchema },
        closed,
      ),
      response: {
        200: signedInAnswer,
        ...errorAnswers(400, 404, 409, 429, 503, 507),
      },
    },
    handler: async (request, reply) => {
      const { token, name, password } = request.body
      const limited = config.rateLimit ? attempts : undefined
      const { account, proof } = await countWrongLinks(limited, request.ip, async () => {
        const admit = await acceptInvite(parts, token, { name, password }, now())
        return signIn(parts, request, reply, 'invite', admit)
      })
      events.emit({ kind: 'hub' })
      await rememberBrowser(store, request, reply, account.id)
      return { success: true as const, account: accountView(account), proof }
    },
  })
}
