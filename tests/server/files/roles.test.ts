import { expect, test } from 'vitest'
import type { FileRules } from '../../../app-modules/file-roles.ts'
import { flaggedVersions } from '../../../server/slots/flags.ts'
import { sync } from '../../../server/slots/sync.ts'
import { IncomingSettings } from '../../../server/slots/upload.ts'
import { momentAt } from '../../helpers/moment.ts'
import {
  codeOf,
  historyOf,
  pathsIn,
  phone,
  put,
  type Trying,
  textAt,
  thunder,
  tryFiles,
} from './support.ts'

const rules: FileRules = { main: 'sync/settings.json', family: ['export-*.zip'] }

const syncText = ({ store, clock }: Trying, text: string, savedAt = clock.now) =>
  sync(
    store,
    {
      ...{ ...thunder, keyId: 'k-2', firstContact: 'compare', deviceName: 'Laptop' },
      ...{ savedAt, savedTs: new Date(savedAt).toISOString() },
      settings: new IncomingSettings('text', text, JSON.stringify(text)),
    },
    momentAt(clock.now),
  )

test('the main file is the settings: put by a door, synced by a key, one history', async () => {
  const tried = await tryFiles({ rules })
  const { tree, told, clock } = tried
  await tree.makeFolder('sync', phone)
  await put(tree, 'sync/settings.json', '{"a":1}')
  expect(told.filter(({ kind }) => kind === 'slot')).toMatchObject([
    { kind: 'slot', app: 'thunder', action: 'incomingNewer', deviceName: 'Phone' },
  ])
  expect(await syncText(tried, 'nothing', 1_000)).toMatchObject({
    ...{ action: 'existingNewer', data: JSON.stringify('{"a":1}') },
  })
  clock.now += 60_000
  expect((await syncText(tried, '{"a":2}')).action).toBe('incomingNewer')
  expect(await textAt(tree, 'sync/settings.json')).toBe('{"a":2}')
  expect(await pathsIn(tree)).toEqual(['sync/', 'sync/settings.json'])
  const devices = await tried.store.slots.read(thunder, (slot) => slot.devices())
  expect(devices).toMatchObject([
    { name: 'Phone', holds: 1, sent: 1 },
    { name: 'Laptop', holds: 3 },
  ])
})

test('the main file shows the folders that it stands in, without a mark of theirs', async () => {
  const tried = await tryFiles({ rules })
  await syncText(tried, 'synced')
  const { tree } = tried
  expect(await pathsIn(tree)).toEqual(['sync/', 'sync/settings.json'])
  expect(await codeOf(tree.makeFolder('sync', phone))).toBe('file_exists')
  await tree.remove('sync', phone)
  expect(await pathsIn(tree)).toEqual([])
  // A device that syncs begins anew.
  expect((await syncText(tried, 'synced')).action).toBe('created')
  expect(await historyOf(tree, 'sync/settings.json')).toEqual(['synced', '(deleted)', 'synced'])
})

test('a device that syncs is told by name that the settings are bytes', async () => {
  const tried = await tryFiles({ rules })
  await tried.tree.makeFolder('sync', phone)
  await put(tried.tree, 'sync/settings.json', Buffer.from([0x50, 0x4b, 0xff, 0xfe]))
  expect(await codeOf(syncText(tried, 'older', 1_000))).toBe('content_is_bytes')
  tried.clock.now += 60_000
  expect((await syncText(tried, 'newer')).action).toBe('incomingNewer')
})

test('each of a family is a file, and the newest of them is the settings too', async () => {
  const { tree, told, store, clock } = await tryFiles({ rules })
  await put(tree, 'export-2.zip', 'two', { modifiedAt: 2_000 })
  await put(tree, 'export-1.zip', 'one', { modifiedAt: 1_000 })
  await put(tree, 'export-3.zip', 'three', { modifiedAt: 3_000 })
  await put(tree, 'export-4.zip', '', { modifiedAt: 4_000 })
  expect(await pathsIn(tree)).toEqual([
    ...['export-1.zip', 'export-2.zip', 'export-3.zip', 'export-4.zip'],
    ...['sync/', 'sync/settings.json'],
  ])
  expect(await historyOf(tree, 'sync/settings.json')).toEqual(['two', 'three'])
  expect(told.filter(({ kind }) => kind === 'slot')).toHaveLength(2)
  // Sent again after the hub was killed in between: the settings follow all the same.
  await tree.remove('sync/settings.json', phone)
  clock.now += 1_000
  await store.slots.drop({ ...thunder, path: 'export-1.zip' })
  await put(tree, 'export-5.zip', 'five')
  expect((await historyOf(tree, 'sync/settings.json')).at(-1)).toBe('five')
})

test('what is scratch has no history, and leaves none', async () => {
  const { tree, store } = await tryFiles({ rules })
  await put(tree, 'a.lock', 'one')
  await put(tree, 'a.lock', 'two')
  expect(await historyOf(tree, 'a.lock')).toEqual(['two'])
  await tree.remove('a.lock', phone)
  expect((await store.slots.files(thunder)).count).toBe(0)
  await put(tree, '._a', 'x')
  await tree.move('._a', 'a', { ...phone, overwrite: true })
  expect(await historyOf(tree, 'a')).toEqual(['x'])
})

test('a file that shrinks is flagged, also where it was deleted in between', async () => {
  const { tree, store, clock } = await tryFiles()
  await put(tree, 'a', 'some words '.repeat(100))
  clock.now += 60_000
  await tree.remove('a', phone)
  await put(tree, 'a', 'few words')
  const versions = await store.slots.read(tree.slotOf('a'), (slot) => slot.versions())
  expect([...flaggedVersions(versions)]).toEqual([[3, { flag: 'shrunk', replaced: 1 }]])
})

test('a device of the files is noted in the slot of the settings; a person in the window is not', async () => {
  const { tree, store } = await tryFiles()
  await put(tree, 'a', 'x')
  await tree.remove('a', { deviceName: 'Hub', keyId: '' })
  const read = await store.slots.read(thunder, async (slot) => ({
    devices: (await slot.devices()).map(({ name }) => name),
    keys: [...(await slot.keyUse()).keys()],
  }))
  expect(read).toEqual({ devices: ['Phone'], keys: ['k-1'] })
})
