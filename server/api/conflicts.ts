import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { changePreferences, preferencesFor } from '../accounts/app-preferences.ts'
import { tellConflict, tellSlot } from '../events/events.ts'
import { HubError } from '../lib/errors.ts'
import { currentVersion } from '../slots/history.ts'
import {
  dismissConflict,
  listConflicts,
  type MergeSides,
  mergeByHand,
  readMerge,
  sizeOfMerge,
} from '../slots/merge-by-hand.ts'
import type { SlotId } from '../storage/store.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { checkPerDevice, mergeSidesFor } from './merging.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import {
  conflictSchema,
  type Decision,
  decisionsSchema,
  mergeSchema,
  type Preferences,
  preferencesSchema,
} from './schemas/conflicts.ts'
import { versionNumberSchema, versionSchema } from './schemas/history.ts'
import { accountQuery, oneAccount } from './scope.ts'
import { conflictView, mergeView } from './views/conflicts.ts'
import { versionView } from './views/slots.ts'

const closed = { additionalProperties: false }
const appParams = { app: Type.String({ maxLength: 64, description: 'The type of an app' }) }
const params = Type.Object({ ...appParams, version: versionNumberSchema })
const query = Type.Object(accountQuery, closed)
const refused = [400, 401, 404, 409, 429] as const

/** What to do where two devices changed at the same time. */
export function conflictRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { store, clock, apps, events, config } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  const moduleOf = (type: string) => {
    const module = apps.all.get(type)
    if (!module) throw new HubError('unknown_thing', { thing: 'app' })
    return module
  }
  const slotOf = async (request: FastifyRequest): Promise<SlotId> => {
    const { account } = request.query as { account?: string }
    const found = await oneAccount(store, request, account)
    const { app: type } = request.params as { app: string }
    return { accountId: found.id, app: moduleOf(type).type }
  }
  const sidesFor = async (id: SlotId, decisions: readonly Decision[]): Promise<MergeSides> =>
    mergeSidesFor(moduleOf(id.app), await store.accounts.get(id.accountId), decisions)
  const numberOf = (request: FastifyRequest) =>
    Number((request.params as { version: string }).version)
  /** Three copies are in memory, and what is made of them. */
  const takeTurn = async (request: FastifyRequest, id: SlotId) => {
    await request.takeTurn(2 * (await sizeOfMerge(store, id, numberOf(request))))
  }

  api.get('/api/v1/slots/:app/conflicts', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'Where two devices changed at the same time, newest first',
      params: Type.Object(appParams),
      querystring: Type.Object(
        {
          ...accountQuery,
          all: Type.Optional(
            Type.Enum(['true', 'false'], { description: 'Also those that are settled' }),
          ),
        },
        closed,
      ),
      response: {
        200: answer({ conflicts: Type.Array(conflictSchema) }, 'The conflicts'),
        ...errorAnswers(...refused),
      },
    },
    handler: async (request) => {
      const id = await slotOf(request)
      const current = await currentVersion(store, id)
      const found = await listConflicts(store, id)
      const chosen =
        request.query.all === 'true' ? found : found.filter(({ status }) => status === 'open')
      const conflicts = chosen.map((one) => conflictView(one, current?.number))
      return { success: true as const, conflicts }
    },
  })

  const mergeAnswer = answer({ merge: mergeSchema }, 'What a merge would come to')
  const preview = async (request: FastifyRequest, decisions: readonly Decision[]) => {
    const id = await slotOf(request)
    await takeTurn(request, id)
    const merge = await readMerge(store, id, numberOf(request), await sidesFor(id, decisions))
    return { success: true as const, merge: mergeView(merge) }
  }

  api.get('/api/v1/slots/:app/conflicts/:version', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'What a merge of two copies would come to; nothing is changed',
      ...{ params, querystring: query },
      response: { 200: mergeAnswer, ...errorAnswers(...refused) },
    },
    handler: (request) => preview(request, []),
  })

  api.post('/api/v1/slots/:app/conflicts/:version/preview', {
    bodyLimit: config.bodyLimit,
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'The same, with decisions; nothing is changed',
      ...{ params, querystring: query },
      body: Type.Object({ decisions: decisionsSchema }, closed),
      response: { 200: mergeAnswer, ...errorAnswers(...refused, 413) },
    },
    handler: (request) => preview(request, request.body.decisions),
  })

  api.post('/api/v1/slots/:app/conflicts/:version/merge', {
    bodyLimit: config.bodyLimit,
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'Merge two copies into a new version: every device takes it on its next sync',
      ...{ params, querystring: query },
      body: Type.Object(
        {
          current: Type.Integer({
            minimum: 1,
            description: 'The version that was shown as current; refused where it is not any more',
          }),
          decisions: decisionsSchema,
        },
        closed,
      ),
      response: {
        200: answer({ version: versionSchema }, 'The new current version'),
        ...errorAnswers(...refused, 413, 503, 507),
      },
    },
    handler: async (request) => {
      const id = await slotOf(request)
      const { current: seen, decisions } = request.body
      const number = numberOf(request)
      await takeTurn(request, id)
      const sides = await sidesFor(id, decisions)
      const version = await mergeByHand(store, id, { number, seen }, sides, clock.read())
      tellSlot(events, id, version, 'merged')
      await tellState(id, number)
      return { success: true as const, version: versionView(version, true) }
    },
  })

  api.post('/api/v1/slots/:app/conflicts/:version/dismiss', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'Leave a conflict as it is: what is in use stays',
      ...{ params, querystring: query },
      response: {
        200: answer({}, 'The conflict is dismissed'),
        ...errorAnswers(...refused, 503, 507),
      },
    },
    handler: async (request) => {
      const id = await slotOf(request)
      const number = numberOf(request)
      await dismissConflict(store, id, number)
      await tellState(id, number)
      return { success: true as const }
    },
  })

  const tellState = async (id: SlotId, number: number) => {
    const conflict = (await listConflicts(store, id)).find((one) => one.version.number === number)
    if (conflict) tellConflict(events, id, conflict)
  }

  const preferencesAnswer = answer(
    {
      preferences: preferencesSchema,
      proposed: Type.Array(Type.String(), {
        description: 'What the app module proposes to keep on each device',
      }),
    },
    'What you have chosen for the app',
  )
  const viewFor = async (id: SlotId) => {
    const account = await store.accounts.get(id.accountId)
    const { merge = false, perDevice = [] } = preferencesFor(account ?? {}, id.app)
    const preferences: Preferences = {
      onConflict: merge ? 'merge' : 'newest',
      perDevice: [...perDevice],
    }
    const proposed = [...(moduleOf(id.app).merge?.perDevice ?? [])]
    return { success: true as const, preferences, proposed }
  }

  api.get('/api/v1/slots/:app/preferences', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'What you have chosen for an app',
      ...{ params: Type.Object(appParams), querystring: query },
      response: { 200: preferencesAnswer, ...errorAnswers(...refused) },
    },
    handler: async (request) => viewFor(await slotOf(request)),
  })

  api.patch('/api/v1/slots/:app/preferences', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'Choose what to do about conflicts, and what stays on each device',
      ...{ params: Type.Object(appParams), querystring: query },
      body: Type.Partial(preferencesSchema, closed),
      response: { 200: preferencesAnswer, ...errorAnswers(...refused, 503, 507) },
    },
    handler: async (request) => {
      const id = await slotOf(request)
      const { onConflict, perDevice } = request.body
      if (perDevice?.length) {
        const { size = 0 } = (await currentVersion(store, id)) ?? {}
        await request.takeTurn(2 * size)
        await checkPerDevice(store, id, moduleOf(id.app), perDevice)
      }
      await changePreferences(store, id, {
        ...(onConflict && { merge: onConflict === 'merge' }),
        ...(perDevice && { perDevice: [...new Set(perDevice)] }),
      })
      events.emit({ kind: 'hub' })
      return viewFor(id)
    },
  })
}
