import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { SlotId } from '../../../../server/storage/store.ts'
import {
  aDevice,
  anAccount,
  append,
  aSlot,
  changingSyncs,
  newFolder,
  noSyncs,
  openTestStore,
  roomFor,
  syncsUntil,
  textsOf,
} from './support.ts'

const slot = (index: number): SlotId => ({ accountId: `a-${index}`, app: 'thunder' })
const filesOf = (folder: string, { accountId, app }: SlotId) =>
  readdir(join(folder, 'slots', accountId, app))

const note = (store: Awaited<ReturnType<typeof openTestStore>>, id: SlotId) =>
  store.slots.update(id, (open) => open.putDevice(aDevice('Tablet', 1), 'soon'))

test('updates of one slot run one after the other, those of others beside them', async () => {
  const store = await openTestStore(await newFolder())
  const gate = Promise.withResolvers<void>()
  const order: string[] = []
  const first = store.slots.update(slot(1), async () => {
    await gate.promise
    order.push('first')
  })
  const second = store.slots.update(slot(1), async () => void order.push('second'))
  await store.slots.update(slot(2), async () => void order.push('other'))
  gate.resolve()
  await Promise.all([first, second])
  expect(order).toEqual(['other', 'first', 'second'])
})

test('slots that are let go write what is left first, and are read again', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder, { keepLoaded: { slots: 3 } })
  for (let index = 0; index < 10; index += 1) {
    await append(store, slot(index), 'one')
    await append(store, slot(index), 'two')
    await note(store, slot(index))
  }
  await expect.poll(() => filesOf(folder, slot(0))).toContain('head.json')
  expect(await filesOf(folder, slot(0))).toContain('devices.json')
  expect(await filesOf(folder, slot(9))).not.toContain('devices.json')
  for (let index = 0; index < 10; index += 1) {
    expect(await textsOf(store, slot(index))).toEqual(['one', 'two'])
    const devices = await store.slots.read(slot(index), (open) => open.devices())
    expect(devices.map(({ name }) => name).sort()).toEqual(['Phone', 'Tablet'])
  }
  expect(store.status().problems).toEqual([])
})

test('slots of many versions are let go before they are many slots, also where they grew in memory', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder, { keepLoaded: { versions: 6 } })
  const grow = async (index: number) => {
    for (const text of ['one', 'two', 'three']) await append(store, slot(index), text)
  }
  const isLetGo = async (index: number) =>
    (await filesOf(folder, slot(index))).includes('head.json')
  await grow(0)
  await grow(1)
  await store.flush()
  expect([await isLetGo(0), await isLetGo(1)]).toEqual([false, false])
  await append(store, slot(1), 'four')
  await store.flush()
  await expect.poll(() => isLetGo(0)).toBe(true)
  expect(await isLetGo(1)).toBe(false)
  await grow(2)
  // Read again, the first one takes the place of the second.
  expect(await textsOf(store, slot(0))).toEqual(['one', 'two', 'three'])
  await expect.poll(() => isLetGo(1)).toBe(true)
  expect(await textsOf(store, slot(1))).toEqual(['one', 'two', 'three', 'four'])
  expect(store.status().problems).toEqual([])
})

test('many slots in use at once are right, however few stay in memory', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder, { keepLoaded: { slots: 2 } })
  const work = Array.from({ length: 120 }, async (_, index) => {
    await append(store, slot(index % 12), `text ${index}`, { minute: index })
    await note(store, slot(index % 12))
    if (index % 10 === 0) await store.flush()
  })
  await Promise.all(work)
  await store.close()
  const again = await openTestStore(folder)
  for (let index = 0; index < 12; index += 1) {
    expect(await textsOf(again, slot(index))).toHaveLength(10)
    expect(await again.slots.read(slot(index), (open) => open.device('Tablet'))).toBeDefined()
  }
  expect(again.status().problems).toEqual([])
})

test('what may follow late is written within seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await append(store, aSlot, 'one')
  await note(store, aSlot)
  expect(await filesOf(folder, aSlot)).toHaveLength(1)
  vi.advanceTimersByTime(5_000)
  vi.useRealTimers()
  await expect.poll(() => filesOf(folder, aSlot)).toContain('devices.json')
})

test('a slot that cannot be written does not keep others from it, and is tried again', async () => {
  const folder = await newFolder()
  const { syncs, use } = changingSyncs()
  const store = await openTestStore(folder, { syncs })
  for (const id of [slot(1), slot(2)]) {
    await append(store, id, 'one')
    await note(store, id)
  }
  let refused = false
  use({
    ...noSyncs,
    async file(handle, path) {
      if (!path.includes('a-1')) return
      refused = true
      await roomFor(0).file(handle, path)
    },
  })
  await expect(store.flush()).rejects.toMatchObject({ status: 507 })
  expect(refused).toBe(true)
  expect(await filesOf(folder, slot(1))).not.toContain('devices.json')
  expect(await filesOf(folder, slot(2))).toContain('devices.json')
  use(noSyncs)
  await store.flush()
  expect(await filesOf(folder, slot(1))).toContain('devices.json')
})

test.each([
  ['is full', () => roomFor(0)],
  ['has failed', () => syncsUntil(0)],
])('a hub whose disk %s can still be closed', async (_, bad) => {
  const folder = await newFolder()
  const { syncs, use } = changingSyncs()
  const store = await openTestStore(folder, { syncs })
  await append(store, aSlot, 'one')
  await note(store, aSlot)
  use(bad())
  await expect(append(store, aSlot, 'two')).rejects.toThrow()
  await store.close()
  expect(await textsOf(await openTestStore(folder), aSlot)).toEqual(['one'])
})

test('what lies about among the slots is no slot', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await store.accounts.put(anAccount('ada'))
  await append(store, aSlot, 'one')
  await writeFile(join(folder, 'slots', '.DS_Store'), '')
  await writeFile(join(folder, 'slots', 'ada', 'notes.txt'), '')
  expect(await store.slots.list()).toEqual([aSlot])
  expect(await store.slots.list('ada')).toEqual([aSlot])
  expect(await store.slots.list('nobody')).toEqual([])
})

test('two first syncs of one account at once are both reachable after a power cut', async () => {
  const folder = await newFolder()
  const log: string[] = []
  const gate = Promise.withResolvers<void>()
  const store = await openTestStore(folder, {
    syncs: {
      ...noSyncs,
      async folder(path) {
        // The entry of the account takes its time to get to the disk.
        if (path === join(folder, 'slots')) await gate.promise
        log.push(path)
      },
    },
  })
  const answered: string[] = []
  const first = append(store, { accountId: 'ada', app: 'a' }, 'x').then(() => answered.push('a'))
  const second = append(store, { accountId: 'ada', app: 'b' }, 'x').then(() => answered.push('b'))
  await expect.poll(() => readdir(join(folder, 'slots'))).toEqual(['ada'])
  await new Promise((resolve) => setImmediate(resolve))
  expect(answered).toEqual([])
  gate.resolve()
  await Promise.all([first, second])
  expect(log).toContain(join(folder, 'slots'))
})
