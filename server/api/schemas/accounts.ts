import { type Static, Type } from 'typebox'
import { isoTime } from '../../lib/clock.ts'
import { holdsCurrent, type SlotSummary } from '../../slots/history.ts'
import { summariseAll, type UnreadableSlot } from '../../slots/summaries.ts'
import type { Account, Device, Key, Store } from '../../storage/store.ts'
import { timeSchema } from './common.ts'

export const accountSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.Enum(['owner', 'member']),
  disabled: Type.Boolean(),
  createdAt: timeSchema,
})

export const accountView = (account: Account): Static<typeof accountSchema> => ({
  id: account.id,
  name: account.name,
  role: account.role,
  disabled: account.disabled,
  createdAt: isoTime(account.createdAt),
})

/** An account as its owner sees it among others: how much, never what. */
export const memberSchema = Type.Object({
  ...accountSchema.properties,
  devices: Type.Integer(),
  size: Type.Integer({ description: 'Size of all of its versions in bytes' }),
  lastSeenAt: Type.Optional(timeSchema),
  unreadable: Type.Optional(
    Type.Array(Type.String(), { description: 'Apps whose settings the disk does not give' }),
  ),
})

export async function memberView(
  store: Store,
  account: Account,
): Promise<Static<typeof memberSchema>> {
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

/** A slot that is left out of a list, since the disk does not give it. */
export const unreadableSchema = Type.Optional(
  Type.Array(Type.Object({ account: Type.String(), app: Type.String(), reason: Type.String() }), {
    description: 'Settings that cannot be read just now, and are not in the list',
  }),
)

export const unreadableView = (
  slots: readonly UnreadableSlot[],
  nameOf: (accountId: string) => string,
): { unreadable?: Static<typeof unreadableSchema> } =>
  slots.length === 0
    ? {}
    : {
        unreadable: slots.map(({ id, reason }) => ({
          account: nameOf(id.accountId),
          app: id.app,
          reason,
        })),
      }

/** A key as the API shows it: never its text, nor its hash. */
export const keySchema = Type.Object({
  id: Type.String(),
  account: Type.String({ description: 'The name of the account' }),
  app: Type.String(),
  name: Type.String(),
  hint: Type.String({ description: 'The last characters of the key' }),
  state: Type.Enum(['active', 'expired', 'revoked', 'app off']),
  createdAt: timeSchema,
  lastUsedAt: Type.Optional(timeSchema),
  rotatedAt: Type.Optional(timeSchema),
  expiresAt: Type.Optional(timeSchema),
  revokedAt: Type.Optional(timeSchema),
  httpsOnly: Type.Boolean({
    description: 'It was used over HTTPS, and is refused over plain HTTP from then on',
  }),
})

export type KeyView = Static<typeof keySchema>

export interface KeyFacts {
  readonly account: string
  readonly lastUsedAt: number | undefined
  readonly appIsOn: boolean
  readonly now: number
}

export function keyView(key: Key, { account, lastUsedAt, appIsOn, now }: KeyFacts): KeyView {
  const { id, app, name, hint } = key
  return {
    id,
    account,
    app,
    name,
    hint,
    state: stateOf(key, appIsOn, now),
    createdAt: isoTime(key.createdAt),
    ...(lastUsedAt !== undefined && { lastUsedAt: isoTime(lastUsedAt) }),
    ...(key.rotatedAt !== undefined && { rotatedAt: isoTime(key.rotatedAt) }),
    ...(key.expiresAt !== undefined && { expiresAt: isoTime(key.expiresAt) }),
    ...(key.revokedAt !== undefined && { revokedAt: isoTime(key.revokedAt) }),
    httpsOnly: key.httpsOnly ?? false,
  }
}

function stateOf(key: Key, appIsOn: boolean, now: number): KeyView['state'] {
  if (key.revokedAt !== undefined) return 'revoked'
  if (key.expiresAt !== undefined && key.expiresAt <= now) return 'expired'
  return appIsOn ? 'active' : 'app off'
}

export const deviceSchema = Type.Object({
  account: Type.String({ description: 'The name of the account' }),
  app: Type.String(),
  name: Type.String(),
  firstSeenAt: timeSchema,
  lastSeenAt: timeSchema,
  version: Type.Integer({ description: 'The version that the hub last answered with' }),
  inStep: Type.Boolean({ description: 'Whether it holds what is current now' }),
  clockAheadMs: Type.Optional(
    Type.Integer({
      description: 'How far its clock is ahead of that of the hub, where it is wrong',
    }),
  ),
})

export const deviceView = (
  device: Device,
  account: string,
  app: string,
  slot: SlotSummary,
): Static<typeof deviceSchema> => ({
  account,
  app,
  name: device.name,
  firstSeenAt: isoTime(device.firstSeenAt),
  lastSeenAt: isoTime(device.lastSeenAt),
  version: device.holds,
  inStep: holdsCurrent(slot, device),
  ...(device.clockAhead !== undefined && { clockAheadMs: device.clockAhead }),
})
