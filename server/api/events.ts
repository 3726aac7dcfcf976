import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { HubEvent } from '../events/events.ts'
import { type EventStream, openEventStream } from '../http/event-stream.ts'
import { minutes } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { isAlive } from '../sign-in/sessions.ts'
import { signedInOf } from './access.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { errorAnswers } from './schemas/common.ts'
import type { HubEvents } from './schemas/events.ts'

/** How many windows of one account may listen at once. */
const maxStreams = 20

/** What happens in one's own account, as it happens, for the window. */
export function eventRoutes(app: FastifyInstance, { events, store, now }: RouteContext): void {
  const open = new Map<string, Set<EventStream>>()
  // A hub that stops must not wait for streams that never end by themselves.
  app.addHook('preClose', async () => {
    for (const streams of open.values()) for (const stream of streams) stream.end()
  })

  app.get('/api/v1/events', {
    config: { ...accountOnly, lasting: true },
    schema: {
      ...accountDocs,
      summary: 'Server-sent events of your account: slot, device, keys, pairing, hub, session',
      response: {
        200: Type.String({ description: 'The stream', contentMediaType: 'text/event-stream' }),
        ...errorAnswers(401, 429),
      },
    },
    handler: (request, reply) => {
      const signedIn = signedInOf(request)
      const { account, session } = signedIn
      const streams = open.get(account.id) ?? new Set()
      open.set(account.id, streams)
      if (streams.size >= maxStreams) throw new HubError('too_many_requests', { seconds: 60 })
      const stream = openEventStream(request, reply, () => {
        stopListening()
        clearInterval(look)
        streams.delete(stream)
        if (streams.size === 0) open.delete(account.id)
      })
      streams.add(stream)
      const send = <Name extends keyof HubEvents>(name: Name, data: HubEvents[Name]) =>
        stream.send(name, data)
      const stopListening = events.listen((event) => {
        if (!concerns(event, account.id)) return
        if (event.kind === 'session') {
          if (!event.sessionIds.includes(session.id)) return
          send('session', {})
          stream.end()
        } else if (event.kind === 'slot') {
          const { app, version, deviceName, action } = event
          send('slot', { app, version, deviceName, action })
        } else if (event.kind === 'device') {
          send('device', { app: event.app, name: event.name })
        } else send(event.kind, {})
      })
      // A session also ends by itself. Whoever comes back hears why.
      const look = setInterval(async () => {
        if (!(await isAlive(store, signedIn, now()))) stream.end()
      }, minutes(1)).unref()
    },
  })
}

const concerns = (event: HubEvent, accountId: string) =>
  isForAll(event) || event.accountId === accountId

const isForAll = (event: HubEvent) => event.kind === 'hub' || event.kind === 'pairing'
