import { HubError } from '../lib/errors.ts'
import type { Account, PasswordRecord, Records, SignIn, Store } from '../storage/store.ts'
import { checkPassword, type Passwords } from './passwords.ts'
import { endSessions } from './sessions.ts'

/** What it takes to check and set passwords. */
export interface PasswordParts {
  readonly store: Store
  readonly passwords: Passwords
}

const noWays: SignIn = { identities: [] }

/** How an account can be signed in to. */
export const signInMethodsOf = async (
  { signIns }: Pick<Records, 'signIns'>,
  accountId: string,
): Promise<SignIn> => (await signIns.get(accountId)) ?? noWays

/** Changes the ways in of an account, within a change. @throws HubError where it is gone */
export async function changeSignInMethods(
  records: Records,
  accountId: string,
  next: (ways: SignIn) => SignIn,
): Promise<void> {
  if (!(await records.accounts.get(accountId))) throw new HubError('account_disabled')
  await records.signIns.put(accountId, next(await signInMethodsOf(records, accountId)))
}

/** Says, within the change that begins a session, who is let in. @throws HubError for nobody */
export type Admit = (records: Records) => Promise<Account>

export interface PasswordAttempt {
  readonly name: string
  readonly password: string
  /** It comes from a browser that was signed in to this account before. */
  readonly isKnown: boolean
}

/**
 * Checks a name and a password. An unknown name takes as long as a known one and gets the same
 * answer. @returns what looks again, when the session begins. @throws HubError
 */
export async function signInByPassword(
  { store, passwords }: PasswordParts,
  { name, password, isKnown }: PasswordAttempt,
): Promise<Admit> {
  const account = await store.accounts.named(name)
  const ways = account && (await signInMethodsOf(store, account.id))
  const right = await passwords.verify(password, ways?.password, isKnown ? 'known' : 'stranger')
  if (!account || !right) throw new HubError('sign_in_wrong')
  return async (records) => {
    const [current, { password: now }] = await Promise.all([
      records.accounts.get(account.id),
      signInMethodsOf(records, account.id),
    ])
    if (!current || !isSame(now, ways?.password)) throw new HubError('sign_in_wrong')
    if (current.disabled) throw new HubError('account_disabled')
    return current
  }
}

export interface PasswordChange {
  readonly current?: string
  readonly password: string
  /** Takes away all ways in through providers: a thief may have linked one of theirs. */
  readonly unlink?: boolean
}

/**
 * Sets a password; where there is one, the current one must be given. All sessions but one end.
 * @returns the sessions that ended. @throws HubError
 */
export async function changePassword(
  parts: PasswordParts,
  accountId: string,
  { current, password, unlink }: PasswordChange,
  sessionId: string,
): Promise<string[]> {
  checkPassword(password, await namesOf(parts.store, accountId))
  const { password: record } = await signInMethodsOf(parts.store, accountId)
  const right = !record || (await parts.passwords.verify(current ?? '', record, 'known'))
  if (!right) throw new HubError('password_wrong')
  const next = await parts.passwords.hash(password)
  return parts.store.change(async (records) => {
    await changeSignInMethods(records, accountId, (ways) => {
      // A forgotten password may have been set meanwhile, to shut out who knows the old one.
      if (!isSame(ways.password, record)) throw new HubError('password_wrong')
      const identities = unlink ? [] : ways.identities
      return { ...ways, identities, password: next, browsers: [] }
    })
    return endSessions(records, accountId, (id) => id !== sessionId)
  }, 'reserved')
}

/** The name of an account, and its parts. */
async function namesOf(store: Store, accountId: string): Promise<string[]> {
  const { name = '' } = (await store.accounts.get(accountId)) ?? {}
  return [name, ...name.split(/[\s@.]+/)]
}

const isSame = (a: PasswordRecord | undefined, b: PasswordRecord | undefined) =>
  a?.hash === b?.hash && a?.salt === b?.salt

/**
 * Sets a password without asking for the current one, and ends all sessions: for the command line.
 * @returns the sessions that ended. @throws HubError
 */
export async function setPassword(
  parts: PasswordParts,
  accountId: string,
  password: string,
): Promise<string[]> {
  const { store, passwords } = parts
  checkPassword(password, await namesOf(store, accountId))
  const record = await passwords.hash(password)
  return store.change(async (records) => {
    await changeSignInMethods(records, accountId, (ways) => ({
      ...ways,
      password: record,
      browsers: [],
    }))
    return endSessions(records, accountId)
  }, 'reserved')
}
