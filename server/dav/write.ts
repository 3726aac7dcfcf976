import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { checkHolder } from '../api/access.ts'
import type { FileEntry } from '../files/file-tree.ts'
import { chunksOf } from '../http/drain-body.ts'
import { conditionsOf } from './conditions.ts'
import { badRequest } from './dav-error.ts'
import { type DavHandler, type Door, versionHeaders } from './door.ts'
import { guard } from './guard.ts'

export const put: DavHandler = async (request, reply, door) => {
  const { path, tree, author } = door
  // A part of a file would be taken for all of it.
  if ('content-range' in request.headers) {
    throw badRequest('A part of a file cannot be stored: send all of it, without Content-Range.')
  }
  const conditions = await conditionsOf(request, door)
  const modifiedAt = readMtime(request.headers['x-oc-mtime'])
  const { entry, created } = await tree.put(path, {
    ...author,
    body: bodyOf(request, door),
    ...(modifiedAt !== undefined && { modifiedAt }),
    check(existing: FileEntry | undefined) {
      conditions.check(existing)
      guard(door, conditions.tokens, { path, ofFolder: !existing, withContent: false })
    },
  })
  if (modifiedAt !== undefined) reply.header('x-oc-mtime', 'accepted')
  return reply
    .code(created ? 201 : 204)
    .headers(versionHeaders(entry))
    .send()
}

/** The body as it comes. It ends only where the key is still good: a body may take its time. */
function bodyOf({ raw }: FastifyRequest, { parts, holder }: Door): Readable {
  const chunks = async function* () {
    yield* chunksOf(raw)
    await checkHolder(parts, holder)
  }
  return Readable.from(chunks(), { objectMode: false })
}

/** In seconds since 1970, as ownCloud's clients send it. @returns ms; undefined where it is none */
function readMtime(header: unknown): number | undefined {
  const text = String(header ?? '').trim()
  if (!/^\d{1,11}(?:\.\d+)?$/.test(text)) return undefined
  return Math.round(Number(text) * 1_000)
}
