import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeDocument } from '../../../../server/storage/lowdb/document-file.ts'
import type { LocalStore } from '../../../../server/storage/lowdb/open.ts'
import { firstSchema, nextSchema } from '../../../faults/power-loss/schema.ts'
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
  await store.accounts.remove('ada')
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
    const done = await store.accounts.remove('ada').then(
      () => true,
      () => false,
    )
    const { failed } = store.status()
    await store.close()
    const state = await stateOfAda(await openTestStore(folder))
    if (done) expect(state).toBe('gone')
    seen.push(state)
    if (failed === undefined) break
  }
  expect(seen[0]).toBe('there')
  expect(seen.at(-1)).toBe('gone')
  expect(seen.length).toBeGreaterThan(10)
})

test('a removal that finds no room for its intent has not happened, also after a restart', async () => {
  const folder = await filled()
  const { syncs, use } = changingSyncs()
  const store = await openTestStore(folder, { syncs })
  await Promise.all([textsOf(store, aSlot), textsOf(store, other)])
  use(roomFor(0))
  await expect(store.accounts.remove('ada')).rejects.toMatchObject({ status: 507 })
  expect(await stateOfAda(store)).toBe('there')
  await store.close()
  expect(await stateOfAda(await openTestStore(folder))).toBe('there')
})

test('a removal that finds room for nothing but its intent has happened, and what follows it counts', async () => {
  const folder = await filled()
  const { syncs, use } = changingSyncs()
  const store = await openTestStore(folder, { syncs })
  await Promise.all([textsOf(store, aSlot), textsOf(store, other)])
  use(roomFor(1))
  await store.accounts.remove('ada')
  expect(await stateOfAda(store)).toBe('gone')
  // There is room again, and the key that the removal left alone changes: the old intent must not
  // bring back what it was before.
  use(roomFor(2))
  await store.keys.put([{ ...aKey('k-grace', 'grace'), name: 'new' }])
  await store.close()
  const again = await openTestStore(folder)
  expect(await stateOfAda(again)).toBe('gone')
  expect((await again.keys.get('k-grace'))?.name).toBe('new')
  expect(await readdir(join(folder, 'intents'))).toEqual([])
})

test('the removal that an older hub left half done is finished', async () => {
  const folder = await filled()
  await mkdir(join(folder, 'intents'))
  const data = { kind: 'remove-account', accountId: 'ada' }
  const bytes = encodeDocument({ document: 'intent', revision: 1, data })
  await writeFile(join(folder, 'intents', '1700000000000-00000000.json'), bytes)
  expect(await stateOfAda(await openTestStore(folder))).toBe('gone')
  expect(await readdir(join(folder, 'intents'))).toEqual([])
})

test.each([
  ['by the same hub', firstSchema],
  ['by one that brings the folder up', nextSchema],
])(
  'an intent that was left open undoes nothing that came after it: opened %s',
  async (_, schema) => {
    const folder = await filled()
    await mkdir(join(folder, 'intents'))
    // The accounts have been written since: by then the other account had its present name.
    const documents = {
      accounts: { revision: 2, records: { grace: { ...anAccount('grace'), name: 'Before' } } },
      keys: { revision: 2, records: { 'k-grace': null } },
    }
    const data = { kind: 'change', documents, removed: [] }
    const bytes = encodeDocument({ document: 'intent', revision: 1, data })
    await writeFile(join(folder, 'intents', '1-00000000.json'), bytes)
    const store = await openTestStore(folder, { schema })
    expect((await store.accounts.get('grace'))?.name).toBe('Account grace')
    expect(await stateOfAda(store)).toBe('there')
  },
)

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

const change = (documents: object, removed: unknown = []) => ({
  kind: 'change',
  documents,
  removed,
})

test.each<[string, unknown]>([
  ['a document that no hub has', change({ secrets: { revision: 99, records: {} } })],
  ['a path for an id', change({}, ['../ada'])],
  ['no account', { kind: 'remove-account', accountId: '../..' }],
  ['another kind', { kind: 'rename-account', accountId: 'ada' }],
  [
    'a field of another type',
    change({ accounts: { revision: 99, records: { ada: { ...anAccount('ada'), role: 'king' } } } }),
  ],
  [
    'a key in the place of another',
    change({ keys: { revision: 99, records: { 'k-ada': aKey('k-grace', 'grace') } } }),
  ],
  ['a revision beyond all', change({ accounts: { revision: 2 ** 60, records: { ada: null } } })],
])('an intent with %s is set aside, and nothing of it is done', async (_, data) => {
  const folder = await filled()
  await mkdir(join(folder, 'intents'))
  const bytes = encodeDocument({ document: 'intent', revision: 1, data })
  await writeFile(join(folder, 'intents', '1-00000000.json'), bytes)
  const store = await openTestStore(folder)
  expect(await stateOfAda(store)).toBe('there')
  expect(store.status().problems).toHaveLength(1)
})

test('every kind of record goes through an intent and back, whole', async () => {
  const folder = await filled()
  const { syncs, use } = changingSyncs()
  const store = await openTestStore(folder, { syncs })
  const session = { id: 's', accountId: 'ada', createdAt: 1, lastSeenAt: 1 }
  const identity = { id: 'i', way: 'github' as const, issuer: 'https://github.com', subject: '1' }
  const written = {
    account: { ...anAccount('ada'), role: 'owner' as const },
    key: { ...aKey('k-ada', 'ada'), httpsOnly: true },
    signIn: { identities: [{ ...identity, label: 'ada', addedAt: 1 }], browsers: ['b'] },
    session: { ...session, browser: 'Firefox', via: 'password' as const },
    invite: { id: 'v', createdAt: 1, expiresAt: 2, from: 'ada', note: 'for Bo' },
    settings: { hubName: 'Ours', appsOff: ['thunder'] },
  }
  // Room for the intent alone: the next start makes up for the documents.
  use(roomFor(1))
  await store.change(async (records) => {
    await records.accounts.put(written.account)
    await records.keys.put([written.key])
    await records.signIns.put('ada', written.signIn)
    await records.sessions.put('s', written.session)
    await records.invites.put('v', written.invite)
    await records.settings.change(() => written.settings)
  })
  await store.close()
  const again = await openTestStore(folder)
  expect(again.status().problems).toEqual([])
  expect({
    account: await again.accounts.get('ada'),
    key: await again.keys.get('k-ada'),
    signIn: await again.signIns.get('ada'),
    session: await again.sessions.get('s'),
    invite: await again.invites.get('v'),
    settings: again.settings.get(),
  }).toEqual(written)
})
