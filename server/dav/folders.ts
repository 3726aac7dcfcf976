import { HubError } from '../lib/errors.ts'
import { conditionsOf } from './conditions.ts'
import type { DavHandler } from './door.ts'
import { guard } from './guard.ts'
import { readAll } from './read-xml.ts'

export const mkcol: DavHandler = async (request, reply, door) => {
  const { path, tree, author } = door
  const body = await readAll(request.raw)
  const conditions = await conditionsOf(request, door)
  const existing = await tree.stat(path)
  conditions.check(existing)
  if (existing) throw new HubError('file_exists')
  if (body.length > 0) throw new HubError('body_unexpected')
  guard(door, conditions.tokens, { path, ofFolder: true, withContent: false })
  await tree.makeFolder(path, author)
  return reply.code(201).send()
}

export const remove: DavHandler = async (request, reply, door) => {
  const { path, tree, author, locks } = door
  const conditions = await conditionsOf(request, door)
  const existing = await tree.stat(path)
  if (!existing) throw new HubError('file_unknown')
  conditions.check(existing)
  if (path === '') throw new HubError('root_fixed')
  guard(door, conditions.tokens, { path, ofFolder: true, withContent: true })
  await tree.remove(path, author)
  locks.removeWithin(path)
  return reply.code(204).send()
}
