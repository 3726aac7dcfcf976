import { randomUUID } from 'node:crypto'
import { hashKey, newKeyText } from '../server/accounts/key-secret.ts'
import { isoTime } from '../server/lib/clock.ts'
import { sync } from '../server/slots/sync.ts'
import { IncomingSettings } from '../server/slots/upload.ts'
import { openStore } from '../server/storage/lowdb/open.ts'
import type { Account, Key, Store } from '../server/storage/store.ts'
import { filledState } from './filled-state.ts'
import { deviceName, settingsText } from './upload.ts'

/**
 * Makes a data folder in which every one of `count` slots was synced once, by the hub's own sync and
 * storage. Only HTTP and the syncs to disk are left out, since nobody relies on this folder.
 * @returns the texts of the keys, one a slot
 */
export async function fill(
  folder: string,
  apps: readonly string[],
  count: number,
): Promise<string[]> {
  const syncs = { file: async () => {}, folder: async () => {} }
  const store = await openStore({ folder, now: Date.now, syncs })
  const texts = Array.from({ length: count }, newKeyText)
  const keys: Key[] = []
  while (keys.length < count) {
    const account = newAccount(keys.length / apps.length)
    await store.accounts.put(account)
    for (const app of apps.slice(0, count - keys.length)) {
      keys.push(newKey(account, app, keys.length, texts[keys.length] ?? ''))
    }
  }
  await store.keys.put(keys)
  const slots = keys.entries()
  const work = async () => {
    for (const [index, key] of slots) await fillSlot(store, key, index)
  }
  await Promise.all(Array.from({ length: 16 }, work))
  await store.close()
  return texts
}

const newAccount = (number: number): Account => ({
  id: randomUUID(),
  name: `Account ${number}`,
  role: 'member',
  disabled: false,
  createdAt: filledState(0).savedAt,
})

const newKey = (account: Account, app: string, index: number, text: string): Key => ({
  id: `k-${String(index).padStart(10, '0')}`,
  accountId: account.id,
  app,
  name: `Key of ${account.name}`,
  hash: hashKey(text),
  hint: text.slice(-4),
  createdAt: filledState(index).savedAt,
})

async function fillSlot(store: Store, { id: keyId, accountId, app }: Key, index: number) {
  const { savedAt, size, seed } = filledState(index)
  const text = settingsText(size, seed)
  const settings = new IncomingSettings('json', text, text)
  const savedTs = isoTime(savedAt)
  const device = { keyId, accountId, app, firstContact: 'compare', deviceName } as const
  await sync(store, { ...device, savedTs, savedAt, settings }, { now: savedAt, steady: savedAt })
}
