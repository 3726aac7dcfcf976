import { randomUUID } from 'node:crypto'
import { HubError } from '../lib/errors.ts'
import { nameKey } from '../storage/name-key.ts'
import type { Account, Records, Role } from '../storage/store.ts'

/** Far more people than share one hub; where sign-up is open, strangers stop here. */
export const maxAccounts = 1_000

/**
 * Creates an account, within a change.
 * @throws HubError where the name is taken, or looks like one that is
 */
export async function createAccount(
  { accounts }: Pick<Records, 'accounts'>,
  name: string,
  role: Role,
  now: number,
): Promise<Account> {
  const account: Account = { id: randomUUID(), name, role, disabled: false, createdAt: now }
  if ((await accounts.count()) >= maxAccounts) {
    throw new HubError('too_many_accounts', { limit: maxAccounts })
  }
  const alike = await accounts.alike(name)
  const [other] = alike
  // One of the very same name is refused by the store.
  if (other && !alike.some((one) => sameName(one.name, name))) {
    throw new HubError('account_alike', { account: other.name })
  }
  await accounts.put(account)
  return account
}

/** Finds an account by its id or its name. @throws HubError where there is none. */
export async function findAccount(
  { accounts }: Pick<Records, 'accounts'>,
  idOrName: string,
): Promise<Account> {
  const found = (await accounts.get(idOrName)) ?? (await accounts.named(idOrName))
  if (!found) throw new HubError('account_unknown', { account: idOrName })
  return found
}

/** Whether two names are one; see `nameKey`. */
export const sameName = (a: string, b: string) => nameKey(a) === nameKey(b)
