import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileEntry } from '../files/file-tree.ts'
import { HubError } from '../lib/errors.ts'
import { allow, type DavParts } from './door.ts'
import { type ListDoor, propfind } from './propfind.ts'

/** What lies above the doors: some clients look there first, or make every folder on the way. */
export const probed = ['/', '/remote.php', '/remote.php/dav', '/remote.php/dav/files']

export function options(_: FastifyRequest, reply: FastifyReply) {
  // Some clients look for the name in capitals; Fastify would write it small.
  reply.raw.setHeader('DAV', '1, 2')
  reply.raw.setHeader('MS-Author-Via', 'DAV')
  return reply.code(200).header('allow', allow).send()
}

/** Lists a folder above: at the root of the host there is the door, and else nothing. */
export function propfindAbove(parts: DavParts, request: FastifyRequest, reply: FastifyReply) {
  const [path = ''] = request.url.split(/[?#]/, 1)
  const base = path.split('/').reduce((above, name) => (name ? `${above}/${name}` : above), '')
  const entries = base === '' ? [folder('dav')] : []
  const tree: ListDoor['tree'] = {
    stat: async () => folder(''),
    children: async (path) => (path === '' ? entries : []),
    properties: async () => new Map(),
    usage: async () => ({ used: 0, free: 0 }),
  }
  const none: ListDoor['locks'] = noLocks
  return propfind(request, reply, {
    ...{ parts, tree, locks: none, path: '', base: request.basePath + base },
  })
}

export async function mkcolAbove(): Promise<never> {
  throw new HubError('file_exists')
}

const folder = (path: string): FileEntry => ({
  ...{ path, kind: 'folder', size: 0, contentId: '', modifiedAt: 0, createdAt: 0 },
})

const noLocks: ListDoor['locks'] = { covering: () => [] }
