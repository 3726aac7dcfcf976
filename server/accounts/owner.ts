import { Type } from 'typebox'
import type { AppModule } from '../../app-modules/manifest.ts'
import type { Clock } from '../clock.ts'
import { HubError } from '../errors.ts'
import { nameSchema } from '../http/names.ts'
import type { SlotId, Store, Version } from '../storage/store.ts'
import { findAccount } from './accounts.ts'

/** What the routes of the owner work with. */
export interface OwnerRouteParts {
  readonly store: Store
  readonly now: Clock
  /** The zone of stamps that name none. */
  readonly timeZone: string
  /** The apps that are switched on, by type. */
  readonly apps: ReadonlyMap<string, AppModule>
  readonly onChange: (id: SlotId, version: Version) => void
}

export const ownerOnly = { access: 'owner' as const }
export const ownerDocs = { tags: ['owner'], security: [{ owner: [] }] }

/** @throws HubError where the app is not known or switched off; it names those that are on */
export function knownApp(apps: ReadonlyMap<string, AppModule>, type: string): AppModule {
  const found = apps.get(type)
  if (!found) {
    throw new HubError('app_unknown', { app: type, known: [...apps.keys()].sort().join(', ') })
  }
  return found
}

/** Narrows a list to one account, one app, or both. */
export const slotFilter = Type.Object(
  {
    account: Type.Optional(nameSchema('The id or the name of an account')),
    app: Type.Optional(Type.String({ maxLength: 64, description: 'The type of an app' })),
  },
  { additionalProperties: false },
)

/** @throws HubError where the account is not known */
export async function filterOf(store: Store, wanted: { account?: string; app?: string }) {
  const account = wanted.account ? await findAccount(store, wanted.account) : undefined
  return (slot: SlotId): boolean =>
    (!account || slot.accountId === account.id) && (!wanted.app || slot.app === wanted.app)
}
