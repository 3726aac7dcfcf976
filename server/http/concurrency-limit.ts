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
/** Clients that send one request for each file send many at once; each takes little memory. */
const maxStreamed = 256

/**
 * Bounds what one account keeps under way at once: each request can hold the largest body, or an
 * answer of that size that nobody reads.
 */
export function setUpConcurrencyLimit(app: FastifyInstance): void {
  const kinds = { whole: new Map<string, number>(), streamed: new Map<string, number>() }
  const count = (underWay: Map<string, number>, id: string, by: 1 | -1) => {
    const next = (underWay.get(id) ?? 0) + by
    if (next === 0) underWay.delete(id)
    else underWay.set(id, next)
  }
  app.addHook('onRequest', async ({ holder, signedIn, token, routeOptions }, { raw }) => {
    const id = (holder ?? signedIn)?.account.id ?? token?.id
    const { lasting, streamed } = routeOptions.config
    if (id === undefined || lasting) return
    const [underWay, max] = streamed ? [kinds.streamed, maxStreamed] : [kinds.whole, maxConcurrent]
    if ((underWay.get(id) ?? 0) >= max) throw new HubError('too_many_at_once', { seconds: 1 })
    count(underWay, id, 1)
    finished(raw, () => count(underWay, id, -1))
  })
}
