import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isAtHost } from '../http/public-address.ts'
import { type Clock, seconds } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { createPlaceBuckets } from '../lib/place-buckets.ts'
import type { ProviderType } from '../lib/provider-types.ts'
import { createBuckets } from '../lib/token-bucket.ts'
import { type Identity, type Provider, SignInProblem } from '../sign-in/providers/provider.ts'
import { safeReturnTo } from '../sign-in/providers/return-to.ts'
import { createTransactions, type Transaction } from '../sign-in/providers/transactions.ts'
import { arrivalOf } from './arrival.ts'
import { createBrowserCookie } from './provider-cookie.ts'
import { refuseForeignLink } from './provider-link-guard.ts'

/** What the person wanted who has now proved who they are. */
export interface IdentityContext extends Omit<Transaction, 'secrets' | 'session'> {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export interface ProviderRouteContext {
  readonly providers: ReadonlyMap<string, Provider>
  readonly now: Clock
  readonly rateLimit: boolean
  /** Under which the providers know this hub; needed as soon as there is one. */
  readonly publicUrl: string | undefined
  /** The secret of the invitation that a ticket in the address stands for. */
  invitationOf(ticket: string): string | undefined
  /** Under which a browser that was signed in before is counted: strangers do not count there. */
  knownBrowser(request: FastifyRequest): Promise<string | undefined>
  /** The session that a ticket in the address stands for: a cookie alone must link nothing. */
  sessionOf(request: FastifyRequest): string | undefined
  /** The account of a session, while it lasts. */
  accountOf(session: string): Promise<string | undefined>
  /** Signs in or links. @returns the path to go to */
  onIdentity(identity: Identity, context: IdentityContext): Promise<{ readonly redirect: string }>
  /** Told of each sign-in that fails. */
  onFailure(): void
}

const anyone = { config: { access: 'anyone' as const }, schema: { hide: true } }
/** A look at the headers alone must not use a sign-in up. */
const getOnly = { ...anyone, exposeHeadRoute: false }

/** So that nobody keeps a provider busy through the hub. */
const beginRateSize = { burst: 30, refillMs: seconds(10) }

type Way = { Params: { module: string }; Querystring: Readonly<Record<string, unknown>> }

/** The two addresses that a browser walks through: out to a provider, and back from it. */
export function providerRoutes(app: FastifyInstance, parts: ProviderRouteContext): void {
  const { providers, now, publicUrl = 'http://localhost' } = parts
  const publicAddress = new URL(publicUrl)
  const base = publicAddress.pathname.replace(/\/$/, '')
  const transactions = createTransactions(now)
  const cookie = createBrowserCookie(publicUrl)
  const strangers = createPlaceBuckets(beginRateSize, now)
  const known = createBuckets(beginRateSize, now)

  const providerOf = (type: string): Provider => {
    const provider = providers.get(type)
    if (!provider) throw new HubError('route_unknown')
    return provider
  }
  const limit = async (request: FastifyRequest) => {
    if (!parts.rateLimit) return
    const browser = await parts.knownBrowser(request)
    const wait = browser === undefined ? strangers.take(request.ip) : known.take(browser)
    if (wait > 0) throw new HubError('too_many_sign_ins', { seconds: wait })
  }
  const linkFor = async (
    request: FastifyRequest,
  ): Promise<Pick<Transaction, 'link' | 'session'>> => {
    refuseForeignLink(request, publicUrl)
    const session = parts.sessionOf(request)
    const link = session && (await parts.accountOf(session))
    if (!session || !link) throw new SignInProblem('state', 'nobody is signed in to link')
    return { link, session }
  }
  const go = (reply: FastifyReply, path: string) => reply.redirect(base + safeReturnTo(path))

  /** Every failure ends on a page of ours that says what happened. */
  const orTell = async (
    { log }: FastifyRequest,
    reply: FastifyReply,
    attempt: { readonly type: ProviderType; link?: boolean },
    step: () => Promise<FastifyReply>,
  ) => {
    try {
      return await step()
    } catch (error) {
      const code = problemCodeOf(error)
      parts.onFailure()
      if (error instanceof SignInProblem || error instanceof HubError) {
        const { message } = error
        log.warn({ way: attempt.type, problem: code, reason: message }, 'a sign-in failed')
      } else {
        log.error({ err: error, way: attempt.type }, 'a sign-in failed')
      }
      return go(reply, `${attempt.link ? '/account' : '/sign-in'}?problem=${code}`)
    }
  }

  app.get<Way>('/sign-in/:module', getOnly, async (request, reply) => {
    const provider = providerOf(request.params.module)
    const { returnTo, link, invite, here, ticket } = request.query
    // The browser comes back to the public address, so its cookie must be set there. `here` ends
    // it: behind a proxy that changes the Host header, the names never match.
    if (!isAtHost(publicAddress, request.host) && here === undefined) {
      const query = new URLSearchParams({ here: '1' })
      for (const [name, value] of Object.entries({ returnTo, link, invite, ticket })) {
        if (typeof value === 'string') query.set(name, value)
      }
      return reply.redirect(`${publicUrl}/sign-in/${provider.type}?${query}`)
    }
    const attempt = { type: provider.type, link: link === '1' }
    return orTell(request, reply, attempt, async () => {
      await limit(request)
      const link = attempt.link ? await linkFor(request) : undefined
      const invitation = typeof invite === 'string' ? parts.invitationOf(invite) : undefined
      const { url, secrets } = await provider.begin()
      const transaction: Transaction = {
        type: provider.type,
        secrets,
        returnTo: safeReturnTo(returnTo),
        ...link,
        ...(invitation !== undefined && { invite: invitation }),
      }
      cookie.set(reply, transactions.seal(transaction))
      return reply.redirect(url)
    })
  })

  app.get<Way>('/callback/:module', getOnly, async (request, reply) => {
    const provider = providerOf(request.params.module)
    const secret = cookie.read(request)
    const attempt = { type: provider.type, link: false }
    return orTell(request, reply, attempt, async () => {
      if (!secret) throw new SignInProblem('state', 'this browser began no sign-in')
      const found = transactions.take(secret)
      if (!found) throw new SignInProblem('expired', 'the sign-in is over or was finished before')
      const { secrets, session, ...wanted } = found
      attempt.link = wanted.link !== undefined
      // An answer of one provider must not be taken for that of another.
      if (wanted.type !== provider.type) {
        throw new SignInProblem('state', `the sign-in was begun with ${wanted.type}`)
      }
      const arrival = arrivalOf(request)
      const identity = await provider.finish(callbackOf(publicUrl, request), secrets, arrival)
      if (session !== undefined && (await parts.accountOf(session)) !== wanted.link) {
        throw new SignInProblem('state', 'the session that asked to link is over')
      }
      const { redirect } = await parts.onIdentity(identity, { ...wanted, request, reply })
      return go(reply, redirect)
    })
  })
}

/** What the page says: a person has come here by a link, and must not be shown JSON. */
function problemCodeOf(error: unknown): string {
  if (error instanceof SignInProblem) return error.code
  if (!(error instanceof HubError)) return 'hub_failed'
  if (error.status === 429) return 'busy'
  return error.status === 503 || error.status === 507 ? 'not_stored' : 'other'
}

function callbackOf(publicUrl: string, { url }: FastifyRequest): URL {
  const callback = new URL(publicUrl)
  const start = url.indexOf('?')
  callback.search = start < 0 ? '' : url.slice(start)
  return callback
}
