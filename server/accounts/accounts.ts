import { randomUUID } from 'node:crypto'
import { looksAlike, nameKey } from '../lib/account-names.ts'
import { HubError } from '../lib/errors.ts'
import type { Account, Role, Store } from '../storage/store.ts'

/** Creates an account. @throws HubError where the name is taken, or looks like one that is. */
export async function createAccount(
  store: Store,
  name: string,
  role: Role,
  now: number,
): Promise<Account> {
  const account: Account = { id: randomUUID(), name, role, disabled: false, createdAt: now }
  await store.accounts.put(account, (others) => {
    for (const other of others) {
      if (sameName(other.name, name)) throw new HubError('account_exists', { account: name })
      if (looksAlike(other.name, name)) throw new HubError('account_alike', { account: other.name })
    }
  })
  return account
}

/** Finds an account by its id or its name. @throws HubError where there is none. */
export async function findAccount(store: Store, idOrName: string): Promise<Account> {
  const accounts = await store.accounts.list()
  const found = accounts.find(({ id }) => id === idOrName) ?? accountNamed(accounts, idOrName)
  if (!found) throw new HubError('account_unknown', { account: idOrName })
  return found
}

/** The account of this name. What is written in just this way comes first. */
export const accountNamed = (accounts: readonly Account[], name: string): Account | undefined =>
  accounts.find((one) => one.name === name) ?? accounts.find((one) => sameName(one.name, name))

/** Names that differ only in case, in width, in spaces, or in how they are encoded, are one name. */
export const sameName = (a: string, b: string): boolean => nameKey(a) === nameKey(b)
