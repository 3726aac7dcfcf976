import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { SnapshotPart } from '../../../../server/storage/for-backup.ts'
import { isPlace } from '../../../../server/storage/names.ts'
import type { Store } from '../../../../server/storage/store.ts'
import { temporaryFolder } from '../../../helpers/folder.ts'
import {
  anAccount,
  append,
  aSlot,
  newFolder,
  openTestStore,
  textsOf,
  versionFiles,
} from './support.ts'

const partsOf = (store: Store) =>
  store.snapshot(async ({ parts }) => {
    const found: SnapshotPart[] = []
    for await (const part of parts) found.push(part)
    return found
  })

/** Names that people, sync programs and editors make of the name of a file. */
const strayNames = (name: string): string[] => [
  name.replace('.version', ' (Kopie).version'),
  name.replace('.version', '.sync-conflict-20250301-120000-ABCDEFG.version'),
  `._${name}`,
  `${name}~`,
  `.${name}.swp`,
  `#${name}#`,
  `Copy of ${name}`,
  name.toUpperCase(),
  '.DS_Store',
  'desktop.ini',
  'notes.tmp',
]

async function filled() {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await store.accounts.put(anAccount(aSlot.accountId))
  await append(store, aSlot, 'one', { minute: 0 })
  await append(store, aSlot, 'two', { minute: 1 })
  await store.close()
  const [path = ''] = await versionFiles(folder, aSlot)
  return { folder, path, slot: dirname(path) }
}

test('files and folders of others are left alone, and end no backup', async () => {
  const { folder, path, slot } = await filled()
  const bytes = await readFile(path)
  await mkdir(join(folder, 'intents'), { recursive: true })
  await mkdir(join(folder, 'tls'), { recursive: true })
  const places = ['', 'db', 'slots', `slots/${aSlot.accountId}`, 'intents', 'tls']
  const all = [slot, ...places.map((place) => join(folder, place))]
  for (const place of all) {
    for (const name of strayNames(basename(path))) await writeFile(join(place, name), bytes)
  }
  await writeFile(join(folder, 'tls', '._key.pem'), bytes)
  await mkdir(join(folder, 'slots', '.stfolder'))
  await mkdir(join(folder, 'slots', aSlot.accountId, 'thunder (Kopie)'))
  const before = await Promise.all(all.map((place) => readdir(place)))

  const store = await openTestStore(folder)
  expect(await textsOf(store, aSlot)).toEqual(['one', 'two'])
  expect(await store.slots.list()).toEqual([aSlot])
  for (const part of await partsOf(store)) {
    expect(part).toMatchObject({ kind: 'file', path: expect.toSatisfy(isPlace) })
  }
  expect(store.status()).toEqual({ failed: undefined, problems: [] })
  const after = await Promise.all(all.map((place) => readdir(place)))
  for (const [index, names] of before.entries())
    expect(after[index]).toEqual(expect.arrayContaining(names))
  await store.close()
})

test('a slot that is a link is listed and backed up; one that leads nowhere is named as left out', async () => {
  const { folder, slot } = await filled()
  const elsewhere = join(await temporaryFolder(), 'elsewhere')
  await rename(slot, elsewhere)
  await symlink(elsewhere, slot)
  await symlink(join(folder, 'nowhere'), join(dirname(slot), 'vimium'))
  const store = await openTestStore(folder)
  expect(await textsOf(store, aSlot)).toEqual(['one', 'two'])
  const parts = await partsOf(store)
  const places = parts.flatMap((part) => (part.kind === 'file' ? [part.path] : []))
  expect(places.filter((path) => path.endsWith('.version'))).toHaveLength(2)
  expect(parts.filter(({ kind }) => kind === 'damaged')).toEqual([
    { kind: 'damaged', path: `slots/${aSlot.accountId}/vimium`, problem: 'the folder is missing' },
  ])
  await store.close()
})

test('what a kill leaves of an upload is no damage', async () => {
  const { folder, path, slot } = await filled()
  const bytes = await readFile(path)
  const torn = join(slot, '0000000003-00000000.version')
  for (const half of [bytes.subarray(0, 0), bytes.subarray(0, 30), bytes.subarray(0, -1)]) {
    await writeFile(torn, half)
    const store = await openTestStore(folder)
    expect(await textsOf(store, aSlot)).toEqual(['one', 'two'])
    expect(store.status()).toEqual({ failed: undefined, problems: [] })
    await store.close()
  }
  expect(await readdir(join(folder, 'quarantine'))).toHaveLength(3)
})

test('the folder of an account that cannot be read is named as left out; the others are there', async () => {
  const { folder } = await filled()
  const store = await openTestStore(folder)
  await store.accounts.put(anAccount('bob'))
  await writeFile(join(folder, 'slots', 'bob'), 'in the way')
  const parts = await partsOf(store)
  const places = parts.flatMap((part) => (part.kind === 'file' ? [part.path] : []))
  expect(places.filter((path) => path.endsWith('.version'))).toHaveLength(2)
  expect(parts.filter(({ kind }) => kind === 'damaged')).toMatchObject([{ path: 'slots/bob' }])
})
