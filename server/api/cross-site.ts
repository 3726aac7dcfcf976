import type { FastifyRequest } from 'fastify'
import { isAtHost } from '../http/public-address.ts'
import { HubError } from '../lib/errors.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a change that another web page makes a browser send. Browsers say where a request comes
 * from; programs that are no browsers say nothing, and hold no cookies that could be abused.
 */
export function refuseCrossSite(request: FastifyRequest, publicUrls: readonly string[]): void {
  if (safe.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new HubError('cross_site')
  const { origin } = request.headers
  if (origin !== undefined && !isOwn(origin, request.host, publicUrls)) {
    throw new HubError('cross_site')
  }
}

/** A proxy may tell the hub another host or port than the browser sees, so PUBLIC_URL counts too. */
function isOwn(text: string, host: string, publicUrls: readonly string[]): boolean {
  const origin = URL.parse(text)
  if (!origin || !['http:', 'https:'].includes(origin.protocol)) return false
  return isAtHost(origin, host) || publicUrls.some((one) => new URL(one).origin === origin.origin)
}
