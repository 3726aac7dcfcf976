import type { FastifyInstance } from 'fastify'

/** Nothing may be loaded, framed, guessed or sent on unless a page says so itself. */
export const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
}

/** Sets the security headers of every answer, and the id by which the log knows the request. */
export function setUpHeaders(app: FastifyInstance, publicUrl: string | undefined): void {
  // Browsers heed it over HTTPS alone, and only where they trust the certificate.
  const isPublic = publicUrl?.startsWith('https:')
  const headers = {
    ...securityHeaders,
    ...(isPublic && { 'strict-transport-security': 'max-age=31536000' }),
  }
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id)
    done()
  })
}
