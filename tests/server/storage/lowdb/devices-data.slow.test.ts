import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeDocument } from '../../../../server/storage/lowdb/document-file.ts'
import { layoutOf, slotFolder } from '../../../../server/storage/lowdb/layout.ts'
import type { LocalStore } from '../../../../server/storage/lowdb/open.ts'
import { maxDevices, maxKeyUses } from '../../../../server/storage/slot-bounds.ts'
import { aDevice, append, aSlot, newFolder, openTestStore, testNow, versionOf } from './support.ts'

const fileIn = (folder: string) => join(slotFolder(layoutOf(folder), aSlot), 'devices.json')

const namesIn = (store: LocalStore) =>
  store.slots.read(aSlot, async (slot) => (await slot.devices()).map(({ name }) => name).sort())

const usesIn = (store: LocalStore) => store.slots.read(aSlot, (slot) => slot.keyUse())

/** An upload of a device, as a sync keeps it. */
const seen = (store: LocalStore, name: string) =>
  store.slots.update(aSlot, async (slot) => {
    const text = { type: 'text', text: name } as const
    const { number } = await slot.append(versionOf(name, { device: name }), text)
    await slot.putDevice(aDevice(name, number), 'soon')
  })

test('names that are made up and forgotten again and again leave nothing behind', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await seen(store, 'Phone')
  for (let round = 0; round < 300; round += 1) {
    await seen(store, `made up ${round}`)
    await store.slots.update(aSlot, (slot) => slot.removeDevice(`made up ${round}`))
  }
  expect((await stat(fileIn(folder))).size).toBeLessThan(1_000)
  await seen(store, 'Tablet')
  await seen(store, 'made up 7')
  await store.close()
  // Without the seconds in which the document follows, the uploads tell of the two.
  const again = await openTestStore(folder)
  expect(await namesIn(again)).toEqual(['Phone', 'Tablet', 'made up 7'])
})

test('what uploads tell after a device was forgotten counts after a crash; what before does not', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await seen(store, 'Old')
  await seen(store, 'Phone')
  await store.slots.update(aSlot, (slot) => slot.removeDevice('Old'))
  const asOfThen = await readFile(fileIn(folder))
  await seen(store, 'Tablet')
  await store.close()
  await writeFile(fileIn(folder), asOfThen)
  expect(await namesIn(await openTestStore(folder))).toEqual(['Phone', 'Tablet'])
})

test('the use of as many keys is noted as an account may have; the longest unused goes', async () => {
  const store = await openTestStore(await newFolder())
  await append(store, aSlot, 'one')
  const note = (from: number, to: number) =>
    store.slots.update(aSlot, async (slot) => {
      for (let at = from; at <= to; at += 1) slot.noteKeyUse(`key-${at}`, testNow + at)
    })
  await note(1, maxKeyUses)
  await store.slots.update(aSlot, async (slot) => slot.noteKeyUse('key-1', testNow + 9_999))
  expect((await usesIn(store)).size).toBe(maxKeyUses)
  expect((await usesIn(store)).has('key-2')).toBe(true)
  await note(maxKeyUses + 1, maxKeyUses + 1)
  const uses = await usesIn(store)
  expect([uses.size, uses.has('key-2'), uses.get('key-1')]).toEqual([
    maxKeyUses,
    false,
    testNow + 9_999,
  ])
})

test('a document of 38 MB opens, forgets nothing that counts, and shrinks by itself', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await seen(store, 'Gone')
  await seen(store, 'Phone')
  await store.close()
  const many = (count: number, value: number, name: (at: number) => string) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [name(at), value]))
  const data = {
    devices: { Phone: aDevice('Phone', 2) },
    keyUse: { ...many(100_000, testNow - 1, (at) => `key-${at}`), mine: testNow },
    forgotten: { Gone: 1, ...many(190_000, 1, (at) => `${at} ${'x'.repeat(180)}`) },
  }
  const bytes = encodeDocument({ document: 'devices', revision: 9, data })
  expect(bytes.length).toBeGreaterThan(38_000_000)
  await writeFile(fileIn(folder), bytes)

  const again = await openTestStore(folder)
  expect(await namesIn(again)).toEqual(['Phone'])
  expect((await usesIn(again)).get('mine')).toBe(testNow)
  await again.flush()
  expect((await stat(fileIn(folder))).size).toBeLessThan(50_000)
  await seen(again, 'Tablet')
  await again.close()
  expect(await namesIn(await openTestStore(folder))).toEqual(['Phone', 'Tablet'])
})

test('where the document is lost, uploads under made-up names bring back no more than fit', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await store.slots.update(aSlot, async (slot) => {
    for (let at = 0; at <= maxDevices; at += 1) {
      const upload = versionOf('same', { device: `Phone ${at}` })
      const received = { ...upload, receivedAt: testNow + at }
      await slot.append(received, { type: 'text', text: 'same' })
    }
  })
  await store.close()
  const names = await namesIn(await openTestStore(folder))
  expect(names).toHaveLength(maxDevices)
  expect(names).not.toContain('Phone 0')
})
