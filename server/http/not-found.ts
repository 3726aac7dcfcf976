import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HubError } from '../lib/errors.ts'

/** Answers what no route takes, before its body is read: 405 where another method would do, else 404. */
export function setUpNotFound(app: FastifyInstance): void {
  const refuse = (request: FastifyRequest): never => {
    const path = request.url.replace(/[?#].*$/, '').replace(/\/+/g, '/')
    const fitting = app.routeTable.filter(
      ({ url }) => !url.includes('*') && addressOf(url).test(path),
    )
    const methods = [...new Set(fitting.map(({ method }) => method))].sort()
    // The method may fit all the same, where a part of the address was longer than any can be.
    const isOther = methods.length > 0 && !methods.includes(request.method)
    if (!isOther) throw new HubError('route_unknown')
    throw new HubError('method_unknown', { method: request.method, allowed: methods.join(', ') })
  }
  app.addHook('onRequest', async (request) => {
    if (request.is404) refuse(request)
  })
  // For a route that finds only by itself that there is nothing: `reply.callNotFound()`.
  app.setNotFoundHandler(refuse)
}

/** What the router takes for a route: `:name` is one part of the path, a slash may follow. */
const addressOf = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.+^$()|[\]\\{}]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`)
