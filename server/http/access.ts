import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { hashKey } from '../accounts/key-text.ts'
import { authenticate, type KeyHolder } from '../accounts/keys.ts'
import { type Clock, minutes } from '../clock.ts'
import { HubError } from '../errors.ts'
import type { Store } from '../storage/store.ts'
import { placeOf } from './address.ts'
import { type Buckets, createBuckets } from './token-bucket.ts'

/** Who may call a route: anyone, a device by its key, or the owner of the hub. */
export type Access = 'anyone' | 'key' | 'owner'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    /** Set on every route with `access: 'key'`. */
    holder: KeyHolder | undefined
  }
}

export interface AccessParts {
  readonly store: Store
  readonly now: Clock
  /** Speaks for the owner; known to commands on this machine through the LOCK file. */
  readonly controlToken: string
  readonly rateLimit: boolean
}

/** Checks every request before its body is read. A route that names no access is not served. */
export function setUpAccess(app: FastifyInstance, parts: AccessParts): void {
  const keyRate = createBuckets({ burst: 300, refillMs: 200 }, parts.now)
  const failedRate = createBuckets({ burst: 20, refillMs: minutes(1) }, parts.now)

  app.decorateRequest('holder', undefined)
  app.addHook('onRoute', (route) => {
    if (!route.config?.access) throw new Error(`${route.url} does not say who may call it`)
  })
  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config
    if (access === 'anyone' || access === undefined) return
    try {
      if (access === 'owner') return checkOwner(request, parts.controlToken)
      request.holder = await authenticate(parts.store, sentKey(request), parts.now())
    } catch (error) {
      // A good key always passes, so that one bad device does not shut out its neighbours.
      if (parts.rateLimit) limit(failedRate, placeOf(request.ip), 'too_many_failed_keys')
      throw error
    }
    if (parts.rateLimit) limit(keyRate, request.holder.key.id, 'too_many_requests')
  })
}

/** Whom a request with `access: 'key'` speaks for. */
export function holderOf(request: FastifyRequest): KeyHolder {
  if (!request.holder) throw new Error('the route has no access of "key"')
  return request.holder
}

/** Clients send the key alone; `Bearer` before it is as good. */
function sentKey(request: FastifyRequest): string {
  const text = (request.headers.authorization ?? '').replace(/^bearer\s+/i, '').trim()
  if (text === '') throw new HubError('key_missing')
  return text
}

function checkOwner(request: FastifyRequest, controlToken: string): void {
  const sent = Buffer.from(hashKey(sentKey(request)))
  if (!timingSafeEqual(sent, Buffer.from(hashKey(controlToken)))) throw new HubError('not_allowed')
}

function limit(buckets: Buckets, name: string, code: 'too_many_requests' | 'too_many_failed_keys') {
  const seconds = buckets.take(name)
  if (seconds > 0) throw new HubError(code, { seconds })
}
