import { accountNamed } from '../accounts/accounts.ts'
import { HubError } from '../lib/errors.ts'
import { inTurn } from '../lib/in-turn.ts'
import type { Account, PasswordRecord, SignIn, Store } from '../storage/store.ts'
import { checkPassword, type Passwords } from './passwords.ts'

/** What it takes to check and set passwords. */
export interface PasswordParts {
  readonly store: Store
  readonly passwords: Passwords
}

const noWays: SignIn = { identities: [] }

/** How an account can be signed in to. */
export const signInMethodsOf = async (store: Store, accountId: string): Promise<SignIn> =>
  (await store.signIns.get(accountId)) ?? noWays

/** Changes the ways in of an account; nothing comes between. */
export const changeSignInMethods = (
  store: Store,
  accountId: string,
  next: (ways: SignIn) => SignIn,
): Promise<void> =>
  inTurn(store.signIns, async () =>
    store.signIns.put(accountId, next(await signInMethodsOf(store, accountId))),
  )

export interface PasswordAttempt {
  readonly name: string
  readonly password: string
  /** It comes from a browser that was signed in to this account before. */
  readonly isKnown: boolean
}

/**
 * Checks a name and a password. An unknown name takes as long as a known one and gets the same
 * answer. @param begin begins the session; the password cannot change meanwhile. @throws HubError
 */
export async function signInByPassword<Begun>(
  { store, passwords }: PasswordParts,
  { name, password, isKnown }: PasswordAttempt,
  begin: (account: Account) => Promise<Begun>,
): Promise<{ account: Account; begun: Begun }> {
  const accounts = await store.accounts.list()
  const account = accountNamed(accounts, name)
  const ways = account && (await signInMethodsOf(store, account.id))
  const right = await passwords.verify(password, ways?.password, isKnown ? 'known' : 'stranger')
  if (!account || !right) throw new HubError('sign_in_wrong')
  if (account.disabled) throw new HubError('account_disabled')
  const begun = await inTurn(store.signIns, async () => {
    const current = await signInMethodsOf(store, account.id)
    if (!isSame(current.password, ways?.password)) throw new HubError('sign_in_wrong')
    return begin(account)
  })
  return { account, begun }
}

export interface PasswordChange {
  readonly current?: string
  readonly password: string
  /** Takes away all ways in through providers: a thief may have linked one of theirs. */
  readonly unlink?: boolean
}

/** Sets a password; where there is one, the current one must be given. @throws HubError */
export async function changePassword(
  parts: PasswordParts,
  accountId: string,
  { current, password, unlink }: PasswordChange,
): Promise<void> {
  checkPassword(password, await namesOf(parts.store, accountId))
  const { password: record } = await signInMethodsOf(parts.store, accountId)
  const right = !record || (await parts.passwords.verify(current ?? '', record, 'known'))
  if (!right) throw new HubError('password_wrong')
  const next = await parts.passwords.hash(password)
  await changeSignInMethods(parts.store, accountId, (ways) => {
    // A forgotten password may have been set meanwhile, to shut out who knows the old one.
    if (!isSame(ways.password, record)) throw new HubError('password_wrong')
    const identities = unlink ? [] : ways.identities
    return { ...ways, identities, password: next, browsers: [] }
  })
}

/** The name of an account, and its parts. */
async function namesOf(store: Store, accountId: string): Promise<string[]> {
  const { name = '' } = (await store.accounts.get(accountId)) ?? {}
  return [name, ...name.split(/[\s@.]+/)]
}

const isSame = (a: PasswordRecord | undefined, b: PasswordRecord | undefined) =>
  a?.hash === b?.hash && a?.salt === b?.salt

/** Sets a password without asking for the current one: for the command line. @throws HubError */
export async function setPassword(parts: PasswordParts, accountId: string, password: string) {
  const { store, passwords } = parts
  checkPassword(password, await namesOf(store, accountId))
  const record = await passwords.hash(password)
  await changeSignInMethods(store, accountId, (ways) => ({
    ...ways,
    password: record,
    browsers: [],
  }))
}
