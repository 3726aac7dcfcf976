import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * One line for each answer: refusals at `warn`, the rest at `debug`, so that a device that polls
 * does not fill the disk. Only what cannot hold a secret is logged: no headers, no body, no query.
 */
export function setUpLog(app: FastifyInstance): void {
  // Where `debug` is off, no line is put together that nobody would see.
  const all = ['debug', 'trace'].includes(app.log.level)
  app.addHook('onResponse', (request, reply, done) => {
    if (all || reply.statusCode >= 400) logAnswer(request, reply)
    done()
  })
}

export function logAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const line = {
    method: request.method,
    path: request.routeOptions.url ?? '(unknown)',
    status: reply.statusCode,
    from: request.ip,
    ms: Math.round(reply.elapsedTime),
    ...(request.holder && { key: request.holder.key.id }),
  }
  if (reply.statusCode >= 400) request.log.warn(line, 'refused')
  else request.log.debug(line, 'answered')
}
