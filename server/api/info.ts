import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Lan } from '../discovery/lan.ts'
import { withRoot } from '../http/public-address.ts'
import type { Store } from '../storage/store.ts'
import { docsPage } from './docs-page.ts'
import type { ApiDocument } from './openapi-document.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { healthSchema } from './schemas/hub.ts'

export interface InfoRouteContext {
  readonly store: Store
  readonly version: string
  readonly describe: () => ApiDocument
  readonly name: () => string
  readonly lan: Lan
}

const anyone = { access: 'anyone' as const }
const tags = ['hub']

/** What anyone may know: that the hub is there, who it is, and how to talk to it. */
export function infoRoutes(app: FastifyInstance, parts: InfoRouteContext): void {
  const { store, version, name, lan } = parts
  // Put together once: anybody may ask, and it is work.
  const describe = once(parts.describe)
  const asJson = once(() => JSON.stringify(describe()))
  const asPage = once(() => docsPage.render(describe()))
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/health', {
    exposeHeadRoute: true,
    config: { ...anyone, anyHost: true },
    logLevel: 'warn',
    schema: {
      tags,
      operationId: 'readHealth',
      summary: 'Whether the hub can store what it is sent',
      response: { 200: healthSchema, 503: healthSchema },
    },
    handler: async (_, reply) => {
      const { failed, problems } = store.status()
      if (failed !== undefined) reply.code(503)
      return {
        status: failed === undefined ? ('ready' as const) : ('failed' as const),
        problems: problems.length,
      }
    },
  })

  api.get('/api/v1/hub', {
    exposeHeadRoute: true,
    config: anyone,
    schema: {
      tags,
      operationId: 'readHub',
      summary: 'Which hub this is',
      response: {
        200: answer(
          {
            id: Type.String({ format: 'uuid', description: 'Stays the same for ever' }),
            name: Type.String(),
            version: Type.String(),
            apiVersions: Type.Array(Type.String()),
            pairing: Type.Boolean({ description: 'Whether devices here may ask to pair' }),
            tls: Type.Optional(
              Type.Object(
                {
                  port: Type.Integer(),
                  fingerprint: Type.String({
                    description: 'SHA-256 of the public key of its certificate, in hex',
                  }),
                },
                { description: 'HTTPS on the network, where the hub has it' },
              ),
            ),
          },
          'The hub',
        ),
        ...errorAnswers(503),
      },
    },
    handler: async () => ({
      success: true as const,
      id: store.hub.id,
      name: name(),
      version,
      apiVersions: ['v1'],
      pairing: lan.on,
      ...(lan.tls && { tls: lan.tls }),
    }),
  })

  api.get('/api/v1/openapi.json', {
    config: anyone,
    schema: {
      tags,
      operationId: 'readDescription',
      summary: 'This description',
      response: { 200: Type.Unsafe<object>({ type: 'object', description: 'OpenAPI 3.1' }) },
    },
    handler: async (_, reply) => {
      reply.type('application/json; charset=utf-8')
      return asJson() as never
    },
  })

  api.get('/docs', {
    exposeHeadRoute: true,
    config: anyone,
    schema: { hide: true },
    handler: async (request, reply) => {
      reply.type('text/html; charset=utf-8').header('content-security-policy', docsPage.policy)
      return withRoot(asPage(), request)
    },
  })
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
