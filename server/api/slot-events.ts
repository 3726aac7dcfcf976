import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { HubEvent } from '../events/events.ts'
import { createStreamLimit } from '../events/stream-limit.ts'
import { openEventStream } from '../http/event-stream.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { currentVersion } from '../slots/history.ts'
import type { SlotId } from '../storage/store.ts'
import { holderOf } from './access.ts'
import type { RouteContext } from './context.ts'
import { errorAnswers } from './schemas/common.ts'
import { createSlotListener, type SlotListener } from './slot-listener.ts'

/** How many streams one key may have open. */
export const maxOfKey = 5
/** Far more than the devices of one person. */
export const slotStreams = { ofAccount: 100, inAll: 1_000 }

/** Tells devices at once when their settings have changed; never what they are. */
export function slotEventRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { store, events } = parts
  // By slot: a sync then costs the same however many others listen.
  const bySlot = new Map<string, Set<SlotListener>>()
  const limit = createStreamLimit(slotStreams)
  const all = () => [...bySlot.values()].flatMap((listeners) => [...listeners])

  app.addHook('preClose', async () => {
    for (const { stream } of all()) stream.end()
  })

  const concerned = (event: HubEvent): Iterable<SlotListener> => {
    if (event.kind === 'slot') return bySlot.get(nameOf(event)) ?? []
    if (event.kind === 'hub') return all()
    if (event.kind !== 'keys') return []
    return all().filter(({ holder }) => holder.account.id === event.accountId)
  }
  events.listen((event) => {
    for (const listener of concerned(event)) listener.look()
  })

  app.withTypeProvider<TypeBoxTypeProvider>().get('/api/v1/sync/events', {
    config: { access: 'key' as const, lasting: true },
    schema: {
      tags: ['sync'],
      operationId: 'watchSettings',
      summary: 'Server-sent events: the settings have changed; Last-Event-ID tells what was missed',
      headers: Type.Object({
        'last-event-id': Type.Optional(
          Type.String({ description: 'The id of the last event that came' }),
        ),
      }),
      querystring: Type.Object(
        {
          device: Type.Optional(
            nameSchema('The device that listens; its own uploads are not told'),
          ),
        },
        { additionalProperties: false },
      ),
      response: {
        200: Type.String({ description: 'The stream', contentMediaType: 'text/event-stream' }),
        ...errorAnswers(400, 401, 403, 429, 503),
      },
    },
    handler: async (request, reply) => {
      const holder = holderOf(request)
      const slot = { accountId: holder.account.id, app: holder.key.app }
      const current = await currentVersion(store, slot)
      const listeners = bySlot.get(nameOf(slot)) ?? new Set()
      const ofKey = [...listeners].filter((one) => one.holder.key.id === holder.key.id)
      if (ofKey.length >= maxOfKey) throw new HubError('too_many_streams', { seconds: 60 })
      const giveBack = limit.take(holder.account.id)
      bySlot.set(nameOf(slot), listeners)
      const stream = openEventStream(request, reply, () => {
        giveBack()
        listener.stop()
        listeners.delete(listener)
        if (listeners.size === 0) bySlot.delete(nameOf(slot))
      })
      const listener = createSlotListener(parts, {
        holder,
        stream,
        device: request.query.device,
        known: lastEventId(request.headers['last-event-id']) ?? current?.number ?? 0,
        onError: (err) => request.log.error({ err }, 'a change could not be told'),
      })
      listeners.add(listener)
      listener.look()
    },
  })
}

const nameOf = ({ accountId, app }: SlotId) => `${accountId}/${app}`

/** The number of the version that the client was last told of, if it says one. */
const lastEventId = (header: string | string[] | undefined) =>
  typeof header === 'string' && /^\d{1,10}$/.test(header) ? Number(header) : undefined
