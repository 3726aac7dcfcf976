import { watch } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { LocalStore } from '../../../../server/storage/lowdb/open.ts'
import {
  aDevice,
  append,
  aSlot,
  changingSyncs,
  currentText,
  newFolder,
  openTestStore,
  roomFor,
  textsOf,
  versionFiles,
  versionOf,
} from './support.ts'

async function place() {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  const send = (text: string, minute: number, applied = true) =>
    append(store, aSlot, text, { minute, applied })
  const remove = (...numbers: number[]) =>
    store.slots.update(aSlot, (slot) => slot.remove(new Set(numbers)))
  return { folder, store, send, remove }
}

const numbersOf = (store: LocalStore) =>
  store.slots.read(aSlot, async (slot) => (await slot.versions()).map(({ number }) => number))

const sizesOf = async (folder: string) =>
  (await Promise.all((await versionFiles(folder, aSlot)).map((path) => readFile(path)))).map(
    (bytes) => bytes.length - bytes.indexOf(10) - 1,
  )

test('versions are numbered, found and read; the last applied one is current', async () => {
  const { store, send } = await place()
  await send('a', 1)
  await send('b', 3)
  await send('late', 2, false)
  await store.slots.read(aSlot, async (slot) => {
    expect((await slot.current())?.number).toBe(2)
    expect((await slot.version(3))?.applied).toBe(false)
    expect(await slot.version(4)).toBeUndefined()
    const late = versionOf('late', { minute: 2 })
    expect((await slot.firstWith(late.contentId))?.number).toBe(3)
    expect((await slot.firstUploaded(late))?.number).toBe(3)
    expect(await slot.firstUploaded({ ...late, savedAt: 0 })).toBeUndefined()
  })
  expect(await textsOf(store, aSlot)).toEqual(['a', 'b', 'late'])
})

test('the same content is stored once, and read again before an answer rests on it', async () => {
  const { folder, store, send } = await place()
  for (const [minute, text] of ['same', 'other', 'same', 'same'].entries()) await send(text, minute)
  expect(await sizesOf(folder)).toEqual([4, 5, 0, 0])
  expect(await textsOf(store, aSlot)).toEqual(['same', 'other', 'same', 'same'])

  const [first = ''] = await versionFiles(folder, aSlot)
  await writeFile(first, 'damaged')
  await send('same', 9)
  expect(await textsOf(store, aSlot)).toEqual(['other', 'same'])
  expect(await sizesOf(folder)).toContain(4)
  await store.close()
  expect(await currentText(await openTestStore(folder), aSlot)).toBe('same')
})

test('a current version that is damaged gives way to the last good one', async () => {
  const { folder, store, send } = await place()
  await send('good', 1)
  await send('bad', 2)
  const [, second = ''] = await versionFiles(folder, aSlot)
  const bytes = await readFile(second)
  bytes[bytes.length - 1] = 0
  await writeFile(second, bytes)
  await expect(currentText(store, aSlot)).rejects.toMatchObject({ code: 'content_damaged' })
  expect(await currentText(store, aSlot)).toBe('good')
  expect(store.status().problems).toHaveLength(1)
  expect((await send('next', 3)).number).toBe(3)
})

test('a version file that is missing counts as damaged', async () => {
  const { folder, store, send } = await place()
  await send('good', 1)
  await send('bad', 2)
  const [, second = ''] = await versionFiles(folder, aSlot)
  await rm(second)
  await expect(currentText(store, aSlot)).rejects.toMatchObject({ code: 'content_damaged' })
  expect(store.status().problems).toMatchObject([{ problem: 'the file is missing' }])
})

test('a slot whose folder is gone is not empty: nothing is read or written', async () => {
  const { folder, store, send } = await place()
  await send('one', 1)
  const [path = ''] = await versionFiles(folder, aSlot)
  const file = await readFile(path)
  await rm(folder, { recursive: true })
  for (let round = 0; round < 2; round += 1) {
    await expect(currentText(store, aSlot)).rejects.toMatchObject({ code: 'storage_unreadable' })
    await expect(send('two', 2)).rejects.toMatchObject({ code: 'storage_unavailable' })
    const other = { accountId: 'new', app: 'thunder' }
    await expect(append(store, other, 'x')).rejects.toMatchObject({ code: 'storage_unavailable' })
  }
  await store.flush()
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
  // It was a disk that had come loose.
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, file)
  expect(await currentText(store, aSlot)).toBe('one')
  await send('two', 2)
})

test('removing never takes a content that another version needs', async () => {
  const { folder, store, send, remove } = await place()
  for (const [minute, text] of ['a', 'b', 'a', 'c'].entries()) await send(text, minute)
  await remove(1, 2)
  expect(await numbersOf(store)).toEqual([1, 3, 4])
  expect(await textsOf(store, aSlot)).toEqual(['a', 'a', 'c'])
  await remove(1, 3)
  expect(await textsOf(store, aSlot)).toEqual(['c'])
  await remove(9)
  expect(await versionFiles(folder, aSlot)).toHaveLength(1)
  await store.close()
  const again = await openTestStore(folder)
  expect(await textsOf(again, aSlot)).toEqual(['c'])
  expect(again.status().problems).toEqual([])
})

test('what shares a content is removed before what holds it, wherever a crash stops it', async () => {
  const { folder, send, remove } = await place()
  for (const [minute, text] of ['a', 'b', 'a', 'a', 'c'].entries()) await send(text, minute)
  const [path = ''] = await versionFiles(folder, aSlot)
  const gone: string[] = []
  const watcher = watch(dirname(path), (_, name) => {
    if (name?.endsWith('.version')) gone.push(name)
  })
  await remove(1, 2, 3, 4)
  await expect.poll(() => gone.length).toBe(4)
  watcher.close()
  expect(gone).toEqual([...gone].sort().reverse())
})

test('on a full disk the history can still be thinned out', async () => {
  const folder = await newFolder()
  const { syncs, use } = changingSyncs()
  const store = await openTestStore(folder, { syncs })
  await append(store, aSlot, 'a')
  await append(store, aSlot, 'b')
  use(roomFor(0))
  await expect(append(store, aSlot, 'c')).rejects.toMatchObject({ status: 507 })
  await store.slots.update(aSlot, async (slot) => {
    await slot.putDevice(aDevice('Phone', 2), 'soon')
    await slot.remove(new Set([1]))
  })
  expect(await versionFiles(folder, aSlot)).toHaveLength(1)
  use(roomFor(9))
  expect((await append(store, aSlot, 'c')).number).toBe(4)
})

test('a number is used once, also that of a version that found no room or was damaged', async () => {
  const folder = await newFolder()
  const { syncs, use } = changingSyncs()
  const store = await openTestStore(folder, { syncs })
  await append(store, aSlot, 'a')
  use(roomFor(0))
  await expect(append(store, aSlot, 'b')).rejects.toMatchObject({ status: 507 })
  use(roomFor(9))
  expect((await append(store, aSlot, 'c')).number).toBe(3)
  await store.close()
  const paths = await versionFiles(folder, aSlot)
  await writeFile(paths[1] ?? '', 'damaged')
  const again = await openTestStore(folder)
  expect((await append(again, aSlot, 'd')).number).toBe(4)
})

test('a device that is noted now is known after a crash', async () => {
  const { folder, store, send } = await place()
  await send('a', 1)
  await store.slots.update(aSlot, (slot) => slot.putDevice(aDevice('Tablet', 1), 'now'))
  const again = await openTestStore(folder, { lock: false })
  const names = await again.slots.read(aSlot, async (slot) =>
    (await slot.devices()).map(({ name }) => name),
  )
  expect(names.sort()).toEqual(['Phone', 'Tablet'])
})

test('a name that means something to the language is just a name', async () => {
  const { folder, store } = await place()
  const names = ['__proto__', 'constructor', 'toString']
  for (const name of names) {
    await store.slots.update(aSlot, async (slot) => {
      expect(await slot.device(name)).toBeUndefined()
      await slot.append(versionOf(name, { device: name }), { type: 'text', text: name })
      await slot.putDevice(aDevice(name, 1), 'soon')
      slot.noteKeyUse(name, 5)
    })
  }
  await store.close()
  const again = await openTestStore(folder)
  await again.slots.read(aSlot, async (slot) => {
    expect((await slot.devices()).map(({ name }) => name).sort()).toEqual([...names].sort())
    expect((await slot.keyUse()).get('__proto__')).toBe(5)
  })
})
