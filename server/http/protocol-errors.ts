import type { FastifyInstance } from 'fastify'
import { HubError } from '../lib/errors.ts'

/** Options of Node's server by which it leaves to the hub what it would answer on its own. */
export const nodeOptions = { requireHostHeader: false } as const

/** Takes over the answers that Node gives on its own: they are not in the shape of the API. */
export function setUpNodeAnswers(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (raw.httpVersion !== '1.0' && !raw.headers.host) throw new HubError('malformed')
  })
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
}
