import { generateKeyPairSync } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAccount, findAccount } from '../../../server/accounts/accounts.ts'
import { beginSession } from '../../../server/sign-in/sessions.ts'
import { restore } from '../../../server/slots/history.ts'
import type { Store } from '../../../server/storage/store.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'
import { momentAt } from '../../helpers/moment.ts'
import { filesOn, phone, put } from '../files/support.ts'
import { backupOf, contentsIn, contentsOf, fileWith } from './support.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const aKey = Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }))

/** Files with histories, folders, properties, and content that stands apart from its version. */
async function keepFiles(store: Store, accountId: string) {
  const { tree } = filesOn(store, { id: { accountId, app: 'thunder' } })
  await tree.makeFolder('f', phone)
  await put(tree, 'f/__proto__', 'one')
  await put(tree, 'f/__proto__', Buffer.from([0, 0xff, 0xfe]))
  await put(tree, 'large', Buffer.alloc(700_000, 'large '))
  await put(tree, 'large', Buffer.alloc(300_000, 0xff))
  await put(tree, 'large', Buffer.alloc(700_000, 'large '))
  await put(tree, 'deleted', 'gone')
  await tree.remove('deleted', phone)
  await put(tree, 'x.lock', 'scratch')
  await put(tree, 'empty', '')
  await tree.setProperties('f', new Map([['{urn}color', 'red \ud83e\udd8a']]), phone)
}

/** A hub that has something of everything. */
async function fullHub() {
  const made = await testHub()
  const { hub } = made
  const key = await keyFor(hub)
  const stylus = await keyFor(hub, 'stylus')
  const at = (minute: number) => new Date(testStart - 3_600_000 + minute * 60_000).toISOString()
  const sync = (name: string, minute: number, settings: unknown, text = key) =>
    post(hub, text, { deviceName: name, savedTs: at(minute), settings })
  await sync('Phone', 1, 'plain text 🦊')
  await sync('Phone', 2, { a: [1, 1.0, 'é'], '': null })
  await sync('Phone', 3, 'lone \ud800 surrogate')
  // Refused, for it is older than what is there; and the same content once more.
  await sync('Laptop', 0, 'an old copy')
  await sync('Phone', 4, 'plain text 🦊')
  await sync('Phone', 5, { styles: [] }, stylus)
  const ada = await findAccount(hub.store, 'Ada')
  await restore(hub.store, { accountId: ada.id, app: 'thunder' }, 2, momentAt(testStart))
  await keepFiles(hub.store, ada.id)
  const olga = await createAccount(hub.store, 'Olga', 'owner', testStart)
  await beginSession(hub.store, olga.id, { browser: 'a', via: 'password' }, testStart)
  await hub.store.signIns.put(olga.id, { identities: [] })
  await hub.store.invites.put('h', { id: 'i', createdAt: 1, expiresAt: 2, from: olga.id })
  await hub.store.settings.change(() => ({ hubName: 'Attic' }))
  await hub.store.tls.write('key.pem', aKey)
  return { ...made, key }
}

test('everything is the same after a restore, and what was there is kept', async () => {
  const { hub, key } = await fullHub()
  const before = await contentsOf(hub.store)
  expect(Object.keys(before.slots)).toHaveLength(8)
  const file = await fileWith(await backupOf(hub))

  const other = await testHub()
  await keyFor(other.hub, 'thunder', 'Bo')
  await other.hub.store.tls.write('key.pem', Buffer.from('another key'))
  const replaced = await contentsOf(other.hub.store)
  await other.hub.close()
  const { code, out, err } = await cliFor(other.folder)('restore', file, '--yes')
  expect([code, err]).toEqual([0, ''])
  expect(await contentsIn(other.folder)).toEqual({ ...before, problems: [] })
  expect(await readFile(join(other.folder, 'tls/key.pem'))).toEqual(aKey)

  const kept = /^The data from before is kept in (.+)\.$/m.exec(out)?.[1] ?? ''
  expect(await contentsIn(kept)).toEqual({ ...replaced, problems: [] })
  expect(await readFile(join(kept, 'tls/key.pem'), 'utf8')).toBe('another key')
  const names = ['LOCK.kernel', 'RESERVE', 'backups', 'db', 'slots', 'tls']
  expect((await readdir(other.folder)).sort()).toEqual(names)

  // The restored hub goes on with the keys of the one that was backed up.
  const again = await testHub({ folder: other.folder })
  const savedTs = new Date(testStart - 1_000).toISOString()
  const reply = await post(again.hub, key, { deviceName: 'Phone', savedTs, settings: 'next' })
  expect(reply.status).toBe(200)
})

test('a folder that is not there yet is made; there is nothing to keep', async () => {
  const { hub } = await fullHub()
  const file = await fileWith(await backupOf(hub))
  const folder = join(await temporaryFolder(), 'a/b')
  const { code, out } = await cliFor(folder)('restore', file, '--yes', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ hubId: hub.store.hub.id, problems: [] })
  expect(JSON.parse(out)).not.toHaveProperty('kept')
  expect(await contentsIn(folder)).toEqual({ ...(await contentsOf(hub.store)), problems: [] })
})
