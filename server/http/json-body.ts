import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseJson, textOfBody } from '../sync/json-text.ts'

/** Bodies of all routes but the sync: small, UTF-8, not nested deeply, and JSON only. */
export function setUpJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      await request.takeTurn(body.length)
      return parseJson(textOfBody(body))
    },
  )
}
