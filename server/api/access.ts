import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { hashKey } from '../accounts/key-secret.ts'
import { authenticate, bindToHttps, holderOfKey, type KeyHolder } from '../accounts/keys.ts'
import { findToken } from '../accounts/tokens.ts'
import type { Apps } from '../apps/apps.ts'
import { readBasic } from '../http/basic.ts'
import { type Clock, minutes } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { createPlaceBuckets } from '../lib/place-buckets.ts'
import { placeOf } from '../lib/rate-limit-key.ts'
import { type Buckets, createBuckets } from '../lib/token-bucket.ts'
import type { SignedIn } from '../sign-in/sessions.ts'
import { allApps } from '../storage/all-apps.ts'
import type { OwnerToken } from '../storage/owner-token.ts'
import type { Store } from '../storage/store.ts'
import { keyInAddress } from './address-key.ts'
import { refuseCrossSite } from './cross-site.ts'
import { isKnownHost } from './known-hosts.ts'
import { bringsMetricsToken, refuseMetricsToStrangers } from './metrics-access.ts'
import { findSignedIn } from './signed-in.ts'

/**
 * Who may call a route: anyone; a device by its key; an app by its key, through a door for apps that
 * do not know the hub (Basic, with the key as the password), or in the address that it asks for; somebody who is signed in, for their own
 * things; the owner of the hub; commands on this machine, which count as an owner too. A token of a
 * script counts as one for `account` and `owner`. The figures of the hub are for programs on this
 * machine and for those that have the token for them.
 */
export type Access =
  | 'anyone'
  | 'key'
  | 'door'
  | 'address'
  | 'account'
  | 'owner'
  | 'control'
  | 'metrics'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** The route is called under names that the hub cannot know, such as by a health check. */
    anyHost?: boolean
    /** Of a door for one app: the type of the app, and the header that its clients put a key in. */
    onlyApp?: string
    keyHeader?: string
    /** No cookie counts on this route, so the page that a request comes from gains nothing by it. */
    anyOrigin?: boolean
  }
  interface FastifyRequest {
    /** Set on every route with `access: 'key'`, `'door'` or `'address'`. */
    holder: KeyHolder | undefined
    /** Set on routes with `access: 'account'` or `'owner'`, except for commands and scripts. */
    signedIn: SignedIn | undefined
    /** Set where a script speaks for the owner. */
    token: OwnerToken | undefined
  }
}

export interface AccessParts {
  readonly store: Store
  readonly now: Clock
  /** Speaks for the owner; known to commands on this machine through the LOCK file. */
  readonly controlToken: string
  readonly rateLimit: boolean
  readonly publicUrls: readonly string[]
  readonly apps: Pick<Apps, 'isOn'>
  /** Lets programs elsewhere read the figures of the hub. */
  readonly metricsToken: string | undefined
  /** Told of each address that sends a key which is not taken. */
  readonly onKeyRefused: (from: string) => void
}

/** Checks every request before its body is read. */
export function setUpAccess(app: FastifyInstance, parts: AccessParts): void {
  const { store, now, rateLimit, publicUrls } = parts
  const keyRate = createBuckets({ burst: 300, refillMs: 200 }, now)
  // One request for each file: a first sync of thousands goes through without a pause.
  const doorRate = createBuckets({ burst: 6_000, refillMs: 10 }, now)
  const failedRate = createPlaceBuckets({ burst: 20, refillMs: minutes(1) }, now)
  const sessionRate = createBuckets({ burst: 300, refillMs: 200 }, now)
  const controlHash = Buffer.from(hashKey(parts.controlToken))

  app.decorateRequest('holder', undefined)
  app.decorateRequest('signedIn', undefined)
  app.decorateRequest('token', undefined)

  const identify = async (request: FastifyRequest, sent: () => string, rate: Buckets) => {
    try {
      request.holder = await authenticate(store, sent(), now())
    } catch (error) {
      if (error instanceof HubError && error.status === 401) parts.onKeyRefused(placeOf(request.ip))
      // A good key always passes, so that one bad device does not shut out its neighbours.
      if (rateLimit) limit(failedRate, request.ip, 'too_many_failed_keys')
      throw error
    }
    if (rateLimit) limit(rate, request.holder.key.id, 'too_many_requests')
  }

  const checkKey = async (request: FastifyRequest) => {
    await identify(request, () => sentKey(request), keyRate)
    const { app: type, readOnly, address } = holderOf(request).key
    if (address) throw new HubError('key_for_address')
    if (type === allApps) throw new HubError('key_for_files')
    if (readOnly && !isRead(request)) throw new HubError('key_read_only')
    if (!parts.apps.isOn(type)) throw new HubError('app_off', { app: type })
    await bindToHttps(store, holderOf(request).key, request.protocol === 'https')
  }

  const checkDoor = async (request: FastifyRequest) => {
    const text = keyOf(request)
    // Many clients send their credentials only once they were refused without.
    if (text === '') throw new HubError('key_missing')
    await identify(request, () => text, doorRate)
    if (holderOf(request).key.address) throw new HubError('key_for_address')
    await checkRights(request)
    const { onlyApp } = request.routeOptions.config
    if (onlyApp !== undefined && holderOf(request).key.app !== onlyApp) {
      throw new HubError('key_of_other_app', { app: onlyApp })
    }
  }

  const checkAddress = async (request: FastifyRequest) => {
    const inAddress = keyInAddress(request.url)
    const text = inAddress ?? keyOf(request)
    if (text === '') throw new HubError('key_missing')
    await identify(request, () => text, doorRate)
    const { app, address } = holderOf(request).key
    if (app === allApps) throw new HubError('key_for_files')
    if (inAddress !== undefined && !address) throw new HubError('key_not_for_address')
    await checkRights(request)
  }

  const checkRights = async (request: FastifyRequest) => {
    const { key } = holderOf(request)
    const { app: type, readOnly } = key
    if (type !== allApps && !parts.apps.isOn(type)) throw new HubError('app_off', { app: type })
    if (readOnly && !doorReads.has(request.method)) throw new HubError('key_read_only')
    await bindToHttps(store, key, request.protocol === 'https')
  }

  const isControl = (request: FastifyRequest): boolean => {
    const sent = request.headers.authorization
    return (
      sent !== undefined && timingSafeEqual(Buffer.from(hashKey(withoutScheme(sent))), controlHash)
    )
  }

  const checkAccount = async (request: FastifyRequest, ownerOnly: boolean) => {
    if (isControl(request)) return
    request.token = sentToken(parts, request)
    if (request.token) {
      if (rateLimit) limit(keyRate, request.token.id, 'too_many_requests')
      return
    }
    refuseCrossSite(request, publicUrls)
    await checkSession(parts, request, ownerOnly)
    // A browser that is signed in changes and uploads as often as a key may, and no more.
    if (!rateLimit || isRead(request)) return
    limit(sessionRate, signedInOf(request).account.id, 'too_many_changes')
  }

  const checkMetrics = (request: FastifyRequest) => {
    try {
      refuseMetricsToStrangers(request, parts.metricsToken)
    } catch (error) {
      if (rateLimit && request.headers.authorization !== undefined) {
        limit(failedRate, request.ip, 'too_many_failed_keys')
      }
      throw error
    }
  }

  app.addHook('onRequest', async (request) => {
    const { access, anyHost, anyOrigin } = request.routeOptions.config
    // A key is no cookie: no web page can make a browser send one along.
    if (access === 'key') return checkKey(request)
    if (access === 'metrics' && bringsMetricsToken(request, parts.metricsToken)) return
    // What a proxy forwards may come from a web page, so the name that the proxy was called by counts too.
    const hosts = [request.headers.host ?? '', request.host]
    if (!anyHost && !hosts.every((host) => isKnownHost(host, publicUrls))) {
      throw new HubError('host_unknown')
    }
    if (access === 'metrics') return checkMetrics(request)
    if (access === 'door') return checkDoor(request)
    if (access === 'address') return checkAddress(request)
    if (access === 'control' && !isControl(request)) throw new HubError('not_allowed')
    if (access === 'account' || access === 'owner') return checkAccount(request, access === 'owner')
    if (access === 'anyone' && !anyOrigin) refuseCrossSite(request, publicUrls)
  })

  // A body may take its time; what was revoked meanwhile is good for nothing more.
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined) return
    const { holder, signedIn, token } = request
    if (token && !sentToken(parts, request)) throw new HubError('sign_in_needed')
    if (holder) request.holder = await checkHolder(parts, holder)
    if (signedIn) {
      await checkSession(parts, request, request.routeOptions.config.access === 'owner')
    }
  })
}

/** Looks whether a key is still good; a body may have taken its time. @throws HubError */
export async function checkHolder(
  { store, now }: Pick<AccessParts, 'store' | 'now'>,
  holder: KeyHolder,
): Promise<KeyHolder> {
  const key = await store.keys.get(holder.key.id)
  if (key?.hash !== holder.key.hash) throw new HubError('key_unknown')
  return holderOfKey(store, key, now())
}

/** Looks who is signed in now; a body may have taken its time. @throws HubError */
export async function checkSession(
  { store, now }: Pick<AccessParts, 'store' | 'now'>,
  request: FastifyRequest,
  ownerOnly: boolean,
): Promise<void> {
  request.signedIn = await findSignedIn({ store, now }, request)
  if (!request.signedIn) throw new HubError('sign_in_needed')
  if (ownerOnly && request.signedIn.account.role !== 'owner') throw new HubError('owner_only')
}

/** The token by which a script speaks for the owner. @throws HubError where it goes too far */
function sentToken(
  { store, now }: Pick<AccessParts, 'store' | 'now'>,
  request: FastifyRequest,
): OwnerToken | undefined {
  const token = findToken(store, withoutScheme(request.headers.authorization ?? ''), now())
  if (token?.readOnly && !isRead(request)) throw new HubError('token_read_only')
  return token
}

const isRead = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD'

/** What changes nothing, of the methods of a door. */
const doorReads = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND'])

/** Whom a request with `access: 'key'`, `'door'` or `'address'` speaks for. */
export function holderOf(request: FastifyRequest): KeyHolder {
  if (!request.holder) throw new Error('the route does not ask for a key')
  return request.holder
}

/** Who is signed in. @throws HubError for a command on this machine, which has no account */
export function signedInOf(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new HubError('sign_in_needed')
  return request.signedIn
}

/** Clients send the key alone; `Bearer` before it is as good. */
function sentKey({ headers: { authorization = '' } }: FastifyRequest): string {
  if (/^basic\s/i.test(authorization)) throw new HubError('key_basic')
  const text = withoutScheme(authorization)
  if (text === '') throw new HubError('key_missing')
  return text
}

/** The key that came to a door, in whichever way the client knows; '' for none. */
function keyOf({ headers, routeOptions }: FastifyRequest): string {
  const { authorization = '' } = headers
  const own = headers[routeOptions.config.keyHeader ?? '']
  if (typeof own === 'string') return own.trim()
  return readBasic(authorization)?.password ?? withoutScheme(authorization)
}

type LimitCode = 'too_many_requests' | 'too_many_failed_keys' | 'too_many_changes'

const withoutScheme = (header: string) => header.replace(/^bearer\s+/i, '').trim()

function limit(buckets: Buckets, name: string, code: LimitCode) {
  const seconds = buckets.take(name)
  if (seconds > 0) throw new HubError(code, { seconds })
}
