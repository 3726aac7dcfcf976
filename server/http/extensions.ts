import type { FastifyInstance } from 'fastify'

const extension = /^(?:chrome|moz|safari-web)-extension:\/\/[\w.-]+$/i

const allowed = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, if-none-match, last-event-id',
  'access-control-max-age': '600',
}
const exposed = { 'access-control-expose-headers': 'etag, retry-after, x-sxncd-app, x-sxncd-error' }

/**
 * Lets the pages of browser extensions read what a key opens, and ask to pair, without a permission
 * for the hub's address (CORS). Never with cookies, and never other web pages: on a page that a
 * person visits nothing may ask their hub to pair.
 */
export function setUpExtensions(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || !extension.test(origin)) return undefined
    const { access, anyOrigin } = request.routeOptions.config
    const asks = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers
    if (!asks && access !== 'key' && !anyOrigin) return undefined
    reply.headers({ 'access-control-allow-origin': origin, vary: 'origin' })
    if (!asks) return void reply.headers(exposed)
    // What is asked for by this is refused all the same where a session is needed.
    if ('access-control-request-private-network' in request.headers) {
      reply.header('access-control-allow-private-network', 'true')
    }
    return reply.code(204).headers(allowed).send()
  })
}
