import { randomUUID } from 'node:crypto'
import { createAccount } from '../accounts/accounts.ts'
import { asAccountName, looksAlike } from '../lib/account-names.ts'
import { HubError } from '../lib/errors.ts'
import { inTurn } from '../lib/in-turn.ts'
import type { ProviderType } from '../lib/provider-types.ts'
import type { Account, Store } from '../storage/store.ts'
import { changeSignInMethods, signInMethodsOf } from './password-sign-in.ts'

/** Who somebody is at a provider. */
export interface ProvenIdentity {
  readonly way: ProviderType
  readonly issuer: string
  readonly subject: string
  readonly label: string
}

/** Who may become a member through a provider. */
export type SignUp = 'closed' | 'invite' | 'open'

export type IdentityResult =
  | { readonly account: Account }
  | { readonly problem: 'closed' | 'invite_needed' | 'disabled' | 'linked_elsewhere' }

type Pair = Pick<ProvenIdentity, 'issuer' | 'subject'>

const isSame = (a: Pair, b: Pair) => a.issuer === b.issuer && a.subject === b.subject

/** The account that an identity belongs to. */
export async function accountOf(store: Store, identity: Pair) {
  for (const [accountId, { identities }] of await store.signIns.list()) {
    if (!identities.some((one) => isSame(one, identity))) continue
    const account = await store.accounts.get(accountId)
    // An account that was on its way in when the hub was killed is none.
    if (account) return account
  }
  return undefined
}

/** Adds a way in to an account. An identity belongs to one account only. */
export async function linkIdentity(
  store: Store,
  account: Account,
  identity: ProvenIdentity,
  now: number,
): Promise<IdentityResult> {
  return inTurn(store.signIns, async (): Promise<IdentityResult> => {
    const holder = await accountOf(store, identity)
    if (holder && holder.id !== account.id) return { problem: 'linked_elsewhere' }
    if (holder) return { account }
    const ways = await signInMethodsOf(store, account.id)
    const record = { ...identity, id: randomUUID(), addedAt: now }
    await store.signIns.put(account.id, { ...ways, identities: [...ways.identities, record] })
    return { account }
  })
}

/**
 * Signs in by a provider: an identity that is known gets its account; an unknown one becomes a
 * member where sign-up is open or it comes with an invitation.
 * @param policy `invited` uses an invitation up, where there is one
 */
export async function signInByIdentity(
  store: Store,
  identity: ProvenIdentity,
  policy: { readonly signUp: SignUp; readonly invited: () => Promise<boolean> },
  now: number,
): Promise<IdentityResult> {
  const known = await accountOf(store, identity)
  if (known) return known.disabled ? { problem: 'disabled' } : { account: known }
  // Asked only here: an invitation is used up by asking.
  const allowed =
    policy.signUp === 'open' || (policy.signUp === 'invite' && (await policy.invited()))
  if (!allowed) return { problem: policy.signUp === 'closed' ? 'closed' : 'invite_needed' }
  const name = await freeName(store, identity.label)
  const account = await createAccount(store, name, 'member', now)
  return linkIdentity(store, account, identity, now)
}

/** Takes a way in away. @throws HubError for the last one */
export async function unlinkIdentity(store: Store, accountId: string, id: string): Promise<void> {
  await changeSignInMethods(store, accountId, (ways) => {
    const identities = ways.identities.filter((one) => one.id !== id)
    if (identities.length === ways.identities.length) {
      throw new HubError('unknown_thing', { thing: 'way in' })
    }
    if (identities.length === 0 && !ways.password) throw new HubError('last_way_in')
    return { ...ways, identities }
  })
}

/** The name of a new account: as at a provider, or with a number where that is taken. */
export async function freeName(store: Store, label: string): Promise<string> {
  const accounts = await store.accounts.list()
  const wanted = asAccountName(label) ?? 'Member'
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted} ${count}`
    if (!accounts.some((one) => looksAlike(one.name, name))) return name
  }
}
