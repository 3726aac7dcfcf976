import { randomUUID } from 'node:crypto'
import { createAccount } from '../accounts/accounts.ts'
import { days } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { newSecret, secretId } from '../lib/secrets.ts'
import type { Account, Invite, Records, Store } from '../storage/store.ts'
import { type Admit, changeSignInMethods, type PasswordParts } from './password-sign-in.ts'
import { checkPassword } from './passwords.ts'

const inviteLife = days(7)
/** More than one account hands out in the seven days that one lives. */
export const maxInvites = 100

/** Invites somebody. @returns the secret for the link, which is not kept. @throws HubError */
export async function createInvite(
  store: Store,
  from: Account,
  note: string | undefined,
  now: number,
): Promise<{ invite: Invite; secret: string }> {
  const secret = newSecret()
  const invite: Invite = {
    id: randomUUID(),
    createdAt: now,
    expiresAt: now + inviteLife,
    from: from.id,
    ...(note !== undefined && { note }),
  }
  await store.change(async ({ invites }) => {
    const own = await invites.ofAccount(from.id)
    const over = own.filter(([, one]) => one.expiresAt <= now)
    for (const [hash] of over) await invites.take(hash)
    if (own.length - over.length >= maxInvites) {
      throw new HubError('too_many_invites', { limit: maxInvites })
    }
    await invites.put(secretId(secret), invite)
  })
  return { invite, secret }
}

/** Whether it can be accepted: it is not over, and who has invited still may. */
export async function isOpen(
  { accounts }: Pick<Records, 'accounts'>,
  invite: Invite,
  now: number,
): Promise<boolean> {
  const from = await accounts.get(invite.from)
  return invite.expiresAt > now && from?.role === 'owner' && !from.disabled
}

/** @throws HubError for an invitation that is unknown, used or over */
export async function findInvite(records: Records, secret: string, now: number): Promise<Invite> {
  const invite = await records.invites.get(secretId(secret))
  if (!invite || !(await isOpen(records, invite, now))) throw new HubError('invite_unknown')
  return invite
}

/**
 * Becomes a member by an invitation, which is used up. @returns what does so in the change that
 * begins the session. @throws HubError
 */
export async function acceptInvite(
  { store, passwords }: PasswordParts,
  secret: string,
  { name, password }: { readonly name: string; readonly password: string },
  now: number,
): Promise<Admit> {
  checkPassword(password, [name])
  await findInvite(store, secret, now)
  const record = await passwords.hash(password)
  return async (records) => {
    if (!(await consumeInvite(records, secret, now))) throw new HubError('invite_unknown')
    const account = await createAccount(records, name, 'member', now)
    await changeSignInMethods(records, account.id, (ways) => ({ ...ways, password: record }))
    return account
  }
}

/** Uses an invitation up, within a change. @returns whether it was good */
export async function consumeInvite(
  records: Records,
  secret: string,
  now: number,
): Promise<boolean> {
  const invite = await records.invites.take(secretId(secret))
  return invite !== undefined && (await isOpen(records, invite, now))
}

/** Takes an invitation back. @throws HubError */
export async function removeInvite(store: Store, id: string): Promise<void> {
  await store.change(async ({ invites }) => {
    const hash = await invites.hashOf(id)
    if (hash === undefined) throw new HubError('unknown_thing', { thing: 'invitation' })
    await invites.take(hash)
  })
}
