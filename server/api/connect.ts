import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addressOf, withRoot } from '../http/public-address.ts'
import { connectPage } from './connect-page.ts'
import type { RouteContext } from './context.ts'

export interface ConnectContext extends RouteContext {
  readonly hubName: () => string
}

const config = { access: 'anyone' as const }
const schema = { hide: true }

/** A page for a phone that has scanned the hub's QR code: whether and how it gets there. */
export function connectRoutes(app: FastifyInstance, parts: ConnectContext): void {
  const { apps, now, hubName, config: options } = parts

  app.get('/connect', {
    config,
    schema,
    handler: async (request, reply) => {
      reply.type('text/html; charset=utf-8').header('content-security-policy', connectPage.policy)
      const page = connectPage.render({
        hubName: hubName(),
        address: addressOf(request),
        isSecure: request.protocol === 'https',
        now: now(),
        zone: options.timeZone,
        app: chosenApp(request),
      })
      return withRoot(page, request)
    },
  })

  app.get('/connect.js', {
    config,
    schema,
    handler: async (_, reply) => {
      reply.type('text/javascript; charset=utf-8')
      return connectPage.script
    },
  })

  const chosenApp = (request: FastifyRequest) => {
    const { app: type } = request.query as { readonly app?: unknown }
    const module = typeof type === 'string' && apps.isOn(type) ? apps.all.get(type) : undefined
    return module && { name: module.name, steps: module.steps.connect ?? [] }
  }
}
