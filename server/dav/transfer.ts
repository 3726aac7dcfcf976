import type { FastifyRequest } from 'fastify'
import type { FileEntry, Written } from '../files/file-tree.ts'
import { HubError } from '../lib/errors.ts'
import { isWithin } from '../lib/tree-path.ts'
import { conditionsOf } from './conditions.ts'
import { badRequest } from './dav-error.ts'
import type { DavHandler, Door } from './door.ts'
import { guard } from './guard.ts'
import { destinationOf } from './paths.ts'

export const move: DavHandler = async (request, reply, door) => {
  const { path, tree, author, locks } = door
  const { conditions, to, overwrite, check } = await begin(request, door)
  if (path === '') throw new HubError('root_fixed')
  guard(door, conditions.tokens, { path, ofFolder: true, withContent: true })
  const { created } = await tree.move(path, to, { ...author, overwrite, check })
  // A lock stays with the address, and there is nothing any more.
  locks.removeWithin(path)
  return reply.code(created ? 201 : 204).send()
}

export const copy: DavHandler = async (request, reply, door) => {
  const { path, tree, author } = door
  const { source, to, overwrite, check } = await begin(request, door)
  const depth = String(request.headers.depth ?? 'infinity').toLowerCase()
  if (depth !== '0' && depth !== 'infinity')
    throw badRequest('The header Depth must be 0 or infinity.')
  const isShallow = depth === '0' && source.kind === 'folder'
  const { created } = isShallow
    ? await copyFolderAlone(door, to, check)
    : await tree.copy(path, to, { ...author, overwrite, check })
  return reply.code(created ? 201 : 204).send()
}

/** What a MOVE and a COPY look at before they begin. */
async function begin(request: FastifyRequest, door: Door) {
  const { path, tree, parts } = door
  const source = await tree.stat(path)
  if (!source) throw new HubError('file_unknown')
  const conditions = await conditionsOf(request, door)
  conditions.check(source)
  const { path: to } = destinationOf(request, parts.publicUrls)
  const overwrite = readOverwrite(request)
  // The latter would throw away what is to be moved.
  if (isWithin(to, path) || isWithin(path, to)) {
    // Some clients find out by this whether something is there.
    if (!overwrite && (await tree.stat(to))) throw new HubError('precondition_failed')
    throw new HubError('not_apart')
  }
  const check = (existing: FileEntry | undefined) => {
    if (existing && !overwrite) throw new HubError('precondition_failed')
    const change = { path: to, ofFolder: !existing, withContent: existing !== undefined }
    guard(door, conditions.tokens, change)
  }
  return { source, conditions, to, overwrite, check }
}

function readOverwrite({ headers }: FastifyRequest): boolean {
  const text = String(headers.overwrite ?? 'T')
    .trim()
    .toUpperCase()
  if (text !== 'T' && text !== 'F') throw badRequest('The header Overwrite must be T or F.')
  return text === 'T'
}

/** A COPY of depth 0: a folder with its properties, and nothing of what is in it. */
async function copyFolderAlone(
  { path, tree, author }: Door,
  to: string,
  check: (existing: FileEntry | undefined) => void,
): Promise<Written> {
  const existing = await tree.stat(to)
  check(existing)
  if (existing) await tree.remove(to, author)
  const entry = await tree.makeFolder(to, author)
  const kept = await tree.properties(path)
  if (kept.size > 0) await tree.setProperties(to, kept, author)
  return { entry, created: !existing }
}
