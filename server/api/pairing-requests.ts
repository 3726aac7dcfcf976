import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { HubAddress } from '../discovery/addresses.ts'
import { isoTime } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { pairingUri } from '../pairing/tickets.ts'
import { accountDocs, accountOnly, ownerDocs, ownerOnly } from './context.ts'
import { addressesFor } from './hub-addresses.ts'
import { appSchema, type PairingContext } from './pairings.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { pairingRequestSchema, ticketSchema } from './schemas/pairing.ts'
import { accountQuery, oneAccount } from './scope.ts'
import { pairingRequestView } from './views/pairing.ts'

const closed = { additionalProperties: false }

const params = Type.Object({
  id: Type.String({ maxLength: 64, description: 'Its id or its code' }),
})

/**
 * Who asks to pair, and what to say to it. For the owner only: a member who was quicker would get the
 * settings of somebody else's device. Members connect their devices by a ticket.
 */
export function pairingRequestRoutes(app: FastifyInstance, parts: PairingContext): void {
  const { store, apps, lan, events, pairings, tickets } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/pairing-requests', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'listPairingRequests',
      summary: 'The devices that ask to pair now',
      response: {
        200: answer({ requests: Type.Array(pairingRequestSchema) }, 'The requests, oldest first'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => ({
      success: true as const,
      requests: pairings.waiting().map(pairingRequestView),
    }),
  })

  api.post('/api/v1/pairing-requests/:id/approve', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'approvePairing',
      summary: 'Give the device a key of your account; it fetches it by itself',
      params,
      body: Type.Object(accountQuery, closed),
      response: {
        200: answer({ request: pairingRequestSchema }, 'The request as it was'),
        ...errorAnswers(400, 401, 403, 404, 409),
      },
    },
    handler: async (request) => {
      const account = await oneAccount(store, request, request.body.account)
      const pairing = pairings.decide(request.params.id, ({ app: type }) => {
        // Whether the hub has the app is for a person to learn, not for the device.
        apps.get(type)
        return { approvedBy: account.id }
      })
      events.emit({ kind: 'pairing' })
      return { success: true as const, request: pairingRequestView(pairing) }
    },
  })

  api.post('/api/v1/pairing-requests/:id/deny', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'denyPairing',
      summary: 'Send the device away',
      params,
      response: {
        200: answer({ request: pairingRequestSchema }, 'The request as it was'),
        ...errorAnswers(400, 401, 404, 409),
      },
    },
    handler: async (request) => {
      const pairing = pairings.decide(request.params.id, () => 'denied')
      events.emit({ kind: 'pairing' })
      return { success: true as const, request: pairingRequestView(pairing) }
    },
  })

  api.post('/api/v1/pairing-tickets', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'makePairingTicket',
      summary: 'An approval beforehand, for a QR code: whoever scans it gets one key',
      body: Type.Object(
        {
          ...accountQuery,
          app: appSchema,
          name: Type.Optional(
            nameSchema('What the key is called; else it is called as the device'),
          ),
          address: Type.Optional(
            Type.String({ maxLength: 300, description: 'One of the addresses of the hub' }),
          ),
        },
        closed,
      ),
      response: {
        200: answer(ticketSchema.properties, 'The ticket'),
        ...errorAnswers(400, 401, 403, 404),
      },
    },
    handler: async (request) => {
      const { app: wanted, name, address, account: named } = request.body
      const account = await oneAccount(store, request, named)
      const { type } = apps.get(wanted)
      const { url, pinned } = chosenAddress(addressesFor(request, lan), address)
      const { ticket, expiresAt } = tickets.issue({ accountId: account.id, app: type, name })
      const fingerprint = pinned ? lan.tls?.fingerprint : undefined
      const uri = pairingUri({ hub: url, app: type, ticket, fingerprint })
      return { success: true as const, ticket, uri, expiresAt: isoTime(expiresAt) }
    },
  })

  /** Who can read such a QR code can check a fingerprint too, so HTTPS goes first. */
  const chosenAddress = (all: readonly HubAddress[], wanted: string | undefined) => {
    const best = [
      ...all.filter(({ kind }) => kind === 'public'),
      ...all.filter(({ pinned }) => pinned),
      ...all,
    ]
    const found = wanted === undefined ? best[0] : all.find(({ url }) => url === wanted)
    if (found) return found
    throw new HubError('bad_request', { problem: 'address must be one of the hub.' })
  }
}
