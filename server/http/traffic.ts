import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../lib/metrics.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a stream of events. @returns what ends it */
    countStream(to: 'device' | 'window'): () => void
  }
}

const ofKeys = ['key_mistyped', 'key_unknown', 'key_revoked', 'key_expired', 'too_many_failed_keys']
const ofSignIns = ['sign_in_wrong', 'too_many_sign_ins', 'provider_sign_in_failed']

/** Figures of all requests. They cost a request that goes well nothing. */
export function setUpTraffic(app: FastifyInstance, metrics: Metrics): void {
  tellRefusals(app, metrics)
  countStreams(app, metrics)
  countBytes(app, metrics)
}

function tellRefusals({ refusals }: FastifyInstance, metrics: Metrics): void {
  const sum = (codes: readonly string[]) =>
    codes.reduce((all, code) => all + (refusals.get(code) ?? 0), 0)
  metrics.read(
    'counter',
    {
      name: 'sxncd_refused_requests_total',
      help: 'Requests that were refused, by the code of the error.',
      labels: ['code'],
    },
    () => [...refusals].map(([code, value]) => ({ value, labels: [code] })),
  )
  metrics.read(
    'counter',
    {
      name: 'sxncd_failed_keys_total',
      help: 'Requests with a key that is wrong, revoked or expired.',
    },
    () => sum(ofKeys),
  )
  metrics.read(
    'counter',
    {
      name: 'sxncd_failed_sign_ins_total',
      help: 'Sign-ins that failed, by password and by a provider.',
    },
    () => sum(ofSignIns),
  )
}

function countStreams(app: FastifyInstance, metrics: Metrics): void {
  const open = { device: 0, window: 0 }
  app.decorate('countStream', (to: 'device' | 'window') => {
    open[to] += 1
    return () => {
      open[to] -= 1
    }
  })
  metrics.read(
    'gauge',
    {
      name: 'sxncd_event_streams',
      help: 'Open streams of events, by who listens.',
      labels: ['to'],
    },
    () => Object.entries(open).map(([to, value]) => ({ value, labels: [to] })),
  )
}

/** What connections have carried, read off them: also headers, and encryption where there is any. */
function countBytes(app: FastifyInstance, metrics: Metrics): void {
  const sockets = new Set<Socket>()
  let [received, sent] = [0, 0]
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      received += socket.bytesRead
      sent += socket.bytesWritten
    })
  })
  const sum = (of: (socket: Socket) => number) =>
    [...sockets].reduce((all, socket) => all + of(socket), 0)
  metrics.read(
    'counter',
    { name: 'sxncd_received_bytes_total', help: 'Bytes that came in by HTTP and HTTPS.' },
    () => received + sum(({ bytesRead }) => bytesRead),
  )
  metrics.read(
    'counter',
    { name: 'sxncd_sent_bytes_total', help: 'Bytes that went out by HTTP and HTTPS.' },
    () => sent + sum(({ bytesWritten }) => bytesWritten),
  )
  metrics.read(
    'gauge',
    { name: 'sxncd_connections', help: 'Open connections of HTTP and HTTPS.' },
    () => sockets.size,
  )
}
