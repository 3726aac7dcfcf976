import type { Config } from '../config/config.ts'
import { HubError } from '../lib/errors.ts'
import type { Account, Store } from '../storage/store.ts'
import { signInMethodsOf } from './password-sign-in.ts'

interface OwnerParts {
  readonly store: Store
  readonly config: Pick<Config, 'authModules'>
}

/**
 * A hub that has an owner who can sign in keeps one.
 * @param after the account as it would be; undefined where it would be removed
 * @throws HubError
 */
export async function keepAnOwner(
  parts: OwnerParts,
  before: Account,
  after: Account | undefined,
): Promise<void> {
  if (!isActiveOwner(before) || (after && isActiveOwner(after))) return
  const others = (await parts.store.accounts.list()).filter(({ id }) => id !== before.id)
  // The very last account may go: the hub is then as new.
  if (!after && others.length === 0) return
  const owners = others.filter(isActiveOwner)
  if (owners.length === 0) throw new HubError('last_owner')
  const canGetIn = await Promise.all(owners.map(({ id }) => canSignIn(parts, id)))
  // The window of the tray app lets an owner in who has no other way: such a one may go.
  if (!canGetIn.includes(true) && (await canSignIn(parts, before.id))) {
    throw new HubError('last_owner_in')
  }
}

const isActiveOwner = ({ role, disabled }: Account) => role === 'owner' && !disabled

/** Whether there is a password, or an identity at a provider that is switched on. */
async function canSignIn({ store, config }: OwnerParts, accountId: string): Promise<boolean> {
  const { password, identities } = await signInMethodsOf(store, accountId)
  const isOn = (way: string) => config.authModules.some((one) => one === way)
  return password !== undefined || identities.some(({ way }) => isOn(way))
}
