import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { tellConflict, tellDevice, tellSlot } from '../events/events.ts'
import { summariseFiles } from '../files/summary.ts'
import { attachment, fileSchema } from '../http/attachment.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { readTimestamp } from '../lib/timestamp.ts'
import { flaggedVersions } from '../slots/flags.ts'
import { readContent } from '../slots/history.ts'
import { summariseAll } from '../slots/summaries.ts'
import { sync } from '../slots/sync.ts'
import { IncomingSettings } from '../slots/upload.ts'
import type { SlotId } from '../storage/store.ts'
import { signedInOf } from './access.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { historyRoutes } from './history.ts'
import { mergingFor } from './merging.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { versionNumberSchema } from './schemas/history.ts'
import { slotSchema, unreadableSchema, uploadedSchema } from './schemas/slots.ts'
import { accountQuery, oneAccount } from './scope.ts'
import { conflictView } from './views/conflicts.ts'
import { filesSummaryView } from './views/files.ts'
import { deviceView, unreadableView, versionView } from './views/slots.ts'

const appParam = { app: Type.String({ maxLength: 64, description: 'The type of an app' }) }

/** One's own settings: at a glance, their history, and as files for apps that cannot sync. */
export function slotRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { store, clock, apps, events, config } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  const slotOf = async (request: FastifyRequest): Promise<SlotId> => {
    const { account } = request.query as { account?: string }
    const found = await oneAccount(store, request, account)
    const { app: type } = request.params as { app: string }
    if (!apps.all.has(type)) throw new HubError('unknown_thing', { thing: 'app' })
    return { accountId: found.id, app: type }
  }

  api.get('/api/v1/slots', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'listSlots',
      summary: 'Your settings at a glance, app by app',
      response: {
        200: answer(
          {
            slots: Type.Array(slotSchema),
            unreadable: unreadableSchema,
          },
          'The slots that hold something',
        ),
        ...errorAnswers(401),
      },
    },
    handler: async (request) => {
      const { account } = signedInOf(request)
      const ids = await store.slots.list(account.id)
      const found = await summariseAll(store, ids)
      const slots = found.slots.map(({ id, slot, files }) => {
        const { current, devices, versions, conflicts, size } = slot
        const flagged = current && flaggedVersions(versions).get(current.number)
        return {
          app: id.app,
          current: current ? versionView(current, true, flagged) : null,
          versions: versions.length,
          historySize: size,
          devices: devices.map((device) => deviceView(device, account.name, id.app, slot)),
          files: filesSummaryView(summariseFiles(files)),
          conflicts: conflicts.map((one) => conflictView(one, current?.number)).reverse(),
        }
      })
      const left = unreadableView(found.unreadable, () => account.name)
      return { success: true as const, slots, ...left }
    },
  })

  historyRoutes(app, parts, {
    path: '/api/v1/slots/:app/history',
    names: { list: 'listSlotVersions', read: 'readSlotVersion', restore: 'restoreSlotVersion' },
    access: 'account',
    params: appParam,
    query: accountQuery,
    slotOf,
  })

  const download = async (reply: FastifyReply, id: SlotId, number?: number) => {
    const { version, content } = await readContent(store, id, number)
    const module = apps.all.get(id.app)
    attachment(reply, module?.export.fileName ?? `${id.app}.txt`, version.receivedAt)
    reply.header('content-length', content.size)
    return content.stream() as never
  }

  api.get('/api/v1/slots/:app/file', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'downloadSettings',
      summary: 'Download the newest settings as the file that the app imports',
      params: Type.Object(appParam),
      response: { 200: fileSchema, ...errorAnswers(401, 404, 503) },
    },
    handler: async (request, reply) => {
      return download(reply, await slotOf(request))
    },
  })

  api.get('/api/v1/slots/:app/history/:version/file', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'downloadVersion',
      summary: 'Download one version as a file',
      params: Type.Object({ ...appParam, version: versionNumberSchema }),
      response: { 200: fileSchema, ...errorAnswers(401, 404, 503) },
    },
    handler: async (request, reply) => {
      return download(reply, await slotOf(request), Number(request.params.version))
    },
  })

  api.post('/api/v1/slots/:app/file', {
    bodyLimit: config.bodyLimit,
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'uploadSettings',
      summary: 'Upload an export of an app, as the device that a person names',
      params: Type.Object(appParam),
      body: Type.Object(
        {
          deviceName: nameSchema('The name of the device that the file comes from'),
          savedTs: Type.String({ description: 'When the file was saved, ISO 8601' }),
          settings: Type.String({ minLength: 1, description: 'The text of the file' }),
        },
        { additionalProperties: false },
      ),
      response: {
        200: answer(
          uploadedSchema.properties,
          'What became of it, and the version that is current now',
        ),
        ...errorAnswers(400, 401, 403, 404, 409, 413, 503, 507),
      },
    },
    handler: async (request) => {
      const { deviceName, savedTs, settings } = request.body
      const id = await slotOf(request)
      const module = apps.get(id.app)
      const savedAt = readTimestamp(savedTs, config.timeZone)
      if (savedAt === undefined) throw new HubError('bad_stamp', { field: 'savedTs' })
      const done = await sync(
        store,
        {
          ...id,
          keyId: '',
          // A person who hands in a file means it to count; only an app that syncs by itself adopts.
          firstContact: 'compare',
          deviceName,
          savedTs,
          savedAt,
          settings: new IncomingSettings('text', settings, JSON.stringify(settings)),
          ...mergingFor(module, await store.accounts.get(id.accountId), config.bodyLimit),
        },
        clock.read(),
      )
      if (done.added) tellSlot(events, id, done.added, done.added.merged ? 'merged' : done.action)
      if (done.conflict) tellConflict(events, id, done.conflict)
      tellDevice(events, id, deviceName, done.isNewDevice)
      return {
        success: true as const,
        action: done.action,
        version: versionView(done.version, true),
      }
    },
  })
}
