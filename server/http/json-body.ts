import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HubError } from '../lib/errors.ts'
import { parseJson, textOfBody } from '../lib/json-text.ts'

const json = 'application/json'

/** Bodies of all routes but the sync: small, UTF-8, not nested deeply, and JSON only. */
export function setUpJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addHook('onRequest', async ({ method, headers, is404 }, reply) => {
    // What comes with a read, or to no route at all, is not looked at.
    if (is404 || method === 'GET' || method === 'HEAD') return
    const encoding = headers['content-encoding']?.trim().toLowerCase() || 'identity'
    if (encoding === 'identity') return
    reply.header('accept-encoding', 'identity')
    throw new HubError('encoding_unknown')
  })
  readJsonBodies(app, parseJson)
}

/** Has the routes of `app` read JSON bodies by `read`, which gets valid UTF-8, once it is their turn. */
export function readJsonBodies(app: FastifyInstance, read: (text: Buffer) => unknown): void {
  if (app.hasContentTypeParser(json)) app.removeContentTypeParser(json)
  app.addContentTypeParser(
    json,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      await request.takeTurn(body.length)
      return read(textOfBody(body))
    },
  )
}
