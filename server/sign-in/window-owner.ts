import { HubError } from '../lib/errors.ts'
import { inTurn } from '../lib/in-turn.ts'
import type { Account, Store } from '../storage/store.ts'
import { ownerNamed } from './set-up.ts'

/** The person at this computer: the first owner of the hub who is not switched off. */
export async function firstOwner(store: Store): Promise<Account | undefined> {
  const accounts = await store.accounts.list()
  const owners = accounts.filter(({ role, disabled }) => role === 'owner' && !disabled)
  return owners.sort((a, b) => a.createdAt - b.createdAt)[0]
}

/**
 * The owner whom the window speaks for. A new hub gets one of this name, without a password: the
 * window is the way in. @throws HubError where it takes a name and none was given
 */
export function windowOwner(store: Store, name: string | undefined, now: number): Promise<Account> {
  // Two windows that come at once must not make two owners.
  return inTurn(firstOwner, async () => {
    const owner = await firstOwner(store)
    if (owner) return owner
    if (name === undefined) throw new HubError('name_needed')
    return ownerNamed(store, name, now)
  })
}
