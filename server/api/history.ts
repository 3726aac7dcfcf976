import { setImmediate } from 'node:timers/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { tellSlot } from '../events/events.ts'
import {
  countVersions,
  type HistoryEntry,
  listHistory,
  readVersion,
  restore,
} from '../slots/history.ts'
import { sourceFor } from '../slots/upload.ts'
import type { SlotId, Version } from '../storage/store.ts'
import type { Access } from './access.ts'
import type { RouteContext } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { asSchema, settingsSchema, versionNumberSchema, versionSchema } from './schemas/history.ts'
import { versionView } from './views/slots.ts'

/** Where a set of history routes stands, who may call it, and whose slot it shows. */
export interface HistoryPlace {
  readonly path: string
  /** The names of its operations in the description of the API. */
  readonly names: { readonly list: string; readonly read: string; readonly restore: string }
  readonly access: Access
  /** What the address holds besides the version. */
  readonly params: Record<string, ReturnType<typeof Type.String>>
  /** What a request may add behind a `?`. */
  readonly query: Record<string, TSchema>
  readonly slotOf: (request: FastifyRequest) => SlotId | Promise<SlotId>
  /** Tells of a version that was brought back, and does what goes with it. */
  readonly onRestored?: (id: SlotId, version: Version, request: FastifyRequest) => Promise<void>
}

/** List, read and restore the versions of a slot: the same for a device's key and for the owner. */
export function historyRoutes(
  app: FastifyInstance,
  { store, clock, events }: RouteContext,
  place: HistoryPlace,
): void {
  const api = app.withTypeProvider<TypeBoxTypeProvider>()
  const common = { tags: ['history'] }
  const config = { access: place.access }
  const closed = { additionalProperties: false }
  const query = Type.Object(place.query, closed)
  const slotParams = Type.Object(place.params)
  const versionParams = Type.Object({ ...place.params, version: versionNumberSchema })
  const refused = [400, 401, 403, 404, 409, 429] as const
  const numberOf = (request: FastifyRequest) =>
    Number((request.params as { version: string }).version)

  api.get(place.path, {
    config,
    schema: {
      ...common,
      operationId: place.names.list,
      summary: 'Every version that the hub keeps, newest first',
      params: slotParams,
      querystring: query,
      response: {
        200: answer({ versions: Type.Array(versionSchema) }, 'The history'),
        ...errorAnswers(...refused),
      },
    },
    handler: async (request, reply) => {
      const id = await place.slotOf(request)
      const count = await countVersions(store, id)
      // Thousands of versions are a large answer, of which few are worked out at once.
      await request.takeTurn(count * viewBytes)
      reply.type('application/json; charset=utf-8')
      return (await historyAnswer(await listHistory(store, id))) as never
    },
  })

  api.get(`${place.path}/:version`, {
    config,
    schema: {
      ...common,
      operationId: place.names.read,
      summary: 'One version with its settings',
      params: versionParams,
      querystring: Type.Object({ ...place.query, as: asSchema }, closed),
      response: {
        200: answer({ data: settingsSchema, version: versionSchema }, 'The version'),
        ...errorAnswers(...refused),
      },
    },
    handler: async (request, reply) => {
      const id = await place.slotOf(request)
      const { version, current, settings } = await readVersion(store, id, numberOf(request))
      reply.type('application/json; charset=utf-8')
      return settingsAnswer(
        sourceFor(settings, request.query.as ?? settings.type),
        version,
        current,
      ) as never
    },
  })

  api.post(`${place.path}/:version/restore`, {
    config,
    schema: {
      ...common,
      operationId: place.names.restore,
      summary: 'Make an earlier version current: every device takes it on its next sync',
      params: versionParams,
      querystring: query,
      response: {
        200: answer({ version: versionSchema }, 'The new current version'),
        ...errorAnswers(...refused, 503, 507),
      },
    },
    handler: async (request) => {
      const id = await place.slotOf(request)
      const version = await restore(store, id, numberOf(request), clock.read())
      if (place.onRestored) await place.onRestored(id, version, request)
      else tellSlot(events, id, version, 'restored')
      return { success: true as const, version: versionView(version, true) }
    },
  })
}

/** About what one version takes in the list. */
const viewBytes = 400
/** So many versions are written at a time; others are served in between. */
const chunk = 200

async function historyAnswer(entries: readonly HistoryEntry[]): Promise<string> {
  const parts: string[] = []
  for (let at = 0; at < entries.length; at += chunk) {
    if (at > 0) await setImmediate()
    const views = entries
      .slice(at, at + chunk)
      .map(({ version, current, flagged, conflict }) =>
        versionView(version, current, flagged, conflict),
      )
    parts.push(JSON.stringify(views).slice(1, -1))
  }
  return `{"success":true,"versions":[${parts.join(',')}]}`
}

/** An answer with settings, written as text: going through an object could change them. */
export const settingsAnswer = (data: string, version: Version, current: boolean): string =>
  `{"success":true,"data":${data},"version":${JSON.stringify(versionView(version, current))}}`
