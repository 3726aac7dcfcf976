import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkedPath } from '../files/checked-path.ts'
import type { Author } from '../files/file-tree.ts'
import { mirrorIfFamily } from '../files/mirror.ts'
import { makeMissingFolders, tellWritten } from '../files/put-file.ts'
import { removeHistory } from '../files/remove-tree.ts'
import type { AppTree } from '../files/tree-context.ts'
import { attachment, fileSchema } from '../http/attachment.ts'
import { chunksOf } from '../http/drain-body.ts'
import { HubError } from '../lib/errors.ts'
import { nameSchema } from '../lib/name-schema.ts'
import { readTimestamp } from '../lib/timestamp.ts'
import { readContent } from '../slots/history.ts'
import { checkSession } from './access.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { historyRoutes } from './history.ts'
import { answer, errorAnswers, ticketQuery } from './schemas/common.ts'
import { fileEntrySchema, filePathQuery, fileUsageSchema } from './schemas/files.ts'
import { versionNumberSchema } from './schemas/history.ts'
import { accountQuery, oneAccount } from './scope.ts'
import { fileView } from './views/files.ts'

const appParam = { app: Type.String({ maxLength: 64, description: 'The type of an app' }) }
const pathQuery = { ...accountQuery, path: filePathQuery }
const downloadQuery = { ...pathQuery, ticket: ticketQuery }
const closed = { additionalProperties: false }
const place = '/api/v1/slots/:app/files'

/** The files of an app, which devices keep here by WebDAV: listed, and each with its history. */
export function fileRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { store, trees, config } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  const treeOf = async (request: FastifyRequest): Promise<AppTree> => {
    const { account } = request.query as { account?: string }
    const { app: type } = request.params as { app: string }
    const found = await oneAccount(store, request, account)
    return trees.ofApp({ accountId: found.id, app: type })
  }
  const pathOf = (request: FastifyRequest) => checkedPath((request.query as { path: string }).path)
  const slotOf = async (request: FastifyRequest) => {
    const tree = await treeOf(request)
    const path = pathOf(request)
    const id = tree.slotOf(path)
    const isKnown =
      id.path === undefined || (await store.slots.files(tree.context.id)).get(path) !== undefined
    if (!isKnown) throw new HubError('file_unknown')
    return id
  }

  api.get(place, {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'listFiles',
      summary: 'Every file of an app, also those that devices have deleted',
      params: Type.Object(appParam),
      querystring: Type.Object(accountQuery, closed),
      response: {
        200: answer({ files: Type.Array(fileEntrySchema), usage: fileUsageSchema }, 'The files'),
        ...errorAnswers(401, 404, 429, 503),
      },
    },
    handler: async (request) => {
      const tree = await treeOf(request)
      const files = await store.slots.files(tree.context.id)
      await request.takeTurn(files.count * viewBytes)
      const heads = [...files.all()].sort((a, b) => (a.path < b.path ? -1 : 1))
      return { success: true as const, files: heads.map(fileView), usage: await tree.usage() }
    },
  })

  historyRoutes(app, parts, {
    path: `${place}/history`,
    names: { list: 'listFileVersions', read: 'readFileVersion', restore: 'restoreFileVersion' },
    access: 'account',
    params: appParam,
    query: pathQuery,
    slotOf,
    onRestored: async (_, version, request) => {
      const [tree, path] = [await treeOf(request), pathOf(request)]
      await makeMissingFolders(tree, path, author(version.deviceName))
      tellWritten(tree, path, version)
      await mirrorIfFamily(tree, path, author(version.deviceName))
    },
  })

  const nameOf = (request: FastifyRequest) => pathOf(request).split('/').at(-1) ?? 'file'

  api.get(`${place}/content`, {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'downloadFile',
      summary: 'Download a file',
      params: Type.Object(appParam),
      querystring: Type.Object(downloadQuery, closed),
      response: { 200: fileSchema, ...errorAnswers(400, 401, 404, 503) },
    },
    handler: async (request, reply) => {
      const { entry, stream } = await (await treeOf(request)).open(pathOf(request))
      attachment(reply, nameOf(request), entry.modifiedAt)
      reply.header('content-length', entry.size)
      return stream() as never
    },
  })

  api.get(`${place}/history/:version/content`, {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'downloadFileVersion',
      summary: 'Download one version of a file',
      params: Type.Object({ ...appParam, version: versionNumberSchema }),
      querystring: Type.Object(downloadQuery, closed),
      response: { 200: fileSchema, ...errorAnswers(400, 401, 404, 503) },
    },
    handler: async (request, reply) => {
      const id = await slotOf(request)
      const { version, content } = await readContent(store, id, Number(request.params.version))
      attachment(reply, nameOf(request), version.savedAt)
      reply.header('content-length', content.size)
      return content.stream() as never
    },
  })

  api.delete(place, {
    config: accountOnly,
    schema: {
      ...accountDocs,
      operationId: 'removeFile',
      summary: 'Hide a file or a folder from devices; or remove it with its history, for good',
      params: Type.Object(appParam),
      querystring: Type.Object(
        {
          ...pathQuery,
          history: Type.Optional(
            Type.Literal('remove', { description: 'Its history goes as well, and stays gone' }),
          ),
        },
        closed,
      ),
      response: {
        200: answer({}, 'It is gone'),
        ...errorAnswers(400, 401, 403, 404, 409, 503, 507),
      },
    },
    handler: async (request) => {
      const [tree, path] = [await treeOf(request), pathOf(request)]
      if (request.query.history === undefined) await tree.remove(path, author(hubWindow))
      else await removeHistory(tree, path, author(hubWindow))
      return { success: true as const }
    },
  })

  app.register(async (scope) => {
    // A file is never in memory as a whole.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (_: FastifyRequest, body: FastifyRequest['raw']) => body)
    scope.withTypeProvider<TypeBoxTypeProvider>().put(`${place}/content`, {
      config: { ...accountOnly, streamed: true },
      bodyLimit: config.fileLimit,
      schema: {
        ...accountDocs,
        operationId: 'uploadFile',
        summary: 'Upload a file, as the device that a person names; folders are made as needed',
        consumes: ['application/octet-stream'],
        params: Type.Object(appParam),
        querystring: Type.Object(
          {
            ...pathQuery,
            deviceName: nameSchema('The name of the device that the file comes from'),
            savedTs: Type.Optional(
              Type.String({ description: 'When the file was changed, ISO 8601' }),
            ),
          },
          closed,
        ),
        body: Type.Any({ description: 'The file, as it is' }),
        response: {
          200: answer({ created: Type.Boolean() }, 'It is stored'),
          ...errorAnswers(400, 401, 403, 404, 405, 409, 413, 503, 507),
        },
      },
      handler: async (request) => {
        const [tree, path] = [await treeOf(request), pathOf(request)]
        const { deviceName, savedTs } = request.query
        const modifiedAt =
          savedTs === undefined ? undefined : readTimestamp(savedTs, config.timeZone)
        if (savedTs !== undefined && modifiedAt === undefined) {
          throw new HubError('bad_stamp', { field: 'savedTs' })
        }
        await makeMissingFolders(tree, path, author(deviceName))
        const { created } = await tree.put(path, {
          ...author(deviceName),
          body: chunksOf(request.raw),
          modifiedAt,
          // Whoever lost the right to send it meanwhile changes nothing.
          check: async () => {
            if (request.signedIn) await checkSession(parts, request, false)
          },
        })
        return { success: true as const, created }
      },
    })
  })
}

/** What a person changes in the window has no key. */
const author = (deviceName: string): Author => ({ deviceName, keyId: '' })

/** Who deletes where no device does. */
const hubWindow = 'Hub'

/** About what one file takes in the list. */
const viewBytes = 400
