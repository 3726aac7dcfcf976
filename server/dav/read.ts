import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileEntry } from '../files/file-tree.ts'
import { HubError } from '../lib/errors.ts'
import { conditionsOf, isUnchanged, mayResume } from './conditions.ts'
import { contentTypeOf } from './content-type.ts'
import { type DavHandler, type Door, versionHeaders } from './door.ts'
import { readRange } from './ranges.ts'

const folderText = 'This is a folder. Open it with an app that knows WebDAV.\n'

/** No proxy may change the bytes: their hash is the tag. */
const noTransform = { 'cache-control': 'no-store, no-transform' }

export const get: DavHandler = async (request, reply, door) => {
  const there = await door.tree.stat(door.path)
  if (there?.kind === 'folder') return sendFolder(reply)
  return sendFile(request, reply, door)
}

/** Answers with a file, or with what the client asks for of it. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  door: Door,
  contentType = contentTypeOf(door.path),
) {
  const { check } = await conditionsOf(request, door)
  const file = await door.tree.open(door.path)
  const { entry } = file
  check(entry.path === '' ? undefined : entry)
  reply.headers({ ...versionHeaders(entry), ...noTransform })
  if (isUnchanged(request, entry)) return reply.code(304).send()
  const header = mayResume(request, entry) ? request.headers.range : undefined
  const range = readRange(header, entry.size)
  if (range === 'none') {
    // What is told of the file would be taken for what is told of the answer.
    reply.removeHeader('etag').removeHeader('oc-etag').removeHeader('last-modified')
    return reply.code(416).header('content-range', `bytes */${entry.size}`).send()
  }
  describe(reply, entry, contentType)
  if (!range) return reply.send(file.stream())
  const { start, end } = range
  reply.header('content-length', end - start + 1)
  reply.code(206).header('content-range', `bytes ${start}-${end}/${entry.size}`)
  return reply.send(file.stream(range))
}

export const head: DavHandler = async (request, reply, door) => {
  const entry = await door.tree.stat(door.path)
  if (!entry) throw new HubError('file_unknown')
  if (entry.kind === 'folder') return sendFolder(reply)
  return sendHead(request, reply, door, entry)
}

/** Answers as a GET would, without the content. */
export async function sendHead(
  request: FastifyRequest,
  reply: FastifyReply,
  door: Door,
  entry: FileEntry,
  contentType = contentTypeOf(door.path),
) {
  const { check } = await conditionsOf(request, door)
  check(entry)
  reply.headers({ ...versionHeaders(entry), ...noTransform })
  if (isUnchanged(request, entry)) return reply.code(304).send()
  return describe(reply, entry, contentType).send()
}

const describe = (reply: FastifyReply, entry: FileEntry, contentType: string) =>
  reply.headers({
    'content-type': contentType,
    'content-length': entry.size,
    'accept-ranges': 'bytes',
  })

function sendFolder(reply: FastifyReply) {
  return reply.type('text/plain; charset=utf-8').send(folderText)
}
