import type { Config } from '../config/config.ts'
import { HubError } from '../lib/errors.ts'
import type { Account, Records } from '../storage/store.ts'
import { signInMethodsOf } from './password-sign-in.ts'

type Providers = Pick<Config, 'authModules'>

/**
 * A hub that has an owner who can sign in keeps one. Asked before the change is made, within it.
 * @param after the account as it would be; undefined where it would be removed
 * @throws HubError
 */
export async function keepAnOwner(
  records: Records,
  providers: Providers,
  before: Account,
  after: Account | undefined,
): Promise<void> {
  if (!isActiveOwner(before) || (after && isActiveOwner(after))) return
  // The very last account may go: the hub is then as new.
  if (!after && (await records.accounts.count()) === 1) return
  const all = await records.accounts.owners()
  const owners = all.filter((one) => one.id !== before.id && isActiveOwner(one))
  if (owners.length === 0) throw new HubError('last_owner')
  const canGetIn = await Promise.all(owners.map(({ id }) => canSignIn(records, providers, id)))
  // The window of the tray app lets an owner in who has no other way: such a one may go.
  if (!canGetIn.includes(true) && (await canSignIn(records, providers, before.id))) {
    throw new HubError('last_owner_in')
  }
}

const isActiveOwner = ({ role, disabled }: Account) => role === 'owner' && !disabled

/** Whether there is a password, or an identity at a provider that is switched on. */
async function canSignIn(
  records: Records,
  { authModules }: Providers,
  accountId: string,
): Promise<boolean> {
  const { password, identities } = await signInMethodsOf(records, accountId)
  const isOn = (way: string) => authModules.some((one) => one === way)
  return password !== undefined || identities.some(({ way }) => isOn(way))
}
