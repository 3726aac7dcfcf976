import { expect, test } from 'vitest'
import { openDoor, request } from './door.ts'

const origins = ['moz-extension://0a1b2c3d', 'https://app.example', 'null', 'app://obsidian.md']

test.each(origins)('a page of %s may use a key, and no cookie', async (origin) => {
  const { url, send } = await openDoor()
  const asked = 'authorization, depth, x-oc-mtime'
  const preflight = await request(url, 'OPTIONS', '/dav/a', {
    headers: {
      origin,
      'access-control-request-method': 'PROPFIND',
      'access-control-request-headers': asked,
    },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers['access-control-allow-origin']).toBe(origin)
  expect(preflight.headers['access-control-allow-headers']).toBe(asked)
  for (const method of ['PUT', 'PROPFIND', 'MKCOL', 'MOVE', 'LOCK']) {
    expect(preflight.headers['access-control-allow-methods']).toContain(method)
  }
  const put = await send('PUT', '/dav/a', {
    headers: { origin, 'sec-fetch-site': 'cross-site' },
    body: 'x',
  })
  const refused = await send('PUT', '/dav/a', { headers: { origin, authorization: '' }, body: 'x' })
  expect([put.status, refused.status]).toEqual([201, 401])
  for (const { headers } of [preflight, put, refused]) {
    expect(headers['access-control-allow-origin']).toBe(origin)
    expect(headers['access-control-allow-credentials']).toBeUndefined()
    expect(headers.vary).toMatch(/origin/i)
  }
  for (const name of ['etag', 'oc-etag', 'last-modified', 'dav', 'lock-token', 'x-oc-mtime']) {
    expect(put.headers['access-control-expose-headers']).toContain(name)
  }
})

test('a session is worth nothing at the door, and the rest of the hub stays closed to pages', async () => {
  const { url } = await openDoor()
  const cookie = 'sxncd-session=AAAA'
  expect((await request(url, 'PROPFIND', '/dav/', { headers: { cookie } })).status).toBe(401)
  const headers = { origin: 'https://app.example', 'access-control-request-method': 'GET' }
  const { headers: answered } = await request(url, 'OPTIONS', '/api/v1/slots', { headers })
  expect(answered['access-control-allow-origin']).toBeUndefined()
})
