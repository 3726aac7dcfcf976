import type { FastifyInstance } from 'fastify'
import { HubError } from '../errors.ts'

/** Answers what no route takes: 405 where another method would do, else 404. */
export function setUpNotFound(app: FastifyInstance): void {
  const routes: { readonly address: RegExp; readonly methods: readonly string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    if (!url.includes('*')) routes.push({ address: addressOf(url), methods: [method].flat() })
  })
  app.setNotFoundHandler((request) => {
    const path = request.url.replace(/[?#].*$/, '').replace(/\/+/g, '/')
    const methods = new Set(
      routes.filter(({ address }) => address.test(path)).flatMap((route) => route.methods),
    )
    if (methods.size === 0) throw new HubError('route_unknown')
    throw new HubError('method_unknown', {
      method: request.method,
      allowed: [...methods].sort().join(', '),
    })
  })
}

/** What the router takes for a route: `:name` is one part of the path, a slash may follow. */
const addressOf = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.+^$()|[\]\\{}]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`)
