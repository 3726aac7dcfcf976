import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { appType } from '../../app-modules/manifest.ts'
import { addOwnApp, removeOwnApp } from '../apps/own-apps.ts'
import { HubError } from '../lib/errors.ts'
import { namePattern } from '../lib/name-schema.ts'
import { accountDocs, accountOnly, ownerDocs, ownerOnly, type RouteContext } from './context.ts'
import { appSchema, shapeSchema } from './schemas/apps.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { appView } from './views/apps.ts'

const appParams = Type.Object({
  app: Type.String({ maxLength: 64, description: 'The type of an app' }),
})

/** The apps that the hub supports, and their logos. */
export function appRoutes(app: FastifyInstance, { apps, store, now, events }: RouteContext): void {
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/apps', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'listApps',
      summary: 'The apps that the hub supports, in the language of Accept-Language if it is known',
      response: {
        200: answer({ apps: Type.Array(appSchema) }, 'The apps'),
        ...errorAnswers(401),
      },
    },
    handler: async ({ headers }, reply) => {
      reply.header('vary', 'accept-language')
      const accepted = headers['accept-language']
      const views = [...apps.all.values()].map((module) =>
        appView(module, apps.isOn(module.type), accepted),
      )
      return { success: true as const, apps: views.sort((a, b) => a.name.localeCompare(b.name)) }
    },
  })

  api.post('/api/v1/apps/recognise', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'recogniseApp',
      summary: 'Which app an export looks to be of, by the names of its outermost fields',
      body: shapeSchema,
      response: {
        200: answer(
          {
            app: Type.Union([Type.String(), Type.Null()], {
              description: 'The type of the app; null where it looks like none of them',
            }),
            sure: Type.Boolean({ description: 'Whether more than one field speaks for it' }),
          },
          'What it looks like',
        ),
        ...errorAnswers(400, 401),
      },
    },
    handler: async ({ body }) => {
      const { app: type = null, sure = false } = apps.recognise(body) ?? {}
      return { success: true as const, app: type, sure }
    },
  })

  api.post('/api/v1/apps', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'addApp',
      summary: 'Add an app that no module describes, by its name',
      body: Type.Object(
        {
          name: Type.String({
            minLength: 1,
            maxLength: 60,
            pattern: namePattern,
            description: 'The name of the app',
          }),
          type: Type.Optional({
            ...appType,
            description:
              'How the app is called in keys and addresses; made of its name if left out',
          }),
        },
        { additionalProperties: false },
      ),
      response: {
        200: answer({ app: appSchema }, 'The app'),
        ...errorAnswers(400, 401, 403, 409, 503, 507),
      },
    },
    handler: async ({ body, headers }) => {
      const module = await addOwnApp(store, apps, body, now())
      events.emit({ kind: 'hub' })
      const view = appView(module, apps.isOn(module.type), headers['accept-language'])
      return { success: true as const, app: view }
    },
  })

  api.delete('/api/v1/apps/:app', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'removeApp',
      summary: 'Remove an app that was added by its name, while nothing is kept under it',
      params: appParams,
      response: {
        200: answer({ app: appSchema }, 'The app that was removed'),
        ...errorAnswers(401, 403, 404, 409, 503, 507),
      },
    },
    handler: async ({ params }) => {
      const module = await removeOwnApp(store, apps, params.app)
      events.emit({ kind: 'hub' })
      return { success: true as const, app: appView(module, false) }
    },
  })

  api.get('/api/v1/apps/:app/logo', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'readAppLogo',
      summary: 'The logo of an app, as SVG',
      params: appParams,
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
