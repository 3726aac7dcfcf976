import type { Account, AppPreferences, Store } from '../storage/store.ts'
import { findAccount } from './accounts.ts'

/** What a person has chosen for an app; without a choice the newest wins, and all is synced. */
export function preferencesFor({ apps }: Pick<Account, 'apps'>, app: string): AppPreferences {
  // An app may be called as something that every object has.
  return apps && Object.hasOwn(apps, app) ? (apps[app] ?? {}) : {}
}

/** Changes what is named, and leaves the rest. */
export function changePreferences(
  store: Store,
  { accountId, app }: { readonly accountId: string; readonly app: string },
  change: AppPreferences,
): Promise<AppPreferences> {
  return store.change(async (records) => {
    const account = await findAccount(records, accountId)
    const next = { ...preferencesFor(account, app), ...change }
    await records.accounts.put({ ...account, apps: { ...account.apps, [app]: next } })
    return next
  })
}
