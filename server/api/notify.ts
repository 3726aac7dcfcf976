import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { HubError } from '../lib/errors.ts'
import { noticeKinds } from '../lib/notify-words.ts'
import type { Notify } from '../notify/notify.ts'
import {
  addTarget,
  changeTarget,
  removeTarget,
  type UsableTarget,
  unknownTarget,
} from '../notify/targets.ts'
import { ownerDocs, ownerOnly, type RouteContext } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import {
  deliverySchema,
  targetChangeSchema,
  targetSchema,
  targetWishSchema,
} from './schemas/notify.ts'
import { deliveryView, targetView } from './views/notify.ts'

const params = Type.Object({ target: Type.String({ maxLength: 64, description: 'Its id' }) })
const secret = Type.Optional(
  Type.String({ description: 'Signs the messages; it is not shown again' }),
)

/** Where the owner is told of what happens. */
export function notifyRoutes(
  app: FastifyInstance,
  { store, now, notify }: RouteContext & { readonly notify: Notify },
): void {
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  const viewOf = ({ id }: UsableTarget) => {
    const state = notify.targets().find(({ target }) => target.id === id)
    if (!state) throw unknownTarget()
    return targetView(state)
  }
  const refuseFixed = (id: string) => {
    const isFixed = notify.targets().some(({ target, fixed }) => fixed && target.id === id)
    if (isFixed) throw new HubError('target_fixed')
  }

  api.get('/api/v1/notify', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Where you are told of what happens, and how the last messages went',
      response: {
        200: answer({ targets: Type.Array(targetSchema) }, 'The targets, without their secrets'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => ({ success: true as const, targets: notify.targets().map(targetView) }),
  })

  api.post('/api/v1/notify', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Add a target for notifications',
      body: targetWishSchema,
      response: {
        200: answer({ target: targetSchema, secret }, 'The target, and what it is signed by'),
        ...errorAnswers(400, 401, 403, 409, 503, 507),
      },
    },
    handler: async ({ body }) => {
      const preset = { name: '', events: noticeKinds, language: 'en', private: false }
      const target = await addTarget(store, { ...preset, ...body }, now())
      return { success: true as const, target: viewOf(target), ...secretOf(target) }
    },
  })

  api.patch('/api/v1/notify/:target', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Change a target; what is left out stays as it is',
      params,
      body: targetChangeSchema,
      response: {
        200: answer(
          { target: targetSchema, secret },
          'The target; what it is signed by, where that is new',
        ),
        ...errorAnswers(400, 401, 403, 404, 409, 503, 507),
      },
    },
    handler: async ({ params: { target: id }, body }) => {
      refuseFixed(id)
      const before = notify.targets().find(({ target }) => target.id === id)
      const target = await changeTarget(store, id, body)
      notify.changed(id)
      const isNew = before?.target.secret !== target.secret
      return { success: true as const, target: viewOf(target), ...(isNew && secretOf(target)) }
    },
  })

  api.delete('/api/v1/notify/:target', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Remove a target; what waits for it is not sent any more',
      params,
      response: {
        200: answer({}, 'It is removed'),
        ...errorAnswers(401, 403, 404, 409, 503, 507),
      },
    },
    handler: async ({ params: { target: id } }) => {
      refuseFixed(id)
      await removeTarget(store, id)
      return { success: true as const }
    },
  })

  api.post('/api/v1/notify/:target/test', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      summary: 'Send a test to a target, at once; takes up to five seconds',
      params,
      response: {
        200: answer({ delivery: deliverySchema }, 'How it went'),
        ...errorAnswers(401, 403, 404),
      },
    },
    handler: async ({ params: { target: id } }) => ({
      success: true as const,
      delivery: deliveryView(await notify.test(id)),
    }),
  })
}

const secretOf = ({ secret }: UsableTarget) => (secret === undefined ? {} : { secret })
