import { timingSafeEqual } from 'node:crypto'
import { accountNamed, createAccount } from '../accounts/accounts.ts'
import { type Clock, minutes } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { newSecret, secretId } from '../lib/secrets.ts'
import type { Account, Store } from '../storage/store.ts'
import { type PasswordParts, setPassword } from './password-sign-in.ts'
import { checkPassword } from './passwords.ts'

const linkLife = minutes(30)

/** The one-time link by which the owner of a new hub is made; kept in memory only. */
export interface SetUp {
  /** A new link's secret; the one before stops working. Undefined once there is an owner. */
  newToken(): Promise<string | undefined>
  /** Makes the owner. @throws HubError for a token that is no good */
  createOwner(token: string, name: string, password: string): Promise<Account>
}

export async function hasOwner(store: Store): Promise<boolean> {
  const accounts = await store.accounts.list()
  const owners = accounts.filter(({ role }) => role === 'owner')
  const ways = await Promise.all(owners.map(({ id }) => store.signIns.get(id)))
  // An owner whom the command line made has no way in yet, so the link is still needed.
  return ways.some((way) => way?.password !== undefined || (way?.identities.length ?? 0) > 0)
}

export function createSetUp(parts: PasswordParts, now: Clock): SetUp {
  const { store } = parts
  let current: { id: string; expiresAt: number } | undefined
  return {
    async newToken() {
      if (await hasOwner(store)) return undefined
      const token = newSecret()
      current = { id: secretId(token), expiresAt: now() + linkLife }
      return token
    },
    async createOwner(token, name, password) {
      checkPassword(password, [name])
      const link = current
      const fits = link && timingSafeEqual(Buffer.from(link.id), Buffer.from(secretId(token)))
      if (!fits || now() > link.expiresAt) throw new HubError('set_up_closed')
      // Taken at once, so that two requests with one link cannot both make an owner.
      current = undefined
      try {
        if (await hasOwner(store)) throw new HubError('set_up_closed')
        const account = await ownerNamed(store, name, now())
        await setPassword(parts, account.id, password)
        return account
      } catch (error) {
        // A name that is taken, say, must not cost the person the link.
        if (!(error instanceof HubError && error.code === 'set_up_closed')) current = link
        throw error
      }
    },
  }
}

/**
 * The account that becomes the owner: a new one, or the one of this name that the command line made
 * and nobody can sign in to yet. It keeps its keys and settings.
 */
export async function ownerNamed(store: Store, name: string, now: number): Promise<Account> {
  const accounts = await store.accounts.list()
  const known = accountNamed(accounts, name)
  if (!known || (await store.signIns.get(known.id))) return createAccount(store, name, 'owner', now)
  const owner: Account = { ...known, role: 'owner', disabled: false }
  await store.accounts.put(owner)
  return owner
}
