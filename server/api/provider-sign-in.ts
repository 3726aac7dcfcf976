import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  admitIdentity,
  IdentityProblem,
  linkIdentity,
  type ProvenIdentity,
  type SignUp,
} from '../sign-in/identities.ts'
import type { RouteContext } from './context.ts'
import { rememberBrowser } from './known-browsers.ts'
import { signIn } from './session.ts'

export interface ProviderSignIn extends Pick<RouteContext, 'store' | 'now' | 'events'> {
  readonly signUp: SignUp
}

/** What came with an identity that a provider has just proven. */
export interface IdentityContext {
  readonly returnTo: string
  /** The account that gets another way in. */
  readonly link?: string | undefined
  readonly invite?: string | undefined
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Links an identity to the account that asked for it, or signs in by it. @returns where to go */
export async function acceptIdentity(
  parts: ProviderSignIn,
  identity: ProvenIdentity,
  { returnTo, link, invite, request, reply }: IdentityContext,
): Promise<string> {
  const { store, now, signUp, events } = parts
  try {
    if (link !== undefined) {
      if (!(await store.accounts.get(link))) return '/sign-in?problem=expired'
      await store.change((records) => linkIdentity(records, link, identity, now()))
      return `/account?linked=${identity.way}`
    }
    const { account, proof } = await signIn(parts, request, reply, identity.way, (records) =>
      admitIdentity(records, identity, { signUp, invite }, now()),
    )
    await rememberBrowser(store, request, reply, account.id)
    events.emit({ kind: 'hub' })
    // Behind the #, so that it is in no log on the way; the page keeps it and takes it off.
    return `${returnTo.split('#')[0]}#proof=${proof}`
  } catch (error) {
    if (!(error instanceof IdentityProblem)) throw error
    return `${link === undefined ? '/sign-in' : '/account'}?problem=${error.code}`
  }
}
