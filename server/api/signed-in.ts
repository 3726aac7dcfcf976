import type { FastifyRequest } from 'fastify'
import { accountOf } from '../sign-in/identities.ts'
import { type Provider, SignInProblem } from '../sign-in/providers/provider.ts'
import { findSession, findSessionByKey, type SignedIn } from '../sign-in/sessions.ts'
import { arrivalOf } from './arrival.ts'
import type { RouteContext } from './context.ts'
import { sessionSecret } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where the reverse proxy signs people in. */
    readonly proxySignIn: NamingProvider | undefined
  }
}

type NamingProvider = Provider & Required<Pick<Provider, 'named'>>

/** The provider that names people in each request, where there is one. */
export const proxyAmong = (providers: ReadonlyMap<string, Provider>): NamingProvider | undefined =>
  [...providers.values()].find((one): one is NamingProvider => one.named !== undefined)

/** Who is signed in where a request comes from: by both halves of a session's secret, or by a ticket. */
export async function findSignedIn(
  { store, now }: Pick<RouteContext, 'store' | 'now'>,
  request: FastifyRequest,
): Promise<SignedIn | undefined> {
  const secret = sessionSecret(request)
  const ticketed = secret ? undefined : request.server.addressTickets.sessionKeyOf(request)
  const found = secret
    ? await findSession(store, secret, now)
    : await findSessionByKey(store, ticketed ?? '', now)
  if (found?.session.via !== 'proxy') return found
  const person = personNamed(request)
  if (person === undefined) return found
  const account = person && (await accountOf(store, person))
  return account?.id === found.account.id ? found : undefined
}

/**
 * Whom the proxy names: a session that was begun by it is not for somebody else who has signed in there
 * meanwhile, in the same browser. Null for a name that is none.
 */
function personNamed(request: FastifyRequest) {
  try {
    return request.server.proxySignIn?.named(arrivalOf(request))
  } catch (error) {
    if (error instanceof SignInProblem) return null
    throw error
  }
}
