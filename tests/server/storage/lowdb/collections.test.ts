import { expect, test } from 'vitest'
import { aKey, anAccount, newFolder, openTestStore } from './support.ts'

test('accounts and keys are found by id, keys by their hash, as they are now', async () => {
  const store = await openTestStore(await newFolder())
  await store.accounts.put(anAccount('ada'))
  expect(await store.accounts.get('ada')).toEqual(anAccount('ada'))
  expect(await store.accounts.get('__proto__')).toBeUndefined()
  const key = aKey('k-1')
  await store.keys.put([key, aKey('k-2')])
  expect(await store.keys.byHash(key.hash)).toEqual(key)
  const rotated = { ...key, hash: 'new' }
  await store.keys.put([rotated])
  expect(await store.keys.byHash(key.hash)).toBeUndefined()
  expect(await store.keys.byHash('new')).toEqual(rotated)
  expect(await store.keys.get('k-1')).toEqual(rotated)
  expect(await store.keys.list()).toHaveLength(2)
})

test('no two accounts have one name, no two keys one hash, no two accounts one identity', async () => {
  const store = await openTestStore(await newFolder())
  const refused = { code: 'account_exists' }
  const put = (id: string, name: string) => store.accounts.put({ ...anAccount(id), name })
  await put('ada', 'Ada')
  await expect(put('b', 'ADA')).rejects.toMatchObject(refused)
  await put('b', 'Bo')
  await expect(put('b', 'ada')).rejects.toMatchObject(refused)
  await put('ada', 'ada')
  expect((await store.accounts.named('Ada'))?.id).toBe('ada')
  await put('ada', 'Ada Lovelace')
  expect(await store.accounts.named('ada')).toBeUndefined()
  await put('b', 'Ada')

  await store.keys.put([aKey('k-1')])
  await expect(store.keys.put([{ ...aKey('k-2'), hash: aKey('k-1').hash }])).rejects.toThrow('hash')

  const identity = {
    id: 'i',
    way: 'oidc' as const,
    issuer: 'https://id',
    subject: '1',
    label: '',
    addedAt: 0,
  }
  await store.signIns.put('ada', { identities: [identity] })
  await expect(store.signIns.put('b', { identities: [identity] })).rejects.toThrow('identity')
  await store.signIns.put('ada', { identities: [] })
  await store.signIns.put('b', { identities: [identity] })
  expect(await store.signIns.withIdentity(identity)).toEqual(['b'])
})

test('a change sees what it has written, others do not until it ends, and what it throws undoes it', async () => {
  const store = await openTestStore(await newFolder())
  await store.accounts.put(anAccount('ada'))
  await store.keys.put([aKey('k-1', 'ada')])
  const work = store.change(async ({ accounts, keys, sessions }) => {
    await accounts.put({ ...anAccount('bo'), role: 'owner' })
    await keys.put([aKey('k-2', 'ada')], new Set(['k-1']))
    expect((await accounts.owners()).map(({ id }) => id)).toContain('bo')
    expect((await keys.ofAccount('ada')).map(({ id }) => id)).toEqual(['k-2'])
    expect(await keys.byHash(aKey('k-1').hash)).toBeUndefined()
    expect(await store.accounts.get('bo')).toBeUndefined()
    expect((await store.keys.ofAccount('ada')).map(({ id }) => id)).toEqual(['k-1'])
    expect(await sessions.ofAccount('ada')).toEqual([])
    throw new Error('undone')
  })
  await expect(work).rejects.toThrow('undone')
  expect(await store.accounts.list()).toEqual([anAccount('ada')])
  expect(await store.keys.list()).toEqual([aKey('k-1', 'ada')])
})

test('a record is taken by one caller only', async () => {
  const store = await openTestStore(await newFolder())
  const invite = { id: 'i-1', createdAt: 1, expiresAt: 2, from: 'ada' }
  await store.invites.put('hash', invite)
  const taken = await Promise.all([store.invites.take('hash'), store.invites.take('hash')])
  expect(taken.filter(Boolean)).toEqual([invite])
  expect(await store.invites.take('none')).toBeUndefined()
})
