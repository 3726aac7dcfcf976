import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { createToken, revokeToken, tokensOf } from '../accounts/tokens.ts'
import { isoTime } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { readTimestamp } from '../lib/timestamp.ts'
import type { OwnerToken } from '../storage/owner-token.ts'
import type { RouteContext } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'

// A token that could make tokens, or a window left open that could, would outlive what ends it.
const config = { access: 'control' as const }
const docs = { tags: ['control'] }

const tokenSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  readOnly: Type.Boolean({ description: 'It may look at things, and change nothing' }),
  createdAt: Type.String(),
  expiresAt: Type.Optional(Type.String()),
})

const tokenView = (token: OwnerToken): Static<typeof tokenSchema> => ({
  id: token.id,
  name: token.name,
  readOnly: token.readOnly,
  createdAt: isoTime(token.createdAt),
  ...(token.expiresAt !== undefined && { expiresAt: isoTime(token.expiresAt) }),
})

/** Tokens by which other programs speak for the owner: made, listed and revoked by commands. */
export function tokenRoutes(
  app: FastifyInstance,
  { store, now, config: { timeZone } }: RouteContext,
) {
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/tokens', {
    config,
    schema: {
      ...docs,
      operationId: 'listTokens',
      summary: 'The tokens of scripts, without their text',
      response: {
        200: answer({ tokens: Type.Array(tokenSchema) }, 'The tokens'),
        ...errorAnswers(401),
      },
    },
    handler: async () => ({
      success: true as const,
      tokens: tokensOf(store, now()).map(tokenView),
    }),
  })

  api.post('/api/v1/tokens', {
    config,
    schema: {
      ...docs,
      operationId: 'createToken',
      summary: 'Make a token by which a script speaks for the owner',
      body: Type.Object(
        {
          name: nameSchema('What it is for'),
          readOnly: Type.Optional(Type.Boolean({ description: 'It may change nothing' })),
          expires: Type.Optional(Type.String({ description: 'When it ends, ISO 8601' })),
        },
        { additionalProperties: false },
      ),
      response: {
        200: answer(
          {
            token: tokenSchema,
            text: Type.String({ description: 'The token itself; it is not shown again' }),
          },
          'The token',
        ),
        ...errorAnswers(400, 401, 409, 503, 507),
      },
    },
    handler: async ({ body: { name, readOnly = false, expires } }) => {
      const expiresAt = expires === undefined ? undefined : readTimestamp(expires, timeZone)
      if (expires !== undefined && expiresAt === undefined) {
        throw new HubError('bad_stamp', { field: 'expires' })
      }
      const wish = { name: name.trim(), readOnly, expiresAt }
      const { token, secret } = await createToken(store, wish, now())
      return { success: true as const, token: tokenView(token), text: secret }
    },
  })

  api.delete('/api/v1/tokens/:token', {
    config,
    schema: {
      ...docs,
      operationId: 'revokeToken',
      summary: 'Revoke a token; it stops working at once',
      params: Type.Object({
        token: Type.String({ maxLength: 64, description: 'The id of a token' }),
      }),
      response: {
        200: answer({ token: tokenSchema }, 'The token that was revoked'),
        ...errorAnswers(401, 404, 503, 507),
      },
    },
    handler: async ({ params }) => ({
      success: true as const,
      token: tokenView(await revokeToken(store, params.token)),
    }),
  })
}
