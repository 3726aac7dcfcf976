import type { FastifyInstance } from 'fastify'
import { HubError } from '../lib/errors.ts'

/** While the hub is paused, what devices do with their keys waits; people get in as ever. */
export function setUpPausing(app: FastifyInstance, paused: () => boolean): void {
  app.addHook('onRequest', ({ routeOptions }, _, done) => {
    const { access } = routeOptions.config
    if (['key', 'door', 'address'].includes(access ?? '') && paused()) done(new HubError('paused'))
    else done()
  })
}
