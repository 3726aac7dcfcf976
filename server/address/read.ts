import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendFile, sendHead } from '../dav/read.ts'
import type { FileEntry } from '../files/file-tree.ts'
import { HubError } from '../lib/errors.ts'
import type { AddressDoor } from './door.ts'

export async function read(request: FastifyRequest, reply: FastifyReply, door: AddressDoor) {
  await fileAt(door)
  return sendFile(request, reply, door, await contentTypeOf(door))
}

export async function readHead(request: FastifyRequest, reply: FastifyReply, door: AddressDoor) {
  return sendHead(request, reply, door, await fileAt(door), await contentTypeOf(door))
}

/** What an app has stored. @throws HubError `file_unknown` for a folder or nothing */
export async function fileAt({ tree, path }: AddressDoor): Promise<FileEntry> {
  const entry = await tree.stat(path)
  if (entry?.kind !== 'file') throw new HubError('file_unknown')
  return entry
}

/** Text or JSON where it is, and never a page: a browser must not run what an app has stored. */
async function contentTypeOf({ tree, path }: AddressDoor): Promise<string> {
  const current = await tree.context.store.slots.read(tree.slotOf(path), (slot) => slot.current())
  if (current?.type === 'json' || /\.json$/i.test(path)) return 'application/json'
  return current?.type === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream'
}
