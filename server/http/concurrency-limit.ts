import { finished } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { HubError } from '../lib/errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer is a stream that lasts; such are counted by themselves. */
    lasting?: boolean
  }
}

/** Far more than the devices and windows of one account have under way. */
export const maxConcurrent = 32

/**
 * Bounds what one account keeps under way at once: each request can hold the largest body, or an
 * answer of that size that nobody reads.
 */
export function setUpConcurrencyLimit(app: FastifyInstance): void {
  const underWay = new Map<string, number>()
  const count = (id: string, by: 1 | -1) => {
    const next = (underWay.get(id) ?? 0) + by
    if (next === 0) underWay.delete(id)
    else underWay.set(id, next)
  }
  app.addHook('onRequest', async ({ holder, signedIn, token, routeOptions }, { raw }) => {
    const id = (holder ?? signedIn)?.account.id ?? token?.id
    if (id === undefined || routeOptions.config.lasting) return
    if ((underWay.get(id) ?? 0) >= maxConcurrent)
      throw new HubError('too_many_at_once', { seconds: 1 })
    count(id, 1)
    finished(raw, () => count(id, -1))
  })
}
