import { expect, test, vi } from 'vitest'
import { appsTree } from '../../../server/files/apps-tree.ts'
import {
  codeOf,
  filesOn,
  historyOf,
  phone,
  put,
  type TryOptions,
  textAt,
  tryFiles,
} from './support.ts'

const move = { ...phone, overwrite: true }

/** Two apps of one account, each alone and both side by side. */
async function twoApps(limits: TryOptions['limits'] = {}) {
  const { tree: thunder, store } = await tryFiles({ limits })
  const { tree: vimium } = filesOn(store, { limits, id: { accountId: 'ada', app: 'vimium' } })
  const tree = appsTree({
    hubCreatedAt: 0,
    apps: () => ['thunder', 'vimium'],
    treeOf: (app) => (app === 'vimium' ? vimium : thunder),
  })
  return { thunder, vimium, store, tree }
}

test('what is moved from one app to another brings all of it, and leaves nothing', async () => {
  const { tree, thunder } = await twoApps()
  await tree.makeFolder('thunder/f', phone)
  await put(tree, 'thunder/f/1', 'one', { modifiedAt: 5_000 })
  await tree.setProperties('thunder/f/1', new Map([['color', 'red']]), phone)
  const { entry, created } = await tree.move('thunder/f', 'vimium/g', move)
  expect([entry.path, created]).toEqual(['vimium/g', true])
  expect(await textAt(tree, 'vimium/g/1')).toBe('one')
  expect((await tree.stat('vimium/g/1'))?.modifiedAt).toBe(5_000)
  expect(await tree.properties('vimium/g/1')).toEqual(new Map([['color', 'red']]))
  expect(await thunder.children('')).toEqual([])
  expect(await tree.properties('thunder/f/1')).toEqual(new Map())
})

test('what does not fit into another app leaves what is there', async () => {
  const { tree, vimium } = await twoApps({ quota: 100 })
  await put(tree, 'thunder/large', 'x'.repeat(60))
  await put(tree, 'vimium/a', 'kept')
  expect(await codeOf(tree.move('thunder/large', 'vimium/a', move))).toBe('quota_reached')
  expect(await codeOf(tree.copy('thunder/large', 'vimium/a', move))).toBe('quota_reached')
  expect(await historyOf(vimium, 'a')).toEqual(['kept'])
  expect(await textAt(tree, 'vimium/a')).toBe('kept')
})

test('a file that is moved onto one of another app is a version of that', async () => {
  const { tree, vimium } = await twoApps()
  await put(tree, 'thunder/a', 'two')
  await put(tree, 'vimium/a', 'one')
  await tree.move('thunder/a', 'vimium/a', move)
  expect(await historyOf(vimium, 'a')).toEqual(['one', 'two'])
})

test('what is written to a file while it is moved to another app stays', async () => {
  const { tree, store } = await twoApps()
  await put(tree, 'thunder/a', 'one')
  const drop = store.slots.drop.bind(store.slots)
  vi.spyOn(store.slots, 'drop').mockImplementationOnce(async (...of) => {
    await put(tree, 'thunder/a', 'new')
    return drop(...of)
  })
  await tree.move('thunder/a', 'vimium/a', move)
  expect(await textAt(tree, 'thunder/a')).toBe('new')
  expect(await textAt(tree, 'vimium/a')).toBe('one')
})
