import { expect, test } from 'vitest'
import { createAccount, findAccount } from '../../../server/accounts/accounts.ts'
import type { Hub } from '../../../server/hub.ts'
import { minutes } from '../../../server/lib/clock.ts'
import { goodPassword } from '../../helpers/browser.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

type Sent = { token?: string; name?: string }

async function enter(hub: Hub, body: Sent, headers: Record<string, string> = {}, from?: string) {
  const reply = await hub.app.inject({
    method: 'POST',
    url: '/api/v1/session/window',
    remoteAddress: from ?? '127.0.0.1',
    headers: { host: '127.0.0.1', 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body),
  })
  const cookie = String(reply.headers['set-cookie'] ?? '').split(';')[0] ?? ''
  const code = reply.headers['x-sxncd-error'] ?? reply.json().account.name
  const shown = { cookie, 'x-sxncd-proof': String(reply.json().proof) }
  return { answer: `${reply.statusCode} ${code}`, shown }
}

async function whoIs(hub: Hub, shown: Record<string, string>): Promise<string | undefined> {
  const headers = { host: '127.0.0.1', ...shown }
  const reply = await hub.app.inject({ url: '/api/v1/session', headers })
  return reply.json().account?.name
}

test('the window makes the owner of a new hub by a name alone, and comes back without one', async () => {
  const { hub } = await testHub()
  const token = hub.newWindowToken()
  expect((await enter(hub, { token })).answer).toBe('400 name_needed')
  // The token was not used up by asking.
  const first = await enter(hub, { token, name: 'Ada' })
  expect(first.answer).toBe('200 Ada')
  expect(await whoIs(hub, first.shown)).toBe('Ada')
  expect((await enter(hub, { token })).answer).toBe('403 window_only')
  expect((await enter(hub, { token: hub.newWindowToken() })).answer).toBe('200 Ada')
  const [owner, ...others] = await hub.store.accounts.list()
  expect(owner).toMatchObject({ name: 'Ada', role: 'owner' })
  expect(others).toEqual([])
  const [, session] = (await hub.store.sessions.list())[0] ?? []
  expect(session?.via).toBe('window')
})

test('it speaks for the first owner who is not switched off, whatever name it sends', async () => {
  const { hub } = await testHub()
  const off = await createAccount(hub.store, 'Off', 'owner', 1)
  await hub.store.accounts.put({ ...off, disabled: true })
  await createAccount(hub.store, 'Second', 'owner', 3)
  await createAccount(hub.store, 'First', 'owner', 2)
  await createAccount(hub.store, 'Mia', 'member', 0)
  const token = hub.newWindowToken()
  expect((await enter(hub, { token, name: 'Eve' })).answer).toBe('200 First')
})

test('a name that the command line made becomes the owner and keeps what it has', async () => {
  const { hub } = await testHub()
  await keyFor(hub, 'thunder', 'Ada')
  const before = await findAccount(hub.store, 'Ada')
  expect((await enter(hub, { token: hub.newWindowToken(), name: 'ada' })).answer).toBe('200 Ada')
  expect(await findAccount(hub.store, 'Ada')).toEqual({ ...before, role: 'owner' })
})

test('two windows at once make one owner', async () => {
  const { hub } = await testHub()
  const [a, b] = [hub.newWindowToken(), hub.newWindowToken()]
  await Promise.all([enter(hub, { token: a, name: 'Ada' }), enter(hub, { token: b, name: 'Bob' })])
  expect(await hub.store.accounts.list()).toHaveLength(1)
})

test('a token works once, for a minute, and only if this hub gave it', async () => {
  const { hub, clock } = await testHub()
  const wrong = await enter(hub, { token: 'A'.repeat(43), name: 'Eve' })
  expect(wrong.answer).toBe('403 window_only')
  const late = hub.newWindowToken()
  clock.now += minutes(1) + 1
  expect((await enter(hub, { token: late, name: 'Eve' })).answer).toBe('403 window_only')
  const many = Array.from({ length: 9 }, () => hub.newWindowToken())
  expect((await enter(hub, { token: many[0] ?? '', name: 'Eve' })).answer).toBe('403 window_only')
  const token = many[8] ?? ''
  const both = await Promise.all([1, 2].map(() => enter(hub, { token, name: 'Ada' })))
  expect(both.map(({ answer }) => answer).sort()).toEqual(['200 Ada', '403 window_only'])
})

test.each([
  ['a neighbour', {}, '192.168.1.7'],
  ['a neighbour over IPv6', {}, 'fe80::7'],
  ['a proxy on this computer', { 'x-forwarded-for': '192.168.1.7' }, '127.0.0.1'],
  ['a proxy that says so in the new way', { forwarded: 'for=192.168.1.7' }, '127.0.0.1'],
  ['a proxy that says no more than that', { via: '1.1 proxy' }, '127.0.0.1'],
])('%s gets nowhere even with a good token', async (_, headers, from) => {
  const { hub } = await testHub({ environment: { TRUST_PROXY: 'loopback' } })
  const token = hub.newWindowToken()
  expect((await enter(hub, { token, name: 'Eve' }, headers, from)).answer).toBe('403 window_only')
  expect((await enter(hub, { token, name: 'Ada' }, {}, '::ffff:127.0.0.1')).answer).toBe('200 Ada')
})

test('another page in a browser cannot use it', async () => {
  const { hub } = await testHub()
  const token = hub.newWindowToken()
  const from = { origin: 'https://example.com' }
  expect((await enter(hub, { token, name: 'Eve' }, from)).answer).toBe('403 cross_site')
})

test('while the hub is paused keys wait, and people get in', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  const upload = { deviceName: 'd', savedTs: '2025-01-01T00:00:00Z', settings: 'a' }
  const told: string[] = []
  hub.events.listen(({ kind }) => void told.push(kind))
  hub.setPaused(true)
  hub.setPaused(true)
  expect(told).toEqual(['hub'])
  const refused = await post(hub, key, upload)
  expect(refused.status).toBe(503)
  expect(refused.body.error).toMatch(/paused/)
  expect((await hub.app.inject({ url: '/api/v1/hub' })).statusCode).toBe(200)
  expect((await enter(hub, { token: hub.newWindowToken(), name: 'Olga' })).answer).toBe('200 Olga')
  hub.setPaused(false)
  expect((await post(hub, key, upload)).body.action).toBe('created')
})

test('a folder that moves to a headless hub gets a way in there by its set-up link', async () => {
  const { hub } = await testHub()
  await enter(hub, { token: hub.newWindowToken(), name: 'Ada' })
  const before = await findAccount(hub.store, 'Ada')
  const token = await hub.newSetUpToken()
  const reply = await hub.app.inject({
    method: 'POST',
    url: '/api/v1/set-up',
    headers: { host: 'localhost', 'content-type': 'application/json' },
    payload: JSON.stringify({ token, name: 'Ada', password: goodPassword }),
  })
  expect(reply.statusCode).toBe(200)
  expect(await hub.store.accounts.list()).toEqual([before])
})
