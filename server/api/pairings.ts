import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { createKey } from '../accounts/keys.ts'
import { isLoopback } from '../discovery/addresses.ts'
import { isHomeAddress, isLinkLocal } from '../discovery/interfaces.ts'
import { isoTime, minutes, seconds } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { createPlaceBuckets } from '../lib/place-buckets.ts'
import { placeOf } from '../lib/rate-limit-key.ts'
import type { Pairing, Pairings } from '../pairing/pairings.ts'
import type { Tickets } from '../pairing/tickets.ts'
import type { RouteContext } from './context.ts'
import { answer, errorAnswers, timeSchema } from './schemas/common.ts'

export interface PairingContext extends RouteContext {
  readonly pairings: Pairings
  readonly tickets: Tickets
  readonly hubName: () => string
}

/** Apps in a browser ask too: what they get hangs on an approval or a ticket, and on no cookie. */
const anyone = { access: 'anyone' as const, anyOrigin: true }
const tags = ['pairing']
const closed = { additionalProperties: false }

export const appSchema = Type.String({
  maxLength: 64,
  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  description: 'The type of the app, such as obtainium',
})

const hubSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    fingerprint: Type.Optional(
      Type.String({ description: 'By which the hub is known over HTTPS: pin it' }),
    ),
  },
  { description: 'Which hub answers' },
)

const keyText = Type.String({ description: 'The key; it is not given again' })

/** For devices that have no key yet: ask for one, and fetch it once a person has approved. */
export function pairingRoutes(app: FastifyInstance, parts: PairingContext): void {
  const { store, now, lan, apps, config, events, pairings, tickets } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()
  // With tickets too: in ten minutes nobody tries more than 15 of them.
  const rate = createPlaceBuckets({ burst: 10, refillMs: minutes(2) }, now)
  app.addHook('preClose', async () => pairings.close())

  const hub = () => ({
    id: store.hub.id,
    name: parts.hubName(),
    ...(lan.tls && { fingerprint: lan.tls.fingerprint }),
  })

  const makeKey = async (accountId: string, type: string, name: string): Promise<string> => {
    const account = await store.accounts.get(accountId)
    if (!account || account.disabled) throw new HubError('account_disabled')
    const { text } = await createKey(store, { account, app: apps.get(type).type, name }, now())
    events.emit({ kind: 'keys', accountId })
    return text
  }

  const redeem = async (ticket: string, type: string, deviceName: string): Promise<string> => {
    const grant = tickets.take(ticket, type)
    if (!grant) throw new HubError('ticket_unknown')
    try {
      return await makeKey(grant.accountId, type, grant.name ?? deviceName)
    } catch (error) {
      tickets.restore(ticket, grant)
      throw error
    }
  }

  api.post('/api/v1/pairings', {
    config: anyone,
    schema: {
      tags,
      operationId: 'askToPair',
      summary: 'Ask for a key: a person approves it on the hub, or has done so with a ticket',
      body: Type.Object(
        {
          deviceName: nameSchema('The name of the device'),
          app: appSchema,
          ticket: Type.Optional(
            Type.String({ maxLength: 100, description: 'From the QR code of the hub' }),
          ),
        },
        closed,
      ),
      response: {
        200: answer(
          {
            state: Type.Enum(['waiting', 'approved']),
            hub: hubSchema,
            id: Type.Optional(Type.String()),
            secret: Type.Optional(
              Type.String({ description: 'By which this device alone asks for the outcome' }),
            ),
            code: Type.Optional(
              Type.String({ description: 'Show it: the person compares it with that on the hub' }),
            ),
            expiresAt: Type.Optional(timeSchema),
            key: Type.Optional(keyText),
          },
          'With a ticket the key, else how to wait for it',
        ),
        ...errorAnswers(400, 403, 404, 409, 429, 503, 507),
      },
    },
    handler: async (request) => {
      const { deviceName, app: type, ticket } = request.body
      const place = placeOf(request.ip)
      const wait = config.rateLimit ? rate.take(request.ip) : 0
      if (wait > 0) throw new HubError('too_many_pairings', { seconds: wait })
      const success = true as const
      if (ticket !== undefined) {
        const key = await redeem(ticket, type, deviceName)
        return { success, state: 'approved' as const, hub: hub(), key }
      }
      const from = plainAddress(request)
      // Behind a proxy that is not believed, everybody seems to be as near as the proxy.
      const isHidden = !config.trustProxy && 'x-forwarded-for' in request.headers
      if (!lan.on || isHidden || !isNear(from)) throw new HubError('pairing_closed')
      const wish = { deviceName, app: type, from, place }
      const { pairing, secret } = pairings.ask(wish)
      const { id, code, expiresAt } = pairing
      events.emit({ kind: 'pairing', asked: { id, deviceName, app: type } })
      const state = 'waiting' as const
      return { success, state, hub: hub(), id, secret, code, expiresAt: isoTime(expiresAt) }
    },
  })

  api.get('/api/v1/pairings/:id', {
    config: anyone,
    // A look at the headers alone must not use the key up.
    schema: {
      tags,
      security: [{ pairing: [] }],
      operationId: 'readPairing',
      summary: 'How a request to pair stands, for the device that sent it; the key, once',
      params: Type.Object({
        id: Type.String({ maxLength: 64, description: 'The id of the request' }),
      }),
      querystring: Type.Object(
        {
          wait: Type.Optional(
            Type.String({
              pattern: '^([0-9]|1[0-9]|2[0-5])$',
              description: 'Seconds to hold the answer back while nobody has decided, up to 25',
            }),
          ),
        },
        closed,
      ),
      response: {
        200: answer(
          {
            state: Type.Enum(['waiting', 'approved', 'denied', 'expired', 'collected']),
            hub: hubSchema,
            key: Type.Optional(keyText),
          },
          'The state; the secret goes in the Authorization header, after Bearer',
        ),
        ...errorAnswers(400, 403, 404, 409, 503, 507),
      },
    },
    handler: async (request) => {
      const found = () => {
        const pairing = pairings.find(request.params.id, sentSecret(request))
        if (!pairing) throw new HubError('pairing_unknown')
        return pairing
      }
      const { id, state: before } = found()
      const wait = Number(request.query.wait ?? 0)
      if (before === 'waiting' && wait > 0) await pairings.change(id, seconds(wait))
      const key = await pairings.collect(id, ({ accountId, app: type, deviceName }: Pairing) =>
        makeKey(accountId ?? '', type, deviceName),
      )
      const state = key === undefined ? found().state : ('approved' as const)
      return { success: true as const, state, hub: hub(), ...(key !== undefined && { key }) }
    },
  })
}

/** On the same network, as far as an address can tell: the internet has no such addresses. */
const isNear = (address: string): boolean =>
  isHomeAddress(address) || isLoopback(address) || isLinkLocal(address)

/** An IPv4 address that came in over IPv6 is written as one. */
const plainAddress = ({ ip }: FastifyRequest): string =>
  placeOf(ip).includes('/') ? ip : placeOf(ip)

const sentSecret = ({ headers }: FastifyRequest) =>
  (headers.authorization ?? '').replace(/^bearer\s+/i, '').trim()
