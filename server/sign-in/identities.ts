import { randomUUID } from 'node:crypto'
import { createAccount, maxAccounts } from '../accounts/accounts.ts'
import { asAccountName } from '../lib/account-names.ts'
import { HubError } from '../lib/errors.ts'
import type { ProviderType } from '../lib/provider-types.ts'
import type { Account, Identity, Records, Store } from '../storage/store.ts'
import { consumeInvite } from './invites.ts'
import { changeSignInMethods } from './password-sign-in.ts'

/** Who somebody is at a provider. */
export interface ProvenIdentity extends Identity {
  readonly way: ProviderType
  readonly label: string
}

/** Who may become a member through a provider. */
export type SignUp = 'closed' | 'invite' | 'open'

/** How many sign-ins by providers one account may have. */
export const maxIdentities = 20

/** Why an identity that was proven does not let somebody in, or is not linked. */
export type IdentityProblemCode =
  | 'closed'
  | 'invite_needed'
  | 'disabled'
  | 'linked_elsewhere'
  | 'too_many_linked'
  | 'full'

export class IdentityProblem extends Error {
  readonly code: IdentityProblemCode

  constructor(code: IdentityProblemCode) {
    super(code)
    this.name = 'IdentityProblem'
    this.code = code
  }
}

/** The account that an identity belongs to. */
export async function accountOf(
  { accounts, signIns }: Pick<Records, 'accounts' | 'signIns'>,
  identity: Identity,
): Promise<Account | undefined> {
  for (const accountId of await signIns.withIdentity(identity)) {
    const account = await accounts.get(accountId)
    // What older hubs left of an account that was never finished is none.
    if (account) return account
  }
  return undefined
}

/**
 * Adds a way in to an account, within a change. An identity belongs to one account only.
 * @throws IdentityProblem
 */
export async function linkIdentity(
  records: Records,
  accountId: string,
  identity: ProvenIdentity,
  now: number,
): Promise<void> {
  const holder = await accountOf(records, identity)
  if (holder?.id === accountId) return
  if (holder) throw new IdentityProblem('linked_elsewhere')
  const record = { ...identity, id: randomUUID(), addedAt: now }
  await changeSignInMethods(records, accountId, (ways) => {
    if (ways.identities.length >= maxIdentities) throw new IdentityProblem('too_many_linked')
    return { ...ways, identities: [...ways.identities, record] }
  })
}

/**
 * Lets somebody in by a provider, within a change: an identity that is known gets its account; an
 * unknown one becomes a member where sign-up is open or it comes with an invitation, which is then
 * used up. @throws IdentityProblem
 */
export async function admitIdentity(
  records: Records,
  identity: ProvenIdentity,
  policy: { readonly signUp: SignUp; readonly invite: string | undefined },
  now: number,
): Promise<Account> {
  const known = await accountOf(records, identity)
  if (known?.disabled) throw new IdentityProblem('disabled')
  if (known) return known
  // Before an invitation is used up for nothing.
  if ((await records.accounts.count()) >= maxAccounts) throw new IdentityProblem('full')
  const { signUp, invite } = policy
  if (signUp === 'closed') throw new IdentityProblem('closed')
  const isAllowed =
    signUp === 'open' || (invite !== undefined && (await consumeInvite(records, invite, now)))
  if (!isAllowed) throw new IdentityProblem('invite_needed')
  const name = await freeName(records, identity.label)
  const account = await createAccount(records, name, 'member', now)
  await linkIdentity(records, account.id, identity, now)
  return account
}

/** Takes a way in away. @throws HubError for the last one */
export async function unlinkIdentity(store: Store, accountId: string, id: string): Promise<void> {
  await store.change(
    (records) =>
      changeSignInMethods(records, accountId, (ways) => {
        const identities = ways.identities.filter((one) => one.id !== id)
        if (identities.length === ways.identities.length) {
          throw new HubError('unknown_thing', { thing: 'way in' })
        }
        if (identities.length === 0 && !ways.password) throw new HubError('last_way_in')
        return { ...ways, identities }
      }),
    'reserved',
  )
}

/** The name of a new account: as at a provider, or with a number where that is taken. */
export async function freeName(
  { accounts }: Pick<Records, 'accounts'>,
  label: string,
): Promise<string> {
  const wanted = asAccountName(label) ?? 'Member'
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted} ${count}`
    if ((await accounts.alike(name)).length === 0) return name
  }
}
