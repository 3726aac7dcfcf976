import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addressMount, keyInAddress } from '../api/address-key.ts'
import { dropFileHeaders } from '../dav/refuse.ts'
import { takeBodiesAsTheyCome } from '../dav/routes.ts'
import { describeError, letFinish } from '../http/error-reply.ts'
import { HubError } from '../lib/errors.ts'
import { type AddressDoor, type AddressParts, doorOf } from './door.ts'
import { read, readHead } from './read.ts'
import { write } from './write.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply, door: AddressDoor) => Promise<unknown>

const handlers: Readonly<Record<string, Handler>> = {
  GET: read,
  HEAD: readHead,
  PUT: write,
  POST: write,
}

const allow = 'GET, HEAD, PUT, POST, OPTIONS'

/**
 * A plain address for each file of an app, and for its settings: for whatever can load an address or
 * send something to one, and nothing more. The key stands in the address, or in the header.
 */
export function addressRoutes(app: FastifyInstance, parts: AddressParts): void {
  const common = { config: { access: 'address', streamed: true }, schema: { hide: true } } as const
  refuseForms(app)
  takeBodiesAsTheyCome(app)
  setUpRefusals(app)
  app.addHook('onRequest', async (_, reply) => {
    reply.header('x-robots-tag', 'none')
  })
  for (const url of [addressMount, `${addressMount}/*`]) {
    for (const [method, handle] of Object.entries(handlers)) {
      app.route({
        ...common,
        method,
        url,
        handler: async (request, reply) => handle(request, reply, doorOf(parts, request)),
      })
    }
    app.route({
      ...common,
      method: 'OPTIONS',
      url,
      handler: async (_, reply) => reply.code(204).header('allow', allow).send(),
    })
  }
}

/** The parts of a form are no file. curl calls every body a form of another kind, which is none. */
function refuseForms(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw: { headers } }) => {
    if (/^\s*multipart\//i.test(headers['content-type'] ?? '')) {
      throw new HubError('content_type_form')
    }
  })
}

/** Refuses in a short text: most of who asks shows it to a person, or to nobody. */
function setUpRefusals(app: FastifyInstance): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    await letFinish(request, reply)
    const known = describeError(error, request, reply)
    dropFileHeaders(reply)
    if (known.status === 401) reply.header('www-authenticate', challengeFor(request))
    if (known.status === 405) reply.header('allow', allow)
    return reply.type('text/plain; charset=utf-8').send(`${known.message}\n`)
  })
}

/** No browser asks for a password where a key stands in the address already. */
const challengeFor = ({ url }: FastifyRequest): string =>
  keyInAddress(url) === undefined ? 'Basic realm="SxncD", charset="UTF-8"' : 'Bearer realm="SxncD"'
