import type { FastifyInstance, FastifyRequest } from 'fastify'
import { holderOf } from '../api/access.ts'
import { authorOf } from './author.ts'
import { type DavHandler, type DavMethod, type DavParts, type Door, methods } from './door.ts'
import { mkcol, remove } from './folders.ts'
import { lock, unlock } from './lock.ts'
import { createLocks } from './locks.ts'
import { placeOf } from './paths.ts'
import { mkcolAbove, options, probed, propfindAbove } from './probes.ts'
import { propfind } from './propfind.ts'
import { proppatch } from './proppatch.ts'
import { get, head } from './read.ts'
import { setUpRefusals } from './refuse.ts'
import { copy, move } from './transfer.ts'
import { put } from './write.ts'

/** The door itself, and the addresses of clients that only know Nextcloud. */
const mounts = ['/dav', '/remote.php/webdav', '/remote.php/dav/files/:user']

const handlers: Readonly<Record<Exclude<DavMethod, 'OPTIONS'>, DavHandler>> = {
  GET: get,
  HEAD: head,
  PUT: put,
  DELETE: remove,
  MKCOL: mkcol,
  COPY: copy,
  MOVE: move,
  PROPFIND: propfind,
  PROPPATCH: proppatch,
  LOCK: lock,
  UNLOCK: unlock,
}

const fastifyMethods: readonly string[] = ['OPTIONS', 'GET', 'HEAD', 'PUT', 'DELETE']

const common = { config: { access: 'door', streamed: true }, schema: { hide: true } } as const

/** The WebDAV door (RFC 4918, classes 1 and 2): apps that know it sync with nothing else. */
export function davRoutes(app: FastifyInstance, parts: DavParts): void {
  const locksOf = createLocks(parts.now)
  for (const method of methods) if (!fastifyMethods.includes(method)) app.addHttpMethod(method)
  setUpRefusals(app)
  takeBodiesAsTheyCome(app)
  app.addHook('onResponse', (request, reply, done) => {
    parts.metrics.davAnswered(request.method, reply.elapsedTime)
    done()
  })

  const doorOf = (request: FastifyRequest): Door => {
    const holder = holderOf(request)
    const [tree, locks] = [parts.treeOf(holder), locksOf(holder)]
    return { parts, holder, tree, locks, author: authorOf(request), ...placeOf(request) }
  }
  for (const url of mounts.flatMap((mount) => [mount, `${mount}/*`])) {
    app.route({ ...common, method: 'OPTIONS', url, handler: options })
    for (const [method, handle] of Object.entries(handlers)) {
      const handler: Parameters<typeof app.route>[0]['handler'] = async (request, reply) =>
        handle(request, reply, doorOf(request))
      app.route({ ...common, method, url, handler })
    }
  }
  for (const url of probed) {
    app.route({ ...common, method: 'OPTIONS', url, handler: options })
    app.route({ ...common, method: 'MKCOL', url, handler: mkcolAbove })
    app.route({
      ...common,
      method: 'PROPFIND',
      url,
      handler: (request, reply) => propfindAbove(parts, request, reply),
    })
  }
}

/** Handlers read bodies from the connection, whatever a client says that they are. */
export function takeBodiesAsTheyCome(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_, body, done) => done(null, body))
  app.addHook('onRequest', async ({ raw }) => {
    // One that is not well-formed would be refused, and nothing here depends on it.
    delete raw.headers['content-type']
  })
}
