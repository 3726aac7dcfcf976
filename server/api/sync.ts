import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { AppModule } from '../../app-modules/manifest.ts'
import { tellConflict, tellDevice, tellSlot } from '../events/events.ts'
import { readJsonBodies } from '../http/json-body.ts'
import { HubError } from '../lib/errors.ts'
import { readTimestamp } from '../lib/timestamp.ts'
import type { Conflict } from '../slots/conflicts.ts'
import { currentVersion, readCurrent } from '../slots/history.ts'
import { listConflicts } from '../slots/merge-by-hand.ts'
import { ownOf } from '../slots/per-device.ts'
import { sync } from '../slots/sync.ts'
import { contentIdOf, type IncomingSettings, readUpload, sourceFor } from '../slots/upload.ts'
import type { SlotId, Version } from '../storage/store.ts'
import { holderOf } from './access.ts'
import type { RouteContext } from './context.ts'
import { historyRoutes, settingsAnswer } from './history.ts'
import { mergingFor, perDeviceFor } from './merging.ts'
import { answer, errorAnswers, withHeaders } from './schemas/common.ts'
import { conflictSchema } from './schemas/conflicts.ts'
import { asSchema, settingsSchema, versionSchema } from './schemas/history.ts'
import { syncAnswerSchema, uploadSchema } from './schemas/sync.ts'
import { conflictView } from './views/conflicts.ts'

/** The body as its reader gives it: the settings keep the text that they came in. */
type Upload = Static<typeof uploadSchema> & { settings: IncomingSettings }

const config = { access: 'key' as const }
const common = { tags: ['sync'] }

/** What a device can do with its key: sync, and look at and restore its own slot. */
export function syncRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { store, clock, events, metrics } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  const appOf = (request: FastifyRequest): AppModule => {
    const { key } = holderOf(request)
    // An app that was once known and is not any more is switched off as well.
    if (!parts.apps.isOn(key.app)) throw new HubError('app_off', { app: key.app })
    return parts.apps.get(key.app)
  }
  const slotOf = (request: FastifyRequest): SlotId => {
    const { type } = appOf(request)
    return { accountId: holderOf(request).account.id, app: type }
  }

  readJsonBodies(app, readUpload)

  api.post('/api/v1/sync/update', {
    bodyLimit: parts.config.bodyLimit,
    config,
    schema: {
      ...common,
      operationId: 'sync',
      summary: 'Sync: send the settings of a device, get the newest',
      body: Type.Unsafe<Upload>(uploadSchema),
      response: {
        200: syncAnswerSchema,
        ...errorAnswers(400, 401, 403, 408, 409, 413, 415, 429, 503, 507),
      },
    },
    handler: async (request, reply) => {
      const { deviceName, savedTs, settings } = request.body
      const module = appOf(request)
      const { firstContact } = module
      const id = slotOf(request)
      const savedAt = readTimestamp(savedTs, parts.config.timeZone)
      if (savedAt === undefined) throw new HubError('bad_stamp', { field: 'savedTs' })
      const keyId = holderOf(request).key.id
      const merging = mergingFor(module, holderOf(request).account, parts.config.bodyLimit)
      const upload = { ...id, keyId, firstContact, deviceName, savedTs, savedAt, settings }
      const done = await sync(store, { ...upload, ...merging }, clock.read())
      const { action, data, added, conflict, isNewDevice } = done
      if (added) {
        tellSlot(events, id, added, added.merged ? 'merged' : action)
        request.log.info({ app: id.app, key: keyId, action, size: added.size }, 'stored')
      }
      if (conflict) {
        tellConflict(events, id, conflict)
        reply.headers(conflictHeaders(conflict))
      }
      tellDevice(events, id, deviceName, isNewDevice)
      metrics.synced(id.app, action, reply.elapsedTime)
      reply.type('application/json; charset=utf-8')
      return `{"success":true,"data":${data},"action":"${action}"}` as never
    },
  })

  api.get('/api/v1/sync/settings', {
    config,
    schema: {
      ...common,
      operationId: 'readSettings',
      summary: 'The current settings; with If-None-Match only if they have changed',
      headers: Type.Object({
        'if-none-match': Type.Optional(
          Type.String({
            description: 'The `ETag` of an earlier answer: 304 while nothing changes',
          }),
        ),
      }),
      querystring: Type.Object(
        {
          as: asSchema,
          device: Type.Optional(
            Type.String({
              maxLength: 200,
              description: 'The device that reads: it gets its own values of what stays on each',
            }),
          ),
        },
        { additionalProperties: false },
      ),
      response: {
        200: withHeaders(
          answer({ data: settingsSchema, version: versionSchema }, 'The current version'),
          { ETag: 'Names this version', 'X-Sxncd-App': 'The app that the key is for' },
        ),
        304: withHeaders(Type.Null({ description: 'Nothing has changed' }), {
          ETag: 'Names this version',
        }),
        ...errorAnswers(401, 403, 404, 409, 429, 503),
      },
    },
    handler: async (request, reply) => {
      const id = slotOf(request)
      // Also where there are none: a client can tell that it was given the key of another app.
      reply.header('cache-control', 'private, no-cache').header('x-sxncd-app', id.app)
      const current = await currentVersion(store, id)
      const known = request.headers['if-none-match']
      const isKnown = (etag: string) => known !== undefined && names(known, etag)
      const unchanged = (etag: string) =>
        reply
          .header('etag', etag)
          .code(304)
          .send(undefined as never) as never
      const { as, device } = request.query
      const perDevice =
        device === undefined ? undefined : perDeviceFor(appOf(request), holderOf(request).account)
      if (current && !perDevice && isKnown(etagOf(current))) return unchanged(etagOf(current))
      const { version, settings } = await readCurrent(store, id)
      const own = perDevice && device !== undefined && (await ownOf(store, id, perDevice, device))
      const text = perDevice && own ? perDevice.fill(settings.text, own) : settings.text
      const etag = etagOf(own ? { ...version, contentId: contentIdOf(text) } : version)
      if (isKnown(etag)) return unchanged(etag)
      reply.header('etag', etag).type('application/json; charset=utf-8')
      const filled = { type: settings.type, text }
      return settingsAnswer(sourceFor(filled, as ?? settings.type), version, true) as never
    },
  })

  api.get('/api/v1/sync/conflicts', {
    config,
    schema: {
      ...common,
      summary: 'Where two devices changed at the same time, and nobody has merged it yet',
      response: {
        200: answer({ conflicts: Type.Array(conflictSchema) }, 'The conflicts, newest first'),
        ...errorAnswers(401, 403, 429, 503),
      },
    },
    handler: async (request) => {
      const id = slotOf(request)
      const current = await currentVersion(store, id)
      const open = (await listConflicts(store, id)).filter(({ status }) => status === 'open')
      const conflicts = open.map((one) => conflictView(one, current?.number))
      return { success: true as const, conflicts }
    },
  })

  historyRoutes(app, parts, {
    path: '/api/v1/sync/history',
    names: { list: 'listVersions', read: 'readVersion', restore: 'restoreVersion' },
    access: 'key',
    params: {},
    query: {},
    slotOf,
  })
}

/** The body of the answer is fixed, so a client that wants to know is told beside it. */
const conflictHeaders = ({ version, other, merged, status }: Conflict) => ({
  ...(status === 'open' && {
    'x-sxncd-conflict': version.number,
    'x-sxncd-conflict-device': encodeURIComponent(other.deviceName.toWellFormed()),
  }),
  ...(merged && { 'x-sxncd-merged': merged.number }),
})

const etagOf = ({ number, contentId }: Pick<Version, 'number' | 'contentId'>) =>
  `"${number}-${contentId.slice(0, 16)}"`

/** Whether an If-None-Match header names this tag; `W/` before it makes no difference here. */
const names = (header: string, etag: string) =>
  header.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')))
