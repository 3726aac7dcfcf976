import { randomUUID } from 'node:crypto'
import { createAccount } from '../accounts/accounts.ts'
import { days } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { newSecret, secretId } from '../lib/secrets.ts'
import type { Account, Invite, Store } from '../storage/store.ts'
import { changeSignInMethods, type PasswordParts } from './password-sign-in.ts'
import { checkPassword } from './passwords.ts'

const inviteLife = days(7)

/** Invites somebody. @returns the secret for the link, which is not kept */
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
  for (const [id, one] of await store.invites.list()) {
    if (one.expiresAt <= now) await store.invites.take(id)
  }
  await store.invites.put(secretId(secret), invite)
  return { invite, secret }
}

/** Whether it can be accepted: it is not over, and who has invited still may. */
export async function isOpen(store: Store, invite: Invite, now: number): Promise<boolean> {
  const from = await store.accounts.get(invite.from)
  return invite.expiresAt > now && from?.role === 'owner' && !from.disabled
}

/** @throws HubError for an invitation that is unknown, used or over */
export async function findInvite(store: Store, secret: string, now: number): Promise<Invite> {
  const invite = await store.invites.get(secretId(secret))
  if (!invite || !(await isOpen(store, invite, now))) throw new HubError('invite_unknown')
  return invite
}

/** Becomes a member by an invitation, which is used up. @throws HubError */
export async function acceptInvite(
  parts: PasswordParts,
  secret: string,
  name: string,
  password: string,
  now: number,
): Promise<Account> {
  const { store } = parts
  checkPassword(password, [name])
  await findInvite(store, secret, now)
  // Before the account is made: where too many wait for this, the name is to stay free.
  const record = await parts.passwords.hash(password)
  const invite = await store.invites.take(secretId(secret))
  if (!invite) throw new HubError('invite_unknown')
  try {
    const account = await createAccount(store, name, 'member', now)
    await changeSignInMethods(store, account.id, (ways) => ({ ...ways, password: record }))
    return account
  } catch (error) {
    // A name that is taken must not cost the person the invitation.
    await store.invites.put(secretId(secret), invite)
    throw error
  }
}

/** Uses an invitation up, for somebody who came by a provider. */
export async function consumeInvite(store: Store, secret: string, now: number): Promise<boolean> {
  const invite = await store.invites.take(secretId(secret))
  return invite !== undefined && (await isOpen(store, invite, now))
}

/** Takes an invitation back. @throws HubError */
export async function removeInvite(store: Store, id: string): Promise<void> {
  const all = await store.invites.list()
  const found = all.find(([, invite]) => invite.id === id)
  if (!found) throw new HubError('unknown_thing', { thing: 'invitation' })
  await store.invites.take(found[0])
}
