import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DataFolderError } from '../../../../server/storage/lowdb/migrations.ts'
import { aKey, anAccount, append, aSlot, newFolder, openTestStore, textsOf } from './support.ts'

const names = ['accounts', 'keys', 'hub', 'sign-ins', 'sessions', 'invites', 'settings']

/** A copy of a folder with an account, a key and a version. */
async function filledFolder(): Promise<string> {
  const folder = await newFolder()
  const store = await openTestStore(folder)
  await store.accounts.put(anAccount('ada'))
  await store.keys.put([aKey('k-1')])
  await append(store, aSlot, 'one')
  await store.close()
  return folder
}

const damage = async (folder: string, name: string, content?: string) => {
  for (const file of [`${name}.json`, `${name}.json.copy`]) {
    const path = join(folder, 'db', file)
    if (content === undefined) await rm(path)
    else await writeFile(path, content)
  }
}

test.each(names)(
  'the hub never starts with an empty %s in the place of a lost one',
  async (name) => {
    for (const content of [undefined, '', 'null', '{}', '\0'.repeat(300)]) {
      const folder = await filledFolder()
      await damage(folder, name, content)
      const error = await openTestStore(folder).catch((e) => e)
      expect(error).toBeInstanceOf(DataFolderError)
      expect(error.message).toMatch(/[Pp]ut back (\S+)\.json from a backup/)
      expect(error.message).toContain(`${name}.json`)
      // Nothing took its place, and the rest is as it was.
      expect(await readdir(join(folder, 'slots', 'ada', 'thunder'))).toHaveLength(1)
      await expect(openTestStore(folder)).rejects.toThrow(DataFolderError)
    }
  },
)

test.each(names)('a damaged copy of %s is set aside, counted and healed', async (name) => {
  const folder = await filledFolder()
  const path = join(folder, 'db', `${name}.json`)
  await writeFile(path, 'null')
  const store = await openTestStore(folder)
  expect(store.status().problems).toEqual([
    { file: join('db', `${name}.json`), problem: 'the checksum does not match the content' },
  ])
  expect(await store.accounts.list()).toEqual([anAccount('ada')])
  expect(await store.keys.list()).toEqual([aKey('k-1')])
  expect(await textsOf(store, aSlot)).toEqual(['one'])
  await store.close()
  expect(await readFile(path)).toEqual(await readFile(`${path}.copy`))
  const [aside = ''] = await readdir(join(folder, 'quarantine'))
  expect(await readFile(join(folder, 'quarantine', aside), 'utf8')).toBe('null')
  expect((await openTestStore(folder)).status().problems).toEqual([])
})

test('a folder that lost what says that it is not new is not new', async () => {
  const folder = await filledFolder()
  await damage(folder, 'hub')
  await rm(join(folder, 'slots'), { recursive: true })
  await expect(openTestStore(folder)).rejects.toThrow(/"hub" is missing/)
  await rm(join(folder, 'db'), { recursive: true })
  await mkdir(join(folder, 'slots', 'ada'), { recursive: true })
  await expect(openTestStore(folder)).rejects.toThrow(/"hub" is missing/)
})

test('the hub does not start where all settings are gone', async () => {
  const folder = await filledFolder()
  const away = `${folder}-away`
  await cp(join(folder, 'slots'), away, { recursive: true })
  await rm(join(folder, 'slots'), { recursive: true })
  await expect(openTestStore(folder)).rejects.toThrow(/slots, which holds all settings, is missing/)
  await cp(away, join(folder, 'slots'), { recursive: true })
  await rm(away, { recursive: true })
  expect(await textsOf(await openTestStore(folder), aSlot)).toEqual(['one'])
})

test('when the hub was last seen may be lost', async () => {
  const folder = await filledFolder()
  const first = await openTestStore(folder)
  await first.noteSeen({ at: 42 })
  await first.close()
  await damage(folder, 'seen', '')
  const store = await openTestStore(folder)
  expect(store.lastSeen()).toBeUndefined()
  expect(store.status().problems).toHaveLength(2)
})

test('what a crash left half written is swept away', async () => {
  const folder = await filledFolder()
  await writeFile(join(folder, 'db', 'keys.json.0123456789ab.tmp'), '{"docu')
  const store = await openTestStore(folder)
  expect(store.status().problems).toEqual([])
  expect((await readdir(join(folder, 'db'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('a crash in the middle of the first start is a first start again', async () => {
  const folder = await filledFolder()
  const empty = await newFolder()
  await (await openTestStore(empty)).close()
  await cp(empty, folder, { recursive: true, force: true })
  await rm(join(folder, 'slots'), { recursive: true })
  for (const name of ['hub', 'settings', 'invites']) await damage(folder, name)
  const store = await openTestStore(folder)
  expect(await store.accounts.list()).toEqual([])
  expect(store.status().problems).toEqual([])
})
