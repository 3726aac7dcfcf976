import { cp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { restore } from '../../../../server/slots/history.ts'
import { schemaVersion } from '../../../../server/storage/lowdb/layout.ts'
import { DataFolderError } from '../../../../server/storage/lowdb/migrations.ts'
import type { ExpectedFolder } from '../../../fixtures/expected.ts'
import { temporaryFolder } from '../../../helpers/folder.ts'
import { momentAt } from '../../../helpers/moment.ts'
import {
  anAccount,
  append,
  aSlot,
  changingSyncs,
  currentText,
  newFolder,
  noSyncs,
  openTestStore,
  syncsUntil,
  textsOf,
  versionFiles,
} from './support.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures')
const schemas = Array.from({ length: schemaVersion }, (_, index) => index + 1)

test.each(schemas)('all of a folder of schema %i is found again', async (schema) => {
  const source = join(fixtures, `data-schema-${schema}`)
  const expected: ExpectedFolder = JSON.parse(await readFile(join(source, 'expected.json'), 'utf8'))
  const folder = await newFolder()
  await cp(join(source, 'data'), folder, { recursive: true })
  // Twice: the first start may bring it up, and leaves caches that the second one reads.
  for (let start = 0; start < 2; start += 1) {
    const store = await openTestStore(folder)
    expect(store.hub).toEqual(expected.hub)
    expect(await store.accounts.list()).toEqual(expected.accounts)
    expect(await store.keys.list()).toEqual(expected.keys)
    expect((await store.slots.list()).length).toBe(expected.slots.length)
    for (const { id, versions, current, devices } of expected.slots) {
      await store.slots.read(id, async (slot) => {
        expect(await slot.versions()).toEqual(versions.map(({ version }) => version))
        for (const { version, settings } of versions) {
          expect(await slot.settings(version)).toEqual(settings)
        }
        expect((await slot.current())?.number).toBe(current)
        expect(await slot.devices()).toEqual(devices)
      })
    }
    expect(store.status()).toEqual({ failed: undefined, problems: [] })
    await store.close()
  }
})

test('the files of a folder of schema 3 are found again, from their cache and without it', async () => {
  const folder = await newFolder()
  await cp(join(fixtures, 'data-schema-3', 'data'), folder, { recursive: true })
  for (let start = 0; start < 3; start += 1) {
    const store = await openTestStore(folder)
    const id = (await store.slots.list()).find(({ app }) => app === 'obtainium')
    if (!id) throw new Error('the app is missing')
    const found = [...(await store.slots.files(id)).all()].map(({ path, versions, current }) => [
      ...[path, versions, current.mark ?? current.size],
    ])
    expect(found.sort()).toEqual([
      ['deleted.txt', 2, 'deleted'],
      ['folder', 1, 'folder'],
      ['folder/notes.txt', 2, 3],
      ['large.zip', 1, 262_145],
    ])
    expect(await store.slots.properties(id)).toEqual({ folder: { '{urn}color': 'red' } })
    await store.close()
    const caches = join(folder, 'slots', id.accountId, id.app, 'files', 'files.json')
    if (start === 1) await rm(caches)
  }
})

test('text that has no UTF-8, as the first hubs kept it, can be restored and read again', async () => {
  const folder = await newFolder()
  await cp(join(fixtures, 'data-schema-2', 'data'), folder, { recursive: true })
  const lone = 'half a pair: \ud800!'
  for (let start = 0; start < 2; start += 1) {
    const store = await openTestStore(folder)
    for (const id of await store.slots.list()) {
      const texts = await textsOf(store, id)
      if (!texts.includes(lone)) continue
      await restore(store, id, texts.indexOf(lone) + 1, momentAt(Date.parse('2025-03-02')))
      expect((await textsOf(store, id)).at(-1)).toBe(lone)
      expect(await currentText(store, id)).toBe(lone)
    }
    expect(store.status().problems).toEqual([])
    await store.close()
  }
})

test('wherever a crash stops the first start, the next one is a first start or finds the same hub', async () => {
  let steps = 0
  for (; ; steps += 1) {
    const folder = await newFolder()
    const syncs = syncsUntil(steps)
    const done = await openTestStore(folder, { syncs }).then(
      (store) => store.close().then(() => true),
      () => false,
    )
    const store = await openTestStore(folder)
    await store.accounts.put(anAccount('ada'))
    await store.close()
    const again = await openTestStore(folder)
    expect(again.hub).toEqual(store.hub)
    expect(await again.accounts.list()).toEqual([anAccount('ada')])
    if (done) break
  }
  expect(steps).toBeGreaterThan(10)
})

test('a data folder that is a file, or has no place, is told of in words', async () => {
  const file = join(await temporaryFolder(), 'data')
  await cp(import.meta.filename, file)
  for (const folder of [file, join(file, 'below')]) {
    const error = await openTestStore(folder).catch((e) => e)
    expect(error).toBeInstanceOf(DataFolderError)
    expect(error.message).toMatch(/cannot be used \(E\w+\)/)
    expect(error.message).toContain('DATA_DIR')
  }
})

test('a folder is for its owner only', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await append(store, aSlot, 'one')
  const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
  expect(await mode(folder)).toBe('700')
  for (const name of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name)
    expect(`${name.name} ${await mode(path)}`).toBe(
      `${name.name} ${name.isDirectory() ? '700' : '600'}`,
    )
  }
})

test('a sync that fails makes the hub read-only, and a restart heals it', async () => {
  const folder = await newFolder()
  const { syncs, use } = changingSyncs()
  const store = await openTestStore(folder, { syncs })
  await append(store, aSlot, 'one')
  use(syncsUntil(0))
  await expect(append(store, aSlot, 'two')).rejects.toMatchObject({ code: 'storage_failed' })
  expect(store.status().failed).toBe('EIO')
  use(noSyncs)
  await expect(append(store, aSlot, 'two')).rejects.toMatchObject({ status: 503 })
  await expect(store.accounts.put(anAccount('ada'))).rejects.toMatchObject({ status: 503 })
  expect(await textsOf(store, aSlot)).toEqual(['one'])
  await store.close()
  const again = await openTestStore(folder)
  await append(again, aSlot, 'two')
  expect(await textsOf(again, aSlot)).toEqual(['one', 'two'])
})

test('nothing is written once the store is closed, and what was under way is', async () => {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  const work = [append(store, aSlot, 'one'), store.accounts.put(anAccount('ada'))]
  await store.close()
  await Promise.all(work)
  await expect(append(store, aSlot, 'two')).rejects.toMatchObject({ code: 'closing' })
  await expect(store.accounts.put(anAccount('eve'))).rejects.toMatchObject({ status: 503 })
  expect(await versionFiles(folder, aSlot)).toHaveLength(1)
  expect(await (await openTestStore(folder)).accounts.list()).toEqual([anAccount('ada')])
})
