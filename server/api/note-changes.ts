import type { FastifyInstance } from 'fastify'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])
/** What comes by a key is told by the events of the slots it changes. */
const byKey: readonly unknown[] = ['key', 'door', 'address']

/**
 * Tells of every request that changed something a backup should hold. What devices do is told by
 * the events of their slots, and what is done with backups changes nothing in them.
 */
export function noteChanges(app: FastifyInstance, note: () => void): void {
  app.addHook('onResponse', ({ method, routeOptions }, { statusCode }, done) => {
    const { config, url = '' } = routeOptions
    const isOther = byKey.includes(config.access) || reading.has(method) || statusCode >= 400
    if (!isOther && !/^\/api\/v1\/backups($|\/:)/.test(url)) note()
    done()
  })
}
