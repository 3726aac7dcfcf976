import { expect, test } from 'vitest'
import { aKey, anAccount, newFolder, openTestStore } from './support.ts'

test('accounts and keys are found by id, keys by their hash, as they are now', async () => {
  const store = await openTestStore(await newFolder())
  await store.accounts.put(anAccount('ada'))
  expect(await store.accounts.get('ada')).toEqual(anAccount('ada'))
  expect(await store.accounts.get('__proto__')).toBeUndefined()
  const key = aKey('k-1')
  await store.keys.put([key, aKey('k-2')])
  expect(await store.keys.findByHash(key.hash)).toEqual(key)
  const rotated = { ...key, hash: 'new' }
  await store.keys.put([rotated])
  expect(await store.keys.findByHash(key.hash)).toBeUndefined()
  expect(await store.keys.findByHash('new')).toEqual(rotated)
  expect(await store.keys.get('k-1')).toEqual(rotated)
  expect(await store.keys.list()).toHaveLength(2)
})

test('a check sees all other accounts, also those that were just put', async () => {
  const store = await openTestStore(await newFolder())
  const seen: string[][] = []
  const put = (id: string) =>
    store.accounts.put(anAccount(id), (others) => void seen.push(others.map((other) => other.id)))
  await Promise.all([put('a'), put('b'), put('a')])
  expect(seen).toEqual([[], ['a'], ['b']])
})

test('a check that throws keeps the account out', async () => {
  const store = await openTestStore(await newFolder())
  const refuse = () => {
    throw new Error('taken')
  }
  await expect(store.accounts.put(anAccount('ada'), refuse)).rejects.toThrow('taken')
  expect(await store.accounts.list()).toEqual([])
})

test('a record is taken by one caller only', async () => {
  const store = await openTestStore(await newFolder())
  const invite = { id: 'i-1', createdAt: 1, expiresAt: 2, from: 'ada' }
  await store.invites.put('hash', invite)
  const taken = await Promise.all([store.invites.take('hash'), store.invites.take('hash')])
  expect(taken.filter(Boolean)).toEqual([invite])
  expect(await store.invites.take('none')).toBeUndefined()
})
