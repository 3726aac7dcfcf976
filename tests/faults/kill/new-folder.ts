import { join } from 'node:path'
import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import type { Slot } from './writers.ts'

/** A data folder with two accounts and four keys. */
export async function newFolder(): Promise<{ folder: string; slots: Slot[] }> {
  const folder = join(await temporaryFolder(), 'data')
  const store = await openStore({ folder, now: Date.now })
  const slots: Slot[] = []
  for (const name of ['Ada', 'Grace']) {
    const account = await createAccount(store, name, 'owner', 0)
    for (const app of ['thunder', 'vimium']) {
      const { key, text } = await createKey(store, { account, app, name: app }, 0)
      slots.push({ name: `${account.id}/${app}`, key: text, keyId: key.id })
    }
  }
  await store.close()
  return { folder, slots }
}
