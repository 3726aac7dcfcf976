import { isoTime } from '../../lib/clock.ts'
import { summariseAll } from '../../slots/summaries.ts'
import type { Account, Key, Store } from '../../storage/store.ts'
import type * as answers from '../schemas/accounts.ts'

export const accountView = (account: Account): answers.Account => ({
  id: account.id,
  name: account.name,
  role: account.role,
  disabled: account.disabled,
  createdAt: isoTime(account.createdAt),
})

export async function memberView(store: Store, account: Account): Promise<answers.Member> {
  const ids = await store.slots.list(account.id)
  const { slots: found, unreadable } = await summariseAll(store, ids)
  const slots = found.map(({ slot }) => slot)
  const seen = slots.flatMap(({ devices }) => devices.map(({ lastSeenAt }) => lastSeenAt))
  return {
    ...accountView(account),
    devices: new Set(slots.flatMap(({ devices }) => devices.map(({ name }) => name))).size,
    size: slots.reduce((sum, slot) => sum + slot.size, 0),
    ...(unreadable.length > 0 && { unreadable: unreadable.map(({ id }) => id.app) }),
    ...(seen.length > 0 && { lastSeenAt: isoTime(seen.reduce((a, b) => Math.max(a, b))) }),
  }
}

export interface KeyFacts {
  readonly account: string
  readonly lastUsedAt: number | undefined
  readonly appIsOn: boolean
  readonly now: number
}

export function keyView(key: Key, { account, lastUsedAt, appIsOn, now }: KeyFacts): answers.Key {
  const { id, app, name, hint } = key
  return {
    id,
    account,
    app,
    readOnly: key.readOnly ?? false,
    name,
    hint,
    state: stateOf(key, appIsOn, now),
    createdAt: isoTime(key.createdAt),
    ...(lastUsedAt !== undefined && { lastUsedAt: isoTime(lastUsedAt) }),
    ...(key.rotatedAt !== undefined && { rotatedAt: isoTime(key.rotatedAt) }),
    ...(key.expiresAt !== undefined && { expiresAt: isoTime(key.expiresAt) }),
    ...(key.revokedAt !== undefined && { revokedAt: isoTime(key.revokedAt) }),
    httpsOnly: key.httpsOnly ?? false,
    address: key.address ?? false,
  }
}

function stateOf(key: Key, appIsOn: boolean, now: number): answers.Key['state'] {
  if (key.revokedAt !== undefined) return 'revoked'
  if (key.expiresAt !== undefined && key.expiresAt <= now) return 'expired'
  return appIsOn ? 'active' : 'app off'
}
