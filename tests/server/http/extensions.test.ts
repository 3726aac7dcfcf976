import { expect, test } from 'vitest'
import { ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'

const origins = [
  'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
  'moz-extension://0a1b2c3d-0000-4000-8000-000000000000',
  'safari-web-extension://0A1B2C3D-0000-4000-8000-000000000000',
]

test.each(origins)('%s pairs, and syncs with its key', async (origin) => {
  const { hub } = await testHub({ environment: { LAN: 'on' } })
  const owner = await ownerBrowser(hub)
  const headers = { origin, 'sec-fetch-site': 'cross-site', host: 'localhost' }
  const send = (method: 'GET' | 'POST', url: string, payload: object | undefined, more = {}) =>
    hub.app.inject({ method, url, headers: { ...headers, ...more }, ...(payload && { payload }) })
  const asked = await send('POST', '/api/v1/pairings', { deviceName: 'Firefox', app: 'vimium' })
  expect(asked.statusCode).toBe(200)
  const { id, secret } = asked.json()
  await owner.send('POST', `/api/v1/pairing-requests/${id}/approve`, {})
  const bearer = { authorization: `Bearer ${secret}` }
  const { key } = (await send('GET', `/api/v1/pairings/${id}`, undefined, bearer)).json()
  const savedTs = '2025-02-26T09:15:30.123Z'
  const upload = { deviceName: 'Firefox', savedTs, settings: {} }
  const synced = await send('POST', '/api/v1/sync/update', upload, { authorization: key })
  expect(synced.json().action).toBe('created')
  for (const reply of [asked, synced]) {
    expect(reply.headers['access-control-allow-origin']).toBe(origin)
    expect(reply.headers['access-control-allow-credentials']).toBeUndefined()
  }
  const wrong = await send('GET', '/api/v1/sync/settings', undefined, { authorization: 'wrong' })
  expect([wrong.statusCode, wrong.headers['access-control-allow-origin']]).toEqual([401, origin])
  const ticket = await owner.send('POST', '/api/v1/pairing-tickets', { app: 'vimium' })
  const taken = { deviceName: 'Firefox', app: 'vimium', ticket: ticket.body.ticket }
  expect((await send('POST', '/api/v1/pairings', taken)).json().state).toBe('approved')
})

test('browsers ask before, and are told yes for extensions alone', async () => {
  const { hub } = await testHub()
  const preflight = (origin: string) =>
    hub.app.inject({
      method: 'OPTIONS',
      url: '/api/v1/sync/update',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
  const [origin = ''] = origins
  const yes = await preflight(origin)
  expect(yes.statusCode).toBe(204)
  expect(yes.headers['access-control-allow-origin']).toBe(origin)
  expect(yes.headers['access-control-allow-headers']).toContain('authorization')
  for (const other of ['https://evil.example', 'null', 'http://localhost:1', `${origin}, x`]) {
    const no = await preflight(other)
    expect(no.statusCode).toBe(405)
    expect(no.headers['access-control-allow-origin']).toBeUndefined()
  }
})

test('what a session opens is closed to extensions', async () => {
  const { hub } = await testHub()
  await keyFor(hub)
  const owner = await ownerBrowser(hub)
  const [origin = ''] = origins
  const reply = await owner.send('POST', '/api/v1/keys', { app: 'thunder' }, { origin })
  expect(reply.code).toBe('cross_site')
  expect(reply.headers['access-control-allow-origin']).toBeUndefined()
  const read = await owner.send('GET', '/api/v1/keys', undefined, { origin })
  expect(read.headers['access-control-allow-origin']).toBeUndefined()
})
