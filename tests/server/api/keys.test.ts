import { expect, test } from 'vitest'
import { keysForEach, maxEndedKeys, maxKeys, maxKeysInAll } from '../../../server/accounts/keys.ts'
import { browserOf, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

test('a key that is revoked while it is rotated stays revoked', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const { id } = (await owner.send('POST', '/api/v1/keys', { app: 'thunder' })).body.key as {
    id: string
  }
  const [, rotated] = await Promise.all([
    owner.send('DELETE', `/api/v1/keys/${id}`),
    owner.send('POST', `/api/v1/keys/${id}/rotate`),
  ])
  expect((await hub.store.keys.get(id))?.revokedAt).toBeDefined()
  expect(rotated.code).toBe('key_already_revoked')
})

test('an account has so many keys and no more, whichever way it gets them', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const account = (await hub.store.accounts.list())[0]?.id ?? ''
  const key = { accountId: account, app: 'thunder', name: 'a', hint: '', createdAt: 0 }
  const ids = Array.from({ length: maxKeys - 1 }, (_, i) => `k-${i}`)
  await hub.store.keys.put(ids.map((id) => ({ ...key, id, hash: id })))
  const make = () => owner.send('POST', '/api/v1/keys', { app: 'thunder' })
  const made = await Promise.all([make(), make(), make()])
  expect(made.map(({ status }) => status).sort()).toEqual([200, 409, 409])

  const { ticket } = (await owner.send('POST', '/api/v1/pairing-tickets', { app: 'thunder' })).body
  const wish = { deviceName: 'Pixel', app: 'thunder', ticket }
  expect((await browserOf(hub).send('POST', '/api/v1/pairings', wish)).code).toBe('too_many_keys')

  const eve = await memberBrowser(hub, owner, 'Eve')
  expect((await eve.send('POST', '/api/v1/keys', { app: 'thunder' })).status).toBe(200)
})

test('keys that have ended do not count; the newest of them are kept', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  const account = (await hub.store.accounts.list())[0]?.id ?? ''
  const key = { accountId: account, app: 'thunder', name: 'a', hint: '', createdAt: 0 }
  const ended = Array.from({ length: maxKeys + maxEndedKeys }, (_, i) => ({
    ...key,
    id: `k-${i}`,
    hash: `k-${i}`,
    ...(i % 2 ? { revokedAt: i } : { expiresAt: i }),
  }))
  await hub.store.keys.put(ended)
  const { status } = await owner.send('POST', '/api/v1/keys', { app: 'thunder' })
  expect(status).toBe(200)
  const left = await hub.store.keys.list()
  expect(left).toHaveLength(maxEndedKeys + 1)
  expect(left.map(({ id }) => id)).toContain(`k-${maxKeys + maxEndedKeys - 1}`)
  expect(left.map(({ id }) => id)).not.toContain('k-0')
  // A clock that goes back does not bring revoked keys back into the count.
  clock.now = 1
  expect((await owner.send('POST', '/api/v1/keys', { app: 'thunder' })).status).not.toBe(409)
})

test.each([
  ['one more, where there is room for one', keysForEach, maxKeysInAll - keysForEach - 1],
  ['one more, where it has few itself', keysForEach - 1, maxKeysInAll],
])(
  'all accounts together have so many keys: an account gets %s, and then none',
  async (_, own, others) => {
    const { hub } = await testHub()
    const owner = await ownerBrowser(hub)
    const account = (await hub.store.accounts.list())[0]?.id ?? ''
    const many = (count: number, accountId: string) =>
      Array.from({ length: count }, (_, i) => {
        const id = `${accountId}-${i}`
        return { id, hash: id, accountId, app: 'thunder', name: 'a', hint: '', createdAt: 0 }
      })
    await hub.store.keys.put([...many(own, account), ...many(others, 'others')])
    const make = async () => (await owner.send('POST', '/api/v1/keys', { app: 'thunder' })).code
    expect([await make(), await make()]).toEqual([undefined, 'too_many_keys_in_all'])
  },
)

test('a key for the files of all apps, and one that only reads, are shown as such', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const all = (await owner.send('POST', '/api/v1/keys', { app: '*', readOnly: true })).body
  expect(all.key).toMatchObject({ app: '*', name: 'All apps', readOnly: true, state: 'active' })
  const plain = (await owner.send('POST', '/api/v1/keys', { app: 'thunder' })).body
  expect(plain.key).toMatchObject({ app: 'thunder', readOnly: false })
  const { keys } = (await owner.send('GET', '/api/v1/keys?app=*')).body
  expect(keys).toMatchObject([{ app: '*', readOnly: true }])
  // A new text changes nothing of what it may do.
  const { id } = all.key as { id: string }
  const rotated = (await owner.send('POST', `/api/v1/keys/${id}/rotate`)).body.key
  expect(rotated).toMatchObject({ app: '*', readOnly: true })
})

test('neither of them stores anything by a sync, and one of them reads by none', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const make = async (body: object) =>
    String((await owner.send('POST', '/api/v1/keys', body)).body.text)
  const all = await make({ app: '*' })
  const reads = await make({ app: 'thunder', readOnly: true })
  const upload = { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: 'abc' }
  for (const key of [all, reads]) expect((await post(hub, key, upload)).status).toBe(403)
  expect(await hub.store.slots.list()).toEqual([])

  const account = (await hub.store.accounts.list())[0]?.name
  await post(hub, await keyFor(hub, 'thunder', account), upload)
  const read = async (key: string) =>
    (await hub.app.inject({ url: '/api/v1/sync/settings', headers: { authorization: key } }))
      .statusCode
  expect([await read(all), await read(reads)]).toEqual([403, 200])
})

test.each([
  { app: '*', readOnly: 'yes' },
  { app: '**' },
  { app: ['*'] },
  { app: '*', allApps: true },
])('%j makes no key', async (body) => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  expect((await owner.send('POST', '/api/v1/keys', body)).status).toBeGreaterThanOrEqual(400)
  expect(await hub.store.keys.list()).toEqual([])
})

test('all windows of the account are told of such a key', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const [account] = await hub.store.accounts.list()
  const told: unknown[] = []
  hub.events.listen((event) => told.push(event))
  await owner.send('POST', '/api/v1/keys', { app: '*' })
  expect(told).toContainEqual({ kind: 'keys', accountId: account?.id })
})

test.each([
  ['a ticket', '/api/v1/pairing-tickets', { app: '*' }],
  ['a pairing', '/api/v1/pairings', { app: '*', deviceName: 'Pixel' }],
])('no device gets one by %s', async (_, url, body) => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  expect((await owner.send('POST', url, body)).status).toBeGreaterThanOrEqual(400)
})
