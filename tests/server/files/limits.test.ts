import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { codeOf, pathsIn, phone, put, textAt, tryFiles } from './support.ts'

test('a file may be so large, and no larger, and the one before stays', async () => {
  const { tree } = await tryFiles({ limits: { fileSize: 1_000 } })
  await put(tree, 'a', 'x'.repeat(1_000))
  expect(await codeOf(put(tree, 'a', 'y'.repeat(1_001)))).toBe('file_too_large')
  expect(await textAt(tree, 'a')).toBe('x'.repeat(1_000))
})

test('the files of an account, with their histories, take up so much and no more', async () => {
  const limits = { quota: 1_000, fileSize: 900 }
  const { tree } = await tryFiles({ limits })
  await put(tree, 'a', 'x'.repeat(500))
  await put(tree, 'a', 'y'.repeat(300))
  expect((await tree.usage()).used).toBe(800)
  expect(await codeOf(put(tree, 'b', 'z'.repeat(201)))).toBe('quota_reached')
  await put(tree, 'b', 'z'.repeat(200))
  expect(await tree.usage()).toEqual({ used: 1_000, free: 0 })
  expect(await codeOf(put(tree, 'c', ''))).toBe('quota_reached')
  await tree.remove('a', phone)
  expect(await pathsIn(tree)).toEqual(['b'])
})

test('uploads beside each other do not take the same room twice', async () => {
  const { tree } = await tryFiles({ limits: { quota: 1_000 } })
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, (_, at) => {
      async function* slowly() {
        for (let part = 0; part < 3; part += 1) {
          await new Promise(setImmediate)
          yield Buffer.alloc(200, at)
        }
      }
      return tree.put(`file ${at}`, { ...phone, body: Readable.from(slowly()) })
    }),
  )
  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused.map((one) => (one as PromiseRejectedResult).reason.code)).toEqual(
    Array(4).fill('quota_reached'),
  )
  expect((await tree.usage()).used).toBe(600)
})

test('properties have a limit, and are removed with their file', async () => {
  const tried = await tryFiles()
  const { tree } = tried
  await put(tree, 'a', 'x')
  const set = (name: string, value: string | undefined) =>
    tree.setProperties('a', new Map([[name, value]]), phone)
  await set('one', 'x'.repeat(20_000))
  expect(await codeOf(set('two', 'x'.repeat(20_000)))).toBe('properties_full')
  await set('two', 'short')
  expect(await codeOf(tree.setProperties('no', new Map([['a', 'b']]), phone))).toBe('file_unknown')
  const again = await tried.restart()
  expect([...(await again.tree.properties('a')).keys()]).toEqual(['one', 'two'])
  await again.tree.setProperties('a', new Map([['one', undefined]]), phone)
  expect(await again.tree.properties('a')).toEqual(new Map([['two', 'short']]))
  await put(again.tree, 'a', 'another')
  expect((await again.tree.properties('a')).size).toBe(1)
  await again.tree.remove('a', phone)
  expect((await again.tree.properties('a')).size).toBe(0)
})

test('properties of an account that was removed do not bring its folder back', async () => {
  const { tree, store } = await tryFiles()
  await put(tree, 'a', 'x')
  const setting = tree.setProperties('a', new Map([['a', 'b']]), phone).catch(() => {})
  await store.accounts.remove('ada')
  await setting
  expect(
    await codeOf(tree.context.store.slots.changeProperties(tree.context.id, (all) => all)),
  ).toBe('account_disabled')
  expect(await store.slots.list('ada')).toEqual([])
})

test('an account is removed in the middle of an upload: nothing waits, and nothing comes back', async () => {
  const { tree, store } = await tryFiles()
  await put(tree, 'a', 'x')
  let removed: Promise<void> | undefined
  const check = () => {
    removed ??= store.accounts.remove('ada')
  }
  const result = await codeOf(put(tree, 'a', 'y', { check }))
  await removed
  expect(['not refused', 'account_disabled', 'file_unknown']).toContain(result)
  expect(await store.slots.list('ada')).toEqual([])
})

test('what comes in at once takes no more of the disk than the account may have, and one file', async () => {
  const { tree } = await tryFiles({ limits: { quota: 1_000 } })
  let sent = 0
  const endless = async function* () {
    for (let part = 0; part < 9; part += 1) {
      await new Promise(setImmediate)
      sent += 100
      yield Buffer.alloc(100, part)
    }
  }
  const puts = Array.from({ length: 20 }, (_, at) =>
    tree.put(`file ${at}`, { ...phone, body: endless() }),
  )
  const results = await Promise.allSettled(puts)
  expect(results.map(({ status }) => status).filter((one) => one === 'fulfilled')).toHaveLength(1)
  // The first takes its 900; the others were refused once there were 1,000 of all of them.
  expect(sent).toBeLessThan(900 + 20 * 200)
  expect((await tree.usage()).used).toBe(900)
})
