import type { FastifyRequest } from 'fastify'
import { HubError } from '../errors.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a change that another web page makes a browser send. Browsers say where a request comes
 * from; programs that are no browsers say nothing, and hold no cookies that could be abused.
 */
export function refuseCrossSite(request: FastifyRequest): void {
  if (safe.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new HubError('cross_site')
  const { origin } = request.headers
  if (origin !== undefined && URL.parse(origin)?.host !== request.host) {
    throw new HubError('cross_site')
  }
}
