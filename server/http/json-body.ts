import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HubError } from '../lib/errors.ts'
import { parseJson, textOfBody } from '../lib/json-text.ts'

/** Bodies of all routes but the sync: small, UTF-8, not nested deeply, and JSON only. */
export function setUpJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addHook('onRequest', async ({ headers }, reply) => {
    const { 'content-encoding': encoding = 'identity' } = headers
    if (encoding.trim().toLowerCase() === 'identity') return
    reply.header('accept-encoding', 'identity')
    throw new HubError('encoding_unknown')
  })
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      await request.takeTurn(body.length)
      return parseJson(textOfBody(body))
    },
  )
}
