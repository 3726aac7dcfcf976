import { HubError } from '../lib/errors.ts'
import type { Account, Records } from '../storage/store.ts'
import { ownerNamed } from './set-up.ts'

/** The person at this computer: the first owner of the hub who is not switched off. */
export async function firstOwner({ accounts }: Records): Promise<Account | undefined> {
  const owners = (await accounts.owners()).filter(({ disabled }) => !disabled)
  return owners.sort((a, b) => a.createdAt - b.createdAt)[0]
}

/**
 * The owner whom the window speaks for. A new hub gets one of this name, without a password: the
 * window is the way in. @throws HubError where it takes a name and none was given
 */
export async function windowOwner(
  records: Records,
  name: string | undefined,
  now: number,
): Promise<Account> {
  const owner = await firstOwner(records)
  if (owner) return owner
  if (name === undefined) throw new HubError('name_needed')
  return ownerNamed(records, name, now)
}
