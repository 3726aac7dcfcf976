import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  linkIdentity,
  type ProvenIdentity,
  type SignUp,
  signInByIdentity,
} from '../sign-in/identities.ts'
import { consumeInvite } from '../sign-in/invites.ts'
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
  if (link !== undefined) {
    const account = await store.accounts.get(link)
    if (!account) return '/sign-in?problem=expired'
    const linked = await linkIdentity(store, account, identity, now())
    if ('problem' in linked) return `/account?problem=${linked.problem}`
    return `/account?linked=${identity.way}`
  }
  const invited = async () => invite !== undefined && (await consumeInvite(store, invite, now()))
  const found = await signInByIdentity(store, identity, { signUp, invited }, now())
  if ('problem' in found) return `/sign-in?problem=${found.problem}`
  const proof = await signIn(parts, request, reply, found.account, identity.way)
  await rememberBrowser(store, request, reply, found.account.id)
  events.emit({ kind: 'hub' })
  // Behind the #, so that it is in no log on the way; the page keeps it and takes it off.
  return `${returnTo.split('#')[0]}#proof=${proof}`
}
