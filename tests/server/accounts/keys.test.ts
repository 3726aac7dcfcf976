import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAccount, findAccount } from '../../../server/accounts/accounts.ts'
import { authenticate, createKey, revokeKey, rotateKey } from '../../../server/accounts/keys.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

const now = Date.parse('2025-03-01')

async function prepared() {
  const { hub, folder } = await testHub({ now, overrides: { store: { syncs: noSyncs } } })
  const account = await createAccount(hub.store, 'Ada', 'member', now)
  const make = (expiresAt?: number) =>
    createKey(hub.store, { account, app: 'thunder', name: 'a', expiresAt }, now)
  const check = (text: string, at = now) =>
    authenticate(hub.store, text, at).then(
      ({ key }) => key.id,
      (error) => error.code as string,
    )
  return { hub, folder, store: hub.store, account, make, check }
}

test('a key works until the moment that it expires', async () => {
  const { make, check } = await prepared()
  const { key, text } = await make(now + 1_000)
  expect(await check(text, now + 999)).toBe(key.id)
  expect(await check(text, now + 1_000)).toBe('key_expired')
})

test('a new text ends the old one at once; what is revoked stays revoked', async () => {
  const { store, make, check } = await prepared()
  const first = await make()
  const second = await rotateKey(store, first.key, now + 1)
  expect([await check(first.text), await check(second.text)]).toEqual(['key_unknown', first.key.id])
  const revoked = await revokeKey(store, second.key, now + 2)
  expect(await check(second.text)).toBe('key_revoked')
  expect(await revokeKey(store, revoked, now + 3)).toEqual(revoked)
  await expect(rotateKey(store, revoked, now + 4)).rejects.toMatchObject({
    code: 'key_already_revoked',
  })
  expect(await check(second.text)).toBe('key_revoked')
})

test('a key of an account that is switched off or gone is no good', async () => {
  const { store, account, make, check } = await prepared()
  const { text } = await make()
  await store.accounts.put({ ...account, disabled: true })
  expect(await check(text)).toBe('account_disabled')
  await store.accounts.remove(account.id)
  expect(await check(text)).toBe('key_unknown')
})

test('nowhere in the data folder does a key stand', async () => {
  const { hub, folder, make } = await prepared()
  const { text } = await make()
  expect((await post(hub, text, upload('x'))).status).toBe(200)
  await hub.close()
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
  )
  expect(texts.length).toBeGreaterThan(5)
  for (const content of texts) expect(content).not.toContain(text.slice(6, -6))
})

test('of two accounts made at the same time under one name there is one', async () => {
  const { store } = await prepared()
  const names = ['Bo', 'bo', 'BO', 'Bó', 'Bo\u0301']
  const results = await Promise.allSettled(
    names.map((name) => createAccount(store, name, 'member', now)),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect((await findAccount(store, 'BÓ')).name.normalize('NFC')).toBe('Bó')
})

const upload = (settings: string) => ({
  deviceName: 'Pixel',
  savedTs: '2025-02-26T09:15:30.123Z',
  settings,
})

test('a key reaches one app of one account and nothing else', async () => {
  const { hub } = await prepared()
  const keys: Record<string, string> = {
    ada: await keyFor(hub, 'thunder', 'Ada'),
    'ada, another app': await keyFor(hub, 'stylus', 'Ada'),
    bo: await keyFor(hub, 'thunder', 'Bo'),
  }
  for (const [whose, key] of Object.entries(keys)) {
    expect((await post(hub, key, upload(`the settings of ${whose}`))).body.action).toBe('created')
  }
  for (const [whose, authorization] of Object.entries(keys)) {
    for (const url of [
      '/api/v1/sync/settings',
      '/api/v1/sync/history/1',
      '/api/v1/sync/settings?as=text',
    ]) {
      const reply = await hub.app.inject({ url, headers: { authorization } })
      expect(reply.json().data).toBe(`the settings of ${whose}`)
    }
    const history = await hub.app.inject({
      url: '/api/v1/sync/history',
      headers: { authorization },
    })
    expect(history.json().versions).toHaveLength(1)
    const other = await hub.app.inject({
      url: '/api/v1/sync/history/2',
      headers: { authorization },
    })
    expect(other.statusCode).toBe(404)
  }
})
