import type { FastifyReply, FastifyRequest } from 'fastify'
import { conditionsOf } from '../dav/conditions.ts'
import { bodyOf, store } from '../dav/write.ts'
import { makeMissingFolders } from '../files/put-file.ts'
import { HubError } from '../lib/errors.ts'
import type { AddressDoor } from './door.ts'

/** Stores a body, and answers in a few letters: some programs take an empty answer for none. */
export async function write(request: FastifyRequest, reply: FastifyReply, door: AddressDoor) {
  const stored = await storeAt(request, reply, door)
  reply.code(stored === 'created' ? 201 : 200)
  return reply.type('text/plain; charset=utf-8').send('ok\n')
}

/** Stores the body as the newest version, with the folders that it needs; an empty one never is. */
export async function storeAt(request: FastifyRequest, reply: FastifyReply, door: AddressDoor) {
  const body = await withContent(bodyOf(request, door))
  // Some programs look by an empty POST whether the address is right (electerm).
  if (!body && request.method === 'POST') return 'nothing'
  if (!body) throw new HubError('content_missing')
  await makeFolders(request, door)
  const { created } = await store(request, reply, door, body)
  return created ? 'created' : 'replaced'
}

/** A body that has not been read; undefined for an empty one. */
async function withContent(
  body: AsyncGenerator<Uint8Array>,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const first = await body.next()
  if (first.done) return undefined
  const rest = async function* () {
    yield first.value
    yield* body
  }
  return rest()
}

/** Whoever has an address alone cannot make a folder, nor see that one is missing. */
async function makeFolders(request: FastifyRequest, door: AddressDoor): Promise<void> {
  const { tree, path, author } = door
  const { check } = await conditionsOf(request, door)
  check(await tree.stat(path))
  await makeMissingFolders(tree, path, author)
}
