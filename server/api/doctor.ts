import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Backups } from '../backup/backups.ts'
import { networksOf } from '../discovery/interfaces.ts'
import { ownerDocs, ownerOnly, type RouteContext } from './context.ts'
import { lookAround } from './look-around.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { checkSchema, lanSchema } from './schemas/hub.ts'

/** For the owner: which networks there are, and what keeps devices from the hub. */
export function doctorRoutes(
  app: FastifyInstance,
  parts: RouteContext & { readonly backups: Pick<Backups, 'last'> },
): void {
  const { lan } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/lan', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'readNetworks',
      summary: 'The networks of the hub: which there are, and how it is found on them',
      response: {
        200: answer(lanSchema.properties, 'The networks'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => ({
      success: true as const,
      on: lan.on,
      networks: networksOf(lan.interfaces()).map(({ name, kind, addresses }) => ({
        name,
        kind,
        addresses: addresses.map(({ address }) => address),
        served: lan.served.includes(name),
      })),
      ...(lan.announcedAs !== undefined && { announcedAs: lan.announcedAs }),
      hostName: lan.hostName,
      problems: [...lan.problems],
    }),
  })

  api.get('/api/v1/doctor', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'runDoctor',
      summary:
        'Look for what keeps devices from the hub, and for damaged files; takes up to two seconds',
      response: {
        200: answer({ checks: Type.Array(checkSchema) }, 'What was found, also what is well'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => {
      return { success: true as const, checks: await lookAround(app, parts) }
    },
  })
}
