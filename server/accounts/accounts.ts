import { randomUUID } from 'node:crypto'
import { HubError } from '../errors.ts'
import type { Account, Role, Store } from '../storage/store.ts'

/** Creates an account. @throws HubError where the name is taken; upper and lower case are one. */
export async function createAccount(
  store: Store,
  name: string,
  role: Role,
  now: number,
): Promise<Account> {
  const account: Account = { id: randomUUID(), name, role, disabled: false, createdAt: now }
  await store.accounts.put(account, (others) => {
    if (others.some((other) => sameName(other.name, name))) {
      throw new HubError('account_exists', { account: name })
    }
  })
  return account
}

/** Finds an account by its id or its name. @throws HubError where there is none. */
export async function findAccount(store: Store, idOrName: string): Promise<Account> {
  const accounts = await store.accounts.list()
  const found =
    accounts.find(({ id }) => id === idOrName) ??
    accounts.find(({ name }) => sameName(name, idOrName))
  if (!found) throw new HubError('account_unknown', { account: idOrName })
  return found
}

/** Names that differ only in case, or in how they are encoded, are one name. */
export const sameName = (a: string, b: string) =>
  a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase()
