import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LocalStore } from '../../../../server/storage/lowdb/open.ts'
import {
  aKey,
  anAccount,
  append,
  aSlot,
  changingSyncs,
  newFolder,
  openTestStore,
  roomFor,
  syncsUntil,
  textsOf,
} from './support.ts'

const other = { accountId: 'grace', app: 'thunder' }

/** A folder with two accounts, each with a key and a version. */
async function filled(): Promise<string> {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  for (const id of ['ada', 'grace']) {
    await store.accounts.put(anAccount(id))
    await store.keys.put([aKey(`k-${id}`, id)])
    await append(store, { accountId: id, app: 'thunder' }, `of ${id}`)
  }
  await store.close()
  return folder
}

/** Whether the account is there with all that is its own, or gone with all of it. */
async function stateOfAda(store: LocalStore): Promise<'there' | 'gone'> {
  const account = await store.accounts.get('ada')
  const found = {
    key: (await store.keys.get('k-ada')) !== undefined,
    texts: account ? await textsOf(store, aSlot) : [],
    slots: (await store.slots.list()).map(({ accountId }) => accountId).sort(),
  }
  if (account) expect(found).toEqual({ key: true, texts: ['of ada'], slots: ['ada', 'grace'] })
  else expect(found).toEqual({ key: false, texts: [], slots: ['grace'] })
  expect(await textsOf(store, other)).toEqual(['of grace'])
  expect(await store.keys.get('k-grace')).toBeDefined()
  return account ? 'there' : 'gone'
}

test('an account goes with all that is its own', async () => {
  const folder = await filled()
  const store = await openTestStore(folder)
  await textsOf(store, aSlot)
  await store.removeAccount('ada')
  await expect(append(store, aSlot, 'late')).rejects.toMatchObject({ status: 403 })
  await store.close()
  expect(await readdir(join(folder, 'intents'))).toEqual([])
  expect(await stateOfAda(await openTestStore(folder))).toBe('gone')
})

test('wherever a crash stops the removal, the account is there or gone, and gone once told so', async () => {
  const seen: string[] = []
  for (let step = 0; ; step += 1) {
    const folder = await filled()
    const { syncs, use } = changingSyncs()
    const store = await openTestStore(folder, { syncs })
    use(syncsUntil(step))
    const done = await store.removeAccount('ada').then(
      () => true,
      () => false,
    )
    await store.close()
    const state = await stateOfAda(await openTestStore(folder))
    if (done) expect(state).toBe('gone')
    seen.push(state)
    if (done) break
  }
  expect(seen[0]).toBe('there')
  expect(seen.at(-1)).toBe('gone')
  expect(seen.length).toBeGreaterThan(10)
})

test('a removal that finds no room has not happened, also after a restart', async () => {
  const folder = await filled()
  const { syncs, use } = changingSyncs()
  const store = await openTestStore(folder, { syncs })
  await Promise.all([textsOf(store, aSlot), textsOf(store, other)])
  use(roomFor(1))
  await expect(store.removeAccount('ada')).rejects.toMatchObject({ status: 507 })
  expect(await stateOfAda(store)).toBe('there')
  await store.close()
  expect(await stateOfAda(await openTestStore(folder))).toBe('there')
})

test('an intent that is damaged is set aside, and one that was never written swept away', async () => {
  const folder = await filled()
  await mkdir(join(folder, 'intents'))
  await writeFile(join(folder, 'intents', '1-00000000.json'), '{"document":"intent","revi')
  await writeFile(join(folder, 'intents', '2-00000000.json.0123456789ab.tmp'), '{"docu')
  const store = await openTestStore(folder)
  expect(await stateOfAda(store)).toBe('there')
  expect(store.status().problems).toHaveLength(1)
  expect(await readdir(join(folder, 'intents'))).toEqual([])
})
