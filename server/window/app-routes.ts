import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { AppModule } from '../../app-modules/manifest.ts'
import { HubError } from '../errors.ts'
import { accountDocs, accountOnly, type RouteParts } from '../http/parts.ts'
import { answer, errorAnswers } from '../http/schemas.ts'

const lines = Type.Array(Type.String())

/** An app module as the window shows it. */
const appSchema = Type.Object({
  type: Type.String(),
  name: Type.String(),
  description: Type.String(),
  homepage: Type.String(),
  connects: Type.Enum(['built-in', 'file'], {
    description: 'Whether the app talks to a hub itself, or its export is carried',
  }),
  on: Type.Boolean(),
  export: Type.Object({
    format: Type.Enum(['json', 'text']),
    fileName: Type.String(),
    secrets: Type.Enum(['never', 'possible', 'always']),
    secretsNote: Type.String(),
    version: Type.Optional(Type.String()),
    volatile: lines,
  }),
  steps: Type.Object({ connect: Type.Optional(lines), export: lines, import: lines }),
})

const appView = (module: AppModule, on: boolean): Static<typeof appSchema> => {
  const { type, name, description, homepage, connects, steps } = module
  return { type, name, description, homepage, connects, on, export: module.export, steps }
}

/** The apps that the hub supports, and their logos. */
export function appRoutes(app: FastifyInstance, { apps }: RouteParts): void {
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/apps', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'The apps that the hub supports',
      response: {
        200: answer({ apps: Type.Array(appSchema) }, 'The apps'),
        ...errorAnswers(401),
      },
    },
    handler: async () => {
      const views = [...apps.all.values()].map((module) => appView(module, apps.isOn(module.type)))
      return { success: true as const, apps: views.sort((a, b) => a.name.localeCompare(b.name)) }
    },
  })

  api.get('/api/v1/apps/:app/logo', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'The logo of an app, as SVG',
      params: Type.Object({ app: Type.String({ maxLength: 64 }) }),
      response: {
        200: Type.String({ description: 'The logo', contentMediaType: 'image/svg+xml' }),
        ...errorAnswers(401, 404),
      },
    },
    handler: async (request, reply) => {
      const module = apps.all.get(request.params.app)
      if (!module) throw new HubError('unknown_thing', { thing: 'app' })
      // Opened by itself a logo is a page of this origin: nothing in it may run or load.
      reply
        .type('image/svg+xml; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .header('cache-control', 'private, max-age=3600')
      return module.logo
    },
  })
}
