import { hash } from 'node:crypto'
import type { Apps } from '../apps/apps.ts'
import { HubError } from '../lib/errors.ts'
import type { Moment } from '../lib/steady-clock.ts'
import { accountOf, freeName, linkIdentity } from '../sign-in/identities.ts'
import type { Action } from '../slots/rule.ts'
import type { Account, Key, Records, SlotId, Store, Version } from '../storage/store.ts'
import type { Imported, Outcome } from './imported.ts'
import { placeSettings } from './place-settings.ts'

export interface ImportParts {
  readonly store: Store
  readonly apps: Pick<Apps, 'isOn'>
}

export interface Added {
  readonly id: SlotId
  readonly version: Version
  readonly action: Action
}

export interface ImportResult {
  readonly outcome: Outcome
  readonly accountId: string
  /** What is new in each slot, for those who listen. */
  readonly added: readonly Added[]
}

/**
 * Brings an account of another server over, with its keys, devices and settings. All or nothing:
 * the account is written last, and until then nothing else of it can be reached; ids come from what
 * is imported, so that doing it again finishes what a crash cut short, and else changes nothing.
 * @throws HubError
 */
export async function importAccount(
  parts: ImportParts,
  imported: Imported,
  { moment, dryRun }: { readonly moment: Moment; readonly dryRun: boolean },
): Promise<ImportResult> {
  const { store } = parts
  const id = idOf(imported)
  const known = (await accountOf(store, imported)) ?? (await store.accounts.get(id))
  const account: Account = known ?? {
    id,
    name: await freeName(store, imported.name),
    role: 'member',
    disabled: false,
    createdAt: Math.min(imported.createdAt, moment.now),
  }
  const becomesOwner = imported.owner && account.role !== 'owner'
  const keys = await planKeys(store, imported, account)

  const slots = []
  const added: Added[] = []
  for (const slot of imported.slots) {
    const slotId = { accountId: account.id, app: slot.app }
    const keyId = keys.find(({ app }) => app === slot.app)?.key.id ?? ''
    const placing = { keyId, moment, dryRun }
    const placed = await placeSettings(store, slotId, slot, placing).catch((error) => {
      const isGone = !known && error instanceof HubError && error.code === 'account_disabled'
      throw isGone ? new HubError('account_removed', { account: imported.name }) : error
    })
    const { added: version, ...outcome } = placed
    slots.push(outcome)
    const action = outcome.outcome
    if (version && action !== 'known') added.push({ id: slotId, version, action })
  }

  let { name } = account
  if (!dryRun) {
    name = await store.change(async (records) => {
      if (known && !(await records.accounts.get(known.id))) {
        throw new HubError('account_removed', { account: known.name })
      }
      // Another account may have got the name, or a name like it, meanwhile.
      const free = known ? account.name : await freeName(records, imported.name)
      const current = (await records.accounts.get(account.id)) ?? { ...account, name: free }
      if (!known || becomesOwner) {
        await records.accounts.put({ ...current, role: becomesOwner ? 'owner' : current.role })
      }
      if (!known) {
        const { way, issuer, subject, name } = imported
        const identity = { way, issuer, subject, label: name || subject }
        await linkIdentity(records, account.id, identity, moment.now)
      }
      // As they are by now: another account may have got the same key meanwhile.
      const fresh = (await planKeys(records, imported, account)).filter(
        ({ outcome }) => outcome === 'new',
      )
      await records.keys.put(fresh.map(({ key }) => key))
      return current.name
    })
  }
  const outcome: Outcome = {
    account: { name, isNew: !known, becomesOwner },
    keys: keys.map(({ app, outcome }) => ({ app, outcome, appIsOn: parts.apps.isOn(app) })),
    slots,
  }
  return { outcome, accountId: account.id, added }
}

async function planKeys(records: Records, { keys }: Imported, account: Account) {
  const planned = []
  for (const { app, hash: keyHash, hint, createdAt } of keys) {
    const key: Key = {
      id: keyIdOf(keyHash),
      accountId: account.id,
      app,
      name: 'From the first server',
      hash: keyHash,
      hint,
      createdAt,
    }
    // By its id as well: a key that was rotated or revoked here must not come back.
    const found = (await records.keys.byHash(keyHash)) ?? (await records.keys.get(key.id))
    const owner = found && (await records.accounts.get(found.accountId))
    const isOurs = found?.accountId === account.id
    const outcome: Outcome['keys'][number]['outcome'] =
      found && isOurs ? 'known' : owner ? 'elsewhere' : 'new'
    planned.push({ app, key: found && isOurs ? found : key, outcome })
  }
  return planned
}

/** The same account always gets the same id. */
function idOf({ issuer, subject }: Imported): string {
  const hex = hash('sha256', JSON.stringify(['first server', issuer, subject]))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** And so does the same key; its hash says nothing of its text. */
const keyIdOf = (keyHash: string) => `k-${hash('sha256', `first server ${keyHash}`).slice(0, 10)}`
