import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { HubEvent } from '../events/events.ts'
import { createStreamLimit } from '../events/stream-limit.ts'
import { type EventStream, openEventStream } from '../http/event-stream.ts'
import { minutes } from '../lib/clock.ts'
import { isAlive } from '../sign-in/sessions.ts'
import { signedInOf } from './access.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { errorAnswers } from './schemas/common.ts'
import type { HubEvents } from './schemas/events.ts'

/** How many windows may listen at once. */
export const windowStreams = { ofAccount: 20, inAll: 1_000 }

/** What happens in one's own account, as it happens, for the window. */
export function eventRoutes(app: FastifyInstance, { events, store, now }: RouteContext): void {
  const open = new Set<EventStream>()
  const limit = createStreamLimit(windowStreams)
  // A hub that stops must not wait for streams that never end by themselves.
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end()
  })

  app.get('/api/v1/events', {
    config: { ...accountOnly, lasting: true },
    schema: {
      ...accountDocs,
      operationId: 'watchAccount',
      summary:
        'Server-sent events of your account: slot, conflict, device, keys, pairing, hub, session',
      response: {
        200: Type.String({ description: 'The stream', contentMediaType: 'text/event-stream' }),
        ...errorAnswers(401, 429),
      },
    },
    handler: (request, reply) => {
      const signedIn = signedInOf(request)
      const { account, session } = signedIn
      const giveBack = limit.take(account.id)
      const stream = openEventStream(request, reply, () => {
        giveBack()
        stopListening()
        clearInterval(look)
        open.delete(stream)
      })
      open.add(stream)
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
        } else if (event.kind === 'file') {
          const { app, path, version, deviceName, action } = event
          send('file', { app, path, version, deviceName, action })
        } else if (event.kind === 'conflict') {
          const { kind: _, accountId: __, ...conflict } = event
          send('conflict', conflict)
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
