import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Clock, minutes } from '../lib/clock.ts'
import { signedInOf } from './access.ts'
import { accountDocs, accountOnly } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { sentCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly addressTickets: AddressTickets
  }
}

/**
 * Stand for the page's half of a session's secret where the browser opens an address by itself, and
 * sends no header: a download, the event stream, the way to a provider.
 */
export interface AddressTickets {
  open(request: FastifyRequest, sessionKey: string, path: string): string
  /** The session that the ticket in the address of a request stands for. */
  sessionKeyOf(request: FastifyRequest): string | undefined
}

const life = minutes(1)

/**
 * Nothing is remembered, so nobody can push the tickets of others out. A ticket is good for a
 * minute, for one path, in the browser with the session's cookie: read in a log it is worth nothing.
 */
export function createAddressTickets(now: Clock): AddressTickets {
  const key = randomBytes(32)
  const sign = (...parts: string[]) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url')

  return {
    open(request, sessionKey, path) {
      const until = String(now() + life)
      const signature = sign(until, sessionKey, path, sentCookie(request) ?? '')
      return `${until}.${sessionKey}.${signature}`
    },
    sessionKeyOf(request) {
      const { ticket } = request.query as Readonly<Record<string, unknown>>
      const cookie = sentCookie(request)
      if (typeof ticket !== 'string' || !cookie || request.method !== 'GET') return undefined
      const [until = '', sessionKey = '', signature = ''] = ticket.split('.')
      const expected = sign(until, sessionKey, pathOf(request.url), cookie)
      const isGood = isSame(signature, expected) && now() <= Number(until)
      return isGood ? sessionKey : undefined
    },
  }
}

const pathOf = (url: string) => url.split('?')[0] ?? ''

const isSame = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Gives tickets to who is signed in. */
export function addressTicketRoutes(app: FastifyInstance): void {
  app.withTypeProvider<TypeBoxTypeProvider>().post('/api/v1/address-tickets', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'makeAddressTicket',
      summary: 'A ticket for an address that the browser opens by itself, such as a download',
      body: Type.Object(
        { path: Type.String({ pattern: '^/', maxLength: 4_000, description: 'Without a query' }) },
        { additionalProperties: false },
      ),
      response: {
        200: answer(
          { ticket: Type.String({ description: 'Goes into the query as `ticket`, for a minute' }) },
          'The ticket',
        ),
        ...errorAnswers(400, 401),
      },
    },
    handler: async (request) => {
      const { sessionKey } = signedInOf(request)
      const ticket = app.addressTickets.open(request, sessionKey, request.body.path)
      return { success: true as const, ticket }
    },
  })
}
