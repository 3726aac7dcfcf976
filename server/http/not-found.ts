import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HubError } from '../lib/errors.ts'

/** Answers what no route takes, before its body is read: 405 where another method would do, else 404. */
export function setUpNotFound(app: FastifyInstance): void {
  const refuse = (request: FastifyRequest): never => {
    const path = request.url.replace(/[?#].*$/, '').replace(/\/+/g, '/')
    const fitting = app.routeTable.filter(
      ({ url, isOn }) => url !== anyAddress && addressOf(url).test(path) && isOn?.() !== false,
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

/** Has nothing stand at the addresses of what is switched off, before anything is said about them. */
export function setUpSwitches(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ routeOptions }) => {
    if (routeOptions.config.isOn?.() === false) throw new HubError('route_unknown')
  })
}

/** The window has its page at every address that is nothing else. */
const anyAddress = '/*'

/** What the router takes for a route: `:name` is one part of the path, `*` all of the rest. */
const addressOf = (url: string): RegExp => {
  const pattern = url.replace(/[.+^$()|[\]\\{}]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}/?$`)
}
