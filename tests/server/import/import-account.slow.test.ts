import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hashKey } from '../../../server/accounts/key-secret.ts'
import { authenticate } from '../../../server/accounts/keys.ts'
import { importAccount } from '../../../server/import/import-account.ts'
import type { Imported } from '../../../server/import/imported.ts'
import { accountOf } from '../../../server/sign-in/identities.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import type { Store } from '../../../server/storage/store.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { testHub, testStart } from '../../helpers/hub.ts'
import { momentAt } from '../../helpers/moment.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { contentsOf } from '../backup/support.ts'
import { syncsUntil } from '../storage/lowdb/support.ts'

const at = (iso: string) => Date.parse(iso)
const device = (name: string) => ({
  name,
  firstSeenAt: at('2025-01-01'),
  lastSeenAt: at('2025-01-02'),
})
const slot = (app: string, text: string) => ({
  app,
  text,
  savedAt: at('2025-02-01'),
  arrivedAt: at('2025-02-01T00:00:01'),
  deviceName: 'Phone',
  devices: [device('Phone'), device('Laptop')],
})
const imported: Imported = {
  way: 'github',
  issuer: 'https://github.com',
  subject: '7',
  name: 'Ada',
  createdAt: at('2025-01-01'),
  owner: true,
  keys: [
    { app: 'thunder', hash: hashKey('one'), hint: '-one', createdAt: at('2025-01-01') },
    { app: 'stylus', hash: hashKey('two'), hint: '-two', createdAt: at('2025-01-01') },
  ],
  slots: [slot('thunder', 'settings'), slot('stylus', '{"a":1}')],
}

const run = (store: Store, dryRun = false) =>
  importAccount({ store, apps: { isOn: () => true } }, imported, {
    moment: momentAt(testStart),
    dryRun,
  })

/** All that can be reached; an identity gets its id by chance. */
async function reachable(store: Store) {
  const { accounts, keys, slots } = await contentsOf(store)
  const account = await accountOf(store, imported)
  const known = new Set(accounts.map(({ id }) => id))
  const own = ([name]: [string, unknown]) => known.has(name.split('/')[0] ?? '')
  return {
    accounts,
    signsIn: account?.id,
    keys: keys.filter(({ accountId }) => known.has(accountId)),
    slots: Object.fromEntries(Object.entries(slots).filter(own)),
  }
}

test('wherever it is stopped, all of the account is there or nothing of it; again finishes it', async () => {
  const open = (folder: string, syncs = noSyncs) =>
    openStore({ folder, now: () => testStart, syncs })
  const whole = await open(join(await temporaryFolder(), 'data'))
  await run(whole)
  const all = await reachable(whole)
  await whole.close()
  expect(all.accounts).toMatchObject([{ name: 'Ada', role: 'owner' }])
  expect([all.keys.length, Object.keys(all.slots).length]).toEqual([2, 2])
  const seen = { all: 0, nothing: 0 }
  for (let steps = 0; seen.all < 2; steps += 1) {
    const folder = join(await temporaryFolder(), 'data')
    await (await open(folder)).close()
    const cut = await open(folder, syncsUntil(steps)).catch(() => undefined)
    const done = cut && (await run(cut).catch(() => undefined))
    await cut?.close().catch(() => {})
    const store = await open(folder)
    const found = await reachable(store)
    const isThere = found.accounts.length > 0
    const nothing = { accounts: [], signsIn: undefined, keys: [], slots: {} }
    expect(found, `stopped after ${steps}`).toEqual(isThere ? all : nothing)
    if (done) expect(isThere).toBe(true)
    seen[isThere ? 'all' : 'nothing'] += 1
    const works = await authenticate(store, 'one', testStart).then(
      () => true,
      () => false,
    )
    expect(works).toBe(isThere)
    await run(store)
    expect(await reachable(store)).toEqual(all)
    expect(await store.keys.list()).toHaveLength(2)
    await store.close()
  }
  expect(seen.nothing).toBeGreaterThan(5)
})

test('a dry run tells the same and writes nothing', async () => {
  const { hub } = await testHub()
  const before = await contentsOf(hub.store)
  const planned = await run(hub.store, true)
  expect(await contentsOf(hub.store)).toEqual(before)
  expect((await run(hub.store)).outcome).toEqual(planned.outcome)
  const again = await run(hub.store)
  expect(again.outcome).toMatchObject({
    account: { isNew: false, becomesOwner: false },
    keys: [{ outcome: 'known' }, { outcome: 'known' }],
    slots: [
      { outcome: 'known', newDevices: [] },
      { outcome: 'known', newDevices: [] },
    ],
  })
})

test('a key that another account here has is left where it is', async () => {
  const { hub } = await testHub()
  const account = { id: 'bo', name: 'Bo', role: 'member', disabled: false, createdAt: 1 } as const
  await hub.store.accounts.put(account)
  const key = { id: 'k', accountId: 'bo', app: 'thunder', name: 'a', hint: 'a', createdAt: 1 }
  await hub.store.keys.put([{ ...key, hash: hashKey('one') }])
  const { outcome } = await run(hub.store)
  expect(outcome.keys.map((one) => one.outcome)).toEqual(['elsewhere', 'new'])
  expect((await authenticate(hub.store, 'one', testStart)).account.id).toBe('bo')
})

test('an account that was removed comes again only with the next start', async () => {
  const { hub, folder } = await testHub()
  const { accountId } = await run(hub.store)
  await hub.store.accounts.remove(accountId)
  await expect(run(hub.store)).rejects.toMatchObject({ code: 'account_removed' })
  await hub.close()
  const next = await testHub({ folder })
  expect((await run(next.hub.store)).outcome.account.isNew).toBe(true)
  expect(await next.hub.store.accounts.list()).toHaveLength(1)
})

test('who listens is told, and a scheduled backup is due', async () => {
  const { hub } = await testHub()
  const heard: string[] = []
  hub.events.listen(({ kind }) => heard.push(kind))
  const send = (dryRun: boolean) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/v1/import',
      headers: { authorization: hub.controlToken },
      payload: { account: imported, dryRun },
    })
  expect((await send(true)).statusCode).toBe(200)
  expect(heard).toEqual([])
  await send(false)
  expect(heard).toEqual(['slot', 'slot', 'keys', 'hub'])
})

test('what no hub could hold is refused', async () => {
  const { hub } = await testHub()
  const [first] = imported.slots
  const wrong = [
    { ...imported, slots: [{ ...first, app: '../x' }] },
    { ...imported, slots: [{ ...first, deviceName: 'a\nb' }] },
    { ...imported, slots: [{ ...first, savedAt: 1e15 }] },
    { ...imported, keys: [{ ...imported.keys[0], hash: 'plain' }] },
    { ...imported, subject: '' },
    { ...imported, role: 'owner' },
  ]
  for (const account of wrong) {
    const reply = await hub.app.inject({
      method: 'POST',
      url: '/api/v1/import',
      headers: { authorization: hub.controlToken },
      payload: { account, dryRun: false },
    })
    expect(reply.statusCode, reply.body).toBe(400)
  }
  expect(await hub.store.accounts.list()).toEqual([])
})
