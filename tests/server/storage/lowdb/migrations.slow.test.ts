import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { decodeDocument } from '../../../../server/storage/lowdb/document-file.ts'
import { schemaVersion } from '../../../../server/storage/lowdb/layout.ts'
import {
  DataFolderError,
  migrations,
  type Schema,
} from '../../../../server/storage/lowdb/migrations.ts'
import type { Account } from '../../../../server/storage/store.ts'
import {
  aKey,
  anAccount,
  append,
  aSlot,
  newFolder,
  openTestStore,
  syncsUntil,
  textsOf,
} from './support.ts'

const next: Schema = {
  version: schemaVersion + 2,
  migrations: [
    ...migrations,
    {
      to: schemaVersion + 1,
      summary: 'names are in capitals',
      async run(db) {
        const accounts = await db.read<Record<string, Account>>('accounts')
        const capitals = Object.entries(accounts).map(([id, account]) => [
          id,
          { ...account, name: account.name.toUpperCase() },
        ])
        await db.write('accounts', Object.fromEntries(capitals))
      },
    },
    {
      to: schemaVersion + 2,
      summary: 'a new document, from what the step before made',
      async run(db) {
        const { ada } = await db.read<Record<string, Account>>('accounts')
        await db.write('greeting', { text: `Hello ${ada?.name}` })
      },
    },
  ],
}

let template: string | undefined

/** A folder of the present schema with an account, a key and a version. */
async function filled(): Promise<string> {
  const folder = await newFolder()
  if (template) {
    await cp(template, folder, { recursive: true })
    return folder
  }
  template = await mkdtemp(join(tmpdir(), 'sxncd-template-'))
  const store = await openTestStore(folder)
  await store.accounts.put(anAccount('ada'))
  await store.keys.put([aKey('k-1')])
  await append(store, aSlot, 'one')
  await store.close()
  await cp(folder, template, { recursive: true })
  return folder
}

afterAll(async () => {
  if (template) await rm(template, { recursive: true })
})

const read = async <T>(folder: string, name: string, file = `${name}.json`) =>
  decodeDocument<T>(await readFile(join(folder, 'db', file)), name).data

/** Every file of a folder with its bytes. */
async function contentOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(path, 'hex')] as const)),
  )
}

async function expectMigrated(folder: string): Promise<void> {
  const store = await openTestStore(folder, { schema: next })
  expect((await store.accounts.get('ada'))?.name).toBe('ACCOUNT ADA')
  expect(await store.keys.list()).toEqual([aKey('k-1')])
  expect(await textsOf(store, aSlot)).toEqual(['one'])
  expect(store.status().problems).toEqual([])
  await store.close()
  expect(await read(folder, 'hub')).toMatchObject({ schema: next.version })
  expect(await read(folder, 'greeting', 'greeting.json.copy')).toEqual({
    text: 'Hello ACCOUNT ADA',
  })
  expect(await readdir(folder)).not.toContain('db.next')
}

test('a folder of an older schema is brought up step by step, and the old one is kept', async () => {
  const folder = await filled()
  await cp(join(folder, 'db'), `${folder}-before`, { recursive: true })
  const { hub } = await openTestStore(folder).then((store) => store.close().then(() => store))
  await expectMigrated(folder)
  expect(await read(folder, 'hub')).toMatchObject({ id: hub.id })
  const [kept = ''] = await readdir(join(folder, 'backups'))
  expect(kept).toMatch(new RegExp(`^db-schema-${schemaVersion}-\\d+$`))
  const hub1 = join(folder, 'backups', kept, 'hub.json')
  expect(await readFile(hub1)).toEqual(await readFile(join(`${folder}-before`, 'hub.json')))
})

test('wherever a crash stops the migration, the next start ends it', async () => {
  let steps = 0
  for (; ; steps += 1) {
    const folder = await filled()
    const syncs = syncsUntil(steps)
    const done = await openTestStore(folder, { schema: next, syncs, lock: false }).then(
      (store) => store.close().then(() => true),
      () => false,
    )
    await expectMigrated(folder)
    if (done) break
  }
  expect(steps).toBeGreaterThan(10)
})

test('a crash between the two renames left the new documents beside their place', async () => {
  const folder = await filled()
  await expectMigrated(folder)
  await rename(join(folder, 'db'), join(folder, 'db.next'))
  await expectMigrated(folder)
})

test('an older program leaves alone what a newer one was about to put in place', async () => {
  const folder = await filled()
  await expectMigrated(folder)
  await rename(join(folder, 'db'), join(folder, 'db.next'))
  await expect(openTestStore(folder)).rejects.toThrow(/written by a newer hub/)
  expect(await readdir(folder)).toContain('db.next')
})

test('a folder of a newer program is refused before anything in it is touched', async () => {
  const folder = await filled()
  await expectMigrated(folder)
  const before = await contentOf(folder)
  const error = await openTestStore(folder).catch((e) => e)
  expect(error).toBeInstanceOf(DataFolderError)
  expect(error.message).toContain(`schema ${next.version}; this one knows ${schemaVersion}`)
  expect(error.message).toContain('Update the hub')
  expect(await contentOf(folder)).toEqual(before)
})

test('a damaged copy does not keep a folder from being brought up; two of them do', async () => {
  const folder = await filled()
  await writeFile(join(folder, 'db', 'keys.json'), 'null')
  const twin = await filled()
  await writeFile(join(twin, 'db', 'keys.json'), 'null')
  await rm(join(twin, 'db', 'keys.json.copy'))
  await expectMigrated(folder)

  const before = await contentOf(join(twin, 'db'))
  const error = await openTestStore(twin, { schema: next }).catch((e) => e)
  expect(error).toBeInstanceOf(DataFolderError)
  expect(error.message).toMatch(/"keys" .* damaged: .*Put back keys\.json from a backup/)
  expect(await contentOf(join(twin, 'db'))).toEqual(before)
})

test('a step that fails leaves the old documents in use', async () => {
  const folder = await filled()
  const run = () => Promise.reject(new Error('a bug'))
  const broken = { to: schemaVersion + 1, summary: 'fails', run }
  const schema = { version: schemaVersion + 1, migrations: [broken] }
  await expect(openTestStore(folder, { schema })).rejects.toThrow('a bug')
  const none = { version: schemaVersion + 1, migrations: [] }
  await expect(openTestStore(folder, { schema: none })).rejects.toThrow(/no migration from schema/)
  expect(await (await openTestStore(folder)).accounts.list()).toEqual([anAccount('ada')])
})

test('there is a step to every schema since the first', () => {
  const steps = Array.from({ length: schemaVersion - 1 }, (_, index) => index + 2)
  expect(migrations.map(({ to }) => to)).toEqual(steps)
})
