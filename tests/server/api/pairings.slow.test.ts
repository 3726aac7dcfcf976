import { expect, test } from 'vitest'
import { minutes } from '../../../server/lib/clock.ts'
import { browserOf, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { post, type TestHubOptions, testHub } from '../../helpers/hub.ts'

async function openHub(options: TestHubOptions = {}) {
  const test = await testHub({ ...options, environment: { LAN: 'on', ...options.environment } })
  const owner = await ownerBrowser(test.hub)
  return { ...test, owner, device: browserOf(test.hub, 'Dart/3.9 (dart:io)') }
}

type Opened = Awaited<ReturnType<typeof openHub>>

const wish = { deviceName: 'Pixel', app: 'thunder' }
const sync = { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: '{"a":1}' }

async function ask({ device }: Opened, body: object = wish) {
  const reply = await device.send('POST', '/api/v1/pairings', body)
  const { id, secret, code } = reply.body as { id: string; secret: string; code: string }
  const outcome = (wait = '', with_ = secret) =>
    device.send('GET', `/api/v1/pairings/${id}${wait}`, undefined, {
      authorization: `Bearer ${with_}`,
    })
  return { reply, id, secret, code, outcome }
}

test('a device asks, a person compares the code and approves, the device has a key of its own', async () => {
  const opened = await openHub()
  const { hub, owner } = opened
  const { reply, id, code, outcome } = await ask(opened)
  expect(reply.body).toMatchObject({
    state: 'waiting',
    hub: { id: hub.store.hub.id, name: 'SxncD hub' },
    expiresAt: '2025-03-01T12:05:00.000Z',
  })
  expect((await outcome()).body).toMatchObject({ state: 'waiting' })

  const { body } = await owner.send('GET', '/api/v1/pairing-requests')
  expect(body.requests).toEqual([
    {
      ...{ id, code, ...wish, from: '127.0.0.1' },
      createdAt: '2025-03-01T12:00:00.000Z',
      expiresAt: '2025-03-01T12:05:00.000Z',
    },
  ])
  expect((await owner.send('POST', `/api/v1/pairing-requests/${id}/approve`, {})).status).toBe(200)
  expect((await owner.send('GET', '/api/v1/pairing-requests')).body.requests).toEqual([])

  const approved = await outcome()
  expect(approved.body.state).toBe('approved')
  expect((await post(hub, String(approved.body.key), sync)).body.action).toBe('created')
  const again = await outcome()
  expect([again.body.state, again.body.key]).toEqual(['collected', undefined])
  const { keys } = (await owner.send('GET', '/api/v1/keys')).body
  expect(keys).toMatchObject([{ name: 'Pixel', app: 'thunder', account: 'Ada' }])
})

test('who waits is told at once', async () => {
  const opened = await openHub()
  const { id, outcome } = await ask(opened)
  const waiting = outcome('?wait=25')
  // Another request of the same device lets the first one go, so two are never held.
  const second = outcome('?wait=25')
  expect((await waiting).body.state).toBe('waiting')
  await opened.owner.send('POST', `/api/v1/pairing-requests/${id}/deny`)
  expect((await second).body.state).toBe('denied')
  expect((await outcome()).body.state).toBe('denied')
  expect((await outcome('?wait=26')).status).toBe(400)
})

test('a wrong id and a wrong secret are answered alike, and the device cannot approve itself', async () => {
  const opened = await openHub()
  const { id, secret, outcome } = await ask(opened)
  const other = await ask(opened)
  const unknown = await opened.device.send('GET', '/api/v1/pairings/nothing', undefined, {
    authorization: `Bearer ${secret}`,
  })
  for (const wrong of ['', 'x', other.secret, opened.hub.controlToken]) {
    const reply = await outcome('', wrong)
    expect([reply.status, reply.code, reply.text]).toEqual([404, 'pairing_unknown', unknown.text])
  }
  for (const path of [`${id}/approve`, `${id}/deny`]) {
    const headers = { authorization: `Bearer ${secret}` }
    const reply = await opened.device.send(
      'POST',
      `/api/v1/pairing-requests/${path}`,
      undefined,
      headers,
    )
    expect(reply.status).toBe(401)
  }
})

test('before approval nothing is revealed, not even whether the hub has the app', async () => {
  const opened = await openHub()
  const { owner } = opened
  const odd = await ask(opened, { deviceName: 'Pixel', app: 'no-such-app' })
  expect(odd.reply.status).toBe(200)
  const refused = await owner.send('POST', `/api/v1/pairing-requests/${odd.id}/approve`, {})
  expect([refused.status, refused.code]).toEqual([404, 'app_unknown'])
  expect((await odd.outcome()).body).toEqual({
    success: true,
    state: 'waiting',
    hub: { id: opened.hub.store.hub.id, name: 'SxncD hub' },
  })
})

test('it is closed while the network is off, and to who is not on it', async () => {
  const off = await testHub()
  const refused = await browserOf(off.hub).send('POST', '/api/v1/pairings', wish)
  expect([refused.status, refused.code]).toEqual([403, 'pairing_closed'])

  const { device } = await openHub({ environment: { TRUST_PROXY: '127.0.0.1' } })
  const from = (address: string) =>
    device.send('POST', '/api/v1/pairings', wish, { 'x-forwarded-for': address })
  for (const near of ['192.168.1.7', '::ffff:10.0.0.2', 'fd00::7', 'fe80::1']) {
    expect((await from(near)).status, near).toBe(200)
  }
  for (const far of ['203.0.113.9', '::ffff:8.8.8.8', '2001:db8::1', 'unknown']) {
    expect((await from(far)).code, far).toBe('pairing_closed')
  }
})

test('requests are capped a place, and told when to come again', async () => {
  const opened = await openHub()
  for (let turn = 0; turn < 3; turn += 1) expect((await ask(opened)).reply.status).toBe(200)
  const { reply } = await ask(opened)
  expect([reply.status, reply.code, reply.headers['retry-after']]).toEqual([
    429,
    'too_many_pairings',
    '300',
  ])
  opened.clock.now += minutes(5)
  expect((await ask(opened)).reply.status).toBe(200)
})

test('an account that was switched off meanwhile gives no key', async () => {
  const opened = await openHub()
  const { hub, owner } = opened
  const member = await memberBrowser(hub, owner, 'Mia')
  const { id, outcome } = await ask(opened)
  const path = `/api/v1/pairing-requests/${id}/approve`
  // A member could take the device of somebody else.
  expect((await member.send('POST', path, {})).code).toBe('owner_only')
  await owner.send('PATCH', '/api/v1/accounts/Mia', { role: 'owner' })
  expect((await member.send('POST', path, {})).status).toBe(200)
  await owner.send('PATCH', '/api/v1/accounts/Mia', { disabled: true })
  expect((await outcome()).code).toBe('account_disabled')
  await owner.send('PATCH', '/api/v1/accounts/Mia', { disabled: false })
  expect((await outcome()).body.state).toBe('approved')
})

test('a ticket from a QR code is good for one key, also while the network is off', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  const device = browserOf(hub)
  const issue = async (more = {}) =>
    (await owner.send('POST', '/api/v1/pairing-tickets', { app: 'thunder', ...more })).body
  const use = (ticket: unknown, app = 'thunder') =>
    device.send('POST', '/api/v1/pairings', { deviceName: 'Pixel', app, ticket })

  const { ticket, uri, expiresAt } = await issue()
  expect(expiresAt).toBe('2025-03-01T12:10:00.000Z')
  expect(uri).toBe(
    `sxncd://pair?v=1&hub=${encodeURIComponent('http://localhost:0')}&app=thunder&ticket=${ticket}`,
  )
  expect((await use(ticket, 'stylus')).code).toBe('ticket_unknown')
  const paired = await use(ticket)
  expect(paired.body).toMatchObject({ state: 'approved', hub: { id: hub.store.hub.id } })
  expect((await post(hub, String(paired.body.key), sync)).status).toBe(200)
  expect((await use(ticket)).code).toBe('ticket_unknown')

  const late = await issue({ name: 'Phone of Ada' })
  clock.now += minutes(10)
  expect((await use(late.ticket)).code).toBe('ticket_unknown')
  const named = await issue({ name: 'Phone of Ada' })
  await use(named.ticket)
  const { keys } = (await owner.send('GET', '/api/v1/keys')).body as { keys: { name: string }[] }
  expect(keys.map(({ name }) => name)).toEqual(['Pixel', 'Phone of Ada'])
})

test('a ticket needs an app that is on and an address that is the hub', async () => {
  const { hub } = await testHub({ environment: { PUBLIC_URL: 'https://sync.example.com' } })
  const owner = await ownerBrowser(hub)
  const issue = (body: object) => owner.send('POST', '/api/v1/pairing-tickets', body)
  const { body } = await issue({ app: 'thunder' })
  expect(new URL(String(body.uri)).searchParams.get('hub')).toBe('https://sync.example.com')
  const local = await issue({ app: 'thunder', address: 'http://localhost:0' })
  expect(new URL(String(local.body.uri)).searchParams.get('hub')).toBe('http://localhost:0')
  expect((await issue({ app: 'thunder', address: 'https://evil.example' })).status).toBe(400)
  expect((await issue({ app: 'no-such-app' })).code).toBe('app_unknown')
  await owner.send('PATCH', '/api/v1/settings', { appsOff: ['thunder'] })
  expect((await issue({ app: 'thunder' })).code).toBe('app_off')
})

test('neither keys nor tickets nor secrets reach the log', async () => {
  const opened = await openHub()
  const { id, secret, outcome } = await ask(opened)
  await opened.owner.send('POST', `/api/v1/pairing-requests/${id}/approve`, {})
  const { key } = (await outcome()).body
  const { ticket } = (
    await opened.owner.send('POST', '/api/v1/pairing-tickets', { app: 'thunder' })
  ).body
  await opened.device.send('POST', '/api/v1/pairings', { ...wish, ticket: `${ticket}x` })
  const log = opened.logged.join('')
  for (const canary of [secret, key, ticket]) expect(log).not.toContain(String(canary))
})

test('behind a proxy that is not believed nobody is near, so nobody may ask', async () => {
  const { device } = await openHub()
  const forwarded = { 'x-forwarded-for': '203.0.113.9' }
  const reply = await device.send('POST', '/api/v1/pairings', wish, forwarded)
  expect([reply.status, reply.code]).toEqual([403, 'pairing_closed'])
})

test('a look at the headers alone does not use the key up', async () => {
  const opened = await openHub()
  const { id, secret, outcome } = await ask(opened)
  await opened.owner.send('POST', `/api/v1/pairing-requests/${id}/approve`, {})
  const head = await opened.hub.app.inject({
    method: 'HEAD',
    url: `/api/v1/pairings/${id}`,
    headers: { host: 'localhost', authorization: `Bearer ${secret}` },
  })
  expect(head.statusCode).toBe(405)
  expect((await outcome()).body.key).toBeDefined()
})
