import { request } from 'node:http'
import { expect, test } from 'vitest'
import { allApps } from '../../../server/storage/all-apps.ts'
import { keyFor, post } from '../../helpers/hub.ts'
import { openAddress } from './door.ts'

test('a file is stored and read by its address alone, with the folders that it needs', async () => {
  const { send, current } = await openAddress()
  const stored = await send('PUT', '/a%20b/c/notes.txt', { body: 'one' })
  expect([stored.status, stored.body]).toEqual([201, 'ok\n'])
  expect((await send('POST', '/a b/c/notes.txt', { body: 'two' })).status).toBe(200)
  const read = await send('GET', '/a%20b/c/notes.txt')
  expect([read.status, read.body]).toEqual([200, 'two'])
  expect(await current('a b/c/notes.txt')).toMatchObject({ number: 2 })
  expect(await current('a b')).toMatchObject({ mark: 'folder' })
})

test('without a name it is the settings of the app, which devices sync', async () => {
  const { hub, send, current, clock } = await openAddress()
  expect((await send('GET')).status).toBe(404)
  expect((await send('PUT', '?device=Phone', { body: '{"a":1}' })).status).toBe(201)
  expect(await current()).toMatchObject({ deviceName: 'Phone', number: 1 })
  const settings = await hub.app.inject({
    url: '/api/v1/sync/settings',
    headers: { authorization: await keyFor(hub, 'vimium') },
  })
  expect(settings.json().data).toBe('{"a":1}')

  clock.now += 60_000
  const savedTs = new Date(clock.now).toISOString()
  await post(hub, await keyFor(hub, 'vimium'), { deviceName: 'B', savedTs, settings: { b: 2 } })
  const read = await send('GET', '/')
  expect(JSON.parse(read.body)).toEqual({ b: 2 })
  expect(read.headers.get('content-type')).toBe('application/json')
})

test('the file that a module names as its settings is the same', async () => {
  const { send, current } = await openAddress({ app: 'floccus' })
  await send('PUT', '', { body: '<xbel/>' })
  expect((await send('GET', '/bookmarks.xbel')).body).toBe('<xbel/>')
  await send('PUT', '/bookmarks.xbel', { body: '<xbel>2</xbel>' })
  expect((await send('GET')).body).toBe('<xbel>2</xbel>')
  expect(await current()).toMatchObject({ number: 2 })
})

test('what came is told apart by tags and times, and sent in parts', async () => {
  const { send, clock } = await openAddress()
  const { headers } = await send('PUT', '/a.txt', { body: '0123456789' })
  const etag = headers.get('etag') ?? ''
  const read = await send('GET', '/a.txt')
  expect(read.headers.get('etag')).toBe(etag)
  expect(read.headers.get('last-modified')).toBe(new Date(clock.now).toUTCString())
  const unchanged = await send('GET', '/a.txt', { headers: { 'if-none-match': etag } })
  expect([unchanged.status, unchanged.body]).toEqual([304, ''])
  const part = await send('GET', '/a.txt', { headers: { range: 'bytes=2-4' } })
  expect([part.status, part.body, part.headers.get('content-range')]).toEqual([
    206,
    '234',
    'bytes 2-4/10',
  ])
  const head = await send('HEAD', '/a.txt')
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])

  const stale = { 'if-match': '"0123456789abcdef0123456789abcdef"' }
  expect((await send('PUT', '/a.txt', { body: 'x', headers: stale })).status).toBe(412)
  const first = { 'if-none-match': '*' }
  expect((await send('PUT', '/a.txt', { body: 'x', headers: first })).status).toBe(412)
  expect((await send('PUT', '/b/c.txt', { body: 'x', headers: stale })).status).toBe(412)
  expect((await send('GET', '/b')).status).toBe(404)
  expect((await send('GET', '/a.txt')).body).toBe('0123456789')
  const right = { 'if-match': etag }
  expect((await send('PUT', '/a.txt', { body: 'new', headers: right })).status).toBe(200)
})

test.each([
  ['/page.html', '<script>alert(1)</script>', 'text/plain; charset=utf-8'],
  ['/image.svg', '<svg onload="alert(1)"/>', 'text/plain; charset=utf-8'],
  ['/a.user.js', 'alert(1)', 'text/plain; charset=utf-8'],
  ['/a.json', '{}', 'application/json'],
  ['/a.zip', Buffer.from([0x50, 0x4b, 0xff, 0xfe]), 'application/octet-stream'],
])('%s is never a page of the hub, nor kept by anybody on the way', async (name, body, type) => {
  const { send } = await openAddress()
  await send('PUT', name, { body })
  const { headers } = await send('GET', name)
  expect(headers.get('content-type')).toBe(type)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cache-control')).toContain('no-store')
  expect(headers.get('x-robots-tag')).toBe('none')
})

test('a key that was made for an address works nowhere else', async () => {
  const { hub, ask, key } = await openAddress()
  for (const url of ['/api/v1/sync/settings', '/dav/', '/remote.php/webdav/a']) {
    const { status, headers } = await ask('GET', url, { headers: { authorization: key } })
    expect([url, status, headers.get('x-sxncd-error')]).toEqual([url, 403, 'key_for_address'])
  }
  const options = await ask('PROPFIND', '/dav/', { headers: { authorization: key } })
  expect(options.status).toBe(403)
  expect((await post(hub, key, {})).status).toBe(403)
})

test('no other key may stand in an address; in the header, any of one app may', async () => {
  const { ask, newKey } = await openAddress()
  const { text } = await newKey()
  const inAddress = await ask('PUT', `/f/${text}/a`, { body: 'x' })
  expect([inAddress.status, inAddress.headers.get('x-sxncd-error')]).toEqual([
    403,
    'key_not_for_address',
  ])
  const basic = `Basic ${Buffer.from(`Phone:${text}`).toString('base64')}`
  for (const authorization of [`Bearer ${text}`, basic]) {
    expect((await ask('PUT', '/f/a/b', { body: 'x', headers: { authorization } })).status).toBe(
      authorization === basic ? 200 : 201,
    )
  }
  const all = await newKey({ app: allApps })
  const headers = { authorization: `Bearer ${all.text}` }
  expect((await ask('GET', '/f/a', { headers })).headers.get('x-sxncd-error')).toBe('key_for_files')
})

test('one that only reads changes nothing', async () => {
  const { ask, send, newKey } = await openAddress()
  await send('PUT', '/a', { body: 'x' })
  const { text } = await newKey({ address: true, readOnly: true })
  for (const method of ['PUT', 'POST']) {
    const reply = await ask(method, `/f/${text}/a`, { body: 'y' })
    expect([reply.status, reply.headers.get('x-sxncd-error')]).toEqual([403, 'key_read_only'])
  }
  expect((await ask('GET', `/f/${text}/a`)).body).toBe('x')
})

test('an address says what is wrong in a short text, and asks nobody for a password', async () => {
  const { ask, key } = await openAddress()
  const wrong = await ask('GET', `/f/${key.slice(0, -1)}/a`)
  expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer realm="SxncD"',
  ])
  expect(wrong.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  const none = await ask('GET', '/f/a')
  expect(none.status).toBe(401)
  expect(none.headers.get('www-authenticate')).toMatch(/^Basic /)
  expect((await ask('GET', '/f')).status).toBe(401)
})

test('a revoked address is over at once', async () => {
  const { hub, send, made } = await openAddress()
  await send('PUT', '/a', { body: 'x' })
  await hub.store.keys.put([{ ...made, revokedAt: 1 }])
  for (const method of ['GET', 'PUT']) {
    const body = method === 'PUT' ? 'y' : undefined
    expect((await send(method, '/a', body ? { body } : {})).status).toBe(401)
  }
})

test('guesses are limited as those of keys are, and a good address is not in their way', async () => {
  const { ask, send, key } = await openAddress()
  const guess = (at: number) => ask('GET', `/f/${key.slice(0, -6)}${String(at).padStart(6, '0')}/a`)
  const statuses: number[] = []
  for (let at = 0; at < 25; at += 1) statuses.push((await guess(at)).status)
  expect(statuses.filter((status) => status === 401)).toHaveLength(20)
  expect(statuses.at(-1)).toBe(429)
  expect((await send('PUT', '/a', { body: 'x' })).status).toBe(201)
})

test('any page that has the address may use it, and no cookie counts', async () => {
  const { send } = await openAddress()
  const origin = 'https://example.com'
  const asks = { origin, 'access-control-request-method': 'PUT' }
  const preflight = await send('OPTIONS', '/a', { headers: asks })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
  const put = await send('PUT', '/a', { headers: { origin }, body: 'x' })
  expect(put.status).toBe(201)
  expect(put.headers.get('access-control-allow-origin')).toBe(origin)
  expect(put.headers.get('access-control-allow-credentials')).toBeNull()
  expect(put.headers.get('access-control-expose-headers')).toContain('etag')
})

/** `fetch` would tidy the path. */
const putAsItIs = (address: string, name: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const { hostname, port, pathname } = new URL(address)
    const asked = request({ hostname, port, path: pathname + name, method: 'PUT' }, (reply) => {
      reply.resume()
      resolve(reply.statusCode)
    })
    asked.on('error', reject).end('x')
  })

test.each([
  ['../x', 400],
  ['%2e%2e/x', 400],
  ['a%2Fb', 400],
  ['a%00b', 400],
  ['a%5Cb', 400],
  ['nul.txt', 400],
  ['%ff', 400],
  ['x'.repeat(300), 400],
  [`${'a/'.repeat(120)}b`, 400],
])('nothing is stored at /%s', async (name, status) => {
  const { hub, url, key, account } = await openAddress()
  expect(await putAsItIs(`${url}/f/${key}`, `/${name}`)).toBe(status)
  const files = await hub.store.slots.files({ accountId: account.id, app: 'vimium' })
  expect(files.count).toBe(0)
})

test('a form is refused, for its parts are no file; what curl calls a form is taken', async () => {
  const { send } = await openAddress()
  const type = (text: string) => ({ headers: { 'content-type': text }, body: 'x' })
  expect((await send('PUT', '/a', type('multipart/form-data; boundary=x'))).status).toBe(415)
  expect((await send('PUT', '/a', type('application/x-www-form-urlencoded'))).status).toBe(201)
  expect((await send('PUT', '/a', type('not a type'))).status).toBe(200)
})

test('an empty body never takes the place of what is stored', async () => {
  const { send } = await openAddress()
  await send('PUT', '/a', { body: 'x' })
  const empty = new ReadableStream({ start: (stream) => stream.close() })
  for (const body of ['', empty]) expect((await send('PUT', '/a', { body })).status).toBe(400)
  expect((await send('GET', '/a')).body).toBe('x')
})

test('a folder is no file, and a file no folder', async () => {
  const { send } = await openAddress()
  await send('PUT', '/a/b', { body: 'x' })
  expect((await send('GET', '/a')).status).toBe(404)
  expect((await send('PUT', '/a', { body: 'x' })).status).toBe(405)
  expect((await send('PUT', '/a/b/c/d', { body: 'x' })).status).toBe(409)
  expect((await send('DELETE', '/a/b')).status).toBe(405)
})
