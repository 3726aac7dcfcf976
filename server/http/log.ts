import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { minutes } from '../lib/clock.ts'

/** Strangers can make the hub refuse as often as they like, but not fill its disk. */
const mostLines = 30
const span = minutes(1)

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether a refusal may have a line of its own in the log; else it is counted in a later one. */
    mayLogRefusal(status: number): boolean
  }
}

/**
 * One line for each answer: refusals at `warn`, the rest at `debug`, so that a device that polls
 * does not fill the disk. Only what cannot hold a secret is logged: no headers, no body, no query.
 */
export function setUpLog(app: FastifyInstance): void {
  // Where `debug` is off, no line is put together that nobody would see.
  const all = ['debug', 'trace'].includes(app.log.level)
  let lines = 0
  let unlogged: Record<number, number> = {}
  let timer: NodeJS.Timeout | undefined
  const sumUp = () => {
    timer = undefined
    lines = 0
    const total = Object.values(unlogged).reduce((sum, count) => sum + count, 0)
    if (total > 0) app.log.warn({ statuses: unlogged }, `refused ${total} more requests`)
    unlogged = {}
  }
  app.decorate('mayLogRefusal', (status: number): boolean => {
    if (all) return true
    timer ??= setTimeout(sumUp, span).unref()
    lines += 1
    if (lines <= mostLines) return true
    unlogged[status] = (unlogged[status] ?? 0) + 1
    return false
  })
  app.addHook('onClose', async () => {
    clearTimeout(timer)
    sumUp()
  })
  app.addHook('onResponse', (request, reply, done) => {
    if (all || reply.statusCode >= 400) logAnswer(request, reply)
    done()
  })
}

export function logAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const isRefused = reply.statusCode >= 400
  if (isRefused && !request.server.mayLogRefusal(reply.statusCode)) return
  const line = {
    method: request.method,
    path: request.routeOptions.url ?? '(unknown)',
    status: reply.statusCode,
    from: request.ip,
    ms: Math.round(reply.elapsedTime),
    ...(request.holder && { key: request.holder.key.id }),
  }
  if (isRefused) request.log.warn(line, 'refused')
  else request.log.debug(line, 'answered')
}
