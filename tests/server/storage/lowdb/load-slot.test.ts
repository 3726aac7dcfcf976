import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { realSyncs, type Syncs } from '../../../../server/storage/lowdb/syncs.ts'
import { isTorn } from '../../../../server/storage/lowdb/version-file.ts'
import {
  aDevice,
  anAccount,
  append,
  aSlot,
  currentText,
  damages,
  flips,
  newFolder,
  noSyncs,
  openTestStore,
  systemError,
  textsOf,
  versionFiles,
} from './support.ts'

const other = { accountId: 'grace', app: 'thunder' }

/** A folder as a kill leaves it: with these versions, and no cache. */
async function left(...texts: string[]): Promise<string> {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await store.accounts.put(anAccount('ada'))
  await append(store, other, 'of grace')
  for (const [minute, text] of texts.entries()) await append(store, aSlot, text, { minute })
  await store.close()
  const [path = ''] = await versionFiles(folder, aSlot)
  await rm(join(dirname(path), 'head.json'), { force: true })
  await rm(join(dirname(path), 'devices.json'), { force: true })
  return folder
}

test('every damage to a version is noticed; the good ones and other slots are served', async () => {
  const folder = await left('one', 'two')
  const [, last = ''] = await versionFiles(folder, aSlot)
  const sound = await readFile(last)
  // Every byte is cut and every bit is turned where the bytes are read; here some are enough.
  const bad = [...flips(sound), ...damages(sound)].filter((_, index) => index % 97 === 0)
  for (const bytes of [...bad, Buffer.alloc(0), Buffer.from('null'), Buffer.alloc(sound.length)]) {
    await writeFile(last, bytes)
    const store = await openTestStore(folder)
    expect(await currentText(store, aSlot)).toBe('one')
    expect(await textsOf(store, aSlot)).toEqual(['one'])
    expect(await currentText(store, other)).toBe('of grace')
    // The beginning of a last version was never answered: that is no damage.
    expect(store.status().problems).toHaveLength(isTorn(bytes) ? 0 : 1)
    await store.close()
  }
  expect(await readdir(join(folder, 'quarantine'))).toHaveLength(bad.length + 3)
})

test('damage is noticed also where the cache knows the version, as soon as it is read', async () => {
  const folder = await left('one', 'two')
  await (await openTestStore(folder)).close()
  const warm = await openTestStore(folder)
  await textsOf(warm, aSlot)
  await warm.close()
  const [, last = ''] = await versionFiles(folder, aSlot)
  expect(await readdir(dirname(last))).toContain('head.json')
  const bytes = await readFile(last)
  await writeFile(last, bytes.subarray(0, -1))
  const store = await openTestStore(folder)
  await expect(currentText(store, aSlot)).rejects.toMatchObject({ code: 'content_damaged' })
  expect(await currentText(store, aSlot)).toBe('one')
  expect(store.status().problems).toHaveLength(1)
})

test.each(['', 'null', '{}'])('a cache that is damaged (%j) is passed over', async (content) => {
  const folder = await left('one', 'two')
  const [path = ''] = await versionFiles(folder, aSlot)
  await writeFile(join(dirname(path), 'head.json'), content)
  const store = await openTestStore(folder)
  expect(await textsOf(store, aSlot)).toEqual(['one', 'two'])
  expect(store.status().problems).toEqual([])
})

test('the cache of another slot says nothing here', async () => {
  const folder = await left('one', 'two')
  const store = await openTestStore(folder)
  await append(store, other, 'more of grace')
  await store.close()
  const [here = ''] = await versionFiles(folder, aSlot)
  const [there = ''] = await versionFiles(folder, other)
  await cp(join(dirname(there), 'head.json'), join(dirname(here), 'head.json'))
  expect(await textsOf(await openTestStore(folder), aSlot)).toEqual(['one', 'two'])
})

test('a version without the content that it shares is set aside', async () => {
  const folder = await left('same', 'other', 'same')
  const [first = ''] = await versionFiles(folder, aSlot)
  await writeFile(first, '')
  const store = await openTestStore(folder)
  expect(await textsOf(store, aSlot)).toEqual(['other'])
  expect(store.status().problems.map(({ problem }) => problem)).toEqual([
    'the file is cut short',
    'the settings it shares with 1 are gone',
  ])
})

test('a version under the number of another is set aside', async () => {
  const folder = await left('one', 'two')
  const [, last = ''] = await versionFiles(folder, aSlot)
  await rename(last, last.replace('0000000002', '0000000007'))
  const store = await openTestStore(folder)
  expect(await textsOf(store, aSlot)).toEqual(['one'])
  expect(store.status().problems).toMatchObject([{ problem: 'it holds the version 2' }])
  expect((await append(store, aSlot, 'next')).number).toBe(8)
})

test('a version that a device holds, but that is gone, is noticed', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  for (const text of ['one', 'two']) await append(store, aSlot, text)
  await store.slots.update(aSlot, (slot) => slot.putDevice(aDevice('Phone', 2), 'soon'))
  await store.close()
  const [, last = ''] = await versionFiles(folder, aSlot)
  await rm(last)
  const again = await openTestStore(folder)
  expect(await textsOf(again, aSlot)).toEqual(['one'])
  expect(again.status().problems).toEqual([
    {
      file: join('slots', 'ada', 'thunder', 'version 2'),
      problem: 'a device holds it, but it is gone',
    },
  ])
  expect((await append(again, aSlot, 'three')).number).toBe(3)
})

test('a slot that cannot be read is not an empty one', async () => {
  const folder = await left('one')
  const [path = ''] = await versionFiles(folder, aSlot)
  await rename(dirname(path), `${dirname(path)}-away`)
  await writeFile(dirname(path), 'in the way')
  const store = await openTestStore(folder)
  const unreadable = { code: 'storage_unreadable', status: 503 }
  await expect(currentText(store, aSlot)).rejects.toMatchObject(unreadable)
  await expect(append(store, aSlot, 'two')).rejects.toMatchObject(unreadable)
  expect(await currentText(store, other)).toBe('of grace')
  await rm(dirname(path))
  await rename(`${dirname(path)}-away`, dirname(path))
  expect(await currentText(store, aSlot)).toBe('one')
})

test('what a killed process may not have synced is synced before it counts', async () => {
  const folder = await left('one', 'two')
  const [, last = ''] = await versionFiles(folder, aSlot)
  const synced: string[] = []
  const syncs: Syncs = {
    file: (handle, path) => realSyncs.file(handle, path).then(() => void synced.push(path)),
    folder: (path, handle) => realSyncs.folder(path, handle).then(() => void synced.push(path)),
  }
  const store = await openTestStore(folder, { syncs })
  synced.length = 0
  expect(await currentText(store, aSlot)).toBe('two')
  expect(synced).toEqual([last, dirname(last), dirname(dirname(last))])
  await store.close()

  const again = await openTestStore(folder, { syncs })
  synced.length = 0
  expect(await currentText(again, aSlot)).toBe('two')
  expect(synced).toEqual([])
})

test('a version that cannot be synced for want of room was promised to nobody', async () => {
  const folder = await left('one', 'two')
  const [, last = ''] = await versionFiles(folder, aSlot)
  const store = await openTestStore(folder, {
    syncs: {
      ...noSyncs,
      async file(_, path) {
        if (path === last) throw systemError('ENOSPC', 'fsync')
      },
    },
  })
  expect(await currentText(store, aSlot)).toBe('one')
  expect(store.status()).toMatchObject({
    failed: undefined,
    problems: [{ problem: 'there was no room for it' }],
  })
})

test('what a crash left half written in a slot is swept away', async () => {
  const folder = await left('one')
  const [path = ''] = await versionFiles(folder, aSlot)
  await writeFile(join(dirname(path), 'devices.json.0123456789ab.tmp'), '{')
  const store = await openTestStore(folder)
  expect(await textsOf(store, aSlot)).toEqual(['one'])
  expect(await readdir(dirname(path))).toEqual([expect.stringMatching(/\.version$/)])
})

test('devices that were not noted before a crash are known from their uploads', async () => {
  const folder = await left('one')
  const store = await openTestStore(folder)
  await append(store, aSlot, 'refused', { applied: false, device: 'Tablet', minute: 5 })
  const again = await openTestStore(folder, { lock: false })
  const devices = await again.slots.read(aSlot, (slot) => slot.devices())
  expect(devices).toMatchObject([
    { name: 'Phone', holds: 1, sent: 1 },
    { name: 'Tablet', holds: 1, sent: 2, adopted: { contentId: expect.any(String) } },
  ])
  expect(devices[0]).not.toHaveProperty('adopted')
})
