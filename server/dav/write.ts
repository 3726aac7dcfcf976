import type { FastifyReply, FastifyRequest } from 'fastify'
import { checkHolder } from '../api/access.ts'
import type { FileEntry, Written } from '../files/file-tree.ts'
import { chunksOf } from '../http/drain-body.ts'
import { conditionsOf } from './conditions.ts'
import { badRequest } from './dav-error.ts'
import { type DavHandler, type Door, versionHeaders } from './door.ts'
import { guard } from './guard.ts'

export const put: DavHandler = async (request, reply, door) => {
  const { created } = await store(request, reply, door, bodyOf(request, door))
  return reply.code(created ? 201 : 204).send()
}

/** Stores a body, and tells in the headers of the answer which version it became. */
export async function store(
  request: FastifyRequest,
  reply: FastifyReply,
  door: Door,
  body: AsyncIterable<Uint8Array>,
): Promise<Written> {
  const { path, tree, author } = door
  // A part of a file would be taken for all of it.
  if ('content-range' in request.headers) {
    throw badRequest('A part of a file cannot be stored: send all of it, without Content-Range.')
  }
  const conditions = await conditionsOf(request, door)
  const modifiedAt = readMtime(request.headers['x-oc-mtime'])
  const written = await tree.put(path, {
    ...author,
    body,
    ...(modifiedAt !== undefined && { modifiedAt }),
    check(existing: FileEntry | undefined) {
      conditions.check(existing)
      guard(door, conditions.tokens, { path, ofFolder: !existing, withContent: false })
    },
  })
  if (modifiedAt !== undefined) reply.header('x-oc-mtime', 'accepted')
  reply.headers(versionHeaders(written.entry))
  return written
}

/** The body as it comes. It ends only where the key is still good: a body may take its time. */
export async function* bodyOf(
  { raw }: FastifyRequest,
  { parts, holder }: Door,
): AsyncGenerator<Uint8Array> {
  yield* chunksOf(raw)
  await checkHolder(parts, holder)
}

/** In seconds since 1970, as ownCloud's clients send it. @returns ms; undefined where it is none */
function readMtime(header: unknown): number | undefined {
  const text = String(header ?? '').trim()
  if (!/^\d{1,11}(?:\.\d+)?$/.test(text)) return undefined
  return Math.round(Number(text) * 1_000)
}
