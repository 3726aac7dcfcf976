import type { FastifyInstance } from 'fastify'

const extension = /^(?:chrome|moz|safari-web)-extension:\/\/[\w.-]+$/i

/** What a client of a door sends and reads; of the headers it may send any that it asks for. */
const doorAllowed = {
  'access-control-allow-methods':
    'OPTIONS, GET, HEAD, PUT, POST, PATCH, DELETE, MKCOL, COPY, MOVE, PROPFIND, PROPPATCH, LOCK, UNLOCK',
  'access-control-max-age': '600',
}
const doorExposed = {
  'access-control-expose-headers':
    'etag, oc-etag, last-modified, dav, lock-token, x-oc-mtime, allow, content-range, www-authenticate, retry-after, x-sxncd-error',
}

const allowed = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, if-none-match, last-event-id',
  'access-control-max-age': '600',
}
const exposed = { 'access-control-expose-headers': 'etag, retry-after, x-sxncd-app, x-sxncd-error' }

/**
 * Lets the pages of browser extensions read what a key opens, and ask to pair, without a permission
 * for the hub's address (CORS). Never with cookies, and never other web pages: on a page that a
 * person visits nothing may ask their hub to pair. Through a door any page may go that has the key.
 */
export function setUpExtensions(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    const { access, anyOrigin } = request.routeOptions.config
    const isDoor = access === 'door' || access === 'address'
    if (origin === undefined || !(isDoor || extension.test(origin))) return undefined
    const asks = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers
    if (!asks && !isDoor && access !== 'key' && !anyOrigin) return undefined
    reply.headers({ 'access-control-allow-origin': origin, vary: 'origin' })
    if (!asks) return void reply.headers(isDoor ? doorExposed : exposed)
    // What is asked for by this is refused all the same where a session is needed.
    if ('access-control-request-private-network' in request.headers) {
      reply.header('access-control-allow-private-network', 'true')
    }
    if (!isDoor) return reply.code(204).headers(allowed).send()
    const wanted = request.headers['access-control-request-headers']
    if (wanted !== undefined) reply.header('access-control-allow-headers', wanted)
    return reply.code(204).headers(doorAllowed).send()
  })
}
