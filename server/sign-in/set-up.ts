import { timingSafeEqual } from 'node:crypto'
import { createAccount } from '../accounts/accounts.ts'
import { type Clock, minutes } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { newSecret, secretId } from '../lib/secrets.ts'
import type { Account, Records } from '../storage/store.ts'
import { type Admit, changeSignInMethods, type PasswordParts } from './password-sign-in.ts'
import { checkPassword } from './passwords.ts'

const linkLife = minutes(30)

/** The one-time link by which the owner of a new hub is made; kept in memory only. */
export interface SetUp {
  /** A new link's secret; the one before stops working. Undefined once there is an owner. */
  newToken(): Promise<string | undefined>
  /**
   * Makes the owner, in the change that `enter` begins the session by.
   * @throws HubError for a token that is no good
   */
  createOwner<T>(
    token: string,
    about: { readonly name: string; readonly password: string },
    enter: (admit: Admit) => Promise<T>,
  ): Promise<T>
}

export async function hasOwner({ accounts, signIns }: Records): Promise<boolean> {
  const owners = await accounts.owners()
  const ways = await Promise.all(owners.map(({ id }) => signIns.get(id)))
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
    async createOwner(token, { name, password }, enter) {
      checkPassword(password, [name])
      const link = current
      const fits = link && timingSafeEqual(Buffer.from(link.id), Buffer.from(secretId(token)))
      if (!fits || now() > link.expiresAt) throw new HubError('set_up_closed')
      // Taken at once, so that two requests with one link cannot both make an owner.
      current = undefined
      try {
        const record = await parts.passwords.hash(password)
        return await enter(async (records) => {
          if (await hasOwner(records)) throw new HubError('set_up_closed')
          const account = await ownerNamed(records, name, now())
          await changeSignInMethods(records, account.id, (ways) => ({ ...ways, password: record }))
          return account
        })
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
export async function ownerNamed(records: Records, name: string, now: number): Promise<Account> {
  const known = await records.accounts.named(name)
  if (!known || (await records.signIns.get(known.id))) {
    return createAccount(records, name, 'owner', now)
  }
  const owner: Account = { ...known, role: 'owner', disabled: false }
  await records.accounts.put(owner)
  return owner
}
